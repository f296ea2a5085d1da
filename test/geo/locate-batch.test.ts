import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { PolygonLocator } from '../../pipeline/geo/locate.ts'
import { type BatchOptions, type LocatedPoints, locateBatch, MANY } from '../../pipeline/geo/locate-batch.ts'
import { crossesEastOf } from '../../pipeline/geo/locate-exact.ts'
import { flatPolygons, flatPolygonsOfWkb } from '../../pipeline/geo/locate-flat.ts'
import { gatherStrips, locateStrips, shareOut } from '../../pipeline/geo/locate-share.ts'
import { locateInWorkers, startWorker } from '../../pipeline/geo/locate-workers.ts'
import { encodeWkb, WkbError } from '../../pipeline/geo/wkb.ts'
import { box, polygon } from '../support/shapes.ts'

type Area = Polygon | MultiPolygon | null

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const partsOf = (area: Area): Position[][][] =>
  area === null ? [] : area.type === 'Polygon' ? [area.coordinates] : area.coordinates

type WholeEdge = readonly [ax: bigint, ay: bigint, bx: bigint, by: bigint]

/**
 * The stated rule, unindexed and in whole numbers: even-odd of the edges east of (x + tiny, y + tinier). Coordinates are
 * whole multiples of `grain`, which divides them without rounding.
 */
class Oracle {
  readonly #edges: WholeEdge[][]
  readonly #grain: number

  constructor(areas: readonly Area[], grain: number) {
    this.#grain = grain
    this.#edges = areas.map((area) =>
      partsOf(area)
        .flat()
        .flatMap((ring) => {
          const corners = ring.map(([x, y]) => [this.#whole(x!), this.#whole(y!)] as const)
          return corners.map(([bx, by], i): WholeEdge => {
            const [ax, ay] = corners[i === 0 ? corners.length - 1 : i - 1]!
            return ay <= by ? [ax, ay, bx, by] : [bx, by, ax, ay]
          })
        }),
    )
  }

  allHolding([x, y]: Position): number[] {
    const px = this.#whole(x!)
    const py = this.#whole(y!)
    const found: number[] = []
    this.#edges.forEach((edges, p) => {
      let inside = false
      for (const [ax, ay, bx, by] of edges) {
        if (ay <= py && py < by && (bx - ax) * (py - ay) > (px - ax) * (by - ay)) inside = !inside
      }
      if (inside) found.push(p)
    })
    return found
  }

  #whole(value: number): bigint {
    const steps = value / this.#grain
    if (!Number.isSafeInteger(steps)) throw new Error(`${value} is not a multiple of ${this.#grain}`)
    return BigInt(steps)
  }
}

function locate(areas: readonly Area[], points: readonly Position[], options: BatchOptions = {}) {
  const lon = Float64Array.from(points, ([x]) => x!)
  const lat = Float64Array.from(points, ([, y]) => y!)
  const located = locateBatch(flatPolygons(areas), lon, lat, { hits: true, ...options })
  const of = (i: number): number[] => [
    ...located.hits!.polygons.subarray(located.hits!.starts[i], located.hits!.starts[i + 1]),
  ]
  return { ...located, of }
}

it('tells for every point the lowest polygon, how many hold it, and all of them', () => {
  const areas = [null, polygon(box(2, 0, 4, 4)), polygon(box(0, 0, 3, 3)), polygon([])]
  const located = locate(areas, [
    [2.5, 1],
    [1, 1],
    [9, 9],
    [Number.NaN, 1],
    [1, Infinity],
    [3.5, 3.5],
  ])
  expect([...located.polygon]).toEqual([1, 2, -1, -1, -1, 1])
  expect([...located.holders]).toEqual([2, 1, 0, 0, 0, 1])
  expect([0, 1, 2, 3, 4, 5].map(located.of)).toEqual([[1, 2], [2], [], [], [], [1]])
})

