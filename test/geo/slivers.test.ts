import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Planar } from '../../pipeline/geo/area.ts'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { type Geos, GeosError, openGeos } from '../../pipeline/geo/geos.ts'
import { conservationOf } from '../../pipeline/geo/overlay.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { splitSlivers } from '../../pipeline/geo/slivers.ts'
import { at, polygon, rectangle } from '../support/made-up-places.ts'

const geos = await openGeos()
const toUtm = fromLonLat(crsFromCode('EPSG:32748'))
const split = (ground: Polygonal, sliver_m = 0.5) => splitSlivers(ground, sliver_m, geos, toUtm)
const areaM2 = (ground: Polygonal | null) => (ground === null ? 0 : areaM2Planar(ground, toUtm))

/** 10 cm over a border for 900 m, with a bulge of 20 by 10 m. */
const hairWithBulge = polygon(
  [0, 50],
  [0.1, 50],
  [0.1, 400],
  [10.1, 400],
  [10.1, 420],
  [0.1, 420],
  [0.1, 950],
  [0, 950],
)

describe('slivers of a polygon', () => {
  it('leave the polygon as it is where it is wide everywhere', () => {
    for (const wide of [
      rectangle(0, 0, 100, 100),
      rectangle(0, 0, 400, 0.6),
      polygon([0, 0], [100, 0], [0, 100]),
      polygon([0, 0], [30, 0], [30, 1], [1, 1], [1, 30], [0, 30]),
    ])
      expect(split(wide)).toEqual({ ground: wide, slivers: null })
  })

  it('are a part that is thin everywhere, however long and branching', () => {
    const strip = rectangle(0, 0, 400, 0.4)
    expect(split(strip)).toEqual({ ground: null, slivers: strip })
    // A net: the gaps of 0.4 m between four squares.
    const ring = (east: number, north: number) =>
      rectangle(east, north, 100, 100).coordinates[0]!.toReversed()
    const net: Polygonal = {
      type: 'Polygon',
      coordinates: [
        rectangle(0, 0, 201.2, 201.2).coordinates[0]!,
        ...[0.4, 100.8].flatMap((east) => [0.4, 100.8].map((north) => ring(east, north))),
      ],
    }
    expect(split(net)).toEqual({ ground: null, slivers: net })
    expect(split(rectangle(0, 0, 400, 0.4), 0.3).slivers).toBeNull()
  })

  it('are cut off where the part has a core, whose mean width says nothing', () => {
    const { ground, slivers } = split(hairWithBulge)
    // The bulge keeps the tenth of a metre at its foot, and of the hair what mitred corners reach into.
    expect(areaM2(ground)).toBeGreaterThan(201.9)
    expect(areaM2(ground)).toBeLessThan(202.3)
    // A side of 900 m that is cut bends in UTM by two millimetres.
    expect(areaM2(slivers)).toBeCloseTo(290 - areaM2(ground), 0)
    expect(conservationOf(hairWithBulge, [ground, slivers]).conserved).toBe(true)
  })

  it('are found between a hole and its shell, and in a neck between two cores', () => {
    const shell = rectangle(0, 0, 100, 100).coordinates[0]!
    const holed: Polygonal = {
      type: 'Polygon',
      coordinates: [shell, rectangle(0.2, 20, 50, 50).coordinates[0]!.toReversed()],
    }
    expect(areaM2(split(holed).slivers)).toBeCloseTo(0.2 * 50, 1)
    const neck = polygon(
      [0, 0],
      [50, 0],
      [50, 20],
      [80, 20],
      [80, 0],
      [130, 0],
      [130, 50],
      [80, 50],
      [80, 20.3],
      [50, 20.3],
      [50, 50],
      [0, 50],
    )
    const { ground, slivers } = split(neck)
    expect(ground!.type).toBe('MultiPolygon')
    expect(areaM2(slivers)).toBeCloseTo(0.3 * 30, 1)
  })

  it('are not the tips of wide ground', () => {
    const kite = polygon([0, 0], [50, -5], [60, 0], [50, 5])
    expect(split(kite)).toEqual({ ground: kite, slivers: null })
  })

  it('are none for a width of zero, nor where GEOS cannot narrow', () => {
    expect(split(hairWithBulge, 0)).toEqual({ ground: hairWithBulge, slivers: null })
    const unable = Object.create(geos, {
      buffer: {
        value: () => {
          throw new GeosError('buffer', 'side location conflict')
        },
      },
    }) as Geos
    expect(splitSlivers(hairWithBulge, 0.5, unable, toUtm)).toEqual({ ground: hairWithBulge, slivers: null })
  })

  it('and the ground are the polygon, whatever its shape', () => {
    const width = fc.double({ min: 0.02, max: 3, noNaN: true })
    const teeth = fc.array(fc.tuple(width, width, fc.double({ min: 0.1, max: 40, noNaN: true })), {
      minLength: 1,
      maxLength: 10,
    })
    fc.assert(
      fc.property(teeth, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (given, slope) => {
        // A comb of teeth and gaps of any width.
        const points: [number, number][] = []
        let x = 0
        for (const [tooth, gap, height] of given) {
          points.push([x, 1], [x, 1 + height], [x + tooth, 1 + height], [x + tooth, 1])
          x += tooth + gap
        }
        const tilted = [...points, [x, 1] as const, [x, 0] as const, [0, 0] as const].map(
          ([east, north]): Position => at(east, north + slope * east),
        )
        const comb: Polygonal = { type: 'Polygon', coordinates: [[...tilted, tilted[0]!]] }
        const { ground, slivers } = split(comb)
        expect(conservationOf(comb, [ground, slivers]).conserved).toBe(true)
        // What was called wide stays wide.
        if (ground) expect(areaM2(split(ground).slivers)).toBeLessThan(0.01 * areaM2(comb) + 0.2)
      }),
      { numRuns: 200, seed: 45 },
    )
  })
})
