import type { Geometry, Position } from 'geojson'
import { checkRings, closeRings, type Polygonal, type RingFaultKind } from './rings.ts'

/** A verdict on a geometry; the reason is GEOS's own wording wherever GEOS gives one. */
export type Validity = { valid: true } | Invalid

export interface Invalid {
  valid: false
  reason: string
  /** Longitude and latitude of the fault, or null when it has no place (numbers that are not numbers). */
  at: [number, number] | null
}

/** What a repair gives back: nothing is lost without being named. */
export interface Repair {
  /** The polygonal part, valid and wound by RFC 7946, or null when no area is left. */
  geometry: Polygonal | null
  /** Lines and points that fell out: spikes, rings without area. */
  dropped: Geometry[]
}

const REASON: Record<RingFaultKind, string> = {
  'not-positions': 'Coordinates are not rings of positions',
  'not-finite': 'Coordinate is not a finite number',
  'too-few-positions': 'Ring has fewer than 4 positions',
  'not-closed': 'Ring is not closed',
}

/** The first fault that keeps GEOS from even building the geometry, or null. Never throws. */
export function structureFault(geometry: Geometry): Invalid | null {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiPolygon': {
      const fault = checkRings(geometry).faults[0]
      return fault ? invalid(REASON[fault.kind], fault.at) : null
    }
    case 'GeometryCollection': {
      for (const member of geometry.geometries) {
        const fault = structureFault(member)
        if (fault) return fault
      }
      return null
    }
    case 'LineString':
    case 'MultiLineString': {
      const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates
      if (!Array.isArray(lines) || !lines.every(isLine)) return invalid(REASON['not-finite'])
      const short = lines.find((line) => line.length === 1)
      return short ? invalid('Line has only 1 position', [short[0]![0]!, short[0]![1]!]) : null
    }
    case 'Point':
      return isLine([geometry.coordinates]) || geometry.coordinates.length === 0
        ? null
        : invalid(REASON['not-finite'])
    case 'MultiPoint':
      return isLine(geometry.coordinates) ? null : invalid(REASON['not-finite'])
    default:
      return invalid('Not a GeoJSON geometry')
  }
}

/**
 * Closes rings, and takes out rings of fewer than four positions (with the holes, when it is the shell), so that GEOS
 * can build what is left. Geometry whose numbers are not finite has nothing that can be kept.
 */
export function mendStructure(geometry: Polygonal): Repair {
  const numbers = checkRings(geometry).faults.some(
    (fault) => fault.kind === 'not-positions' || fault.kind === 'not-finite',
  )
  if (numbers) return { geometry: null, dropped: [] }
  const dropped: Geometry[] = []
  const closed = closeRings(geometry)
  const parts = closed.type === 'Polygon' ? [closed.coordinates] : closed.coordinates
  const kept: Position[][][] = []
  for (const rings of parts) {
    if (rings.length === 0) continue
    const short = rings.filter((ring) => ring.length < 4)
    dropped.push(...short.map(flatRing))
    if (rings[0]!.length < 4)
      dropped.push(
        ...rings
          .slice(1)
          .filter((ring) => ring.length >= 4)
          .map(flatRing),
      )
    else kept.push(rings.filter((ring) => ring.length >= 4))
  }
  if (kept.length === 0) return { geometry: null, dropped }
  return {
    geometry:
      kept.length === 1
        ? { type: 'Polygon', coordinates: kept[0]! }
        : { type: 'MultiPolygon', coordinates: kept },
    dropped,
  }
}

function flatRing(ring: Position[]): Geometry {
  return ring.length > 1
    ? { type: 'LineString', coordinates: ring }
    : { type: 'Point', coordinates: ring[0] ?? [] }
}

function isLine(line: Position[]): boolean {
  return (
    Array.isArray(line) &&
    line.every(
      (position) => Array.isArray(position) && Number.isFinite(position[0]) && Number.isFinite(position[1]),
    )
  )
}

function invalid(reason: string, at: [number, number] | null = null): Invalid {
  return { valid: false, reason, at }
}
