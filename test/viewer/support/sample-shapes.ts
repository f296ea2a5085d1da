import type { Feature, FeatureCollection, Point, Polygon, Position } from 'geojson'

const ORIGIN = { lon: 104.44, lat: 0.9 }
const DEGREES_PER_KM = 1 / 111.2

export function blob([cx, cy]: [number, number], radius_km: number, seed: number): Position[] {
  const ring = Array.from({ length: 48 }, (_, i): Position => {
    const angle = (i / 48) * 2 * Math.PI
    const wobble =
      1 +
      0.16 * Math.sin(angle * 3 + seed) +
      0.09 * Math.sin(angle * 5 + seed * 2) +
      0.05 * Math.cos(angle * 9 + seed)
    return [cx + Math.cos(angle) * radius_km * wobble, cy + Math.sin(angle) * radius_km * wobble * 0.85]
  })
  return [...ring, ring[0] as Position]
}

export function ringAreaHa(ring: Position[]): number {
  let twice = 0
  for (let i = 1; i < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i - 1] ?? []
    const [x1 = 0, y1 = 0] = ring[i] ?? []
    twice += x0 * y1 - x1 * y0
  }
  return (Math.abs(twice) / 2) * 100
}

/** Borders are bent by position alone, so neighbours share them exactly; the west side is a ragged coast. */
export function cell(x0: number, y0: number, x1: number, y1: number, steps = 24): Position[] {
  const ring: Position[] = []
  const side = (from: Position, to: Position) => {
    for (let i = 0; i < steps; i++) {
      const f = i / steps
      ring.push(bend([lerp(from[0], to[0], f), lerp(from[1], to[1], f)]))
    }
  }
  side([x0, y0], [x1, y0])
  side([x1, y0], [x1, y1])
  side([x1, y1], [x0, y1])
  side([x0, y1], [x0, y0])
  return [...ring, ring[0] as Position]
}

function bend([x = 0, y = 0]: Position): Position {
  const coast = x < 0.01 ? 0.16 * Math.sin(y * 3.1) + 0.08 * Math.sin(y * 11) : 0
  return [x + 0.12 * Math.sin(y * 2.3) + 0.04 * Math.sin(y * 9) + coast, y + 0.1 * Math.sin(x * 1.9)]
}

export function toDegrees([x = 0, y = 0]: Position): Position {
  return [round(ORIGIN.lon + x * DEGREES_PER_KM), round(ORIGIN.lat + y * DEGREES_PER_KM)]
}

export function polygon(ring: Position[]): Polygon {
  return { type: 'Polygon', coordinates: [ring.map(toDegrees)] }
}

export function point(at: Position): Point {
  return { type: 'Point', coordinates: toDegrees(at) }
}

export function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

/** A repeatable value in -1..1. */
export function noise(seed: number): number {
  const x = Math.sin(seed * 127.1 + 311.7) * 43758.5453
  return (x - Math.floor(x)) * 2 - 1
}

function lerp(a = 0, b = 0, f = 0): number {
  return a + (b - a) * f
}

function round(value: number): number {
  return Number(value.toFixed(7))
}

export function withoutNull(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
  )
}
