import type { DeficitsTell } from '../../layers/profiles.ts'
import { publishedDensities } from '../../layers/published-people.ts'
import type { StageContext, StageName } from '../../stage.ts'
import { parquet, sqlName, tableSchema } from '../../store/index.ts'

/** A published table: its name, the stage that wrote it, and the order of its rows. */
export interface PublishedTable {
  name: string
  stage: StageName
  /** What of its columns is published, by the zones that the survey may tell of; all of them when left out. */
  columns?: string | ((surveyZones: string | null) => string)
  /** Which rows are published, by the least number of households the city releases; all of them when left out. */
  where?: (k: number) => string
  order: string
  /**
   * Written once more with the rows of the level `zone` alone, as `tables/zones/<name>.csv`: the page reads of many RT only
   * what it shows, and a phone should not fetch megabytes for a zone.
   */
  zones?: true
  /**
   * Written once more with the rows of the level `rt` alone, a file for each value of this column, as
   * `tables/rt/<name>-<value>.csv`: of a city's RT the page draws one criterion at a time.
   */
  rt_by?: string
  /** Canonical tables it is made from. */
  tables: readonly string[]
  /** `deficits` when left out. */
  deficits_tell?: DeficitsTell
}

/** What scores are made from, and the sums of zones and kelurahan: a map may say which RT lies in them. */
const SCORES = ['rt_profiles', 'rt_deficits', 'admin_units', 'zones']
const WORKS = [...SCORES, 'interventions']
/** What tells a work, its RT and the zone that holds it: the layer `interventions` is made from the same. */
const WORKS_AND_PLACES = {
  tables: ['interventions', 'admin_units', 'zones', 'rt_profiles', 'rt_deficits'],
  deficits_tell: 'places',
} as const
const UNIT_AS_ID = '* RENAME (unit_id AS id)'