it('holds nothing where there are no points, no polygons, or no ground', () => {
  expect(locate([], [[0, 0]]).polygon).toEqual(Int32Array.of(-1))
  expect(locate([polygon(box(0, 0, 1, 1))], []).polygon).toEqual(new Int32Array(0))
  const flat = polygon([
    [0, 0],
    [2, 0],
    [0, 0],
  ])
  const point = polygon([
    [1, 0],
    [1, 0],
    [1, 0],
  ])
  expect([...locate([null, flat, point, polygon([])], [[1, 0]]).polygon]).toEqual([-1])
})

it('refuses coordinates of unequal number', () => {
  expect(() => locateBatch(flatPolygons([]), new Float64Array(2), new Float64Array(3))).toThrow(
    /2 longitudes, 3 latitudes/,
  )
})

it('counts up to a limit how many polygons hold a point', () => {
  const areas = Array.from({ length: MANY + 5 }, () => polygon(box(0, 0, 1, 1)))
  const located = locate(areas, [[0.5, 0.5]])
  expect([located.polygon[0], located.holders[0], located.of(0).length]).toEqual([0, MANY, MANY + 5])
})

it('takes coordinates whose differences no double holds', () => {
  const huge = 1.7e308
  const areas = [polygon(box(-huge, -huge, huge, huge)), polygon(box(0, 0, 5e-324, 5e-324))]
  const points: Position[] = [
    [0, 0],
    [1e308, -1e308],
    [huge, 0],
    [-huge, -huge],
    [5e-324, 0],
  ]
  const located = locate(areas, points)
  expect(points.map((_, i) => located.of(i))).toEqual([[0, 1], [0], [], [0], [0]])
})

it('takes boxes of any size and shape of side: an edge that a double hardly tells from a point decides exactly', () => {
  const random = randomOf(6)
  const sizes = [1.7e308, 1e200, 1e100, 1, 1e-100, 1e-200, 1e-300, 1e-320]
  let inside = 0
  for (let n = 0; n < 6_000; n++) {
    const [width, height] = [0, 0].map(() => sizes[Math.floor(random() * sizes.length)]!) as [number, number]
    const corner = (): Position => [(2 * random() - 1) * width, (2 * random() - 1) * height]
    const ring = [corner(), corner(), corner()]
    const [[ax, ay], [bx, by]] = ring as [[number, number], [number, number]]
    const t = random()
    // Next to an edge, as near to it as doubles are, and anywhere.
    const points = [
      [ax * t + bx * (1 - t), ay * t + by * (1 - t)],
      [ax / 2 + bx / 2, ay / 2 + by / 2],
      corner(),
    ]
    const located = locate([polygon(ring)], points)
    for (const [i, [x, y]] of (points as [number, number][]).entries()) {
      const edges = ring.filter((b, k) => {
        const a = ring.at(k - 1)!
        return crossesEastOf(a[0]!, a[1]!, b[0]!, b[1]!, x, y)
      })
      if (located.holders[i] !== edges.length % 2) expect({ ring, x, y }).toEqual(edges.length % 2)
      inside += edges.length % 2
    }
  }
  expect(inside).toBeGreaterThan(2_000)
})

/** Anything a file may hold, in whole steps: open and closed rings, crossing, touching, repeated and level vertices, holes, parts. */
function anyArea(random: () => number, span: number): Area {
  const whole = (): number => Math.floor(random() * (span + 1))
  const ring = (): Position[] => {
    const made: Position[] = []
    const count = 1 + Math.floor(random() * 8)
    for (let i = 0; i < count; i++) {
      const last = made.at(-1)
      const repeat = random()
      if (last && repeat < 0.1) made.push([...last])
      else if (last && repeat < 0.3) made.push([whole(), last[1]!])
      else if (last && repeat < 0.4) made.push([last[0]!, whole()])
      else made.push([whole(), whole()])
    }
    return random() < 0.7 ? [...made, made[0]!] : made
  }
  const rings = (): Position[][] => Array.from({ length: 1 + Math.floor(random() * 3) }, ring)
  const kind = random()
  if (kind < 0.05) return null
  if (kind < 0.3) {
    const [x, y] = [whole(), whole()]
    return polygon(box(x, y, x + 1 + whole(), y + 1 + whole()))
  }
  if (kind < 0.7) return polygon(...rings())
  return { type: 'MultiPolygon', coordinates: Array.from({ length: Math.floor(random() * 3) }, rings) }
}

