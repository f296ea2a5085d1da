import type { Position } from 'geojson'
import { inBounds } from '../../../geo/bounds.ts'
import { positionInRings } from '../../../geo/locate-exact.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { RowFinding } from '../contract.ts'
import type { GivenTables } from '../judge.ts'
import type { Area } from '../world.ts'
import type { Location, ZoneLocation } from './annex-links.ts'

type Code = 'POINT_SIGN' | 'POINT_SWAPPED' | 'POINT_STATED_FAR'

/**
 * POINT_SIGN, POINT_SWAPPED, POINT_STATED_FAR: the coordinates printed in a row against the envelope of the city and
 * the outlines of the place, or else its kelurahan.
 */
export function checkStatedPoint(
  { row, unit }: Location,
  zones: readonly ZoneLocation[],
  { world, catalogue }: GivenTables,
  tell: (finding: RowFinding) => void,
): void {
  const { lon_stated: lon, lat_stated: lat } = row
  if (typeof lon !== 'number' || typeof lat !== 'number') return
  const limit_km = thresholdOf(catalogue, 'POINT_STATED_FAR', world.city)
  const outline = outlineOf(zones)
  const target = outline ?? unit?.geometry ?? null
  const name = outline ? String(zones[0]!.row.zone_id) : (unit?.name ?? '')
  const isHere = ([x, y]: Position): boolean =>
    inBounds(world.city.envelope, x!, y!) && (target === null || distanceKm(target, x!, y!) <= limit_km)
  const inCity = ([x, y]: Position): boolean => inBounds(world.city.envelope, x!, y!)
  const report = (code: Code, field: string, expected: string, id: string, en: string, at: Position | null) =>
    tell({
      code,
      field,
      got: `lon ${lon}, lat ${lat}`,
      expected,
      lon: at?.[0] ?? null,
      lat: at?.[1] ?? null,
      message: { id, en },
    })
  const stated: Position = [lon, lat]
  if (isHere(stated)) return
  const mirrored: Position[] = [
    [lon, -lat],
    [-lon, lat],
    [-lon, -lat],
  ]
  const swapped: Position = [lat, lon]
  const variants = [...mirrored, swapped]
  const meant = variants.find(isHere) ?? (inCity(stated) ? undefined : variants.find(inCity))
  if (meant === swapped) {
    report(
      'POINT_SWAPPED',
      'lat_stated',
      `lon ${lat}, lat ${lon}`,
      'Lintang dan bujur tertukar.',
      'Latitude and longitude are exchanged.',
      meant,
    )
  } else if (meant !== undefined) {
    report(
      'POINT_SIGN',
      meant[1] === lat ? 'lon_stated' : 'lat_stated',
      `lon ${meant[0]}, lat ${meant[1]}`,
      'Tanda minus hilang: titik cerminannya terletak di kota.',
      'The minus sign is lost: the mirrored point lies in the city.',
      meant,
    )
  }
  const believed = meant ?? stated
  if (isHere(believed)) return
  // What is no place on earth has no distance to one.
  const away_km =
    target === null || !isOnEarth(believed) ? null : distanceKm(target, believed[0]!, believed[1]!)
  report(
    'POINT_STATED_FAR',
    'lon_stated',
    away_km === null ? 'envelope' : `<= ${limit_km} km (${name})`,
    away_km === null
      ? 'Koordinat tertulis terletak di luar kota.'
      : `Koordinat tertulis terletak ${amount(away_km, 1).id} km dari ${name}.`,
    away_km === null
      ? 'The stated coordinates lie outside the city.'
      : `The stated coordinates lie ${amount(away_km, 1).en} km from ${name}.`,
    inCity(believed) ? believed : null,
  )
}

function isOnEarth([lon, lat]: Position): boolean {
  return Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90
}

/** All parts of a place as one; the parts may touch, which a distance does not mind. */
function outlineOf(zones: readonly ZoneLocation[]): Area | null {
  const parts = zones.flatMap(({ geometry }) =>
    geometry === null ? [] : geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  )
  return parts.length === 0 ? null : { type: 'MultiPolygon', coordinates: parts }
}

const KM_PER_DEGREE = 111.32

/** Kilometres from a point to an area, 0 inside; on a plane touching at the point, good to 1 % within 100 km. */
export function distanceKm(area: Area, lon: number, lat: number): number {
  const kmPerLon = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  let nearest = Infinity
  for (const rings of area.type === 'Polygon' ? [area.coordinates] : area.coordinates) {
    if (positionInRings(rings, lon, lat) !== 'outside') return 0
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1]!, ring[i]!]
        const [ax, ay] = [(a[0]! - lon) * kmPerLon, (a[1]! - lat) * KM_PER_DEGREE]
        const [dx, dy] = [(b[0]! - a[0]!) * kmPerLon, (b[1]! - a[1]!) * KM_PER_DEGREE]
        const length = dx * dx + dy * dy
        const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length))
        nearest = Math.min(nearest, Math.hypot(ax + t * dx, ay + t * dy))
      }
    }
  }
  return nearest
}