export const PUBLISHED_TABLES: readonly PublishedTable[] = [
  canonical('decrees', 'vintage, decree_number'),
  canonical('decree_rows', 'decree_number, row_number'),
  { name: 'zone_areas', stage: '3-area', order: 'decree_number, zone_id', tables: ['zones'] },
  { name: 'decree_areas', stage: '3-area', order: 'decree_number', tables: ['decrees', 'zones'] },
  {
    name: 'zone_admin',
    stage: '3-area',
    order: 'decree_number, zone_id, kelurahan_code NULLS LAST',
    tables: ['zones', 'admin_units'],
  },
  {
    name: 'overlay',
    stage: '3-area',
    columns: '* EXCLUDE (geometry)',
    order: 'decree_number, zone_id, kelurahan_code NULLS LAST, over_water, rt_id NULLS LAST, area_ha_utm',
    tables: ['zones', 'admin_units'],
  },
  {
    name: 'overlay_checks',
    stage: '3-area',
    order: 'overlay, decree_number, unit_id, other_id, whole_ha_utm, parts_ha_utm',
    tables: ['zones', 'admin_units'],
  },
  {
    name: 'rt_zones',
    stage: '3-area',
    order: 'rt_id, vintage NULLS FIRST',
    tables: ['rt_profiles', 'admin_units', 'zones'],
  },
  {
    name: 'zone_matches',
    stage: '3-area',
    order: 'from_order, to_order, from_zone_id NULLS LAST, to_zone_id NULLS LAST',
    tables: ['zones', 'decrees'],
  },
  {
    name: 'change_totals',
    stage: '3-area',
    order: 'from_order, to_order, level, unit_id NULLS LAST',
    tables: ['zones', 'decrees', 'admin_units'],
  },
  {
    name: 'densities',
    stage: '4-density',
    columns: publishedDensities,
    order: 'level, unit_id',
    tables: ['zones', 'admin_units', 'rt_profiles', 'buildings', 'households', 'water', 'networks'],
  },
  {
    name: 'zone_access',
    stage: '4-density',
    order: 'decree_number, zone_id, target',
    tables: ['zones', 'facilities', 'networks'],
  },
  { name: 'facility_kinds', stage: '4-density', order: 'kind', tables: ['facilities'] },
  {
    name: 'rt_units',
    stage: '5-indicators',
    order: 'vintage NULLS FIRST, rt_id',
    tables: ['rt_profiles', 'rt_deficits', 'admin_units', 'zones'],
  },
  {
    name: 'criterion_scores',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'level, id, vintage, methodology, criterion',
    zones: true,
    rt_by: 'criterion',
    tables: SCORES,
  },
  {
    name: 'aspect_scores',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'level, id, vintage, methodology, aspect',
    tables: SCORES,
  },
  {
    name: 'score_totals',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'level, id, vintage, methodology',
    zones: true,
    tables: SCORES,
  },
  {
    name: 'survey_deficits',
    stage: '5-indicators',
    // Counted buildings ask no household, and have no answers; how many were asked is not told everywhere.
    where: (k) => `status <> 'too few' AND coalesce(households, ${k}) >= ${k}`,
    order: 'rt_id, vintage, methodology, criterion',
    tables: ['households', 'rt_profiles', 'rt_deficits', 'admin_units', 'buildings'],
  },
  { name: 'zone_ratings', stage: '5-indicators', order: 'zone_id', tables: SCORES },
  {
    name: 'zone_collaboration',
    stage: '5-indicators',
    order: 'level DESC, zone_id NULLS LAST',
    tables: ['stakeholders', 'zones'],
  },
  {
    name: 'poverty_monitoring',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'methodology, level, id, sector NULLS LAST',
    tables: ['poverty_targets'],
  },
  {
    name: 'progress',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'level, year, id, kind DESC',
    zones: true,
    tables: WORKS,
  },
  {
    name: 'progress_criteria',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order: 'level, year, id, criterion',
    zones: true,
    tables: WORKS,
  },
  {
    name: 'works',
    stage: '5-indicators',
    order: 'work',
    ...WORKS_AND_PLACES,
  },
  {
    name: 'works_costs',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    order:
      'level, id, activity, unit NULLS LAST, criterion NULLS FIRST, fund NULLS LAST, year NULLS LAST, group_id NULLS LAST',
    ...WORKS_AND_PLACES,
  },
  {
    name: 'household_indicators',
    stage: '5-indicators',
    columns: UNIT_AS_ID,
    where: () => 'published',
    order: 'methodology, level, id, vintage NULLS FIRST, "group", indicator, counts',
    zones: true,
    tables: ['households', 'stakeholders', 'poverty_targets', 'zones', 'rt_profiles', 'admin_units'],
  },
  canonical('kawasan_profiles', 'kawasan, vintage'),
  canonical('kawasan_deficits', 'kawasan, vintage, criterion'),
  canonical('interventions', 'intervention_id'),
  canonical('stakeholders', 'stakeholder_id'),
  // Without the counts of few persons.
  { ...canonical('poverty_targets', 'target_id, moment'), stage: '5-indicators' },
  { name: 'sources', stage: '2-validate', order: 'source_id', tables: [] },
]

/** A canonical table: the columns of privacy class `public` and the corrections a row carries, without its geometry. */
function canonical(name: string, order: string): PublishedTable {
  const isPublic = tableSchema(name).columns.filter((column) => column.privacy === 'public')
  const columns = [...isPublic.map((column) => column.name), 'corrections']
  return {
    name,
    stage: '2-validate',
    columns: columns.map(sqlName).join(', '),
    order,
    tables: [name],
  }
}

/** The query of a published table over this build's file, or null where the city has no such table. */
export function tableQuery(
  { table, city }: StageContext,
  { stage, name, columns, where, order }: PublishedTable,
): string | null {
  const path = table(stage, name)
  if (path === null) return null
  const rows = where === undefined ? '' : `WHERE ${where(city.privacy.k)}`
  const surveyZones = table('5-indicators', 'survey_zones')
  const told = typeof columns === 'function' ? columns(surveyZones && parquet(surveyZones)) : columns
  return `SELECT ${told ?? '*'} FROM ${parquet(path)} ${rows} ORDER BY ${order}`
}
