import type { Geometry, Position } from 'geojson'
import type { Judge } from '../judge.ts'
import { locationsOf } from './location-index.ts'

/** POINT_OUTSIDE: a surveyed point in no kelurahan, no RT and no zone; a pelantar house stands outside the shoreline. */
export const checkPointPlace: Judge = ({ geometry, world, report }) => {
  const point = geometry && pointOf(geometry)
  if (!point || !world.hasPlaces || world.isInSomePlace(point)) return
  report({
    code: 'POINT_OUTSIDE',
    field: 'geometry',
    lon: point[0]!,
    lat: point[1]!,
    message: {
      id: 'Titik tidak berada di kelurahan, RT, atau lokasi kumuh mana pun.',
      en: 'The point lies in no kelurahan, no RT and no slum zone.',
    },
  })
}

/** A multipoint stands where its first point does, as in the densities. */
function pointOf(geometry: Geometry): Position | null {
  if (geometry.type === 'Point') return geometry.coordinates
  return geometry.type === 'MultiPoint' ? (geometry.coordinates[0] ?? null) : null
}

/** LOC_OUTSIDE: works in an RT that the decree's locations do not hold. */
export const checkWorksLocation: Judge = ({ row, world, report, catalogue }) => {
  if (typeof row.rt_rw !== 'string' || typeof row.kelurahan_code !== 'string') return
  const locations = locationsOf(world, catalogue)
  if (locations === null || locations.has(row.kelurahan_code, row.rt_rw)) return
  report({
    code: 'LOC_OUTSIDE',
    field: 'rt_rw',
    got: row.rt_rw,
    message: {
      id: `${row.rt_rw} tidak termasuk lokasi kumuh dalam SK.`,
      en: `${row.rt_rw} is not among the locations of the decree.`,
    },
  })
}

/** RT_UNKNOWN: a profile or deficit of an RT that has no boundary. */
export const checkRtKnown: Judge = ({ row, world, report }) => {
  if (world.rtIds.size === 0 || typeof row.rt_id !== 'string' || world.rtIds.has(row.rt_id)) return
  report({
    code: 'RT_UNKNOWN',
    field: 'rt_id',
    got: row.rt_id,
    message: {
      id: `${row.rt_id} tidak punya batas wilayah di peta.`,
      en: `${row.rt_id} has no boundary on the map.`,
    },
  })
}
