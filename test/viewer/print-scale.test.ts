import geodesic from 'geographiclib-geodesic'
import { describe, expect, it } from 'vitest'
import { degreesText, graticule } from '../../pipeline/viewer/print-graticule.ts'
import {
  fittingScale,
  frameBounds,
  metresPerPixel,
  middleOf,
  offeredScales,
  PX_PER_MM,
  placeIn,
  SCALES,
  scaleBar,
  shownLabels,
  zoomOfScale,
} from '../../pipeline/viewer/print-scale.ts'
import type { Bounds } from '../../pipeline/viewer/release.ts'

const CITY: Bounds = [104.42, 0.88, 104.48, 0.96]

describe('the scale of a printed map', () => {
  it('is true along the parallel of the ellipsoid: a millimetre at 1:25.000 is 25 metres', () => {
    for (const lat of [0, 0.92, -6.2, 45]) {
      const zoom = zoomOfScale(25_000, lat)
      expect(metresPerPixel(zoom, lat) * PX_PER_MM).toBeCloseTo(25, 9)
    }
    for (const lat of [0, -6.2, 45]) {
      const { s12 = 0 } = geodesic.Geodesic.WGS84.Inverse(lat, 104, lat, 104.001)
      expect((metresPerPixel(0, lat) * 512) / 360_000).toBeCloseTo(s12, 4)
    }
  })

  it('is offered as far as a city goes: from a few streets to the first at which all of it fits', () => {
    expect(offeredScales(CITY, 250, 230)).toEqual([1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000])
    expect(offeredScales([104.42, 0.88, 104.421, 0.881], 250, 230)).toEqual([1000, 2000, 2500, 5000, 10_000])
    expect(offeredScales([95, -11, 141, 6], 250, 230).at(-1)).toBe(SCALES.at(-1))
  })

  it('is the largest round one at which everything fits the frame', () => {
    const scale = fittingScale(CITY, 250, 230)
    expect(SCALES).toContain(scale)
    const inside = (denominator: number) => {
      const [west, south, east, north] = frameBounds(middleOf(CITY), denominator, 250, 230)
      return west <= CITY[0] && south <= CITY[1] && east >= CITY[2] && north >= CITY[3]
    }
    expect(inside(scale)).toBe(true)
    expect(inside(SCALES[SCALES.indexOf(scale) - 1] as number)).toBe(false)
  })

  it('takes the largest or smallest scale there is for a point and for half the world', () => {
    expect(fittingScale([104, 1, 104, 1], 250, 230)).toBe(1000)
    expect(fittingScale([-170, -60, 170, 60], 250, 230)).toBe(SCALES.at(-1))
  })

  it('places what lies in the middle in the middle, and corners in corners', () => {
    const bounds = frameBounds(middleOf(CITY), 50_000, 288, 269)
    const { lon, lat } = middleOf(CITY)
    const [x, y] = placeIn(bounds, [288, 269], lon, lat)
    expect([x, y]).toEqual([expect.closeTo(144, 6), expect.closeTo(134.5, 6)])
    expect(placeIn(bounds, [288, 269], bounds[0], bounds[3])).toEqual([0, 0])
  })

  it('has a bar of four round parts that is no longer than its room', () => {
    expect(scaleBar(25, 66)).toEqual({ part_m: 250, part: 10, parts: 4 })
    for (const metres of [1, 3.7, 12.5, 80, 2500]) {
      const { part_m, part, parts } = scaleBar(metres, 66)
      expect(part * parts).toBeLessThanOrEqual(66)
      expect(part * parts).toBeGreaterThan(66 / 3)
      expect([1, 2, 2.5, 5]).toContain(part_m / 10 ** Math.floor(Math.log10(part_m)))
    }
  })
})

describe('the graticule', () => {
  it('has round lines within the frame, few enough to read', () => {
    const { step_s, meridians, parallels } = graticule(CITY)
    expect(step_s).toBe(60)
    expect(meridians.map((lon) => lon.toFixed(4))).toEqual(['104.4333', '104.4500', '104.4667'])
    expect(parallels).toHaveLength(5)
  })

  it('has lines in a frame of a few metres and of half the world', () => {
    for (const bounds of [
      [104.45, 0.9, 104.4504, 0.9003],
      [-170, -60, 170, 60],
    ] as Bounds[]) {
      const { meridians, parallels } = graticule(bounds)
      expect(meridians.length).toBeGreaterThan(0)
      expect(meridians.length + parallels.length).toBeLessThan(30)
    }
  })

  it.each([
    ['id', 104.45, 'lon', 60, '104°27′ BT'],
    ['en', 104.45, 'lon', 30, '104°27′00″ E'],
    ['id', -0.9, 'lat', 60, '0°54′ LS'],
    ['en', -0.9, 'lat', 60, '0°54′ S'],
    ['id', 0, 'lat', 60, '0°'],
    ['en', -9, 'lon', 3600, '9° W'],
    // A third of a degree is no whole number of anything in binary.
    ['id', 104 + 1 / 3, 'lon', 300, '104°20′ BT'],
  ] as const)('writes in %s %s as %s with steps of %s s: %s', (lang, degrees, axis, step_s, text) => {
    expect(degreesText(lang, degrees, axis, step_s)).toBe(text)
  })
})

describe('the labels of a bar', () => {
  it('are left out between ends and middle where they would run into one another', () => {
    const labels = ['0', '250', '500', '750', '1.000\u00a0m']
    // At 1 : 30.000 a part of 250 m is 8.3 mm.
    expect(shownLabels(labels, 250 / 30, 2.7)).toEqual([true, false, true, false, true])
    expect(shownLabels(labels, 16, 2.7)).toEqual([true, true, true, true, true])
  })
})
