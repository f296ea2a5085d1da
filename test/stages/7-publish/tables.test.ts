import { afterEach, describe, expect, it } from 'vitest'
import { publish } from '../../../pipeline/stages/7-publish/index.ts'
import { PUBLISHED_TABLES, tableQuery } from '../../../pipeline/stages/7-publish/tables.ts'
import { stages } from '../../../pipeline/stages.ts'
import { tableSchemas } from '../../../pipeline/store/table-schema.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

async function published(name: string, tables: StageContextOptions['tables']) {
  const context = await stageContext(publish, { tables })
  open.push(context)
  const query = tableQuery(context, PUBLISHED_TABLES.find((table) => table.name === name)!)
  return query === null ? null : context.store.rows(query)
}

describe('the published tables', () => {
  it('are each written by the stage they are read from, once', () => {
    for (const table of PUBLISHED_TABLES) {
      const stage = stages.find(({ name }) => name === table.stage)!
      expect([table.name, stage.writes]).toEqual([table.name, expect.arrayContaining([table.name])])
      expect(publish.reads).toContain(table.stage)
    }
    expect(new Set(PUBLISHED_TABLES.map((table) => table.name)).size).toBe(PUBLISHED_TABLES.length)
  })

  it('name the canonical tables they are made from', () => {
    for (const { tables } of PUBLISHED_TABLES)
      for (const name of tables) expect([...tableSchemas().keys()]).toContain(name)
  })

  it('are never households, and nothing else that has columns below public', () => {
    for (const { name, columns } of PUBLISHED_TABLES) {
      const schema = tableSchemas().get(name)
      if (!schema) continue
      const hidden = schema.columns
        .filter((column) => column.privacy !== 'public')
        .map((column) => column.name)
      for (const column of hidden) expect(columns).not.toContain(`"${column}"`)
      expect(columns).not.toContain('*')
    }
    expect(PUBLISHED_TABLES.map((table) => table.name)).not.toContain('households')
  })

  it('tell which units each RT counts in, by year and RT', async () => {
    const unit = (rt_id: string, vintage: number | null, in_sums: boolean) => ({
      ...{ rt_id, vintage, zone_id: 'Z1', kawasan: 'Pesisir', kelurahan_code: null, kecamatan_code: null },
      ...{ in_sums, source_id: 'profil', source_row: 1 },
    })
    const rows = await published('rt_units', {
      '5-indicators': {
        rt_units: {
          columns: {
            ...{ rt_id: 'VARCHAR', vintage: 'BIGINT', zone_id: 'VARCHAR', kawasan: 'VARCHAR' },
            ...{ kelurahan_code: 'VARCHAR', kecamatan_code: 'VARCHAR', in_sums: 'BOOLEAN' },
            ...{ source_id: 'VARCHAR', source_row: 'BIGINT' },
          },
          rows: [unit('B', 2018, true), unit('A', 2018, false), unit('C', 2014, true), unit('D', null, true)],
        },
      },
    })
    expect(rows!.map((row) => [row.vintage, row.rt_id, row.in_sums])).toEqual([
      [null, 'D', true],
      [2014, 'C', true],
      [2018, 'A', false],
      [2018, 'B', true],
    ])
  })

  it('are null where the city has none', async () => {
    expect(await published('stakeholders', {})).toBeNull()
  })

  it('come in order, whatever the order of the file', async () => {
    const row = (decree_number: string, vintage: number) => ({
      decree_number,
      vintage,
      kind: 'baseline',
      source_id: 'sk',
      source_row: 1,
    })
    const rows = await published('decrees', {
      '2-validate': { decrees: [row('9/2018', 2018), row('2/2014', 2014), row('1/2014', 2014)] },
    })
    expect(rows!.map((r) => r.decree_number)).toEqual(['1/2014', '2/2014', '9/2018'])
    const public_ = tableSchemas()
      .get('decrees')!
      .columns.map((column) => column.name)
    expect(Object.keys(rows![0]!)).toEqual([...public_, 'corrections'])
  })

  it('have no geometry: that is what the layers are for', async () => {
    const rows = await published('interventions', {
      '2-validate': {
        interventions: [{ intervention_id: 'W1', source_id: 'works', source_row: 1, geometry: null }],
      },
    })
    expect(rows).toHaveLength(1)
    expect(rows![0]).not.toHaveProperty('geometry')
  })

  it('keep back what a survey counted, all that follows from it too: a sample is no population', async () => {
    const people = {
      population: 20,
      population_standard_error: 3.5,
      households_estimated: 6,
      density_population_per_ha: 2,
      density_population_class: 'rendah',
      density_population_net_per_ha: 4,
    }
    const row = (unit_id: string, population_method: string, population_published: boolean | null) => ({
      level: 'zone',
      unit_id,
      ...people,
      density_buildings_per_ha: 9,
      population_method,
      population_published,
      households_surveyed: 9,
      people_surveyed: 20,
    })
    const rows = await published('densities', {
      '4-density': {
        densities: {
          columns: {
            level: 'VARCHAR',
            unit_id: 'VARCHAR',
            ...Object.fromEntries(
              Object.entries(people).map(([name, v]) => [name, typeof v === 'string' ? 'VARCHAR' : 'DOUBLE']),
            ),
            density_buildings_per_ha: 'DOUBLE',
            population_method: 'VARCHAR',
            population_published: 'BOOLEAN',
            households_surveyed: 'BIGINT',
            people_surveyed: 'BIGINT',
          },
          rows: [
            row('A', 'rt_profiles_by_area', true),
            row('B', 'households_surveyed', false),
            row('C', 'households_weighted', null),
            // What a survey's weights make of a zone goes by what the survey may tell of it.
            row('D', 'households_weighted', true),
            row('E', 'households_weighted', true),
          ],
        },
      },
      '5-indicators': { survey_zones: { columns: { zone_id: 'VARCHAR' }, rows: [{ zone_id: 'D' }] } },
    })
    const nothing = Object.fromEntries(Object.keys(people).map((name) => [name, null]))
    const told = { level: 'zone', density_buildings_per_ha: 9 }
    expect(rows).toEqual([
      { ...told, unit_id: 'A', ...people, population_method: 'rt_profiles_by_area' },
      { ...told, unit_id: 'B', ...nothing, population_method: null },
      { ...told, unit_id: 'C', ...nothing, population_method: null },
      { ...told, unit_id: 'D', ...people, population_method: 'households_weighted' },
      { ...told, unit_id: 'E', ...nothing, population_method: null },
    ])
  })

  it('call the unit of a score its id, and tell several criteria sets in order', async () => {
    const row = (unit_id: string, methodology: string) => ({
      ...{ level: 'zone', unit_id, vintage: 2018, methodology, score_total: 40 },
    })
    const rows = await published('score_totals', {
      '5-indicators': {
        score_totals: {
          columns: {
            level: 'VARCHAR',
            unit_id: 'VARCHAR',
            vintage: 'BIGINT',
            methodology: 'VARCHAR',
            score_total: 'DOUBLE',
          },
          rows: [row('B', 'permen-14'), row('A', 'permen-14'), row('A', 'permen-02')],
        },
      },
    })
    expect(rows!.map(({ id, methodology }) => [id, methodology])).toEqual([
      ['A', 'permen-02'],
      ['A', 'permen-14'],
      ['B', 'permen-14'],
    ])
  })
})
