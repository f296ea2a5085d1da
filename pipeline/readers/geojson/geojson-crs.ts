import { isObject } from './geojson-feature.ts'

/** RFC 7946 section 4: without another statement positions are WGS 84 longitude and latitude. */
export const DEFAULT_CRS = { code: 'EPSG:4326' }

/**
 * Reads the `crs` member of GeoJSON before RFC 7946 (the 2008 specification, section 3). A name that is no EPSG code is
 * given as written, for the CRS table to judge; a link, `null` or anything else states no CRS.
 */
export function readCrsMember(member: unknown): { code: string } | null {
  if (!isObject(member) || !isObject(member.properties)) return null
  const { name, code } = member.properties
  if (member.type === 'EPSG' && /^\d{4,6}$/.test(String(code))) return toCode(`EPSG:${code}`)
  return member.type === 'name' && typeof name === 'string' && name.trim() !== '' ? toCode(name.trim()) : null
}

function toCode(name: string): { code: string } {
  if (/\bCRS84$/i.test(name)) return { ...DEFAULT_CRS }
  const epsg = /(?:^|[:/])EPSG[:/](?:[\d.]*[:/])?(\d{4,6})$/i.exec(name)?.[1]
  return { code: epsg === undefined ? name : `EPSG:${epsg}` }
}
