import { afterEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { authorityAreas, rate } from '../../../pipeline/stages/5-indicators/ratings/rating.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { type Rt, stagesOf, type TotalRow } from './fixtures.ts'

// Each run plans SQL for sixteen criteria: 0.4 s of work, much more on a busy machine.

const methodology = loadMethodology('permen-pupr-14-2018')
const every = (volume: number) => Object.fromEntries(methodology.criteria.map((c) => [c.id, volume]))

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

const decree = (
  decree_number: string,
  vintage: number,
  kind = 'decree',
  decree_date: string | null = null,
) => ({
  decree_number,
  kind,
  vintage,
  decree_date,
  source_id: 'sk',
  source_row: 1,
})

const zone = (zone_id: string, more: Row = {}): Row => ({
  zone_id,
  decree_number: '1/2014',
  source_id: 'lokasi',
  source_row: 1,
  ...more,
})

interface World {
  zones: Row[]
  decrees?: Row[]
  rts?: Rt[]
  decree?: string | null
  areas?: Row[]
}

async function run({
  zones,
  decrees = [decree('1/2014', 2014)],
  rts = [],
  decree: named = null,
  areas,
}: World) {
  const zone_areas = areas && {
    columns: { decree_number: 'VARCHAR', zone_id: 'VARCHAR', area_ha_utm: 'DOUBLE' } as const,
    rows: areas,
  }
  context?.close()
  const stages = stagesOf(rts, { zones, decrees })
  context = await stageContext(indicators, {
    city: { decree: named },
    tables: { ...stages, '3-area': { ...stages['3-area'], ...(zone_areas && { zone_areas }) } },
  })
  await indicators.run(context)
  const totals = await context.read<TotalRow>('score_totals')
  return {
    totals: totals.filter((row) => row.level === 'zone'),
    ratings: await context.read('zone_ratings'),
    progress: await context.read('progress'),
  }
}

describe('stated totals', () => {
  it('stand in for zones and vintages without profiles, and only there', async () => {
    const { totals, progress } = await run({
      zones: [zone('Z1', { score_stated: 61 }), zone('Z2', { score_stated: 16 }), zone('Z3')],
      rts: [
        { rt_id: 'a', zone_id: 'Z2', vintage: 2014, volumes: every(60) },
        { rt_id: 'a', zone_id: 'Z2', vintage: 2018, area_ha_verified: 4.66, volumes: every(30) },
      ],
    })
    const short = totals.map((t) => [
      t.unit_id,
      t.vintage,
      t.score_source,
      t.score_total,
      t.score_class,
      t.completeness_pct,
    ])
    expect(short).toEqual([
      ['Z1', 2014, 'stated', 61, 'KB', 0],
      ['Z2', 2014, 'computed', 48, 'KS', 100],
      ['Z2', 2018, 'computed', 24, 'KR', 100],
    ])
    const years = progress.filter((row) => row.level === 'zone')
    expect(
      years.map((row) => [
        row.unit_id,
        row.year,
        row.kind,
        row.score_total,
        row.score_class,
        row.area_ha_slum,
      ]),
    ).toEqual([
      ['Z1', 2014, 'surveyed', 61, 'KB', null],
      ['Z2', 2014, 'surveyed', 48, 'KS', 100],
      ['Z2', 2018, 'surveyed', 24, 'KR', 4.66],
    ])
  })

  it('have no class outside the limits and no vintage without their decree', async () => {
    const { totals } = await run({ zones: [zone('Z1', { score_stated: 85 })], decrees: [] })
    expect(totals).toMatchObject([{ unit_id: 'Z1', vintage: null, score_total: 85, score_class: null }])
  })

  it('come from the decree in force when a verification of the same year says otherwise', async () => {
    const { totals } = await run({
      zones: [
        zone('Z1', { score_stated: 20, decree_number: '0/verifikasi' }),
        zone('Z1', { score_stated: 40 }),
      ],
      decrees: [decree('0/verifikasi', 2014, 'verification'), decree('1/2014', 2014)],
    })
    expect(totals).toMatchObject([{ unit_id: 'Z1', score_total: 40 }])
  })
})

describe('zone ratings', () => {
  it('cover the zones of the decree in force with the class of the latest vintage', async () => {
    const rated = { land_legality: 'tidak legal', other_considerations: 'sedang', area_ha_decree: 12.6 }
    const kawasan = 'Tirto'
    const { ratings } = await run({
      zones: [
        zone('Z1', { kawasan, ...rated }),
        zone('Z2', { kawasan: 'Lembah', area_ha_decree: 3 }),
        zone('Z3', { decree_number: '0/2009', ...rated }),
      ],
      decrees: [decree('1/2014', 2014), decree('0/2009', 2009), decree('9/verifikasi', 2020, 'verification')],
      rts: [
        { rt_id: 'a', zone_id: 'Z1', vintage: 2014, volumes: every(100) },
        { rt_id: 'a', zone_id: 'Z1', vintage: 2018, volumes: every(60) },
      ],
    })
    expect(ratings).toMatchObject([
      {
        zone_id: 'Z1',
        decree_number: '1/2014',
        vintage: 2018,
        class_code: 'B4',
        priority: 5,
        treatment: 'pemukiman kembali',
        authority: 'provinsi',
        authority_area_ha: 12.6,
        land_legality: 'tidak legal',
        other_considerations: 'sedang',
      },
      {
        zone_id: 'Z2',
        decree_number: '1/2014',
        vintage: null,
        class_code: null,
        priority: null,
        treatment: null,
        authority: 'kabupaten/kota',
        authority_area_ha: 3,
        land_legality: null,
        other_considerations: null,
      },
    ])
  })

  it('take the measured area where the decree states none, over the whole kawasan', async () => {
    const { ratings } = await run({
      zones: [zone('Z1', { kawasan: 'Tirto', area_ha_decree: 12.6 }), zone('Z2', { kawasan: 'TIRTO' })],
      areas: [
        { decree_number: '1/2014', zone_id: 'Z1', area_ha_utm: 1 },
        { decree_number: '1/2014', zone_id: 'Z2', area_ha_utm: 2.4 },
        { decree_number: '0/2009', zone_id: 'Z2', area_ha_utm: 99 },
      ],
    })
    expect(ratings).toMatchObject([
      { zone_id: 'Z1', authority: 'pusat', authority_area_ha: 15 },
      { zone_id: 'Z2', authority: 'pusat', authority_area_ha: 15 },
    ])
  })

  it('leave the authority open where no kawasan is stated, and say why: an RT of 12.6 ha is no kawasan', async () => {
    const { ratings } = await run({
      zones: [
        zone('Z1', { kawasan: 'Tirto', area_ha_decree: 12.6 }),
        zone('Z2', { kawasan: ' ', rt_rw: 'RT001-RW002', area_ha_decree: 12.6 }),
        zone('Z3', { area_ha_decree: 2.17 }),
      ],
    })
    expect(ratings).toMatchObject([
      { zone_id: 'Z1', authority: 'provinsi', authority_area_ha: 12.6, flags: null },
      { zone_id: 'Z2', authority: null, authority_area_ha: null, flags: 'kawasan not stated' },
      { zone_id: 'Z3', authority: null, authority_area_ha: null, flags: 'kawasan not stated' },
    ])
  })

  it('refuse a decree in force that no zone belongs to', async () => {
    const error: unknown = await run({ zones: [zone('Z1')], decree: '337/2014' }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).kind).toBe('config')
    expect((error as UserError).message).toMatch(/key decree[\s\S]*337\/2014[\s\S]*1\/2014/)
  })
})

