import { type TableSchema, tableSchemas } from '../store/table-schema.ts'
import { columnNames, nameParts } from './column-names.ts'
import { criteriaColumns } from './criteria-columns.ts'
import {
  type Confidence,
  type LayerMapping,
  type LayerNature,
  proposeTable,
  type TableProposal,
} from './mapping-proposal.ts'
import { isSecret, listsPersons } from './personal-columns.ts'
import type { FieldSummary } from './types.ts'

/** Below it nothing speaks for a table. */
const SCORE_MIN = 0.5
/** What a word in the name of the file counts, beside columns of about 0.3 to 1 each. */
const WORD_WEIGHT = 0.8
const MISSING_WEIGHT = 0.35
/** Shapes that carry criteria were drawn to be scored. */
const CRITERIA_WEIGHT = 1.5
/** Columns that any list with numbered rows and coordinates has: they say nothing for their table. */
const COMMON_COLUMNS: Record<string, ReadonlySet<string>> = {
  decree_rows: new Set(['row_number', 'lon_stated', 'lat_stated']),
}
/**
 * Sums over the tables of RT, whose columns they share: proposed for nothing but a list that counts the RT of each
 * kawasan, and no reason to trust the columns of an RT less.
 */
const SUMS: Record<string, string> = { kawasan_profiles: 'rt_count', kawasan_deficits: 'percent_stated' }
/** Its columns are those of any named thing: that it has them too makes them say no less for the others. */
const OF_ANY_THING = 'water'
/** Tables that one file is known to feed together: the head of an RT and its deficits. */
const FED_TOGETHER: Record<string, string> = { rt_profiles: 'rt_deficits', rt_deficits: 'rt_profiles' }

/**
 * The canonical tables a layer could become, the likeliest first, each with its mapping. What counts is the geometry,
 * which columns are found (one that few tables have says more), and words in the names of file and layer. A list of
 * persons without shapes of their own becomes a table whose secret columns keep them from the releases, or none.
 */
export function proposeMapping(nature: LayerNature, fields: readonly FieldSummary[]): LayerMapping {
  const criteria = criteriaColumns(fields)
  // Shapes of buildings or places stay what they are, whoever owns them: the columns that tell of persons are left out alone.
  const hasShapes = nature.geometry !== null && nature.isPlaced !== true
  const persons = !hasShapes && listsPersons(fields)
  const proposals = [...tableSchemas().values()]
    .filter(({ columns }) => !persons || columns.some(isSecret))
    .map((schema) => scored(schema, nature, fields))
    .filter(({ score, table, columns }) => score >= SCORE_MIN && isSumWhereNamedSo(table, columns))
    .sort((a, b) => b.score - a.score)
  const [first, ...others] = proposals
  if (first === undefined) return { tables: [], runnerUp: null, confidence: 'low', criteria }
  const together = others.find(({ table }) => table === FED_TOGETHER[first.table])
  const isBoth = together !== undefined && hasVolumes(first, together)
  const next = others.find((proposal) => !(isBoth && proposal === together))
  return {
    tables: isBoth ? [first, together] : [first],
    runnerUp: next ? { table: next.table, title: next.title, score: next.score } : null,
    confidence: first.missing.length > 0 ? 'low' : tableConfidence(first.score, next?.score ?? 0),
    criteria,
  }
}

function isSumWhereNamedSo(table: string, columns: TableProposal['columns']): boolean {
  const wanted = SUMS[table]
  return wanted === undefined || columns.some(({ column }) => column === wanted)
}

function hasVolumes(first: TableProposal, second: TableProposal): boolean {
  const profile = first.table === 'rt_profiles' ? first : second
  const isProfile = profile.columns.some(({ column }) =>
    ['buildings', 'families', 'road_ideal_m'].includes(column),
  )
  return isProfile && (first.unpivot ?? second.unpivot) !== null
}

/** How sure a table is, by its evidence and how far the next best stays behind. */
function tableConfidence(score: number, next: number): Confidence {
  if (score >= 2.5 && score >= 1.4 * next) return 'high'
  return score >= 1.5 && score >= 1.15 * next ? 'medium' : 'low'
}

function scored(schema: TableSchema, nature: LayerNature, fields: readonly FieldSummary[]): TableProposal {
  const proposal = proposeTable(schema, nature, fields)
  let evidence = proposal.unpivot === null ? 0 : 4
  const byField = new Map<string, number>()
  for (const { column, from, score } of proposal.columns) {
    // What is derived follows from the others, and a column that serves twice proves nothing more.
    if (!('column' in from) || COMMON_COLUMNS[schema.name]?.has(column)) continue
    byField.set(from.column, Math.max(byField.get(from.column) ?? 0, score * weightOf(column)))
  }
  for (const value of byField.values()) evidence += value
  const named = `${nature.file.replace(/^.*[\\/]/, '')} ${nature.layer}`
  const own = new Set(nameParts(named.replace(/(\p{L})(?=\d)/gu, '$1 ')).words)
  const words = columnNames().tables[schema.name]?.words ?? []
  // The name of a file alone makes no table of it.
  if (evidence > 0 && words.some((word) => own.has(word))) evidence += WORD_WEIGHT
  if (schema.name === 'rt_deficits' && proposal.unpivot === null) evidence *= 0.3
  if (schema.name === 'zones' && criteriaColumns(fields).length > 0) evidence += CRITERIA_WEIGHT
  const score = geometryFactor(schema, nature) * (evidence - MISSING_WEIGHT * proposal.missing.length)
  return { ...proposal, score: Math.round(score * 100) / 100 }
}

let weights: Map<string, number> | undefined

/** A column that one table alone has counts 1, one that seven have 0.38. */
function weightOf(column: string): number {
  if (weights === undefined) {
    const tables = new Map<string, number>()
    for (const schema of tableSchemas().values()) {
      if (SUMS[schema.name] !== undefined || schema.name === OF_ANY_THING) continue
      for (const { name } of schema.columns) tables.set(name, (tables.get(name) ?? 0) + 1)
    }
    weights = new Map([...tables].map(([name, count]) => [name, 1 / Math.sqrt(count)]))
  }
  return weights.get(column) ?? 1
}

function geometryFactor(schema: TableSchema, { geometry, isPlaced }: LayerNature): number {
  if (geometry === null) return schema.geometry === null || schema.geometryOptional ? 1 : 0.4
  // A table may well print coordinates that are not meant as its geometry.
  if (schema.geometry === null && isPlaced) return 1
  if (schema.geometry === null) return geometry === 'point' ? 0.7 : 0.5
  if (schema.geometry === 'any') return 0.9
  return schema.geometry === geometry ? 1.1 : 0
}
