import type { Methodology } from '../methodology/methodology.ts'
import type { Unit } from './find-unit.ts'
import type { StageTables } from './stage-tables.ts'
import type { WorksTrace } from './trace.ts'

type WorksRow = WorksTrace & {
  level: string | null
  unit_id: string | null
  criterion: string
  methodology: string | null
}

const COLUMNS = [
  ...['level', 'unit_id', 'criterion', 'methodology', 'year'],
  ...['baseline_vintage', 'volume_start', 'volume_works', 'volume_end', 'percent_start', 'percent_end'],
  ...['score_start', 'score_end', 'works_beyond_need'],
] as (keyof WorksRow)[]

/** What works did to the volume of one criterion, in the years that had any. */
export async function worksOf(
  tables: StageTables,
  { level, unit_id }: Unit,
  methodology: Methodology,
  criterion: string,
): Promise<WorksTrace[]> {
  const rows = await tables.rows<WorksRow>('5-indicators', 'progress_criteria', COLUMNS, {
    where: 'level = ? AND coalesce(methodology, ?) = ? AND volume_works <> 0',
    parameters: [level, methodology.id, methodology.id],
    order: 'year, criterion',
    of: { unit_id },
  })
  const own = rows.filter((row) => row.criterion === criterion)
  return own.map(({ level: _level, unit_id: _unit, criterion: _one, methodology: _name, ...row }) => row)
}
