import { join } from 'node:path'
import type { SurveyFiles } from '../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import { type Columns, type Row, writeTable } from '../../../pipeline/store/index.ts'
import type { TestStageContext } from '../../support/stage-context.ts'

export interface Header {
  area_ha_verified?: number | null
  buildings?: number | null
  population?: number | null
  families?: number | null
  road_ideal_m?: number | null
  road_existing_m?: number | null
  drainage_ideal_m?: number | null
}

export interface Rt extends Header {
  rt_id: string
  vintage?: number
  zone_id?: string | null
  kawasan?: string | null
  kelurahan_code?: string | null
  rt_rw?: string
  /** Record of its source; its place among the others when left out. */
  source_row?: number
  /** The set its rows declare. */
  methodology?: string | null
  /** Percent by criterion, as stated. */
  percents?: Record<string, number | null>
  /** False leaves it without a profile. */
  profiled?: boolean
  /** Volume by criterion; null is a row without a volume, a missing key is no row at all. */
  volumes: Record<string, number | null>
}

/** Every denominator is 100, so that a volume is its own percent. */
export const HUNDRED: Required<Omit<Header, 'road_existing_m'>> = {
  area_ha_verified: 100,
  buildings: 100,
  population: 400,
  families: 100,
  road_ideal_m: 100,
  drainage_ideal_m: 100,
}

/** Rows of rt_profiles and rt_deficits. */
function tablesOf(rts: Rt[]): { rt_profiles: Row[]; rt_deficits: Row[] } {
  const rt_profiles = rts.flatMap(
    ({ volumes: _v, percents: _p, methodology: _m, profiled = true, ...rt }, i) => {
      const rt_rw = `RT${String((i % 900) + 1).padStart(3, '0')}-RW001`
      return profiled
        ? [{ ...HUNDRED, vintage: 2018, rt_rw, source_row: i + 1, ...rt, source_id: 'profil' } as Row]
        : []
    },
  )
  const rt_deficits = rts.flatMap((rt) => {
    const { volumes, percents = {} } = rt
    return [...new Set([...Object.keys(volumes), ...Object.keys(percents)])].map((criterion, i) => ({
      rt_id: rt.rt_id,
      vintage: rt.vintage ?? 2018,
      criterion,
      volume: volumes[criterion] ?? null,
      percent_stated: percents[criterion] ?? null,
      methodology: rt.methodology ?? null,
      source_id: 'kekumuhan',
      source_row: i + 1,
    }))
  })
  return { rt_profiles, rt_deficits }
}

const RT_ZONE_COLUMNS: Columns = { rt_id: 'VARCHAR', vintage: 'BIGINT', zone_id: 'VARCHAR' }

/** What the stages before wrote: the tables of the RT, and that each belongs to the zone its profile names. */
export function stagesOf(rts: Rt[], accepted: Record<string, Row[]> = {}) {
  const profiled = tablesOf(rts)
  const rows = profiled.rt_profiles.map(({ rt_id, vintage, zone_id }) => ({ rt_id, vintage, zone_id }) as Row)
  return {
    '2-validate': { ...profiled, ...accepted },
    '3-area': { rt_zones: { columns: RT_ZONE_COLUMNS, rows } },
  }
}

const SURVEY_DEFICITS: Columns = {
  ...{ rt_id: 'VARCHAR', vintage: 'BIGINT', methodology: 'VARCHAR', criterion: 'VARCHAR' },
  ...{ percent: 'DOUBLE', status: 'VARCHAR' },
}
const SURVEY_PROFILES: Columns = {
  ...{ rt_id: 'VARCHAR', vintage: 'BIGINT', kelurahan_code: 'VARCHAR', kawasan: 'VARCHAR' },
  ...{ population: 'BIGINT', families: 'BIGINT', buildings: 'BIGINT', area_ha_verified: 'DOUBLE' },
}

/** What a survey of households says of RT, as rows of `survey_deficits` and `survey_profiles`. */
export interface Survey {
  deficits: Row[]
  profiles?: Row[]
}

/** The files of a survey, none without one. */
export async function surveyFilesOf(
  { store, directory }: TestStageContext,
  survey: Survey | undefined,
): Promise<SurveyFiles> {
  if (survey === undefined) return { deficits: null, profiles: null }
  const [deficits, profiles] = ['deficits', 'profiles'].map((name) =>
    join(directory, `survey_${name}.parquet`),
  )
  await writeTable(store, deficits!, SURVEY_DEFICITS, survey.deficits)
  await writeTable(store, profiles!, SURVEY_PROFILES, survey.profiles ?? [])
  return { deficits: deficits!, profiles: profiles! }
}

export interface CriterionRow {
  level: string
  unit_id: string
  vintage: number
  methodology: string
  criterion: string
  volume: number | null
  volume_source: string | null
  denominator: number | null
  denominator_rule: string
  percent: number | null
  score: number | null
  score_min: number
  score_max: number
  flag: string | null
  source_id: string | null
  source_row: number | null
  denominator_source_id: string | null
  denominator_source_row: number | null
}

export interface TotalRow {
  level: string
  unit_id: string
  vintage: number | null
  methodology: string
  score_source: string
  score_total: number | null
  score_min: number
  score_max: number
  score_class: string | null
  score_class_min: string | null
  score_class_max: string | null
  completeness_pct: number
  sectoral_pct: number | null
  sectoral_pct_worksheet: number | null
  rt_count: number
  area_ha_verified: number | null
  buildings: number | null
}