/** Every point of a lattice of half steps: on vertices, on edges, level with edges, inside, outside. */
function lattice(span: number): Position[] {
  const points: Position[] = []
  for (let y = -0.5; y <= span + 0.5; y += 0.5)
    for (let x = -0.5; x <= span + 0.5; x += 0.5) points.push([x, y])
  return points
}

/** Kinds of place a point may be at, counted so that no test passes for want of them. */
function placesOf(areas: readonly Area[], points: readonly Position[]) {
  const places = { vertex: 0, edge: 0 }
  for (const [x, y] of points as [number, number][]) {
    const edges = areas.flatMap((area) =>
      partsOf(area).flatMap((rings) =>
        rings.flatMap((ring) => ring.map((b, i) => [ring.at(i - 1)!, b] as const)),
      ),
    )
    if (edges.some(([, b]) => b[0] === x && b[1] === y)) places.vertex++
    else if (
      edges.some(
        ([[ax, ay], [bx, by]]) =>
          (bx! - ax!) * (y - ay!) === (by! - ay!) * (x - ax!) &&
          (x - ax!) * (x - bx!) <= 0 &&
          (y - ay!) * (y - by!) <= 0,
      )
    )
      places.edge++
  }
  return places
}

describe('a million questions, each whether a polygon holds a point', () => {
  it('are answered as by whole numbers: rings of any kind, on a lattice', () => {
    const random = randomOf(1)
    const span = 5
    const points = lattice(span)
    let questions = 0
    let ambiguous = 0
    const places = { vertex: 0, edge: 0 }
    while (questions < 800_000) {
      const areas = Array.from({ length: 12 }, () => anyArea(random, span))
      const oracle = new Oracle(areas, 0.5)
      const located = locate(areas, points, { pointsAtOnce: 1 + Math.floor(random() * points.length) })
      if (questions < 20_000) {
        const found = placesOf(areas.slice(0, 2), points)
        places.vertex += found.vertex
        places.edge += found.edge
      }
      points.forEach((point, i) => {
        const expected = oracle.allHolding(point)
        const got = located.of(i)
        if (got.length !== expected.length || got.some((p, k) => p !== expected[k]))
          expect({ areas, point, got }).toEqual({ areas, point, got: expected })
        if (located.polygon[i] !== (expected[0] ?? -1) || located.holders[i] !== expected.length)
          expect([located.polygon[i], located.holders[i]]).toEqual([expected[0] ?? -1, expected.length])
        if (expected.length > 1) ambiguous++
      })
      questions += areas.length * points.length
    }
    expect(ambiguous).toBeGreaterThan(10_000)
    expect(places.vertex).toBeGreaterThan(100)
    expect(places.edge).toBeGreaterThan(100)
  })

  it('are answered as by whole numbers where rounding would decide: on slanted edges and one grain beside them', () => {
    const random = randomOf(2)
    const grain = 2 ** -45
    const east = 104
    const north = -1
    const step = (): number => Math.floor(random() * 2 ** 22)
    let questions = 0
    let onEdges = 0
    while (questions < 200_000) {
      const areas: Area[] = []
      const points: Position[] = []
      for (let n = 0; n < 6; n++) {
        const corners: Position[] = []
        // The third corner lies a whole number of equal steps from the first: the places between are exact.
        const [ax, ay, dx, dy] = [step(), step(), step() - 2 ** 21, step() - 2 ** 21]
        const steps = 2 + Math.floor(random() * 9)
        corners.push([ax, ay], [ax + steps * dx, ay + steps * dy], [step(), step()])
        for (let k = 0; k <= steps; k++) {
          const [x, y] = [ax + k * dx, ay + k * dy]
          points.push([x, y], [x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1])
          onEdges++
        }
        const place = ([x, y]: Position): Position => [east + x! * grain, north + y! * grain]
        areas.push(polygon([...corners, corners[0]!].map(place)))
      }
      const placed = points.map(([x, y]): Position => [east + x! * grain, north + y! * grain])
      const oracle = new Oracle(areas, grain)
      const located = locate(areas, placed)
      placed.forEach((point, i) => {
        const expected = oracle.allHolding(point)
        if (located.of(i).join() !== expected.join())
          expect({ areas, point, got: located.of(i) }).toEqual({ areas, point, got: expected })
      })
      questions += areas.length * placed.length
    }
    expect(onEdges).toBeGreaterThan(5_000)
  })
})

