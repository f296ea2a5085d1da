import { type ColumnMapping, type Source, UNKNOWN_DECREE } from '../city.ts'
import { type Confidence, sourcesOf, type TableProposal } from '../inspect/mapping-proposal.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { tableSchema } from '../store/index.ts'
import type { Overruled, Reading } from './draft-crs.ts'
import { namedKey, recordKey } from './draft-key.ts'

export const UNKNOWN_LICENCE = 'belum dinyatakan / not stated'

/** A source as `init` would write it, with what a person should check. */
export interface Draft {
  source: Source
  table: string
  confidence: Confidence
  /** Canonical columns whose origin is a guess. */
  unsure: Set<string>
  /** By canonical column: words that stand for no official value, which the ingest will report. */
  unknownWords: Map<string, { words: string[]; hasMore: boolean }>
  isHeaderAssumed: boolean
  /** How the coordinates are read where the file does not say so, and what that overrules. */
  reading: Reading | null
  overruled: Overruled | null
  /** Why the source cannot be used as it is, or null. */
  obstacle: Obstacle | null
}

/** Years that a source of the workspace states, oldest first: most likely those of one that states none. */
export interface KnownYears {
  source: string
  years: number[]
}

/** What keeps a source from being used. */
export type Obstacle =
  | { kind: 'no-table' }
  | { kind: 'columns'; missing: string[]; years?: KnownYears }
  | { kind: 'crs'; candidates: string[]; stated: string | null }
  | { kind: 'same-bytes'; as: string }
  | { kind: 'same-keys'; as: string }
  | { kind: 'unnamed' }
  | { kind: 'empty' }

/** Where a file of the layer stands in the workspace, and how it was opened. */
export interface DraftPlace {
  id: string
  title: string
  path: string
  /** The file holds several layers. */
  isOneOfMany: boolean
  encoding?: string
  delimiter?: string
  headerRow?: number
  /** The reader found it by itself. */
  isHeaderAssumed?: boolean
}

/** Tables of what stands for several years, such as the families of an RT; what is measured is of one. */
const OF_SEVERAL_YEARS = new Set(['rt_profiles', 'kawasan_profiles'])

/**
 * The sources a layer becomes: one for each canonical table it feeds, and for each of the years where a profile states none; one that
 * says why when it feeds none.
 *
 * @param years vintages to write where neither the file nor its name gives one, oldest first; of what is measured the last
 * @param free makes an id one that no other source has
 */
export function draftSources(
  summary: LayerSummary,
  place: DraftPlace,
  years: readonly number[],
  free: (id: string) => string,
): Draft[] {
  const { tables } = summary.mapping
  if (summary.records === 0) return [draft(summary, place, null, { kind: 'empty' })]
  if (summary.isUnnamed) return [draft(summary, place, tables[0] ?? null, { kind: 'unnamed' })]
  if (tables.length === 0) return [draft(summary, place, null, { kind: 'no-table' })]
  return tables.flatMap((proposal, i) => {
    const id = i === 0 ? place.id : free(`${place.id}-${proposal.table.replaceAll('_', '-')}`)
    const isOfEach = OF_SEVERAL_YEARS.has(proposal.table) && proposal.missing.includes('vintage')
    if (!isOfEach || years.length < 2)
      return [draft(summary, { ...place, id }, settle(proposal, summary, id, years.at(-1) ?? null), null)]
    return years.map((year) => {
      const own = free(`${id}-${year}`)
      return draft(summary, { ...place, id: own }, settle(proposal, summary, own, year), null)
    })
  })
}

