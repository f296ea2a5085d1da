import type { StageContext, StageName } from '../../stage.ts'
import { parquet } from '../../store/index.ts'

/** A published table: its name, the stage table it comes from, and the query; `FROM` is the only thing it may read. */
export interface PublishedTable {
  name: string
  stage: StageName
  table: string
  select: string
  /** Canonical tables it is made from. */
  tables: string[]
}

const SCORES = ['rt_profiles', 'rt_deficits', 'zones']

export const PUBLISHED_TABLES: readonly PublishedTable[] = [
  {
    name: 'decrees',
    stage: '2-validate',
    table: 'decrees',
    select: 'SELECT * FROM $from ORDER BY vintage, decree_number',
    tables: ['decrees'],
  },
  {
    name: 'decree_rows',
    stage: '2-validate',
    table: 'decree_rows',
    select: 'SELECT * FROM $from ORDER BY decree_number, row_number',
    tables: ['decree_rows'],
  },
  {
    name: 'zone_areas',
    stage: '3-area',
    table: 'zone_areas',
    select: 'SELECT * FROM $from ORDER BY decree_number, zone_id',
    tables: ['zones'],
  },
  {
    name: 'zone_admin',
    stage: '3-area',
    table: 'zone_admin',
    select: 'SELECT * FROM $from ORDER BY decree_number, zone_id, kelurahan_code NULLS LAST',
    tables: ['zones', 'admin_units'],
  },
  {
    name: 'densities',
    stage: '4-density',
    table: 'densities',
    // Counts of the survey itself stay inside: subtracted from one another they could tell of single households.
    select: 'SELECT * EXCLUDE (households_surveyed, people_surveyed) FROM $from ORDER BY level, unit_id',
    tables: ['zones', 'admin_units', 'rt_profiles', 'buildings', 'households'],
  },
  {
    name: 'criterion_scores',
    stage: '5-indicators',
    table: 'criterion_scores',
    select: 'SELECT * RENAME (unit_id AS id) FROM $from ORDER BY level, id, vintage, criterion',
    tables: SCORES,
  },
  {
    name: 'aspect_scores',
    stage: '5-indicators',
    table: 'aspect_scores',
    select: 'SELECT * RENAME (unit_id AS id) FROM $from ORDER BY level, id, vintage, aspect',
    tables: SCORES,
  },
  {
    name: 'score_totals',
    stage: '5-indicators',
    table: 'score_totals',
    select: 'SELECT * RENAME (unit_id AS id) FROM $from ORDER BY level, id, vintage',
    tables: SCORES,
  },
  {
    name: 'zone_ratings',
    stage: '5-indicators',
    table: 'zone_ratings',
    select: 'SELECT * FROM $from ORDER BY zone_id',
    tables: ['zones', ...SCORES],
  },
  {
    name: 'progress',
    stage: '5-indicators',
    table: 'progress',
    select: 'SELECT * FROM $from ORDER BY zone_id, vintage',
    tables: SCORES,
  },
  {
    name: 'interventions',
    stage: '2-validate',
    table: 'interventions',
    select: 'SELECT * EXCLUDE (geometry) FROM $from ORDER BY intervention_id',
    tables: ['interventions'],
  },
  {
    name: 'stakeholders',
    stage: '2-validate',
    table: 'stakeholders',
    select: 'SELECT * FROM $from ORDER BY stakeholder_id',
    tables: ['stakeholders'],
  },
  {
    name: 'poverty_targets',
    stage: '2-validate',
    table: 'poverty_targets',
    select: 'SELECT * FROM $from ORDER BY target_id',
    tables: ['poverty_targets'],
  },
  {
    name: 'sources',
    stage: '2-validate',
    table: 'sources',
    select: 'SELECT * FROM $from ORDER BY source_id',
    tables: [],
  },
]

/** The query of a published table over this build's file, or null where the city has no such table. */
export function tableQuery({ table }: StageContext, published: PublishedTable): string | null {
  const path = table(published.stage, published.table)
  return path === null ? null : published.select.replace('$from', parquet(path))
}
