import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { tiles } from '../../../pipeline/stages/6-tiles/index.ts'
import { createViews, fillQuery } from '../../../pipeline/stages/6-tiles/views.ts'
import type { Columns, Row } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { EARLIER, nothing } from './earlier-tables.ts'

const query = (layer: string) =>
  readFileSync(new URL(`../../../pipeline/stages/6-tiles/sql/${layer}.sql`, import.meta.url), 'utf8')

const ZONE = { zone_id: 'K1', decree_number: '1/2014', source_id: 'z', source_row: 1, land_legality: 'legal' }
const FINDING = {
  source_id: 'VARCHAR',
  source_row: 'BIGINT',
  severity: 'VARCHAR',
  key: 'VARCHAR',
  table_name: 'VARCHAR',
} as const
const FINDINGS = nothing(FINDING)

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

async function zoneOf(
  indicators: Record<string, { columns: Columns; rows: Row[] }>,
  findings: { columns: Columns; rows: Row[] } = FINDINGS,
): Promise<Row> {
  const rt_zones = {
    columns: { rt_id: 'VARCHAR', vintage: 'BIGINT', zone_id: 'VARCHAR' } as const,
    rows: [
      { rt_id: '7', vintage: 2014, zone_id: 'K1' },
      { rt_id: '7', vintage: 2018, zone_id: 'K1' },
      { rt_id: '2018', vintage: 2018, zone_id: 'K2' },
      { rt_id: '8', vintage: 2014, zone_id: 'K2' },
      { rt_id: '8', vintage: 2018, zone_id: 'K1' },
    ],
  }
  const context = await stageContext(tiles, {
    tables: {
      ...{ '2-validate': { zones: [ZONE], findings }, ...EARLIER },
      ...{ '3-area': { ...EARLIER['3-area'], rt_zones }, '5-indicators': indicators },
    },
  })
  open.push(context)
  await createViews(context)
  const sql = fillQuery(query('zones'), { decree: '1/2014', level: 'zones', synthetic: false })
  const rows = await context.store.rows(`SELECT * EXCLUDE (geometry) FROM (${sql})`)
  expect(rows).toHaveLength(1)
  return rows[0]!
}

const TOTALS: Columns = {
  ...{
    level: 'VARCHAR',
    unit_id: 'VARCHAR',
    vintage: 'BIGINT',
    methodology: 'VARCHAR',
    score_total: 'DOUBLE',
    completeness_pct: 'DOUBLE',
  },
}
const total = (
  methodology: string,
  vintage: number,
  score_total: number | null,
  completeness_pct: number | null = 100,
) => ({
  ...{ level: 'zone', unit_id: 'K1', methodology, vintage, score_total, completeness_pct },
})

