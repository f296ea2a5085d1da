import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { str } from './zones.ts'

/**
 * A point inside the largest polygon where a label has room: the middle of the widest east-west run over a few
 * latitudes. Degrees are used as they are, which is enough to place text. Null for anything but polygons.
 */
export function labelPoint(geometry: Geometry): Position | null {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : []
  let best: { width: number; point: Position } | null = null
  for (const rings of polygons) {
    const ys = (rings[0] ?? []).map((position) => position[1] ?? 0)
    const south = Math.min(...ys)
    const height = Math.max(...ys) - south
    for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const y = south + height * part
      // Runs away from the middle must be clearly wider to win, so labels stay near the centre.
      const weight = 1 - Math.abs(part - 0.5)
      for (const [from, to] of runs(rings, y)) {
        const width = (to - from) * weight
        if (best === null || width > best.width) best = { width, point: [(from + to) / 2, y] }
      }
    }
  }
  return best?.point ?? null
}

/** Parts of the line at latitude `y` that lie inside the rings (even-odd). */
function runs(rings: Position[][], y: number): [number, number][] {
  const crossings: number[] = []
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x0 = 0, y0 = 0] = ring[i - 1] ?? []
      const [x1 = 0, y1 = 0] = ring[i] ?? []
      if (y0 > y !== y1 > y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
    }
  }
  crossings.sort((a, b) => a - b)
  const out: [number, number][] = []
  for (let i = 1; i < crossings.length; i += 2) out.push([crossings[i - 1] ?? 0, crossings[i] ?? 0])
  return out
}

/** A point with its name for each named polygon. */
export function namePoints(features: Feature[]): FeatureCollection {
  const points = features.flatMap(({ geometry, properties }): Feature[] => {
    const point = geometry ? labelPoint(geometry) : null
    const name = str(properties ?? {}, 'name') ?? str(properties ?? {}, 'kelurahan')
    if (point === null || name === null) return []
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: point }, properties: { name } }]
  })
  return { type: 'FeatureCollection', features: points }
}