describe('a tiling', () => {
  /** Quadrilaterals of a jittered grid with further vertices on their borders, shared by both sides. */
  function tiling(size: number, random: () => number): { cells: Polygon[]; vertices: Position[] } {
    const corner = Array.from({ length: size + 1 }, (_, row) =>
      Array.from({ length: size + 1 }, (_, column): Position => {
        const inner = row > 0 && row < size && column > 0 && column < size
        const jitter = (): number => (inner ? (random() - 0.5) * 0.4 : 0)
        return [104 + (column + jitter()) * 0.01, -1 + (row + jitter()) * 0.01]
      }),
    )
    const vertices = corner.flat()
    const between = (a: Position, b: Position): Position => {
      const t = 0.3 + 0.4 * random()
      const inner = (low: number, value: number): boolean => value > low && value < low + size * 0.01
      const bend = inner(104, a[0]!) && inner(-1, a[1]!) ? (random() - 0.5) * 0.002 : 0
      const vertex: Position = [a[0]! + t * (b[0]! - a[0]!) + bend, a[1]! + t * (b[1]! - a[1]!)]
      vertices.push(vertex)
      return vertex
    }
    const level = corner.map((row) => row.slice(1).map((b, i) => between(row[i]!, b)))
    const upright = corner.slice(1).map((row, i) => row.map((b, column) => between(corner[i]![column]!, b)))
    const cells: Polygon[] = []
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [sw, se] = [corner[row]![column]!, corner[row]![column + 1]!]
        const [nw, ne] = [corner[row + 1]![column]!, corner[row + 1]![column + 1]!]
        const sides = [level[row]![column]!, upright[row]![column + 1]!, level[row + 1]![column]!]
        cells.push(polygon([sw, sides[0]!, se, sides[1]!, ne, sides[2]!, nw, upright[row]![column]!, sw]))
      }
    }
    return { cells, vertices }
  }

  it('gives every point within it to exactly one polygon: the vertices, their neighbours, and anywhere', () => {
    const random = randomOf(3)
    const size = 30
    const { cells, vertices } = tiling(size, random)
    const points: Position[] = [...vertices]
    for (const [x, y] of vertices as [number, number][])
      points.push([x + 2 ** -46, y], [x - 2 ** -46, y], [x, y + 2 ** -53], [x, y - 2 ** -53])
    for (const { coordinates } of cells) {
      const ring = coordinates[0]!
      ring.slice(1).forEach((b, i) => {
        const t = random()
        const a = ring[i]!
        points.push([a[0]! + t * (b[0]! - a[0]!), a[1]! + t * (b[1]! - a[1]!)])
      })
    }
    for (let i = 0; i < 20_000; i++) points.push([104 + random() * size * 0.01, -1 + random() * size * 0.01])
    // The outer sides are straight: its ground is a box, west and south sides inside.
    const [east, north] = [104 + size * 0.01, -1 + size * 0.01]
    const within = points.filter(([x, y]) => x! >= 104 && x! < east && y! >= -1 && y! < north)
    expect(within.length).toBeGreaterThan(40_000)
    const { holders } = locate(cells, within)
    const wrong = within.filter((_, i) => holders[i] !== 1)
    expect(wrong).toEqual([])
  })

  it('is answered alike by the locator of single points, whatever is taken at once', () => {
    const random = randomOf(4)
    const { cells } = tiling(20, random)
    const areas: Area[] = [...cells, null, ...cells.slice(0, 50), polygon(box(104, -1, 104.1, -0.9))]
    const points = Array.from(
      { length: 8_000 },
      (): Position => [103.99 + random() * 0.22, -1.01 + random() * 0.22],
    )
    const whole = locate(areas, points)
    const locator = new PolygonLocator(areas)
    points.forEach(([x, y], i) => {
      const expected = locator.locateAll(x!, y!)
      if (whole.of(i).join() !== expected.join()) expect(whole.of(i)).toEqual(expected)
    })
    for (const pointsAtOnce of [1, 7, 7_999, 8_000, 1 << 20]) {
      const some = points.slice(0, pointsAtOnce === 1 ? 300 : points.length)
      const again = locate(areas, some, { pointsAtOnce })
      expect(again.polygon).toEqual(whole.polygon.slice(0, some.length))
      expect(again.holders).toEqual(whole.holders.slice(0, some.length))
      expect(some.map((_, i) => again.of(i))).toEqual(some.map((_, i) => whole.of(i)))
    }
  })

  describe('shared out over threads', () => {
    const random = randomOf(5)
    const { cells } = tiling(20, random)
    const polygons = flatPolygons([...cells, ...cells.slice(0, 50)])
    const lon = Float64Array.from({ length: 10_001 }, () => 103.99 + random() * 0.22)
    const lat = Float64Array.from({ length: 10_001 }, () => -1.01 + random() * 0.22)
    lon[17] = Number.NaN
    lon[18] = Infinity
    const bytes = ({ polygon, holders, hits }: LocatedPoints): string[] =>
      [polygon, holders, ...(hits ? [hits.starts, hits.polygons] : [])].map((array) =>
        Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
      )

    it('is answered byte for byte alike, whoever takes which strip', async () => {
      for (const hits of [true, false]) {
        const one = locateBatch(polygons, lon, lat, { hits })
        for (const threads of [1, 3]) {
          const many = await locateInWorkers(polygons, lon, lat, { threads, hits, pointsPerWorker: 1000 })
          expect(many.polygon.buffer instanceof SharedArrayBuffer).toBe(threads > 1)
          expect(bytes(many)).toEqual(bytes(one))
        }
        // Nothing is taken here: two workers take all of it.
        const work = shareOut(polygons, lon, lat, 3, { hits })
        const workers = [startWorker(work, 2), startWorker(work, 3)]
        const done = (await Promise.all(workers.map((worker) => worker.done))).flat()
        expect(done.map(({ strip }) => strip).sort((a, b) => a - b)).toEqual([...work.takenBy.keys()])
        expect(work.takenBy.length).toBe(12)
        expect(bytes(gatherStrips(work, done))).toEqual(bytes(one))
      }
    })

    it('is made good where a worker takes strips and fails', async () => {
      const one = locateBatch(polygons, lon, lat, { hits: true })
      const take = `import { workerData } from 'node:worker_threads'; const { work } = workerData; work.takenBy.fill(2, 3, 7); work.polygon.fill(7, 0, 17);`
      for (const end of ['throw new Error("lost")', 'process.exit(1)', '']) {
        const work = shareOut(polygons, lon, lat, 2, { hits: true })
        const worker = startWorker(work, 2, new URL(`data:text/javascript,${encodeURIComponent(take + end)}`))
        expect(await worker.done).toEqual([])
        const done = locateStrips(work, 1)
        expect(done.length).toBe(4)
        expect(work.polygon).not.toEqual(one.polygon)
        expect(bytes(gatherStrips(work, done))).toEqual(bytes(one))
      }
    })

    it('stays on one thread where no worker starts, or the points are few', async () => {
      const unclonable = { threads: 3, pointsPerWorker: 1000, stays: () => null }
      expect(bytes(await locateInWorkers(polygons, lon, lat, unclonable))).toEqual(
        bytes(locateBatch(polygons, lon, lat)),
      )
      const few = await locateInWorkers(polygons, lon, lat, { threads: 8 })
      expect(few.polygon.buffer instanceof SharedArrayBuffer).toBe(false)
    })

    it('takes points without order from west to east: all at one longitude, none with one, none at all', async () => {
      for (const x of [104.05, Number.NaN]) {
        const same = lon.map(() => x)
        const many = await locateInWorkers(polygons, same, lat, {
          threads: 2,
          hits: true,
          pointsPerWorker: 1,
        })
        expect(bytes(many)).toEqual(bytes(locateBatch(polygons, same, lat, { hits: true })))
      }
      const none = shareOut(polygons, new Float64Array(0), new Float64Array(0), 2, { hits: true })
      expect(gatherStrips(none, locateStrips(none, 1)).hits!.starts).toEqual(Uint32Array.of(0))
    })
  })
})

