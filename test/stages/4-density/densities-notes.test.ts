import { describe, expect, it } from 'vitest'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

const DECREES = csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020')

const house = (building_id: string, east_m: number, north_m: number) => ({
  building_id,
  geometry: rectangle(east_m, north_m, 8, 8),
})

const zone = (zone_id: string, east_m: number, north_m: number) => ({
  zone_id,
  decree_number: '1/2020',
  geometry: rectangle(east_m, north_m, 100, 100),
})

const rt = (admin_code: string, rt_rw: string, kelurahan_code: string, east_m: number) => ({
  ...{ admin_code, rt_rw, kelurahan_code, level: 'rt' },
  geometry: rectangle(east_m, 0, 100, 100),
})

const households = (weights: (number | null)[], east_m = 10, placeless = 0) =>
  featureSource(
    'households',
    weights.map((weight, n) => ({
      household_id: `h${String(n).padStart(3, '0')}`,
      population: 4,
      weight,
      geometry: n < placeless ? null : { type: 'Point', coordinates: at(east_m, 10) },
    })),
  )

interface Density {
  level: string
  unit_id: string
  buildings: number | null
  buildings_elsewhere: number | null
  density_buildings_per_ha: number | null
  density_buildings_net_per_ha: number | null
  density_buildings_class: string | null
}

async function densities(...sources: SourceSpec[]) {
  const made = await workspace({ sources: [kelurahanSource(), DECREES, ...sources] })
  await made.run('4-density')
  const rows = await made.rows<Density>('4-density', 'densities')
  const of = (level: string, id: string) => rows.find((row) => row.level === level && row.unit_id === id)!
  return { made, of, notes: made.said.filter((line) => line.startsWith('  note ')) }
}

describe('units drawn over each other', () => {
  it('have no building density where another took buildings of theirs, and both counts are told', async () => {
    const { made, of, notes } = await densities(
      featureSource('zones', [zone('A', 0, 0), zone('B', 0, 0), zone('C', 90, 0), zone('D', 500, 0)]),
      featureSource('buildings', [house('a', 10, 10), house('b', 30, 10), house('c', 150, 10)]),
    )
    const none = {
      density_buildings_per_ha: null,
      density_buildings_net_per_ha: null,
      density_buildings_class: null,
    }
    expect(of('zone', 'A')).toMatchObject({ buildings: 2, buildings_elsewhere: 0 })
    expect(of('zone', 'A').density_buildings_per_ha).toBeCloseTo(2, 6)
    expect(of('zone', 'B')).toMatchObject({ buildings: 0, buildings_elsewhere: 2, ...none })
    // Drawn over A and B where nothing stands.
    expect(of('zone', 'C')).toMatchObject({ buildings: 1, buildings_elsewhere: 0 })
    // None is none.
    expect(of('zone', 'D')).toMatchObject({
      buildings: 0,
      buildings_elsewhere: 0,
      density_buildings_per_ha: 0,
      density_buildings_class: 'below',
    })
    expect(await made.rows('4-density', 'building_overlaps')).toEqual([
      { id: 'a', level: 'zone', unit_id: 'B' },
      { id: 'b', level: 'zone', unit_id: 'B' },
    ])
    expect(notes).toEqual([
      '  note   no building density, buildings of theirs count in another unit drawn over them: 1 unit (zone B)',
    ])
  })

  it('tell of their RW too, and not where both RT are of one RW', async () => {
    const { of } = await densities(
      featureSource('admin_units', [
        rt('99.71.01.1001/RT001-RW001', 'RT001-RW001', '99.71.01.1001', 0),
        rt('99.71.01.1001/RT002-RW001', 'RT002-RW001', '99.71.01.1001', 50),
        rt('99.71.01.1001/RT003-RW002', 'RT003-RW002', '99.71.01.1001', 60),
      ]),
      featureSource('buildings', [house('first', 10, 10), house('two', 52, 10), house('three', 80, 10)]),
    )
    const elsewhere = (level: string, id: string) => of(level, `99.71.01.1001/${id}`).buildings_elsewhere
    expect(['RT001-RW001', 'RT002-RW001', 'RT003-RW002'].map((id) => elsewhere('rt', id))).toEqual([0, 2, 1])
    expect(['RW001', 'RW002'].map((id) => elsewhere('rw', id))).toEqual([0, 1])
    expect(of('kelurahan', '99.71.01.1001').buildings_elsewhere).toBe(0)
    expect(of('city', '99.71').buildings_elsewhere).toBe(0)
  })

  it('are not known without located buildings', async () => {
    const { of, notes } = await densities(featureSource('zones', [zone('A', 0, 0), zone('B', 0, 0)]))
    expect(of('zone', 'B')).toMatchObject({ buildings: null, buildings_elsewhere: null })
    expect(notes).toEqual([])
  })
})

describe('the stage says', () => {
  const ZONES = featureSource('zones', [zone('Y', 200, 0), zone('Z', 0, 0)])

  it('nothing where there is nothing to say', async () => {
    const { notes } = await densities(
      ZONES,
      households([3, 3, 3, 3, 3]),
      featureSource('buildings', [house('a', 10, 10)]),
      featureSource('water', [{ water_id: 'w', kind: 'kolam', geometry: rectangle(10, 50, 10, 10) }]),
    )
    expect(notes).toEqual([])
  })

  it('which units are all water, and that water was set aside', async () => {
    const { notes } = await densities(
      ZONES,
      featureSource('water', [
        { water_id: 'no-outline', kind: 'laut', geometry: null },
        { water_id: 'w', kind: 'laut', geometry: rectangle(-10, -10, 150, 150) },
      ]),
    )
    expect(notes).toEqual([
      '  note   net areas may be too large: validation set records aside, 1 of water',
      '  note   no net density, all known ground is water: 1 unit (zone Z)',
    ])
  })

  it.each([
    ['a weight below 1 (0.5): scaled to the sample', [0.5, 3, 3, 3, 3]],
    ['a mean weight of 1.10, below 1.2: scaled to the sample', [1.1, 1.1, 1.1, 1.1, 1.1]],
  ])('why survey weights are not used: %s', async (why, weights) => {
    const { notes } = await densities(ZONES, households(weights))
    expect(notes).toEqual([`  note   survey weights are not used: ${why}`])
  })

  it('that a household carries no weight, and where', async () => {
    const { notes } = await densities(ZONES, households([3, 3, 3, 3, 3, null]))
    expect(notes).toEqual([
      '  note   survey weights are not used, a household carries none: 4 units (zone Z, kelurahan 99.71.01.1001, kecamatan 99.71.01, ...)',
    ])
  })

  it('nothing of weights where there are none', async () => {
    expect((await densities(ZONES, households([null, null, null, null, null]))).notes).toEqual([])
  })

  it('that households have no place, and too many of them for an estimate', async () => {
    const { notes } = await densities(ZONES, households([3, 3, 3, 3, 3, 3], 10, 1))
    expect(notes.at(-1)).toBe(
      '  note   survey weights are not used: 16.7 % of the records set aside or without a place, more than 5 %',
    )
  })
})
