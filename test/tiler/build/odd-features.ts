import type { Geometry, Position } from 'geojson'
import { latOfMercator, lonOfMercator } from '../../../pipeline/archive/mercator.ts'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'

type Random = () => number

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!
const whole = (random: Random, below: number): number => Math.floor(random() * below)

/** A place of the world that odd shapes gather about, and how large they are. */
export interface Patch {
  /** In the unit square of Web Mercator. */
  x: number
  y: number
  /** Side of a tile unit of the deepest zoom. */
  unit: number
}

export function patchOf(random: Random, maxzoom: number): Patch {
  const places = [0, 1, 0.5, random(), random()]
  return { x: pick(random, places), y: pick(random, places), unit: 1 / (4096 * 2 ** maxzoom) }
}

/** A position so many units away, within the world. */
function at({ x, y, unit }: Patch, dx: number, dy: number): Position {
  const within = (place: number) => Math.min(Math.max(place, 0), 1)
  return [lonOfMercator(within(x + dx * unit)), latOfMercator(within(y + dy * unit))]
}

const SPANS = [0.01, 0.6, 1.5, 4, 30, 300, 4096, 9000]

/** Features as no one should write them, and as many do: with ids from `firstId`, some without. */
export function oddFeatures(random: Random, patch: Patch, count: number, firstId: number): InputFeature[] {
  return Array.from({ length: count }, (_, i) => {
    const own = random() < 0.05 ? oddId(random) : firstId + i
    const geometry = random() < 0.2 ? brokenGeometry(random, patch) : oddGeometry(random, patch)
    return {
      ...(own === undefined ? {} : { id: own as number }),
      geometry,
      properties: oddProperties(random),
    }
  })
}

function oddId(random: Random): unknown {
  return pick(random, [undefined, null, -1, 0.5, Number.NaN, 2 ** 53, '7', {}, Number.POSITIVE_INFINITY])
}

function oddGeometry(random: Random, patch: Patch): Geometry {
  const center = {
    ...patch,
    x: patch.x + (random() - 0.5) * 9000 * patch.unit,
    y: patch.y + (random() - 0.5) * 9000 * patch.unit,
  }
  const several = <T>(make: () => T): T[] => Array.from({ length: 1 + whole(random, 4) }, make)
  const polygon = () => {
    const rings = [oddRing(random, center)]
    while (random() < 0.3) rings.push(oddRing(random, center))
    return rings
  }
  switch (whole(random, 8)) {
    case 0:
      return { type: 'Point', coordinates: spot(random, center, 5000) }
    case 1:
      return { type: 'MultiPoint', coordinates: several(() => spot(random, center, pick(random, SPANS))) }
    case 2:
      return { type: 'LineString', coordinates: oddLine(random, center) }
    case 3:
      return { type: 'MultiLineString', coordinates: several(() => oddLine(random, center)) }
    case 4:
      return { type: 'MultiPolygon', coordinates: several(polygon) }
    default:
      return { type: 'Polygon', coordinates: polygon() }
  }
}

function spot(random: Random, patch: Patch, span: number): Position {
  const position = at(patch, (random() - 0.5) * span, (random() - 0.5) * span)
  return random() < 0.1 ? [...position, random() * 100, 5] : position
}

function oddLine(random: Random, patch: Patch): Position[] {
  const span = pick(random, SPANS)
  const line = Array.from({ length: 2 + whole(random, 9) }, () => spot(random, patch, span))
  if (random() < 0.2) line.push(line[0]!, line[0]!)
  if (random() < 0.1) return [line[0]!, line[0]!, line[0]!]
  return line
}

function oddRing(random: Random, patch: Patch): Position[] {
  const span = pick(random, SPANS)
  const dx = (random() - 0.5) * 2 * span
  const dy = (random() - 0.5) * 2 * span
  const p = (x: number, y: number) => at(patch, dx + x * span, dy + y * span)
  const ring = ringOf()
  if (random() < 0.15) ring.splice(whole(random, ring.length), 0, ring[0]!, ring[0]!)
  if (random() < 0.3) ring.reverse()
  if (random() < 0.9) ring.push(ring[0]!)
  return ring

  function ringOf(): Position[] {
    const count = 3 + whole(random, 12)
    switch (whole(random, 9)) {
      case 0: // A box whose sides lie on whole units.
        return [
          at(patch, 0, 0),
          at(patch, Math.ceil(span), 0),
          at(patch, Math.ceil(span), Math.ceil(span)),
          at(patch, 0, Math.ceil(span)),
        ]
      case 1: // A bow tie.
        return [p(0, 0), p(1, 1), p(1, 0), p(0, 1)]
      case 2: // A sliver.
        return [p(0, 0), p(1, 0.0001 * random()), p(1, 0), p(0.5, -0.0002)]
      case 3: // Flat: there and back.
        return [p(0, 0), p(random(), random()), p(1, 1), p(0, 0), p(0.5, 0.5)]
      case 4: // A box with a spike.
        return [p(0, 0), p(1, 0), p(1, 0.5), p(5 * random(), 0.5), p(1, 0.5), p(1, 1), p(0, 1)]
      case 5: // Anything at all.
        return Array.from({ length: count }, () => p(random(), random()))
      case 6: // A comb.
        return Array.from({ length: 2 * count }, (_, i) => p(i / (2 * count), i % 2)).concat([
          p(1, 1.2),
          p(0, 1.2),
        ])
      case 7: // One position, many times.
        return Array.from({ length: 4 }, () => p(0, 0))
      default: // A star.
        return Array.from({ length: count }, (_, i) => {
          const r = 0.2 + random()
          return p(r * Math.cos((6.283 * i) / count), r * Math.sin((6.283 * i) / count))
        })
    }
  }
}

