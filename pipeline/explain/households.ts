import { join } from 'node:path'
import { displayPath, METHODOLOGY_DIR } from '../city.ts'
import { methodologyNames } from '../methodology/kinds.ts'
import type { MethodologyHead } from '../methodology/read.ts'
import type { Text } from '../store/index.ts'
import { readYaml } from '../yaml-file.ts'
import type { Unit } from './find-unit.ts'
import type { StageTables } from './stage-tables.ts'
import type { HouseholdIndicator } from './trace.ts'

type IndicatorRow = Omit<HouseholdIndicator, 'title' | 'label'> & {
  level: string
  unit_id: string
  label_id: string
  label_en: string
  published: boolean | null
}

const COLUMNS = [
  ...['level', 'unit_id', 'vintage', 'methodology', 'group', 'indicator', 'label_id', 'label_en', 'counts'],
  ...['surveyed', 'percent', 'percent_min', 'percent_max', 'standard_error_pct', 'published'],
] as (keyof IndicatorRow)[]

/**
 * The figures of the household rules of a unit that may be published, of its latest survey; they are no part of the score.
 * @param k `privacy.k` of the city: the least number surveyed where a table does not say what is published
 */
export async function householdsOf(
  tables: StageTables,
  { level, unit_id }: Unit,
  k: number,
): Promise<HouseholdIndicator[]> {
  // A list of all, as of partners, is published whatever their number: the table says so.
  const isTold = (await tables.columns('5-indicators', 'household_indicators')).has('published')
  const rows = await tables.rows<IndicatorRow>('5-indicators', 'household_indicators', COLUMNS, {
    where: `level = ? AND unit_id = ? AND ${isTold ? 'published' : 'surveyed >= ?'}`,
    parameters: isTold ? [level, unit_id] : [level, unit_id, k],
    order: `methodology, vintage DESC NULLS LAST, counts, "group" NULLS FIRST, indicator`,
  })
  // What has no year, as a list of partners, holds beside every survey.
  const latest = rows.filter(
    ({ methodology, vintage }) =>
      vintage === null || vintage === rows.find((one) => one.methodology === methodology)!.vintage,
  )
  const titles = new Map([...new Set(latest.map((row) => row.methodology))].map((id) => [id, titleOf(id)]))
  return latest.map(
    ({ level: _level, unit_id: _unit, published: _published, label_id, label_en, ...row }) => ({
      ...row,
      title: titles.get(row.methodology) ?? null,
      label: { id: label_id, en: label_en },
    }),
  )
}

function titleOf(name: string): Text | null {
  if (!methodologyNames().includes(name)) return null
  const path = join(METHODOLOGY_DIR, `${name}.yaml`)
  return (readYaml(path, displayPath(path)).value as MethodologyHead).title
}