describe('flat polygons', () => {
  const areas: Area[] = [
    polygon(box(0, 0, 10, 10), box(4, 4, 6, 6)),
    null,
    { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(5, 5, 6, 6), box(5.2, 5.2, 5.4, 5.4)]] },
    polygon(box(8, 8, 9, 9).slice(0, 4)),
    polygon([]),
    { type: 'MultiPolygon', coordinates: [] },
  ]

  it('are the same from GeoJSON and from WKB', () => {
    const flat = flatPolygons(areas)
    expect(flatPolygonsOfWkb(areas.map((area) => area && encodeWkb(area)))).toEqual(flat)
    const shared = flatPolygonsOfWkb(
      areas.map((area) => area && encodeWkb(area)),
      { shared: true },
    )
    expect(shared).toEqual(flat)
    for (const array of [shared.xy, shared.ringEnds, shared.firstRing, shared.boxes])
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(flat.size).toBe(areas.length)
    expect([...flat.firstRing]).toEqual([0, 2, 2, 5, 6, 7, 7])
    expect([...flat.boxes.slice(8, 12)]).toEqual([0, 0, 6, 6])
    // The open ring was closed.
    expect(flat.ringEnds[6]! - flat.ringEnds[5]!).toBe(5)
  })

  it('are read from big-endian WKB, EWKB with an SRID, and with elevations', () => {
    const z = Buffer.alloc(5 + 4 + 4 + 4 + 3 * 24)
    z.writeUInt8(0, 0)
    z.writeUInt32BE(0xa0000003, 1)
    z.writeUInt32BE(4326, 5)
    z.writeUInt32BE(1, 9)
    z.writeUInt32BE(3, 13)
    const corners = [0, 0, 7, 4, 0, 7, 0, 4, 7]
    for (const [i, value] of corners.entries()) z.writeDoubleBE(value, 17 + 8 * i)
    const flat = flatPolygonsOfWkb([z])
    expect([...flat.xy]).toEqual([0, 0, 4, 0, 0, 4, 0, 0])
  })

  it('refuse what is no polygon, cut, or not finite, by name', () => {
    const wkb = encodeWkb(areas[0]!)
    expect(() => flatPolygonsOfWkb([wkb.subarray(0, 40)])).toThrow(WkbError)
    expect(() => flatPolygonsOfWkb([Buffer.concat([wkb, Buffer.of(0)])])).toThrow(/1 bytes follow/)
    expect(() => flatPolygonsOfWkb([encodeWkb({ type: 'Point', coordinates: [1, 2] })])).toThrow(
      /type 1 where a polygon is due/,
    )
    const huge = Buffer.from(wkb)
    huge.writeUInt32LE(0xffffffff, 9)
    expect(() => flatPolygonsOfWkb([huge])).toThrow(/4294967295 items are announced/)
    const broken = polygon([
      [0, 0],
      [Number.NaN, 1],
      [1, 1],
    ])
    for (const make of [
      () => flatPolygons([null, broken]),
      () => flatPolygonsOfWkb([null, encodeWkb(broken)]),
    ])
      expect(make).toThrow(/polygon 1 has a coordinate that is not finite: got \[NaN, 1\]/)
  })
})
