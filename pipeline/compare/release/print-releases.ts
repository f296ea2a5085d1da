import { plainLine, table } from '../../terminal.ts'
import { valueText } from '../print.ts'
import type { Language } from '../words.ts'
import type { ReleaseComparison, ReleaseFacts, RowChange, RowsComparison } from './release-comparison.ts'

const WORDS = {
  en: {
    decree: 'decree',
    head: ['features', 'in A', 'in B', 'added', 'removed', 'changed', 'types', 'geometry'],
    tables: 'rows of tables',
    fields: 'values changed',
    schema: 'columns changed',
    type: (name: string, a: string, b: string) => `column ${name} has another type: ${a} in A, ${b} in B`,
    rows: 'rows',
    columns: (name: string, side: string) => `column ${name} only in ${side}`,
    files: 'other files that differ',
    inFolder: (count: number) => `${count} files`,
    manifest: 'the manifests say otherwise',
    more: 'more',
    changes: { added: 'only in B', removed: 'only in A', changed: 'changed' },
    examples: 'examples',
    geometry: 'another geometry',
    absent: 'absent',
    equal: 'Equal in features and numbers.',
    same: 'the same release',
    cities: (a: string, b: string) =>
      `Releases of two different cities: A ${a}, B ${b}. What follows is no change of either.`,
    different: 'Not equal.',
  },
  id: {
    decree: 'SK',
    head: ['fitur', 'di A', 'di B', 'bertambah', 'hilang', 'berubah', 'tipe', 'geometri'],
    tables: 'baris tabel',
    fields: 'nilai yang berubah',
    schema: 'kolom yang berubah',
    type: (name: string, a: string, b: string) => `kolom ${name} bertipe lain: ${a} di A, ${b} di B`,
    rows: 'baris',
    columns: (name: string, side: string) => `kolom ${name} hanya di ${side}`,
    files: 'berkas lain yang berbeda',
    inFolder: (count: number) => `${count} berkas`,
    manifest: 'manifesnya menyebut lain',
    more: 'lagi',
    changes: { added: 'hanya di B', removed: 'hanya di A', changed: 'berubah' },
    examples: 'contoh',
    geometry: 'geometri lain',
    absent: 'tidak ada',
    equal: 'Fitur dan angkanya sama.',
    same: 'rilis yang sama',
    cities: (a: string, b: string) =>
      `Rilis dari dua kota yang berbeda: A ${a}, B ${b}. Yang berikut bukan perubahan salah satunya.`,
    different: 'Tidak sama.',
  },
} as const

/** So many files of one folder, and members of the manifests, have a line each. */
const MOST_OF_A_FOLDER = 8
const MOST_MEMBERS = 20

/** The comparison as lines for people; layers and tables that are equal are left out of the list of values. */
export function releaseComparisonLines(comparison: ReleaseComparison, language: Language): string[] {
  const words = WORDS[language]
  const { a, b, layers, tables, files, manifest, examples, equal } = comparison
  const lines = [factsLine('A', a, words.decree), factsLine('B', b, words.decree), '']
  if (a.city !== null && b.city !== null && a.city !== b.city) lines.unshift(words.cities(a.city, b.city), '')
  if (layers.length > 0)
    lines.push(...table([[...words.head], ...layers.map((one) => countsRow(one, true))]), '')
  const [, ...others] = words.head
  if (tables.length > 0)
    lines.push(
      ...table([[words.tables, ...others.slice(0, -1)], ...tables.map((one) => countsRow(one, false))]),
      '',
    )
  const fields = [...layers, ...tables].flatMap((of) =>
    of.fields.map(({ name, rows }) => `  ${of.name}.${name}  ${rows} ${words.rows}`),
  )
  if (fields.length > 0) lines.push(words.fields, ...fields, '')
  const schema = [...layers, ...tables].flatMap((of) => [
    ...of.types.map(({ name, a, b }) => `  ${of.name}: ${words.type(name, a, b)}`),
    ...of.columns_only_a.map((name) => `  ${of.name}: ${words.columns(name, 'A')}`),
    ...of.columns_only_b.map((name) => `  ${of.name}: ${words.columns(name, 'B')}`),
  ])
  if (schema.length > 0) lines.push(words.schema, ...schema, '')
  if (examples.length > 0)
    lines.push(words.examples, ...examples.map((one) => exampleLine(one, language)), '')
  if (files.length > 0) lines.push(words.files, ...fileLines(files, language), '')
  if (manifest.length > 0) lines.push(words.manifest, ...memberLines(manifest, language), '')
  const isSame = a.release === b.release && files.length + manifest.length === 0
  const verdict = isSame ? `${words.equal} (${words.same})` : words.equal
  lines.push(equal ? verdict : words.different)
  return lines.map(plainLine)
}

/** A line for each file, or for all of one folder where they are many: a city has as many tables of zones as zones. */
function fileLines(files: ReleaseComparison['files'], language: Language): string[] {
  const words = WORDS[language]
  const byFolder = new Map<string, string[]>()
  for (const { path, change } of files) {
    const key = `${path.slice(0, path.lastIndexOf('/') + 1)}\0${words.changes[change]}`
    const paths = byFolder.get(key)
    if (paths === undefined) byFolder.set(key, [path])
    else paths.push(path)
  }
  return [...byFolder].flatMap(([key, paths]) => {
    const [folder, change] = key.split('\0')
    const isMany = folder !== '' && paths.length > MOST_OF_A_FOLDER
    return isMany
      ? [`  ${folder}  ${words.inFolder(paths.length)} ${change}`]
      : paths.map((path) => `  ${path}  ${change}`)
  })
}

function memberLines(manifest: ReleaseComparison['manifest'], language: Language): string[] {
  const words = WORDS[language]
  const told = manifest.slice(0, MOST_MEMBERS).map(({ member, a, b }) => {
    const [old, now] = [a, b].map((json) => (json === null ? words.absent : valueText(JSON.parse(json))))
    return `  ${member}: ${old} -> ${now}`
  })
  const untold = manifest.length - told.length
  return untold === 0 ? told : [...told, `  + ${untold} ${words.more} (--json)`]
}

function factsLine(label: string, { directory, release, decree }: ReleaseFacts, word: string): string {
  return `${label}  ${directory}  ${release}${decree === null ? '' : `  ${word} ${decree}`}`
}

function countsRow(of: RowsComparison, hasPlaces: boolean): string[] {
  const counts = [of.rows_a, of.rows_b, of.added, of.removed, of.changed, of.types.length]
  if (hasPlaces) counts.push(of.geometry_changed)
  return [of.name, ...counts.map((count) => (count === null ? '-' : `${count}`))]
}

function exampleLine(
  { name, id, change, field, old, new: now, difference }: RowChange,
  language: Language,
): string {
  const words = WORDS[language]
  if (change === 'added' || change === 'removed') return `  ${name} ${id}  ${words.changes[change]}`
  if (old === null && now === null) return `  ${name} ${id}  ${words.geometry}`
  const text = (value: string | null) => (value === null ? words.absent : valueText(value))
  const signed = difference === null ? '' : `  (${difference > 0 ? '+' : ''}${difference})`
  return `  ${name} ${id}  ${field}: ${text(old)} -> ${text(now)}${signed}`
}