/** The proposal with what it lacks filled in where a rule can, and columns without any value left out. */
function settle(
  proposal: TableProposal,
  summary: LayerSummary,
  id: string,
  year: number | null,
): TableProposal {
  const schema = tableSchema(proposal.table)
  const filled = new Map(summary.fields.map((field) => [field.name, field.filled]))
  const isBlank = ({ from }: TableProposal['columns'][number]) =>
    'column' in from && filled.get(from.column) === 0
  const columns = proposal.columns.filter((column) => !isBlank(column))
  const add = (column: string, from: TableProposal['columns'][number]['from']): void => {
    const title = schema.columns.find(({ name }) => name === column)!.title
    columns.push({ column, title, from, confidence: 'low', score: 0, why: { id: '', en: '' } })
  }
  const has = (name: string) =>
    columns.some(({ column }) => column === name) || proposal.unpivot?.key === name
  for (const { name, required, unit } of schema.columns) {
    if (!required || has(name) || name === 'source_id' || name === 'source_row') continue
    if (name === 'decree_number') add(name, { value: UNKNOWN_DECREE })
    else if (unit === 'year' && year !== null) add(name, { value: year })
    else if (name === 'row_number') add(name, { template: recordKey(name, id) })
    else if (name === schema.key.at(-1) && name.endsWith('_id')) {
      const key = namedKey(summary, new Set(columns.flatMap(({ from }) => sourcesOf(from))))
      add(name, key === null ? { template: recordKey(name, id) } : { column: key })
    }
  }
  const missing = schema.columns
    .filter(({ name, required }) => required && !has(name) && name !== 'source_id' && name !== 'source_row')
    .map(({ name }) => name)
  const used = new Set(columns.flatMap(({ from }) => sourcesOf(from)))
  return { ...proposal, columns, missing, unused: proposal.unused.filter((name) => !used.has(name)) }
}

function draft(
  summary: LayerSummary,
  place: DraftPlace,
  proposal: TableProposal | null,
  obstacle: Obstacle | null,
): Draft {
  const table = proposal?.table ?? 'zones'
  const columns: Record<string, ColumnMapping> = {}
  for (const { column, from } of proposal?.columns ?? [])
    columns[column] = 'column' in from ? from.column : from
  const title = { id: place.title, en: place.title }
  const spatial = proposal !== null && tableSchema(table).geometry !== null
  const unpivot = proposal?.unpivot ? withScores(proposal.unpivot, summary) : null
  const scored = new Set(Object.values(unpivot?.also?.score_stated ?? {}))
  const source: Source = {
    id: place.id,
    title,
    table,
    path: place.path,
    ...(place.isOneOfMany ? { layer: summary.layer } : {}),
    ...(place.headerRow === undefined ? {} : { header_row: place.headerRow }),
    ...(place.delimiter === undefined ? {} : { delimiter: place.delimiter }),
    ...(place.encoding === undefined ? {} : { encoding: place.encoding }),
    licence: UNKNOWN_LICENCE,
    ...(spatial && summary.place ? { geometry: summary.place } : {}),
    columns,
    ...(unpivot ? { unpivot } : {}),
    ignore: (proposal?.unused ?? []).filter((column) => !scored.has(column)),
    examples: [],
  }
  const missing = proposal?.missing ?? []
  return {
    source,
    table,
    confidence: summary.mapping.confidence,
    unsure: new Set(
      (proposal?.columns ?? []).filter(({ confidence }) => confidence === 'low').map(({ column }) => column),
    ),
    unknownWords: new Map(),
    isHeaderAssumed: place.isHeaderAssumed ?? false,
    reading: null,
    overruled: null,
    obstacle: obstacle ?? (missing.length > 0 ? { kind: 'columns', missing } : null),
  }
}

/** Scores printed beside the volumes are taken along: they are what the computed ones are compared with. */
function withScores(
  unpivot: NonNullable<TableProposal['unpivot']>,
  summary: LayerSummary,
): Source['unpivot'] {
  const scores = summary.mapping.criteria.find(({ measure }) => measure === 'score')?.columns ?? {}
  const known = Object.entries(scores).filter(([criterion]) => Object.hasOwn(unpivot.columns, criterion))
  return known.length === 0 ? unpivot : { ...unpivot, also: { score_stated: Object.fromEntries(known) } }
}
