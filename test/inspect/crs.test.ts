import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { crsCandidates } from '../../pipeline/inspect/crs-candidates.ts'
import { CrsSketch } from '../../pipeline/inspect/crs-sketch.ts'
import { PositionSample } from '../../pipeline/inspect/position-sample.ts'

const SINJAI: Position[] = [
  [120.25, -5.12],
  [120.33, -5.28],
]
const TANJUNGPINANG: Position[] = [
  [104.45, 0.9],
  [104.46, 0.95],
]

const projected = (code: string, positions: Position[]): Position[] =>
  positions.map(([lon, lat]) => fromLonLat(crsFromCode(code))(lon!, lat!))

const boxOf = (positions: Position[]): [number, number, number, number] => [
  Math.min(...positions.map(([x]) => x!)),
  Math.min(...positions.map(([, y]) => y!)),
  Math.max(...positions.map(([x]) => x!)),
  Math.max(...positions.map(([, y]) => y!)),
]

function summaryOf(crs: { code: string } | { prj: string } | null, positions: Position[]) {
  const sketch = new CrsSketch({ crs })
  positions.forEach(([x, y], index) => {
    sketch.add([x!, y!, x!, y!], index + 1)
  })
  return sketch.summary(boxOf(positions), positions)
}

describe('readings that put positions into Indonesia', () => {
  it('are degrees alone for degrees', () => {
    expect(crsCandidates(SINJAI)).toMatchObject([{ codes: ['EPSG:4326'], swapped: false }])
  })

  it('are degrees with their axes swapped, named as that', () => {
    const swapped = SINJAI.map(([lon, lat]) => [lat!, lon!])
    expect(crsCandidates(swapped)).toMatchObject([
      { codes: ['EPSG:4326'], swapped: true, middles: [[expect.closeTo(120.33), expect.closeTo(-5.12)]] },
    ])
  })

  it('are every southern zone for southern metres: the numbers repeat from zone to zone', () => {
    const [first, ...others] = crsCandidates(projected('EPSG:32751', SINJAI))
    expect(first).toMatchObject({ name: 'WGS 84 / UTM south', swapped: false })
    expect(first!.codes).toContain('EPSG:32751')
    expect(first!.codes).toContain('EPSG:32748')
    expect(first!.middles).toHaveLength(first!.codes.length)
    expect(others).toEqual([])
  })

  it('are both grids where metres fit UTM north and another', () => {
    const grids = crsCandidates(projected('EPSG:32648', TANJUNGPINANG)).map(({ name }) => name)
    expect(grids).toContain('WGS 84 / UTM north')
  })

  it('are found for TM-3 and for web Mercator', () => {
    const tm3 = crsCandidates(projected('EPSG:23833', TANJUNGPINANG))
    expect(tm3.flatMap(({ codes }) => codes)).toContain('EPSG:23833')
    const web = crsCandidates(projected('EPSG:3857', SINJAI))
    expect(web.flatMap(({ codes }) => codes)).toContain('EPSG:3857')
  })

  it('are found although one position of many is wrong', () => {
    const many = Array.from({ length: 30 }, (_, index): Position => [120 + index / 100, -5])
    expect(crsCandidates([...many, [120, 5000]])).toMatchObject([{ codes: ['EPSG:4326'] }])
  })

  it('are none for numbers that are no place there, and for no positions', () => {
    expect(crsCandidates([[5, 52]])).toEqual([])
    expect(crsCandidates([])).toEqual([])
  })
})

describe('the CRS of a layer', () => {
  it('is believed when its records lie in Indonesia, and then given in degrees', () => {
    const summary = summaryOf({ code: 'EPSG:32751' }, projected('EPSG:32751', SINJAI))
    expect(summary).toMatchObject({
      how: 'format',
      code: 'EPSG:32751',
      insideIndonesia: true,
      candidates: [],
    })
    expect(summary.lonlat![0]).toBeCloseTo(120.25, 2)
  })

  it('is doubted when they do not, with what would fit', () => {
    const summary = summaryOf({ code: 'EPSG:4326' }, projected('EPSG:32751', SINJAI))
    expect(summary).toMatchObject({
      code: 'EPSG:4326',
      insideIndonesia: false,
      outside: { count: 2, record: 1 },
    })
    expect(summary.candidates.flatMap(({ codes }) => codes)).toContain('EPSG:32751')
  })

  it('is never chosen among several zones: no degrees are given', () => {
    const summary = summaryOf(null, projected('EPSG:32751', SINJAI))
    expect(summary).toMatchObject({ how: 'nowhere', code: null, lonlat: null, insideIndonesia: null })
    expect(summary.candidates[0]!.codes.length).toBeGreaterThan(1)
  })

  it('that is not stated but can only be one is said to fit, not to be known', () => {
    const summary = summaryOf(null, SINJAI)
    expect(summary).toMatchObject({ how: 'nowhere', code: null, insideIndonesia: true })
    expect(summary.lonlat).not.toBeNull()
  })

  it('that cannot be understood is given in its own words', () => {
    expect(summaryOf({ prj: '<html>404</html>' }, SINJAI)).toMatchObject({
      how: 'unreadable',
      stated: '<html>404</html>',
    })
    expect(summaryOf({ code: 'EPSG:28992' }, SINJAI)).toMatchObject({
      how: 'unreadable',
      stated: 'EPSG:28992',
    })
  })

  it('counts single records outside Indonesia', () => {
    const many = Array.from({ length: 30 }, (): Position => [120, -5])
    expect(summaryOf({ code: 'EPSG:4326' }, [...many, [0, 0]])).toMatchObject({
      insideIndonesia: true,
      outside: { count: 1, record: 31 },
    })
  })
})

describe('a sample of positions', () => {
  it('is spread over all that came and stays small', () => {
    const sample = new PositionSample()
    for (let x = 0; x < 100_000; x++) sample.add([x, 0])
    const kept = sample.positions.map(([x]) => x!)
    expect(kept.length).toBeLessThanOrEqual(256)
    expect(kept.length).toBeGreaterThan(100)
    expect(kept[0]).toBe(0)
    expect(kept.at(-1)).toBeGreaterThan(90_000)
    expect(new Set(kept.slice(1).map((x, index) => x - kept[index]!)).size).toBe(1)
  })
})
