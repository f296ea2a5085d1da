import type { Geometry, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Planar } from '../../../pipeline/geo/area.ts'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { judgeGeometry } from '../../../pipeline/stages/2-validate/geometry.ts'
import { tableSchema } from '../../../pipeline/store/index.ts'
import { madeUpWorld } from '../../support/judging.ts'
import { at, featureSource, polygon, rectangle } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

const world = await madeUpWorld()
const NONE = new Set<string>()

/** Two triangles that cross in the middle: 50 m x 100 m each way. */
const BOW_TIE = polygon([0, 0], [100, 100], [100, 0], [0, 100])

function judged(geometry: Geometry | null, { table = 'zones', repair = false, named = NONE } = {}) {
  const row = { geometry: geometry === null ? null : encodeWkb(geometry) }
  return judgeGeometry(tableSchema(table), row, named, repair, world)
}

describe('the geometry of a row', () => {
  it('that is valid and in the city passes as it is', () => {
    const outline = rectangle(0, 0, 100, 100)
    expect(judged(outline)).toEqual({ geometry: outline, wkb: encodeWkb(outline), findings: [] })
  })

  it('GEOM_MISSING: is asked for where the table needs one and its lack is not named yet', () => {
    expect(judged(null).findings).toMatchObject([{ code: 'GEOM_MISSING', field: 'geometry' }])
    expect(judged(null, { named: new Set(['geometry']) }).findings).toEqual([])
    expect(judged(null, { table: 'interventions' }).findings).toEqual([])
    expect(judged(null, { table: 'decrees' }).findings).toEqual([])
  })

  it('GEOM_OUTSIDE_ENVELOPE: lies outside as a whole, or is nowhere', () => {
    const beyond = rectangle(900_000, 0, 100, 100)
    expect(judged(beyond).findings).toMatchObject([
      { code: 'GEOM_OUTSIDE_ENVELOPE', expected: '106, -7, 107, -6', got: expect.stringMatching(/^114\./) },
    ])
    expect(judged({ type: 'Point', coordinates: [0, 0] }, { table: 'households' }).findings).toMatchObject([
      { code: 'GEOM_OUTSIDE_ENVELOPE', got: '0.00000, 0.00000, 0.00000, 0.00000' },
    ])
    expect(judged({ type: 'MultiPolygon', coordinates: [] }).findings).toMatchObject([
      { code: 'GEOM_OUTSIDE_ENVELOPE', got: 'NaN' },
    ])
    expect(judged({ type: 'Point', coordinates: [106, -7] }, { table: 'households' }).findings).toEqual([])
  })

  it('GEOM_VERTEX_OUTSIDE: names the vertex that went astray', () => {
    const [near, far] = [rectangle(0, 0, 100, 100), rectangle(0, 0, 100, 100)]
    far.coordinates[0]![2] = [107.1, -6.5]
    expect(judged(near).findings).toEqual([])
    expect(judged(far).findings).toMatchObject([
      { code: 'GEOM_VERTEX_OUTSIDE', got: '107.10000, -6.50000; 1 / 5', lon: 107.1, lat: -6.5 },
    ])
    const road: Geometry = { type: 'LineString', coordinates: [at(0, 0), at(900_000, 0), at(0, -900_000)] }
    expect(judged(road, { table: 'networks' }).findings).toMatchObject([
      { code: 'GEOM_VERTEX_OUTSIDE', got: expect.stringContaining('; 2 / 3') },
    ])
  })

  it('GEOM_SELF_INTERSECTION: names reason and place', () => {
    const { findings } = judged(BOW_TIE)
    expect(findings).toMatchObject([{ code: 'GEOM_SELF_INTERSECTION', got: 'Self-intersection' }])
    const [lon, lat] = at(50, 50)
    expect(findings[0]!.lon).toBeCloseTo(lon!, 6)
    expect(findings[0]!.lat).toBeCloseTo(lat!, 6)
  })

  it('GEOM_RING_CROSSING: of a hole across or outside its shell', () => {
    const [shell, across, beside] = [rectangle(0, 0, 9, 9), rectangle(5, 5, 9, 2), rectangle(20, 20, 2, 2)]
    const withHole = (hole: Polygon): Polygon => ({
      type: 'Polygon',
      coordinates: [...shell.coordinates, ...hole.coordinates],
    })
    expect(judged(withHole(rectangle(2, 2, 2, 2))).findings).toEqual([])
    expect(judged(withHole(across)).findings).toMatchObject([
      { code: 'GEOM_RING_CROSSING', got: 'Self-intersection' },
    ])
    const outside = judged(withHole(beside)).findings
    expect(outside).toMatchObject([{ code: 'GEOM_RING_CROSSING', got: 'Hole lies outside shell' }])
    expect(outside[0]!.lon).toBeCloseTo(at(20, 20)[0]!, 3)
  })

  it('GEOM_INVALID: of a ring that is none', () => {
    const open: Polygon = {
      type: 'Polygon',
      coordinates: [rectangle(0, 0, 9, 9).coordinates[0]!.slice(0, 4)],
    }
    expect(judged(open).findings).toMatchObject([{ code: 'GEOM_INVALID', got: 'Ring is not closed' }])
    const { findings, geometry } = judged(open, { repair: true })
    expect(findings).toMatchObject([{ code: 'GEOM_REPAIRED' }])
    expect(areaM2Planar(geometry as Polygon, world.toUtm)).toBeCloseTo(81, 3)
  })

  it('GEOM_REPAIRED: only where the source allows it, with the area before and after', () => {
    const { geometry, wkb, findings } = judged(BOW_TIE, { repair: true })
    expect(findings).toMatchObject([{ code: 'GEOM_REPAIRED' }])
    expect(findings[0]!.got).toMatch(/^Self-intersection; 0\.0000 ha -> 0\.5000 ha$/)
    expect(areaM2Planar(geometry as Polygon, world.toUtm)).toBeCloseTo(5000, 1)
    expect(world.geos.checkValidity(geometry!).valid).toBe(true)
    expect(wkb).toEqual(encodeWkb(geometry!))
  })

  it('GEOM_REPAIRED: says what had no area and fell out', () => {
    const flat = [at(20, 20), at(25, 20), at(20, 20)]
    const outline: Polygon = { type: 'Polygon', coordinates: [...rectangle(0, 0, 9, 9).coordinates, flat] }
    const [finding] = judged(outline, { repair: true }).findings
    expect(finding!.got).toBe('Ring has fewer than 4 positions; 0.0081 ha -> 0.0081 ha; 1 x, 10.0 m')
  })

  it('keeps its own fault when nothing is left to repair', () => {
    const flat = [106.25, 106.5, 106.375, 106.25].map((lon) => [lon, -6.5])
    const line: Polygon = { type: 'Polygon', coordinates: [flat] }
    expect(judged(line, { repair: true }).findings).toMatchObject([{ code: 'GEOM_SELF_INTERSECTION' }])
    const none: Polygon = { type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), [Number.NaN, 1], at(0, 0)]] }
    expect(judged(none, { repair: true }).findings).toMatchObject([{ code: 'GEOM_INVALID' }])
  })

  it('GEOM_INVALID: is a line whose vertices are one point, which nothing can repair; a point is always sound', () => {
    const of = (geometry: Geometry) => judged(geometry, { table: 'networks', repair: true })
    const [short, loop]: Geometry[] = [
      { type: 'LineString', coordinates: [at(0, 0), at(1, 1)] },
      { type: 'LineString', coordinates: [at(0, 0), at(5, 5), at(5, 0), at(0, 5), at(0, 0), at(0, 0)] },
    ]
    for (const sound of [short!, loop!, { type: 'Point', coordinates: at(0, 0) } as Geometry])
      expect(of(sound).findings).toEqual([])
    const one: Geometry = { type: 'LineString', coordinates: [at(7, 7), at(7, 7)] }
    const part: Geometry = { type: 'MultiLineString', coordinates: [[at(0, 0), at(1, 1)], one.coordinates] }
    for (const broken of [one, part]) {
      const [finding] = of(broken).findings
      expect(finding).toMatchObject({ code: 'GEOM_INVALID', field: 'geometry', lon: at(7, 7)[0] })
      expect(finding!.message.en).toMatch(/^The line is invalid/)
    }
  })
})

it('a repaired zone is accepted with its new shape, an invalid one is set aside with its old one', async () => {
  const zone = [{ zone_id: 'Z', decree_number: '1', area_ha_decree: 0.5, geometry: BOW_TIE }]
  const made = await workspace({
    sources: [
      featureSource('zones', zone, { repair: true }),
      featureSource('buildings', [{ building_id: 'B', geometry: BOW_TIE }]),
    ],
  })
  await made.run('2-validate')
  const [accepted] = await made.rows('2-validate', 'zones')
  expect(areaM2Planar(accepted!.geometry as Polygon, world.toUtm)).toBeCloseTo(5000, 1)
  expect(await made.rows('2-validate', 'buildings')).toEqual([])
  const [set] = JSON.parse(made.text('2-validate', 'quarantine/buildings.geojson')).features
  expect(set.properties).toMatchObject({ code: 'GEOM_SELF_INTERSECTION', building_id: 'B', source_record: 1 })
  expect(set.geometry.coordinates).toEqual(BOW_TIE.coordinates)
})
