import type { Text } from '../readers/types.ts'
import { unbroken } from '../terminal.ts'
import { crsLines, crsWords } from './crs-words.ts'
import { fieldLines } from './field-lines.ts'
import { mappingLines } from './mapping-lines.ts'
import { wrap } from './text-lines.ts'
import type { FindingCount, LayerSummary } from './types.ts'
import { count, ENCODING_HOW, figure, type Language, SHAPES } from './words.ts'

const LABEL = 15

/** What the figure of a finding counts, where it is no count of what the title says. */
const GOT_WORDS: Record<string, Text> = { XLSX_HEADER_ASSUMED: { id: 'baris ', en: 'row ' } }

/** What a colleague would say of a layer: one sentence first, then what it rests on. Lines of at most 100 characters. */
export function layerText(summary: LayerSummary, language: Language): string {
  const lines = [
    wrap(sentence(summary, language), 2),
    '',
    ...facts(summary, language),
    '',
    ...fieldLines(summary, language),
    ...findingLines(summary, language),
    '',
    ...mappingLines(summary, language),
  ]
  const personal = summary.fields.filter((field) => field.personal !== null)
  if (personal.length > 0) {
    const names = personal.map(({ name }) => unbroken(name)).join(', ')
    const said =
      language === 'id'
        ? `Data pribadi: isi kolom ${names} dibaca untuk dihitung, tetapi tidak ditampilkan.`
        : `Personal data: values of ${names} are read to be counted and are not shown.`
    lines.push('', `  ${wrap(said, 2, 98)}`)
  }
  return lines.join('\n')
}

function sentence(summary: LayerSummary, language: Language): string {
  const isId = language === 'id'
  const { mapping, geometry } = summary
  const parts = [`${content(summary, language)}${crsWords(summary, language)}`]
  const polygons = (geometry.types.Polygon ?? 0) + (geometry.types.MultiPolygon ?? 0)
  if (geometry.invalid > 0) {
    const n = count(geometry.invalid, language)
    parts.push(isId ? `${n} tidak sah` : `${n} invalid`)
  } else if (polygons > 0) parts.push(isId ? 'semua sah' : 'all valid')
  const tables = mapping.tables.map(({ table }) => table).join(isId ? ' dan ' : ' and ')
  if (tables === '') parts.push(isId ? 'tidak mirip tabel mana pun' : 'looks like none of the tables')
  else if (mapping.confidence === 'low')
    parts.push(isId ? `mungkin tabel ${tables}` : `perhaps table ${tables}`)
  else parts.push(isId ? `tampaknya tabel ${tables}` : `looks like table ${tables}`)
  const isAlone = summary.file.replace(/^.*[\\/]/, '').startsWith(`${summary.layer}.`)
  const layer = isAlone ? '' : `, ${isId ? 'lapisan' : 'layer'} ${summary.layer}`
  return `${unbroken(summary.file + layer)}: ${parts.join(', ')}.`
}

/** `7 polygons`, or the rows of a table. */
function content({ records, geometry, place }: LayerSummary, language: Language): string {
  const isId = language === 'id'
  const shapes = shapeCounts(geometry.types, language)
  if (shapes !== '') {
    const n = count(geometry.missing, language)
    if (geometry.missing === 0) return shapes
    return isId
      ? `${shapes} (${n} rekaman tanpa geometri)`
      : `${shapes} (${n} record${geometry.missing === 1 ? '' : 's'} without geometry)`
  }
  const rows = isId
    ? `${count(records, language)} baris`
    : `${count(records, language)} row${records === 1 ? '' : 's'}`
  if (place !== null) return rows
  return isId ? `${rows} tanpa geometri` : `${rows} without geometry`
}

function shapeCounts(types: LayerSummary['geometry']['types'], language: Language): string {
  return Object.entries(types)
    .map(([type, n]) => {
      const { id, one, many } = SHAPES[type]!
      return `${count(n, language)} ${language === 'id' ? id : n === 1 ? one : many}`
    })
    .join(language === 'id' ? ' dan ' : ' and ')
}

function facts(summary: LayerSummary, language: Language): string[] {
  const isId = language === 'id'
  const { geometry, encoding } = summary
  const line = (label: string, text: string): string => `  ${label.padEnd(LABEL)}${wrap(text, LABEL + 2, 83)}`
  const records = [count(summary.records, language)]
  if (summary.deleted > 0) {
    const n = count(summary.deleted, language)
    records.push(isId ? `dan ${n} bertanda terhapus` : `and ${n} marked as deleted`)
  }
  const lines = [
    line('format', unbroken(`${summary.format}, ${isId ? 'lapisan' : 'layer'} ${summary.layer}`)),
    line(isId ? 'rekaman' : 'records', records.join(' ')),
  ]
  const shapes = [shapeCounts(geometry.types, language)].filter((text) => text !== '')
  if (geometry.missing > 0 && shapes.length > 0) {
    shapes.push(`${count(geometry.missing, language)} ${isId ? 'tanpa geometri' : 'without geometry'}`)
  }
  if (geometry.empty > 0) shapes.push(`${count(geometry.empty, language)} ${isId ? 'kosong' : 'empty'}`)
  if (summary.place !== null) {
    const columns = unbroken(Object.values(summary.place).join(', '))
    shapes.push(isId ? `dibaca dari kolom ${columns}` : `read from ${columns}`)
  }
  if (shapes.length > 0) lines.push(line(isId ? 'geometri' : 'geometry', shapes.join('; ')))
  if (geometry.bbox !== null) lines.push(line(isId ? 'batas' : 'bounds', bounds(geometry.bbox, language)))
  if (Object.keys(geometry.types).length > 0) {
    lines.push(...crsLines(summary, language).map(([label, text]) => line(label, text)))
  }
  const sample = encoding.sample === undefined ? '' : `, "${unbroken(encoding.sample)}"`
  lines.push(
    line(
      isId ? 'pengodean' : 'encoding',
      `${encoding.name}, ${ENCODING_HOW[encoding.how][language]}${sample}`,
    ),
  )
  return lines
}

/** West, south, east, north with the precision that degrees need and metres do not. */
export function bounds(box: readonly number[], language: Language): string {
  const isDegrees = box.every((value) => Math.abs(value) <= 360)
  return box.map((value) => figure(value, language, isDegrees ? 5 : 1)).join(' ')
}

function findingLines({ findings }: LayerSummary, language: Language): string[] {
  if (findings.length === 0) return []
  const isId = language === 'id'
  return [
    '',
    isId ? '  temuan' : '  findings',
    ...findings.map((finding) => `    ${wrap(told(finding), 6, 96)}`),
  ]

  function told({ code, title, count: n, record, field, got, at }: FindingCount): string {
    const first: string[] = []
    if (got !== null) first.push(`${GOT_WORDS[code]?.[language] ?? ''}${unbroken(got)}`)
    if (record !== null)
      first.push(
        `${n > 1 ? (isId ? 'pertama: rekaman' : 'first: record') : isId ? 'rekaman' : 'record'} ${count(record, language)}`,
      )
    if (field !== null) first.push(`${isId ? 'kolom' : 'column'} ${unbroken(field)}`)
    if (at !== null) first.push(`${isId ? 'di' : 'at'} ${bounds(at, language)}`)
    const where = first.length === 0 ? '' : ` (${first.join(', ')})`
    return `${count(n, language)} x ${code}: ${title[language]}${where}`
  }
}
