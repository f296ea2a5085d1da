import type { Methodology } from '../methodology/methodology.ts'
import type { Unit } from './find-unit.ts'
import { ruleSource } from './rule-source.ts'
import type { StageTables } from './stage-tables.ts'
import type { CriterionRow, TotalTrace } from './trace.ts'

/** A row of `score_totals`, the columns that are explained. */
export type TotalRow = Omit<TotalTrace, 'classes' | 'rule' | 'aggregation' | 'max_total'> & {
  level: string
  unit_id: string
  vintage: number | null
  methodology: string | null
}

const TOTAL_COLUMNS = [
  ...['level', 'unit_id', 'vintage', 'methodology', 'score_source'],
  ...['score_total', 'score_min', 'score_max', 'score_class', 'score_class_min', 'score_class_max'],
  ...['completeness_pct', 'rt_count', 'area_ha_verified', 'buildings', 'population', 'families'],
] as (keyof TotalRow)[]

/** Every total of a unit, of all years and methodologies, oldest first. */
export function totalsOf(tables: StageTables, { level, unit_id }: Unit): Promise<readonly TotalRow[]> {
  return tables.rows<TotalRow>('5-indicators', 'score_totals', TOTAL_COLUMNS, {
    where: 'level = ?',
    parameters: [level],
    order: 'vintage NULLS FIRST, methodology',
    of: { unit_id },
  })
}

/** A total with the limits of the classes and the sources of the rules. */
export function totalTrace(methodology: Methodology, row: TotalRow): TotalTrace {
  const { level, unit_id: _unit, vintage: _vintage, methodology: _name, ...facts } = row
  return {
    ...facts,
    max_total: methodology.max_total,
    classes: methodology.classes.values.map(({ code, label, min, max }) => ({ code, label, min, max })),
    rule: ruleSource(methodology, methodology.classes),
    aggregation: level === 'rt' ? null : ruleSource(methodology, methodology.aggregation),
  }
}

/** A row of `criterion_scores`. */
export type ScoreRow = Omit<CriterionRow, 'label'> & {
  unit_id: string
  level: string
  label_id: string
  label_en: string
  vintage: number | null
  methodology: string | null
}

const SCORE_COLUMNS = [
  ...['level', 'unit_id', 'vintage', 'methodology', 'criterion', 'aspect', 'label_id', 'label_en', 'unit'],
  ...['volume', 'volume_source', 'denominator', 'denominator_rule', 'percent'],
  ...['score', 'score_min', 'score_max', 'flag'],
  ...['source_id', 'source_row', 'denominator_source_id', 'denominator_source_row'],
] as (keyof ScoreRow)[]

/** The criteria of a unit in one year by one methodology, in the order of the methodology. */
export async function criteriaOf(
  tables: StageTables,
  methodology: Methodology,
  { level, unit_id }: Pick<Unit, 'level' | 'unit_id'>,
  vintage: number | null,
): Promise<CriterionRow[]> {
  const rows = await tables.rows<ScoreRow>('5-indicators', 'criterion_scores', SCORE_COLUMNS, {
    where: `level = ? AND ${OF_YEAR}`,
    parameters: [level, vintage, methodology.id, methodology.id],
    of: { unit_id },
  })
  const order = methodology.criteria.map((criterion) => criterion.id)
  return rows
    .toSorted((a, b) => order.indexOf(a.criterion) - order.indexOf(b.criterion))
    .map(({ level: _level, unit_id: _unit, vintage: _vintage, methodology: _name, ...row }) => {
      const { label_id, label_en, ...rest } = row
      return { ...rest, label: { id: label_id, en: label_en } }
    })
}

/** The RT of one criterion in one year. */
export function rtScores(
  tables: StageTables,
  methodology: Methodology,
  criterion: string,
  vintage: number | null,
): Promise<readonly ScoreRow[]> {
  return tables.rows<ScoreRow>('5-indicators', 'criterion_scores', SCORE_COLUMNS, {
    where: `level = 'rt' AND criterion = ? AND ${OF_YEAR}`,
    parameters: [criterion, vintage, methodology.id, methodology.id],
    order: 'unit_id',
  })
}

/** Tables built before a city could have several methodologies name none. */
const OF_YEAR = 'vintage IS NOT DISTINCT FROM ? AND coalesce(methodology, ?) = ?'
