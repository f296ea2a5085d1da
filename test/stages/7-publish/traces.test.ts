import { afterEach, describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { zoneTraces } from '../../../pipeline/explain/zone-traces.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { traceFile, traceText } from '../../../pipeline/stages/7-publish/traces/trace-file.ts'
import { rtParts } from '../../../pipeline/viewer/why-rt-parts.ts'
import { type PublishedTrace, readTrace, tracePath } from '../../../pipeline/viewer/why-trace.ts'
import { correctedCity, entry, file } from '../../corrections/corrected-city.ts'
import { type RtCell, rtId, type StageFolder, stageFolder, townTables } from '../../explain/stage-folder.ts'
import { sharedStore } from '../../support/shared-store.ts'

let folder: StageFolder | undefined

afterEach(() => {
  folder?.remove()
  folder = undefined
})

type Tables = ReturnType<typeof townTables>

/** Zone `Z1` as stage 4 counted it; `over` replaces columns. */
function densities(over: Record<string, unknown> = {}) {
  const none = [
    ...[
      'area_ha_net',
      'water_ha',
      'road_ha',
      'net_method',
      'rt_ground_inside_pct',
      'population_standard_error',
    ],
    ...['building_coverage_pct', 'households_surveyed', 'people_surveyed', 'households_estimated'],
    ...['density_population_net_per_ha', 'density_families_per_ha', 'density_families_net_per_ha'],
    ...['density_buildings_net_per_ha', 'buildings_elsewhere', 'families', 'density_buildings_class'],
  ]
  return {
    ...Object.fromEntries(none.map((name) => [name, null])),
    ...{ level: 'zone', unit_id: 'Z1', vintage: 2020, area_ha_utm: 2, rt_in_unit: 2, rt_told: 2 },
    ...{ population: 500, population_method: 'rt_profiles', population_published: true },
    ...{ density_population_per_ha: 250, density_population_class: 'tinggi' },
    ...{ buildings: 60, buildings_method: 'footprints', density_buildings_per_ha: 30 },
    ...over,
  }
}

async function traced(
  cells: readonly RtCell[],
  change: (tables: Tables & { '4-density'?: Record<string, Record<string, unknown>[]> }) => void = () => {},
  given: Partial<City> = {},
  zone_id = 'Z1',
  asked = zone_id,
): Promise<PublishedTrace> {
  const tables: Tables = JSON.parse(
    JSON.stringify(townTables(cells)).replaceAll('"Z1"', () => JSON.stringify(zone_id)),
  )
  change(tables)
  folder?.remove()
  folder = await stageFolder(tables, given)
  for await (const trace of zoneTraces(await sharedStore(), folder.city, folder.output, ['gone', asked]))
    return traceFile(trace, {
      methodology: loadMethodology(folder.city.methodology),
      synthetic: null,
      building_sources: ['bangunan'],
      source: (id) => ({ title: { id: `Judul ${id}`, en: `Title ${id}` }, path: `sources/${id}.csv` }),
    })
  throw new Error(`no trace of ${asked}`)
}

const CELLS: RtCell[] = [
  { volume: 10.1, denominator: 100.3 },
  { volume: 65, denominator: 153 },
]
/** Of 500 people of the first RT 200 count in `Z1`; the third has no profile of the year. */
const PIECES = [
  {
    rt_id: rtId(1),
    vintage: 2020,
    zone_id: 'Z1',
    method: 'area',
    share_pct: 40,
    population: 200,
    families: 40,
  },
  {
    rt_id: rtId(1),
    vintage: 2020,
    zone_id: 'Z2',
    method: 'area',
    share_pct: 60,
    population: 300,
    families: 60,
  },
  {
    rt_id: rtId(2),
    vintage: 2020,
    zone_id: 'Z1',
    method: 'whole',
    share_pct: 100,
    population: 300,
    families: 70,
  },
]
const wayOf = (trace: PublishedTrace) => trace.criteria.find(({ criterion }) => criterion === '4b')!

describe('the published trace of a zone', () => {
  it('leads from the records of the RT to the score, each file and rule standing once', async () => {
    const trace = await traced(CELLS)
    const way = wayOf(trace)
    expect(way).toMatchObject({ volume: 75.1, denominator: 253.3, score: 1, flag: null })
    expect(way.sum).toMatchObject({ volume_known: 75.1, denominator_known: 253.3, agrees: true })
    expect(way.denominator_columns[0]).toMatchObject({ column: 'drainage_ideal_m', unit: 'm' })
    expect(rtParts(trace, way)).toEqual([
      {
        ...{ rt_id: rtId(2), rt_rw: 'RT002-RW001', volume: 65, denominator: 153, score: 1 },
        percent: expect.closeTo(42.483660131, 9),
        ...{ volume_source: 'stated', source: expect.any(Number), source_row: 11 },
        ...{ denominator_source: expect.any(Number), denominator_source_row: 2 },
        ...{ flag: null, method: 'profile', share_pct: 100 },
      },
      expect.objectContaining({ rt_id: rtId(1), volume: 10.1, source_row: 10, denominator_source_row: 1 }),
    ])
    const [first] = rtParts(trace, way)
    expect(trace.files[first!.source!]).toMatchObject({ source_id: 'defisit', path: 'sources/defisit.csv' })
    expect(trace.files[first!.denominator_source!]).toMatchObject({ source_id: 'profil' })
    expect(trace.record).toMatchObject({ source_row: 1, corrections: [] })
    expect(trace.files[trace.record!.source]).toMatchObject({ source_id: 'zona' })
    expect(new Set(trace.files.map(({ source_id }) => source_id)).size).toBe(trace.files.length)
    expect(new Set(trace.rule_sources.map(({ id }) => id)).size).toBe(trace.rule_sources.length)
    expect(trace.rule_sources[way.definition.source]!.id).toContain('KOTAKU')
    expect(trace.criteria).toHaveLength(16)
    expect(trace.total).toMatchObject({ score_total: 1, max_total: 80 })
    expect(trace.bands.map(({ min_pct }) => min_pct)).toEqual([0, 24.995, 50.995, 75.995])
  })

  it('keeps what is not known open, and says where the RT do not add up to the table', async () => {
    const open = wayOf(await traced([{ volume: null, denominator: 100 }, CELLS[1]!]))
    expect(open).toMatchObject({ percent: null, score: null, score_min: 0, score_max: 5, flag: 'missing' })
    expect(open.sum).toMatchObject({ volume_known: 65, volume_open: 100, volumes_missing: 1, agrees: null })
    expect(open.interval!.percent_min).toBeCloseTo((100 * 65) / 253, 9)
    expect(open.interval!.percent_max).toBeCloseTo((100 * 165) / 253, 9)
    const broken = await traced(CELLS, (tables) => {
      for (const row of tables['5-indicators'].criterion_scores!)
        if (row.level === 'zone' && row.criterion === '4b') row.volume = 99
    })
    expect(wayOf(broken).sum.agrees).toBe(false)
    // Of the two numbers of the zone one is not known, and the other is not that of its RT.
    const half = await traced([{ volume: null, denominator: 100 }, CELLS[1]!], (tables) => {
      for (const row of tables['5-indicators'].criterion_scores!)
        if (row.level === 'zone' && row.criterion === '4b') row.denominator = 99
    })
    expect(wayOf(half).sum.agrees).toBe(false)
  })

  it('tells the areas with the limits of the city, and people only as far as the tables do', async () => {
    const areas = { area_ha_decree: 2.1, area_ha_utm: 2, area_ha_geodesic: 2.002 }
    const area = { zone_id: 'Z1', decree_number: '1/2020', ...areas }
    const counted = (over: Record<string, unknown>) =>
      traced(CELLS, (tables) => {
        tables['3-area'].zone_areas = [{ ...area, area_difference_pct: 5, area_status: 'wrong' }]
        tables['4-density'] = { densities: [densities(over)], profile_pieces: PIECES }
      })
    const told = await counted({})
    expect(told.areas).toMatchObject({ ...areas, area_difference_pct: 5, area_status: 'wrong' })
    expect(told.areas!.limits).toEqual({
      warn_pct: folder!.city.area.difference_warn_pct,
      error_pct: folder!.city.area.difference_error_pct,
    })
    expect(told.density).toMatchObject({ population: 500, density_population_class: 'tinggi' })
    expect(
      told.density!.parts.map(({ rt_id, population, share_pct }) => [rt_id, population, share_pct]),
    ).toEqual([
      [rtId(1), 200, 40],
      [rtId(2), 300, 100],
    ])
    expect(told.files[told.density!.buildings_files[0]!]!.source_id).toBe('bangunan')
    // A survey of which 5-indicators tells nothing, and people that stage 4 keeps inside.
    for (const hidden of [{ population_method: 'households_weighted' }, { population_published: false }]) {
      const { density } = await counted(hidden)
      expect([
        hidden,
        density!.population,
        density!.density_population_per_ha,
        density!.population_method,
      ]).toEqual([hidden, null, null, null])
      expect(density!.buildings).toBe(60)
    }
  })

  it('adds the people of a zone up from its pieces of the RT, those of another zone among them', async () => {
    const asked = (zone_id: string, pieces: readonly Record<string, unknown>[], over = {}) =>
      traced(
        CELLS,
        (tables) => {
          tables['4-density'] = {
            densities: [densities({ ...over, unit_id: zone_id, population_method: 'rt_profiles_by_area' })],
            profile_pieces: [...pieces],
          }
          if (zone_id !== 'Z1')
            tables['2-validate'].zones!.push({ ...tables['2-validate'].zones![0], zone_id })
        },
        {},
        'Z1',
        zone_id,
      )
    const other = (await asked('Z2', PIECES, { population: 300 })).density!
    expect(other.parts).toEqual([
      expect.objectContaining({ rt_id: rtId(1), population: 300, families: 60, share_pct: 60 }),
    ])
    expect(other.parts.reduce((sum, { population }) => sum + population!, 0)).toBe(other.population)
    const untold = { rt_id: rtId(3), vintage: null, zone_id: 'Z1', method: 'whole', share_pct: 100 }
    const open = (
      await asked('Z1', [...PIECES, { ...untold, population: null, families: null }], { population: null })
    ).density!
    expect(open.parts.map(({ rt_id, population }) => [rt_id, population])).toEqual([
      [rtId(1), 200],
      [rtId(2), 300],
      [rtId(3), null],
    ])
    expect(open.parts[2]).toMatchObject({ source: null, source_row: null })
  })

  it('is the same text each time, in numbers as tables have them', async () => {
    const text = traceText(await traced(CELLS))
    expect(traceText(await traced(CELLS))).toBe(text)
    expect(text.endsWith('}\n')).toBe(true)
    expect(text).not.toMatch(/\d\.\d{10,}|petakumuh-explain/)
  })

  it('tells why a record was corrected, and leaves to the report whose data it was', async () => {
    const planted = 'Dinas Tertanam'
    const correction = entry({
      ...{ id: 'pantai-nama', table: 'zones', source: 'zona', where: '{ zone_id: Z1 }', provider: planted },
      ...{ action: 'flag', set: null, expect: null },
    })
    const { directory } = correctedCity(file(correction))
    const sources = [{ id: 'zona', table: 'zones' }] as City['sources']
    const trace = await traced(
      CELLS,
      (tables) => {
        tables['2-validate'].zones![0]!.corrections = 'pantai-nama'
      },
      { directory, sources },
    )
    expect(trace.record!.corrections).toEqual([
      {
        ...{ id: 'pantai-nama', action: 'flag', status: 'reported' },
        reason: { id: 'Tercatat dua kali.', en: 'Written twice.' },
      },
    ])
    expect(traceText(trace)).not.toContain(planted)
  })

  it('calls a zone what the decree in force calls it, not what the first in the alphabet does', async () => {
    const trace = await traced(CELLS, (tables) => {
      const [zone] = tables['2-validate'].zones!
      tables['2-validate'].zones!.push({ ...zone, name: 'Akar Uji', decree_number: '0/2010' })
      const decree = { kind: 'decree', source_id: 'sk' }
      tables['2-validate'].decrees = [
        { ...decree, decree_number: '0/2010', vintage: 2010, source_row: 1 },
        { ...decree, decree_number: '1/2020', vintage: 2020, source_row: 2 },
      ]
    })
    expect([trace.name, trace.decree!.decree_number]).toEqual(['Pantai Uji', '1/2020'])
  })

  it('is read back for its own zone alone', async () => {
    const trace = await traced(CELLS)
    const json = JSON.parse(traceText(trace))
    expect(readTrace(json, 'Z1')).toEqual(json)
    expect(
      [null, [], {}, { ...json, format: 'petakumuh-trace/2' }].map((one) => readTrace(one, 'Z1')),
    ).toEqual([null, null, null, null])
    expect(readTrace(json, '../Z1')).toBeNull()
  })

  it('is found by the id of its feature, whatever its code holds', async () => {
    const hostile = '../../<img src=x>/K 01.json'
    const trace = await traced(CELLS, undefined, {}, hostile)
    expect(trace.zone_id).toBe(hostile)
    expect(readTrace(JSON.parse(traceText(trace)), hostile)).not.toBeNull()
    expect(wayOf(trace).parts).toHaveLength(2)
    expect(tracePath(140737488355328)).toBe('traces/zones/140737488355328.json')
  })
})
