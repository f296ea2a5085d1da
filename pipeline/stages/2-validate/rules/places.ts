import type { Judge } from '../judge.ts'

/** POINT_OUTSIDE: a surveyed point in no kelurahan and, for houses over the water, in no zone either. */
export const checkPointPlace: Judge = ({ geometry, world, report }) => {
  if (geometry?.type !== 'Point' || world.kelurahan.length === 0) return
  if (world.kelurahanAt(geometry.coordinates) || world.zoneAt(geometry.coordinates)) return
  report({
    code: 'POINT_OUTSIDE',
    field: 'geometry',
    lon: geometry.coordinates[0]!,
    lat: geometry.coordinates[1]!,
    message: {
      id: 'Titik tidak berada di kelurahan atau lokasi kumuh mana pun.',
      en: 'The point lies in no kelurahan and no slum zone.',
    },
  })
}

/** LOC_OUTSIDE: works in an RT that the decree's locations do not hold. */
export const checkWorksLocation: Judge = ({ row, world, report }) => {
  if (world.zoneRtIds.size === 0 || typeof row.rt_rw !== 'string' || typeof row.kelurahan_code !== 'string') return
  const rt_id = `${row.kelurahan_code}/${row.rt_rw}`
  if (world.zoneRtIds.has(rt_id)) return
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