describe('rate', () => {
  const input = {
    score_class: 'KB',
    land_legality: 'legal',
    other_considerations: 'tinggi',
    authority_area_ha: 15,
  }

  it('knows the eighteen classes and nine priorities', () => {
    const codes = new Map<string, number>()
    for (const score_class of ['KB', 'KS', 'KR']) {
      for (const other_considerations of ['tinggi', 'sedang', 'rendah']) {
        for (const land_legality of ['legal', 'tidak legal']) {
          const rating = rate(methodology, { ...input, score_class, other_considerations, land_legality })
          codes.set(rating.class_code!, rating.priority!)
        }
      }
    }
    const of = (letter: string) => [1, 2, 3, 4, 5, 6].map((n) => codes.get(`${letter}${n}`))
    expect([of('A'), of('B'), of('C')]).toEqual([
      [1, 1, 4, 4, 7, 7],
      [2, 2, 5, 5, 8, 8],
      [3, 3, 6, 6, 9, 9],
    ])
  })

  it.each([
    ['KB', 'legal', 'peremajaan'],
    ['KS', 'legal', 'peremajaan'],
    ['KR', 'legal', 'pemugaran'],
    ['KB', 'tidak legal', 'pemukiman kembali'],
    ['KS', 'tidak legal', 'pemukiman kembali'],
    ['KR', 'tidak legal', 'pemukiman kembali'],
    ['TK', 'legal', null],
  ])('suggests for %s on %s land: %s', (score_class, land_legality, treatment) => {
    expect(rate(methodology, { ...input, score_class, land_legality }).treatment).toBe(treatment)
  })

  it.each([
    [15, 'pusat'],
    [14.99, 'provinsi'],
    [10, 'provinsi'],
    [9.99, 'kabupaten/kota'],
    [0, 'kabupaten/kota'],
    [null, null],
  ])('puts %s ha under %s', (authority_area_ha, authority) => {
    expect(rate(methodology, { ...input, authority_area_ha }).authority).toBe(authority)
  })

  it('guesses nothing: each missing input leaves its outcomes empty', () => {
    expect(rate(methodology, { ...input, score_class: null })).toMatchObject({
      class_code: null,
      priority: null,
      treatment: null,
    })
    expect(rate(methodology, { ...input, land_legality: null })).toMatchObject({
      class_code: null,
      priority: 1,
      treatment: null,
    })
    expect(rate(methodology, { ...input, other_considerations: null })).toMatchObject({
      class_code: null,
      priority: null,
      treatment: 'peremajaan',
    })
  })
})

