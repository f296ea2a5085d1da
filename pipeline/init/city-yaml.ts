import { stringify } from 'yaml'
import { type ColumnMapping, decreeValue, type Scalar, UNKNOWN_DECREE } from '../city.ts'
import { cut } from '../inspect/text-lines.ts'
import { unbroken } from '../terminal.ts'
import { personalData } from '../values/personal.ts'
import type { CityFacts } from './city-facts.ts'
import type { Draft } from './draft.ts'
import type { DecreeFound } from './draft-decree.ts'
import type { KelurahanProposal } from './draft-kelurahan.ts'
import type { Trial } from './trial.ts'
import { type Language, words } from './words.ts'

/** A drafted source with what its trial showed; the trial is null where there is an obstacle. */
export interface TriedDraft extends Draft {
  trial: Trial | null
  /** How its RT may be joined with the zones; only where no column of the file says it. */
  kelurahan?: KelurahanProposal | null
}

/** All that a `city.yaml` is written from. */
export interface CityText {
  name: string
  title: string
  facts: CityFacts
  /** The decree in force, where a column of a file gives its number. */
  decree: DecreeFound | null
  /** Its number as the command line gives it, where no file does. */
  decreeStated: string | null
  drafts: readonly TriedDraft[]
  /** A source has something to draw. */
  isDrawn: boolean
  /** Path from the workspace to `schemas/city.schema.json`, or null when it lies elsewhere. */
  schema: string | null
}

/** Of the words that are no official value so many are quoted, each so wide. */
const WORDS_SHOWN = 10
const WORD_WIDTH = 40

/** Values that stand for what no file told, each marked for checking: zone and envelope must fit together to be read at all. */
const PLACEHOLDER = { code: '00.00', utm_crs: 'EPSG:32748', envelope: [106.6, -6.4, 107, -6] }

/** The text of a `city.yaml` with a comment wherever a person should look. */
export function cityYaml(
  { name, title, facts, decree, decreeStated, drafts, isDrawn, schema }: CityText,
  language: Language,
): string {
  const say = words[language]
  const check = (text: string): string => ` # ${say.check}: ${text}`
  const lines = [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`, '#']),
    ...say.head.map((line) => `# ${line}`),
    '',
    `name: ${name}`,
    `title: { id: ${inline(title)}, en: ${inline(title)} }${check(say.title)}`,
    `code: "${facts.code ?? PLACEHOLDER.code}"${facts.code === null ? check(say.code) : ` # ${say.codeFrom}`}`,
    `size_class: sedang${check(say.sizeClass)}`,
    `utm_crs: ${facts.utm_crs ?? PLACEHOLDER.utm_crs}${facts.utm_crs === null ? check(say.utm) : ` # ${say.utmFrom}`}`,
    `envelope: [${(facts.envelope ?? PLACEHOLDER.envelope).join(', ')}] # ${facts.envelope === null ? `${say.check}: ` : ''}${say.envelope}`,
    ...decreeLine(decree, decreeStated, drafts.filter(isUsed), language),
    `methodology: permen-pupr-14-2018`,
    '',
    ...(isDrawn ? [] : [`# ${say.check}: ${say.nothingToDraw}`]),
    'sources:',
    ...drafts.flatMap((draft) => ['', ...sourceLines(draft, language)]),
  ]
  return `${lines.join('\n')}\n`
}

/** Whether the source is written as one, and not as a comment. */
export function isUsed(draft: TriedDraft): boolean {
  return draft.obstacle === null
}

/** Left out where the list of decrees tells which is the latest, and where no source belongs to one. */
function decreeLine(
  found: DecreeFound | null,
  stated: string | null,
  used: readonly TriedDraft[],
  language: Language,
): string[] {
  const say = words[language]
  const isStated = used.some(({ source }) => decreeValue(source) !== null)
  if (found === null && stated !== null) return [`decree: ${inline(stated)} # ${say.decree}`]
  if (found === null)
    return isStated ? [`decree: ${UNKNOWN_DECREE} # ${say.check}: ${say.decreeUnknown}; ${say.decree}`] : []
  if (found.others.length === 0)
    return [`decree: ${inline(found.number)} # ${say.decreeFrom(found)}; ${say.decree}`]
  if (!isStated && used.some(({ table }) => table === 'decrees')) return []
  return [`decree: ${inline(found.number)} # ${say.check}: ${say.decreeAmong(found)}; ${say.decree}`]
}