/** Geometries that the tiler must refuse, or may. */
function brokenGeometry(random: Random, patch: Patch): Geometry | null {
  const p = spot(random, patch, 100)
  const bad = pick(random, [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    181,
    -180.0000001,
    '5',
    null,
  ])
  const broken: unknown[] = [
    null,
    undefined,
    {},
    7,
    'POINT (1 2)',
    [],
    { type: 'Point' },
    { type: 'Point', coordinates: [] },
    { type: 'Point', coordinates: [bad, 0] },
    { type: 'Point', coordinates: [0, pick(random, [91, -90.0001, Number.NaN, undefined])] },
    { type: 'Point', coordinates: [p] },
    { type: 'MultiPoint', coordinates: [p, [bad, 1], p] },
    { type: 'MultiPoint', coordinates: p },
    { type: 'LineString', coordinates: [p] },
    { type: 'LineString', coordinates: [] },
    { type: 'LineString', coordinates: [p, [p[0], bad]] },
    { type: 'MultiLineString', coordinates: [[p, p], []] },
    { type: 'MultiLineString', coordinates: [p, p] },
    { type: 'Polygon', coordinates: [[p, p, p, p]] },
    { type: 'Polygon', coordinates: [[p, p]] },
    { type: 'Polygon', coordinates: [[], []] },
    { type: 'Polygon', coordinates: [] },
    { type: 'Polygon', coordinates: [p, p, p, p] },
    { type: 'Polygon', coordinates: [[[p, p, p, p]]] },
    { type: 'MultiPolygon', coordinates: [[[p, p, p, p]], []] },
    { type: 'MultiPolygon', coordinates: [[p]] },
    { type: 'MultiPolygon', coordinates: { length: 2 } },
    { type: 'GeometryCollection', geometries: [] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: p }] },
    { type: 'Circle', coordinates: p },
    { type: 'toString', coordinates: [p] },
    { type: 'Point', coordinates: [180, 90] },
  ]
  // What spans the world takes too many tiles at deep zooms.
  if (patch.unit > 2 ** -17)
    broken.push(
      { type: 'LineString', coordinates: [[-180, -90], [-180, 90]] }, // biome-ignore format: short
      { type: 'LineString', coordinates: [[180, -90], p] }, // biome-ignore format: short
      { type: 'Polygon', coordinates: [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]] }, // biome-ignore format: short
    )
  return pick(random, broken) as Geometry | null
}

const NAMES = [
  'nama',
  '',
  'luas ha',
  '__proto__',
  'constructor',
  'é',
  '名',
  '\u0000',
  'undefined',
  'point_count',
  '0',
]

function oddProperties(random: Random): InputFeature['properties'] {
  if (random() < 0.05) return pick(random, [null, undefined, [], 'text', 5]) as never
  const count = whole(random, 4)
  const values = Array.from({ length: count }, () => [pick(random, NAMES), oddValue(random)] as const)
  return Object.fromEntries(values)
}

function oddValue(random: Random): never {
  const circle: { self?: unknown } = {}
  circle.self = circle
  const values: unknown[] = [
    null,
    undefined,
    true,
    false,
    0,
    -0,
    whole(random, 1000) - 500,
    random() * 1e6,
    2 ** 53,
    -(2 ** 53),
    2 ** 31,
    -(2 ** 29),
    1e-320,
    Number.MAX_VALUE,
    0.1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'Kampung',
    `RT ${whole(random, 50)}`,
    '\ud800',
    '🏘️ \u0000',
    'x'.repeat(whole(random, 3000)),
    [],
    [1, [2]],
    { a: null },
    circle,
    () => 1,
    Symbol('s'),
  ]
  return pick(random, values) as never
}

/** What a tile is to hold of an attribute; undefined for nothing. */
export function heldValue(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
      return Buffer.from(value).toString()
    case 'number':
      return Number.isFinite(value) ? value + 0 : undefined
    case 'boolean':
      return value
    default:
      if (value === null || value === undefined) return undefined
      try {
        return JSON.stringify(value)
      } catch {
        return undefined
      }
  }
}
