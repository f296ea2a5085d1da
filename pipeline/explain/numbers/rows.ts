import { publishedDensities } from '../../layers/published-people.ts'
import { parquet } from '../../store/index.ts'
import { accessRows, changeRows } from './ground-rows.ts'
import { householdRows } from './household-rows.ts'
import { progressRows, projectedRows, slumRows } from './progress-rows.ts'
import {
  type Cells,
  type FoundRow,
  noParts,
  number,
  OF_METHODOLOGY,
  part,
  partsOfRt,
  type RowContext,
} from './row-context.ts'
import type { RowKind } from './rules.ts'

/**
 * The rows of a unit, only as they are published.
 * @param columns what the numbers that stand there need
 */
export type RowReader = (context: RowContext, columns: readonly string[]) => Promise<FoundRow[]>

export const READERS: Record<RowKind, RowReader> = {
  densities,
  score_totals: scoreTotals,
  aspect_scores: aspectScores,
  sectoral,
  slum_survey: slumRows,
  progress: progressRows,
  projected: projectedRows,
  change: changeRows,
  zone_access: accessRows,
  household_indicators: householdRows,
}

async function densities({ tables, unit }: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  const path = tables.path('4-density', 'densities')
  const there = await tables.columns('4-density', 'densities')
  if (path === null || !there.has('population_published')) return []
  const told = tables.path('5-indicators', 'survey_zones')
  const published = `SELECT ${publishedDensities(told === null ? null : parquet(told))} FROM ${parquet(path)}`
  const list = ['unit_id', 'vintage', ...columns.filter((column) => there.has(column))]
  const rows = await tables.select<Cells>(
    `SELECT ${[...new Set(list)].join(', ')} FROM (${published}) WHERE level = '${unit.level}'`,
    { of: { unit_id: unit.unit_id } },
  )
  return rows.map((values) => ({ ...PLAIN, year: number(values.vintage), values, parts: noParts }))
}

const PLAIN = { key: null, label: null } as const

async function scoreTotals(context: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  const { tables, methodology, unit, vintage } = context
  const all = [...new Set(['level', 'unit_id', 'vintage', 'methodology', 'score_source', ...columns])]
  const of = (level: string) =>
    tables.rows<Cells>('5-indicators', 'score_totals', all, {
      where: `level = ? AND vintage IS NOT DISTINCT FROM ? AND ${OF_METHODOLOGY}`,
      parameters: [level, vintage, methodology.id, methodology.id],
      ...(level === unit.level ? { of: { unit_id: unit.unit_id } } : {}),
    })
  // What a decree states was not counted.
  const rows = (await of(unit.level)).filter(({ score_source }) => score_source !== 'stated')
  return rows.map((values) => ({
    ...{ ...PLAIN, year: vintage, values },
    parts: async (column) =>
      unit.level === 'rt'
        ? []
        : partsOfRt(context, { table: 'score_totals', year: vintage, column }, await of('rt')),
  }))
}

function criteriaRows(context: RowContext): Promise<readonly Cells[]> {
  const { tables, methodology, unit, vintage } = context
  return tables.rows<Cells>(
    '5-indicators',
    'criterion_scores',
    ['level', 'unit_id', 'vintage', 'methodology', 'criterion', 'aspect', 'percent'],
    {
      where: `level = ? AND vintage IS NOT DISTINCT FROM ? AND ${OF_METHODOLOGY}`,
      parameters: [unit.level, vintage, methodology.id, methodology.id],
      order: 'criterion',
      of: { unit_id: unit.unit_id },
    },
  )
}

function aspectRows({ tables, methodology, unit, vintage }: RowContext): Promise<readonly Cells[]> {
  return tables.rows<Cells>(
    '5-indicators',
    'aspect_scores',
    ['level', 'unit_id', 'vintage', 'methodology', 'aspect', 'label_id', 'label_en', 'percent_mean'],
    {
      where: `level = ? AND vintage IS NOT DISTINCT FROM ? AND ${OF_METHODOLOGY}`,
      parameters: [unit.level, vintage, methodology.id, methodology.id],
      order: 'aspect',
      of: { unit_id: unit.unit_id },
    },
  )
}

async function aspectScores(context: RowContext): Promise<FoundRow[]> {
  return (await aspectRows(context)).map((values) => ({
    ...{ key: String(values.aspect), year: context.vintage, values },
    label: { id: String(values.label_id), en: String(values.label_en) },
    parts: async () =>
      (await criteriaRows(context))
        .filter(({ aspect }) => aspect === values.aspect)
        .map(({ criterion, percent }) => part(String(criterion), percent)),
  }))
}

async function sectoral(context: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  return (await scoreTotals(context, columns)).map((row) => ({
    ...row,
    parts: async () =>
      (await aspectRows(context)).map(({ aspect, percent_mean }) => part(String(aspect), percent_mean)),
  }))
}
