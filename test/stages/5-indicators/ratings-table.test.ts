import { afterEach, describe, expect, it } from 'vitest'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { writeRatings } from '../../../pipeline/stages/5-indicators/ratings/write-ratings.ts'
import { type Columns, parquet, type Row, writeTable } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'

const methodology = loadMethodology('permen-pupr-14-2018')

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

const TOTALS: Columns = {
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  vintage: 'BIGINT',
  methodology: 'VARCHAR',
  score_total: 'DOUBLE',
  completeness_pct: 'DOUBLE',
  score_class: 'VARCHAR',
  score_class_min: 'VARCHAR',
  score_class_max: 'VARCHAR',
}
const DENSITIES: Columns = {
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  density_population_per_ha: 'DOUBLE',
  population_published: 'BOOLEAN',
}

const zone = (zone_id: string, more: Row = {}): Row => ({
  zone_id,
  decree_number: '1/2014',
  kawasan: 'Tirto',
  source_id: 'lokasi',
  source_row: 1,
  ...more,
})

const total = (unit_id: string, from: string | null, to: string | null, more: Row = {}): Row => ({
  level: 'zone',
  unit_id,
  vintage: 2018,
  methodology: methodology.id,
  completeness_pct: 100,
  score_class: from === to ? from : null,
  score_class_min: from,
  score_class_max: to,
  ...more,
})

async function rated(zones: Row[], totals: Row[], densities?: Row[]): Promise<Row[]> {
  context = await stageContext(indicators, {
    tables: {
      '2-validate': { zones },
      ...(densities && { '4-density': { densities: { columns: DENSITIES, rows: densities } } }),
    },
  })
  const path = context.written('score_totals.parquet')
  await writeTable(context.store, path, TOTALS, totals)
  await writeRatings(context, methodology, '1/2014', parquet(path))
  return context.read('zone_ratings')
}

describe('zone_ratings', () => {
  it('computes legality and considerations of zones that state none, and names the source of the rules', async () => {
    const parts = {
      land_legal_ha: 3,
      land_without_title_ha: 1,
      land_illegal_ha: 0,
      plan_conformity_pct: 75,
      strategic_value: 'ada',
      social_support: 'ya',
    }
    const density = {
      level: 'zone',
      unit_id: 'A',
      density_population_per_ha: 180,
      population_published: true,
    }
    const [row] = await rated([zone('A', parts)], [total('A', 'KR', 'KR')], [density])
    expect(row).toMatchObject({
      methodology: 'permen-pupr-14-2018',
      class_code: 'C1',
      priority: 3,
      priority_min: 3,
      priority_max: 3,
      treatment: 'pemugaran',
      treatment_label_en: 'Restoration',
      land_legality: 'legal',
      land_legality_source: 'computed',
      land_legality_items: '9a 75; 9b 75',
      land_legality_basis_en: 'Common practice; no written source found yet (low confidence)',
      other_considerations: 'tinggi',
      considerations_source: 'computed',
      considerations_min: 13,
      considerations_max: 13,
      considerations_items: '8a 5; 8b 3; 8c 5',
      considerations_basis_id: 'Praktik umum; belum ditemukan sumber tertulis (keyakinan rendah)',
      authority_unit: 'kawasan',
      flags: null,
    })
  })

  it('gives what is possible while class or considerations are open', async () => {
    const rows = await rated(
      [zone('A', { strategic_value: 'ada' }), zone('B', { other_considerations: 'rendah' }), zone('C')],
      [total('A', 'KS', 'KS'), total('B', 'TK', 'KR')],
      [{ level: 'zone', unit_id: 'A', density_population_per_ha: 150, population_published: true }],
    )
    expect(rows).toMatchObject([
      {
        zone_id: 'A',
        priority: null,
        priority_min: 2,
        priority_max: 5,
        considerations_min: 7,
        considerations_max: 11,
        other_considerations: null,
        considerations_source: null,
        flags: 'considerations incomplete',
      },
      {
        zone_id: 'B',
        priority: null,
        priority_min: 9,
        priority_max: 9,
        flags: 'class open; may be not slum',
      },
      { zone_id: 'C', priority: null, priority_min: null, priority_max: null, flags: null },
    ])
  })

  it('counts no density that may not leave the stages, and only that of the zone', async () => {
    const rows = await rated(
      [zone('A')],
      [],
      [
        { level: 'zone', unit_id: 'A', density_population_per_ha: 500, population_published: false },
        { level: 'kelurahan', unit_id: 'A', density_population_per_ha: 500, population_published: true },
      ],
    )
    expect(rows).toMatchObject([{ considerations_items: null, considerations_min: null }])
  })

  it('takes the class of its own methodology and of the latest vintage', async () => {
    const rows = await rated(
      [zone('A', { other_considerations: 'tinggi' })],
      [
        total('A', 'KR', 'KR', { vintage: 2014 }),
        total('A', 'KS', 'KS'),
        total('A', 'KB', 'KB', { vintage: 2020, methodology: 'permen-pupr-02-2016' }),
      ],
    )
    expect(rows).toMatchObject([{ vintage: 2018, priority: 2 }])
  })

  it('takes the class of the latest vintage of which anything is known', async () => {
    const unknown = { vintage: 2021, score_total: null, completeness_pct: 0, score_class: null }
    const rows = await rated(
      [zone('A', { other_considerations: 'tinggi' })],
      [total('A', 'KS', 'KS'), total('A', 'TK', 'KB', unknown)],
    )
    expect(rows).toMatchObject([{ vintage: 2018, priority: 2 }])
  })

  it('is empty without a decree in force', async () => {
    context = await stageContext(indicators)
    expect(await writeRatings(context, methodology, null, 'nowhere')).toBe(0)
    expect(await context.read('zone_ratings')).toEqual([])
  })
})
