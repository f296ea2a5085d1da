import type { Scalar } from '../city.ts'
import type { Text } from '../readers/types.ts'
import type { Column, TableSchema } from '../store/table-schema.ts'
import { columnFit } from './column-fit.ts'
import { type CriteriaColumns, criteriaColumns } from './criteria-columns.ts'
import { derivedColumns } from './derived-columns.ts'
import type { FieldSummary } from './types.ts'

/** How sure a proposal is; what is `low` is to be checked by a person. */
export type Confidence = 'high' | 'medium' | 'low'

/** Where a canonical column comes from, in the words of `city.yaml`. */
export type ColumnOrigin = { column: string } | { template: string } | { value: Scalar }

/** One canonical column with where it would come from. */
export interface ProposedColumn {
  /** The canonical column. */
  column: string
  title: Text
  from: ColumnOrigin
  confidence: Confidence
  /** 0 to 1: how well name and values fit. */
  score: number
  why: Text
}

/** How a layer could become one canonical table. */
export interface TableProposal {
  table: string
  title: Text
  /** Grows with what speaks for the table; compare it with that of another table of the same layer only. */
  score: number
  columns: ProposedColumn[]
  /** Criteria columns that become rows, as `unpivot` of `city.yaml`. */
  unpivot: { key: string; value: string; columns: Record<string, string> } | null
  /** Required columns nothing is proposed for. */
  missing: string[]
  /** Columns of the file nothing asks for. */
  unused: string[]
}

/** What a layer is, beside its columns. */
export interface LayerNature {
  /** Path or name of the file: words and years in it are taken as hints. */
  file: string
  layer: string
  geometry: 'point' | 'line' | 'polygon' | 'mixed' | null
  /** The geometry is read from columns of a table. */
  isPlaced?: boolean
}

/** The likely mapping of a layer: what `inspect` shows and `init` writes. */
export interface LayerMapping {
  /** The likeliest first; further ones are tables the same layer feeds as well. Empty when nothing fits. */
  tables: TableProposal[]
  /** The next best table, which is not meant beside the first. */
  runnerUp: { table: string; title: Text; score: number } | null
  confidence: Confidence
  /** Columns that look like criteria, by what they measure. */
  criteria: CriteriaColumns[]
}

/** Two columns may be fed by one of the file only when both fit this well. */
const SHARED_MIN = 0.9
/** Filled by the reader itself. */
const OWN_COLUMNS = new Set(['source_id', 'source_row'])

/** The mapping of a layer to one table: each canonical column from the column that fits it best by name and values. */
export function proposeTable(
  schema: TableSchema,
  nature: LayerNature,
  fields: readonly FieldSummary[],
): Omit<TableProposal, 'score'> {
  const criteria = criteriaColumns(fields)
  const unpivot = schema.name === 'rt_deficits' ? unpivotOf(criteria) : null
  const taken = new Set(criteria.flatMap((set) => [...Object.values(set.columns), ...set.unknown]))
  const offered = fields.filter(({ name }) => !taken.has(name))
  const wanted = schema.columns.filter(
    ({ name }) => !OWN_COLUMNS.has(name) && name !== unpivot?.key && name !== unpivot?.value,
  )
  const proposed = assign(schema, wanted, offered)
  for (const derived of derivedColumns(schema, wanted, nature, offered, proposed)) {
    proposed.set(derived.column, derived)
  }
  const columns = wanted.flatMap(({ name }) => proposed.get(name) ?? [])
  const used = new Set([
    ...columns.flatMap(({ from }) => sourcesOf(from)),
    ...Object.values(unpivot?.columns ?? {}),
  ])
  return {
    table: schema.name,
    title: schema.title,
    columns,
    unpivot,
    missing: wanted.filter(({ name, required }) => required && !proposed.has(name)).map(({ name }) => name),
    unused: fields.map(({ name }) => name).filter((name) => !used.has(name)),
  }
}

/** Best pairs first; a column of the file serves one canonical column, and another only when it fits both well. */
function assign(
  schema: TableSchema,
  wanted: readonly Column[],
  offered: readonly FieldSummary[],
): Map<string, ProposedColumn> {
  const pairs = wanted.flatMap((column, order) =>
    offered.flatMap((field) => {
      const fit = columnFit(schema, column, field)
      return fit === null ? [] : [{ column, order, field, fit }]
    }),
  )
  // `sort` is stable: of equal pairs the one first in the schema, then in the file.
  pairs.sort((a, b) => b.fit.score - a.fit.score || a.order - b.order)
  const proposed = new Map<string, ProposedColumn>()
  const used = new Set<string>()
  for (const isSharing of [false, true]) {
    for (const { column, field, fit } of pairs) {
      if (proposed.has(column.name)) continue
      if (used.has(field.name) && !(isSharing && fit.score >= SHARED_MIN)) continue
      used.add(field.name)
      proposed.set(column.name, {
        column: column.name,
        title: column.title,
        from: { column: field.name },
        confidence: field.filled === 0 ? 'low' : columnConfidence(fit.score),
        score: round(fit.score),
        why: fit.why,
      })
    }
  }
  return proposed
}

/** Volumes where there are any, else percents, from which scores follow too. */
function unpivotOf(criteria: readonly CriteriaColumns[]): TableProposal['unpivot'] {
  for (const [measure, value] of [
    ['volume', 'volume'],
    ['percent', 'percent_stated'],
  ] as const) {
    const found = criteria.find((set) => set.measure === measure)
    if (found) return { key: 'criterion', value, columns: found.columns }
  }
  return null
}

/** Columns of the file that an origin reads; canonical ones in a template are not among them. */
export function sourcesOf(from: ColumnOrigin): string[] {
  if ('column' in from) return [from.column]
  if (!('template' in from)) return []
  return [...from.template.matchAll(/\{([^{}:]+)(?::\w+)?\}/g)].map((match) => match[1]!)
}

/** How sure one column is, by how well its name and its values fit (0 to 1). */
function columnConfidence(score: number): Confidence {
  if (score >= 0.85) return 'high'
  return score >= 0.65 ? 'medium' : 'low'
}

function round(score: number): number {
  return Math.round(score * 100) / 100
}
