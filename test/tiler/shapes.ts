import type { Geometry, Position } from 'geojson'
import { latOfMercator, lonOfMercator, mercatorX, mercatorY } from '../../pipeline/archive/index.ts'
import type { TileFeature, TileLayer } from './oracle/index.ts'

export const EXTENT = 4096
/** A place in Riau, degrees. */
export const HOME: Position = [104.45, 0.92]

/** Longitude and latitude of a point given in tile units of a zoom, relative to the units of HOME. */
export function atUnits(dx: number, dy: number, zoom = 14): Position {
  const world = 2 ** zoom * EXTENT
  const x = Math.round(mercatorX(HOME[0]!) * world) + dx
  const y = Math.round(mercatorY(HOME[1]!) * world) + dy
  return [lonOfMercator(x / world), latOfMercator(y / world)]
}

export function ringAt(points: [number, number][], zoom = 14): Position[] {
  return [...points, points[0]!].map(([x, y]) => atUnits(x, y, zoom))
}

/** Axis-parallel box in tile units of a zoom. */
export function boxAt(x: number, y: number, width: number, height: number, zoom = 14): Position[] {
  return ringAt(
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ],
    zoom,
  )
}

export function polygon(...rings: Position[][]): Geometry {
  return { type: 'Polygon', coordinates: rings }
}

export function line(...points: [number, number][]): Geometry {
  return { type: 'LineString', coordinates: points.map(([x, y]) => atUnits(x, y)) }
}

export function layerOf(
  kind: TileLayer['kind'],
  geometries: Geometry[],
  more: Partial<Omit<TileLayer, 'kind' | 'features'>> = {},
): TileLayer {
  const features: TileFeature[] = geometries.map((geometry, i) => ({
    id: 281_474_976_710_000 + i,
    geometry,
    properties: { no: i, nama: `Zona ${i % 3}`, padat: i % 2 === 0, luas_ha: i + 0.25 },
  }))
  return {
    name: 'zona',
    kind,
    minzoom: 0,
    maxzoom: 14,
    attributes: [
      { name: 'nama', type: 'string', description: 'Nama zona' },
      { name: 'no', type: 'number' },
      { name: 'luas_ha', type: 'number' },
      { name: 'padat', type: 'boolean' },
    ],
    ...more,
    features,
  }
}

/** Small deterministic noise for shapes, 0 to 1. */
export function noise(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A star-shaped ring that never crosses itself. */
export function starAt(
  x: number,
  y: number,
  radius: number,
  points: number,
  random: () => number,
): [number, number][] {
  return Array.from({ length: points }, (_, i) => {
    const angle = (2 * Math.PI * i) / points
    const r = radius * (0.3 + 0.7 * random())
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)]
  })
}