describe('authorityAreas', () => {
  it('is unknown for a whole kawasan when one zone has no area', () => {
    const areas = authorityAreas(methodology, [
      { zone_id: 'a', kawasan: 'Tirto', area_ha_decree: 20, area_ha_utm: null },
      { zone_id: 'b', kawasan: 'Tirto', area_ha_decree: null, area_ha_utm: null },
      { zone_id: 'c', kawasan: 'Tirto', area_ha_decree: 1, area_ha_utm: null },
      { zone_id: 'd', kawasan: null, area_ha_decree: 5, area_ha_utm: 6 },
      { zone_id: 'e', kawasan: '', area_ha_decree: null, area_ha_utm: 6 },
    ])
    expect([...areas.values()]).toEqual([null, null, null, null, null])
  })

  it('is known of a kawasan whatever it is called, beside zones of none', () => {
    const areas = authorityAreas(methodology, [
      { zone_id: 'a', kawasan: null, area_ha_decree: 5, area_ha_utm: null },
      { zone_id: 'b', kawasan: 'Null', area_ha_decree: 7, area_ha_utm: null },
      { zone_id: 'c', kawasan: 'null', area_ha_decree: 1, area_ha_utm: null },
    ])
    expect([...areas.values()]).toEqual([null, 8, 8])
  })

  it('is that of each zone alone where the methodology counts by zone', () => {
    const byZone = { ...methodology, authority: { ...methodology.authority, unit: 'zone' as const } }
    const areas = authorityAreas(byZone, [
      { zone_id: 'd', kawasan: null, area_ha_decree: 5, area_ha_utm: 6 },
      { zone_id: 'e', kawasan: 'Tirto', area_ha_decree: null, area_ha_utm: 6 },
    ])
    expect([...areas.values()]).toEqual([5, 6])
  })
})
