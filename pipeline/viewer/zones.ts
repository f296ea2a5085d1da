import type { Feature, Geometry, Position } from 'geojson'
import type { Bounds } from './release.ts'

/** One slum zone as the page shows it; the numbers keep the names and units of the published layer. */
export interface Zone {
  zone_id: string
  /** Id of the feature, the same in GeoJSON and tiles. */
  feature_id: number | string | undefined
  name: string | null
  bounds: Bounds
  properties: Record<string, unknown>
}

/** Zones of a published GeoJSON, worst first: {@link leastScore}, then hectares, then id. Records without an id are left out. */
export function readZones(geojson: unknown): Zone[] {
  return readFeatures(geojson)
    .flatMap((feature) => {
      const properties = feature.properties ?? {}
      const zone_id = str(properties, 'zone_id')
      if (zone_id === null || !feature.geometry) return []
      return [
        {
          zone_id,
          feature_id: feature.id,
          name: str(properties, 'name'),
          bounds: geometryBounds(feature.geometry),
          properties,
        },
      ]
    })
    .sort(
      (a, b) =>
        (leastScore(b.properties) ?? -1) - (leastScore(a.properties) ?? -1) ||
        (zoneHectares(b.properties) ?? 0) - (zoneHectares(a.properties) ?? 0) ||
        (a.zone_id < b.zone_id ? -1 : 1),
    )
}

export function readFeatures(geojson: unknown): Feature[] {
  const features = (geojson as { features?: unknown } | null)?.features
  return Array.isArray(features) ? (features as Feature[]) : []
}

export function num(properties: Record<string, unknown>, key: string): number | null {
  const value = properties[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function str(properties: Record<string, unknown>, key: string): string | null {
  const value = properties[key]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** The total score, or the least it can be where data are missing: what a zone is ranked by. */
export function leastScore(properties: Record<string, unknown>): number | null {
  return num(properties, 'score_total') ?? num(properties, 'score_min')
}

/** Hectares of a zone for counting: as decreed where stated, else measured on the UTM plane. */
export function zoneHectares(properties: Record<string, unknown>): number | null {
  return num(properties, 'area_ha_decree') ?? num(properties, 'area_ha_utm')
}

/** `findings` reaches the page as a count, a list, or codes in one text. */
export function readFindings(value: unknown): { count: number; codes: string[] } {
  if (typeof value === 'number') return { count: Math.max(0, Math.trunc(value)), codes: [] }
  let items: unknown = value
  if (typeof value === 'string') {
    items = value.startsWith('[') ? parseList(value) : value.split(/[\s,;]+/)
  }
  const codes = Array.isArray(items) ? items.map(String).filter((code) => code !== '') : []
  return { count: codes.length, codes: [...new Set(codes)] }
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}

const boundsOf = new WeakMap<Geometry, Bounds>()

/** {@link geometryBounds}, reckoned once: a legend asks for those of every cell whenever the map has moved. */
export function knownBounds(geometry: Geometry): Bounds {
  const known = boundsOf.get(geometry)
  if (known !== undefined) return known
  const bounds = geometryBounds(geometry)
  boundsOf.set(geometry, bounds)
  return bounds
}

export function geometryBounds(geometry: Geometry): Bounds {
  const bounds: Bounds = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity]
  const visit = (coordinates: Position | unknown[]): void => {
    const [x, y] = coordinates
    if (typeof x === 'number' && typeof y === 'number') {
      bounds[0] = Math.min(bounds[0], x)
      bounds[1] = Math.min(bounds[1], y)
      bounds[2] = Math.max(bounds[2], x)
      bounds[3] = Math.max(bounds[3], y)
    } else for (const part of coordinates) visit(part as unknown[])
  }
  if (geometry.type === 'GeometryCollection') {
    return joinBounds(geometry.geometries.map(geometryBounds)) ?? bounds
  }
  visit(geometry.coordinates)
  return bounds
}

export function joinBounds(all: Bounds[]): Bounds | null {
  const finite = all.filter((bounds) => bounds.every(Number.isFinite))
  if (finite.length === 0) return null
  return [
    Math.min(...finite.map((b) => b[0])),
    Math.min(...finite.map((b) => b[1])),
    Math.max(...finite.map((b) => b[2])),
    Math.max(...finite.map((b) => b[3])),
  ]
}

/** How much of the smaller of two boxes lies in the other, 0 to 1. */
export function shareSeen(a: Bounds, b: Bounds): number {
  const sides = [0, 1].map((i) => {
    const shared = Math.min(a[i + 2]!, b[i + 2]!) - Math.max(a[i]!, b[i]!)
    const least = Math.min(a[i + 2]! - a[i]!, b[i + 2]! - b[i]!)
    return least <= 0 ? Number(shared >= 0) : Math.max(0, shared) / least
  })
  return sides[0]! * sides[1]!
}

export function boundsOverlap(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]
}