describe('the zones', () => {
  it('have the latest score by the criteria of the city, whatever others are computed', async () => {
    const zone = await zoneOf({
      score_totals: {
        columns: TOTALS,
        rows: [
          total('permen-pupr-02-2016', 2019, 61),
          total('permen-pupr-14-2018', 2018, 22),
          total('permen-pupr-14-2018', 2014, 47),
        ],
      },
    })
    expect(zone).toMatchObject({ score_total: 22, score_vintage: 2018, methodology: 'permen-pupr-14-2018' })
  })

  it.each([
    ['a total of an earlier year that is stated', [total('permen-pupr-14-2018', 2020, 18, null)], 2020],
    ['an earlier year of which a part is known', [total('permen-pupr-14-2018', 2019, null, 40)], 2019],
    ['the latest, where nothing is known of any', [total('permen-pupr-14-2018', 2019, null, 0)], 2021],
  ])('whose newest survey knows nothing have %s', async (_, earlier, score_vintage) => {
    const rows = [...earlier, total('permen-pupr-14-2018', 2021, null, 0)]
    expect(await zoneOf({ score_totals: { columns: TOTALS, rows } })).toMatchObject({ score_vintage })
  })

  it('count the findings about their RT, each once, by code and year that the key begins with', async () => {
    const finding = (key: string | null, table_name: string, severity: string) => ({
      ...{ source_id: 's', source_row: 1, key, table_name, severity },
    })
    const rows = [
      ...[finding('7 · 2018', 'rt_deficits', 'quarantine'), finding('7 · 2018 · 1a', 'rt_deficits', 'warn')],
      ...[finding('7 · 2018', 'rt_profiles', 'info'), finding('7', 'interventions', 'warn')],
      finding(null, 'rt_deficits', 'warn'),
      // Without a profile of the year: an RT of one zone, and one of two, which may lie in either.
      ...[finding('7 · 2021', 'rt_deficits', 'warn'), finding('8 · 2021', 'rt_deficits', 'warn')],
      ...[finding('8 · 2014', 'rt_profiles', 'warn'), finding('8 · 2018', 'rt_profiles', 'warn')],
    ]
    expect(await zoneOf({}, { columns: FINDING, rows })).toMatchObject({ findings: 0, rt_findings: 4 })
  })

  it('lack what the city has no table or column of, and keep what the decree states', async () => {
    const zone = await zoneOf({
      zone_ratings: { columns: { zone_id: 'VARCHAR' }, rows: [{ zone_id: 'K1' }] },
    })
    expect(zone).toMatchObject({
      ...{ score_total: null, priority: null, collaboration_stage: null, projected_year: null },
      ...{ people_in_slum_households_pct_min: null, land_legality: 'legal', land_legality_source: null },
    })
  })

  it('have the last projection beside the hectares of the last survey', async () => {
    const year = (at: number, kind: string, score_total: number, area_ha_slum: number) => ({
      ...{ level: 'zone', unit_id: 'K1', year: at, kind, score_total, area_ha_slum },
    })
    const zone = await zoneOf({
      progress: {
        columns: {
          ...{ level: 'VARCHAR', unit_id: 'VARCHAR', year: 'BIGINT', kind: 'VARCHAR', score_total: 'DOUBLE' },
          area_ha_slum: 'DOUBLE',
        },
        rows: [
          ...[
            year(2014, 'surveyed', 47, 18.9),
            year(2018, 'surveyed', 22, 4.5),
            year(2019, 'projected', 20, 4),
          ],
          ...[year(2021, 'projected', 14, 0), { ...year(2022, 'projected', 1, 0), level: 'kawasan' }],
        ],
      },
    })
    expect(zone).toMatchObject({ projected_year: 2021, score_total_projected: 14, area_ha_slum: 4.5 })
  })

  it.each([
    ['of the years before a survey is stale', 2019, 2021, null],
    ['of the year of the survey counts the works after it', 2021, 2021, 72],
    ['of a later year counts', 2022, 2021, 72],
  ])('a projection %s', async (_, projected, surveyed, shown) => {
    const row = (year: number, kind: string, score_total: number) => ({
      ...{ level: 'zone', unit_id: 'K1', year, kind, score_total, area_ha_slum: null },
    })
    const zone = await zoneOf({
      score_totals: {
        columns: TOTALS,
        rows: [total('permen-pupr-14-2018', 2018, 80), total('permen-pupr-14-2018', surveyed, 48)],
      },
      progress: {
        columns: {
          ...{ level: 'VARCHAR', unit_id: 'VARCHAR', year: 'BIGINT', kind: 'VARCHAR', score_total: 'DOUBLE' },
          area_ha_slum: 'DOUBLE',
        },
        rows: [row(2018, 'surveyed', 80), row(projected, 'projected', 72), row(surveyed, 'surveyed', 48)],
      },
    })
    expect(zone).toMatchObject({
      ...{ score_total: 48, score_vintage: surveyed, score_total_projected: shown },
      projected_year: shown === null ? null : projected,
    })
  })

  it('show people in slum households only where that may be published', async () => {
    const columns: Columns = {
      ...{ level: 'VARCHAR', unit_id: 'VARCHAR', vintage: 'BIGINT', methodology: 'VARCHAR' },
      ...{ indicator: 'VARCHAR', counts: 'VARCHAR', percent_min: 'DOUBLE', percent_max: 'DOUBLE' },
      published: 'BOOLEAN',
    }
    const figure = (vintage: number, published: boolean, counts = 'people', indicator = 'slum_5') => ({
      ...{ level: 'zone', unit_id: 'K1', vintage, methodology: 'un-habitat-slum-household' },
      ...{ indicator, counts, percent_min: vintage - 2000, percent_max: vintage - 1990, published },
    })
    const rows = [figure(2014, true), figure(2018, false), figure(2018, true, 'households')]
    const slum = ({ people_in_slum_households_pct_min, people_in_slum_households_pct_max }: Row) => [
      people_in_slum_households_pct_min,
      people_in_slum_households_pct_max,
    ]
    expect(slum(await zoneOf({ household_indicators: { columns, rows } }))).toEqual([14, 24])
    const hidden = [figure(2018, false), figure(2018, true, 'people', 'slum_4')]
    expect(slum(await zoneOf({ household_indicators: { columns, rows: hidden } }))).toEqual([null, null])
  })
})