function sourceLines(draft: TriedDraft, language: Language): string[] {
  const say = words[language]
  const { source, obstacle, trial, kelurahan = null } = draft
  const lines: string[] = []
  const put = (indent: number, text: string, note: string | null = null): void => {
    lines.push(`${' '.repeat(indent)}${text}${note === null ? '' : ` # ${note}`}`)
  }
  put(2, `- id: ${source.id}`)
  put(4, `title: { id: ${inline(source.title.id)}, en: ${inline(source.title.en)} }`)
  put(4, `table: ${source.table}`, draft.confidence === 'high' ? null : `${say.check}: ${say.tableGuess}`)
  put(4, `path: ${inline(source.path)}`)
  for (const key of ['layer', 'crs', 'axis_order', 'header_row', 'delimiter', 'encoding'] as const) {
    const value = source[key]
    if (value !== undefined)
      put(
        4,
        `${key}: ${inline(value)}`,
        (key === 'crs' || key === 'axis_order') && draft.overruled
          ? `${say.check}: ${say.overruled(draft.overruled, key)}`
          : key === 'header_row' && draft.isHeaderAssumed
            ? `${say.check}: ${say.headerRow}`
            : null,
      )
  }
  put(4, `licence: ${inline(source.licence)}`, `${say.check}: ${say.licence}`)
  if (source.geometry) put(4, `geometry: ${flow(source.geometry)}`)
  put(4, 'columns:')
  for (const [column, mapping] of Object.entries(source.columns)) {
    put(6, `${column}: ${mappingText(mapping)}`, draft.unsure.has(column) ? say.check : null)
  }
  if (kelurahan) {
    put(6, `# ${say.check}: ${say.kelurahan(kelurahan)}`)
    put(6, `# kelurahan: ${inline(kelurahan.column)}`)
  }
  if (source.unpivot) {
    put(4, 'unpivot:')
    put(6, `key: ${source.unpivot.key}`)
    put(6, `value: ${source.unpivot.value}`)
    put(6, `columns: ${flow(source.unpivot.columns)}`)
    if (source.unpivot.also) put(6, `also: ${flow(source.unpivot.also)}`)
  }
  if (source.values) {
    put(4, 'values:')
    for (const [column, translated] of Object.entries(source.values)) put(6, `${column}: ${flow(translated)}`)
  }
  if (kelurahan?.values) {
    if (!source.values) put(4, '# values:')
    put(source.values ? 6 : 4, `# ${source.values ? '' : '  '}kelurahan: ${flow(kelurahan.values)}`)
  }
  for (const [column, { words: unknown, hasMore }] of draft.unknownWords) {
    const shown = unknown.filter((word) => personalData(word) === null).slice(0, WORDS_SHOWN)
    const quoted = shown.map((word) => JSON.stringify(cut(unbroken(word), WORD_WIDTH)))
    put(4, `# ${say.check}: ${column}: ${say.unknownWords(quoted, hasMore || shown.length < unknown.length)}`)
  }
  if (source.ignore && source.ignore.length > 0) put(4, `ignore: ${flow(source.ignore)}`)
  if (trial?.example) {
    put(4, 'examples:')
    put(6, `- record: ${trial.example.record}`)
    put(8, `raw: ${flow(trial.example.raw)}`)
    put(8, `canonical: ${flow(trial.example.canonical)}`)
  }
  if (obstacle === null) return lines
  return [`  # ${say.obstacle(obstacle)}`, ...lines.map((line) => line.replace(/^ {2}/, '  # '))]
}

function mappingText(mapping: ColumnMapping): string {
  return typeof mapping === 'string' ? inline(mapping) : flow(mapping)
}

/** One scalar as YAML, quoted where it must be. */
function inline(value: Scalar): string {
  return stringify(value, { lineWidth: 0 }).trimEnd().includes('\n')
    ? JSON.stringify(value)
    : stringify(value, { lineWidth: 0 }).trimEnd()
}

function flow(value: unknown): string {
  return stringify(value, { lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: true }).trimEnd()
}
