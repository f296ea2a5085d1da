import type { StageContext } from '../../../stage.ts'
import { type Columns, parquet, parquetOrNone } from '../../../store/index.ts'

/** Relations of earlier stages that the survey is read with, as SQL. */
export interface SurveyInputs {
  households: string
  profiles: string
  deficits: string
  adminAreas: string
  densities: string
}

const MADE = {
  household_locations: {
    ...{ id: 'VARCHAR', rt_id: 'VARCHAR', zone_id: 'VARCHAR', kelurahan_code: 'VARCHAR' },
    ambiguous: 'BOOLEAN',
  },
  admin_areas: {
    ...{ admin_code: 'VARCHAR', level: 'VARCHAR', kelurahan_code: 'VARCHAR' },
    ...{ rt_rw: 'VARCHAR', area_ha_utm: 'DOUBLE' },
  },
  densities: {
    ...{ level: 'VARCHAR', unit_id: 'VARCHAR', buildings: 'BIGINT' },
    ...{ buildings_method: 'VARCHAR', area_ha_utm: 'DOUBLE' },
  },
} satisfies Record<string, Columns>

/** A table that a stage makes, empty where it has not made it. */
export function stageTable(
  context: StageContext,
  stage: '3-area' | '4-density',
  name: keyof typeof MADE,
): string {
  const path = context.table(stage, name)
  if (path !== null) return parquet(path)
  const none = Object.entries(MADE[name]).map(([column, type]) => `NULL::${type} AS ${column}`)
  return `(SELECT ${none.join(', ')} WHERE false)`
}

/** What the survey reads; null for a city without one. */
export function inputsOf(context: StageContext): SurveyInputs | null {
  const households = context.table('2-validate', 'households')
  if (households === null) return null
  const accepted = (name: string) => parquetOrNone(context.table('2-validate', name), name)
  return {
    households: parquet(households),
    profiles: accepted('rt_profiles'),
    deficits: accepted('rt_deficits'),
    adminAreas: stageTable(context, '3-area', 'admin_areas'),
    densities: stageTable(context, '4-density', 'densities'),
  }
}
