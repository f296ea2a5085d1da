import { GEOMETRY_TYPES, isObject } from './geojson-feature.ts'
import { ObjectScanner } from './geojson-scan.ts'
import { parseJson } from './geojson-text.ts'

const TYPES = new Set(['FeatureCollection', 'Feature', ...GEOMETRY_TYPES])
const TYPE_MEMBER = new RegExp(`"type"\\s*:\\s*"(?:${[...TYPES].join('|')})"`)

/**
 * Tells from its beginning whether a JSON object is GeoJSON: its own `type` is one of RFC 7946, or its first feature's is. A `type` deeper
 * inside, such as that of a place among the members of a survey answer, does not count, unless nothing else is to be seen.
 */
export function beginsAsGeoJson(head: Buffer): boolean {
  try {
    for (const event of new ObjectScanner().push(head)) {
      if (event.kind === 'member' && event.key === 'type') return TYPES.has(String(parseJson(event)))
      if (event.kind === 'feature') {
        const value = parseJson(event)
        return isObject(value) && value.type === 'Feature'
      }
      if (event.kind === 'end') return false
    }
  } catch {
    // What breaks here is refused by the reader, with its place.
  }
  return TYPE_MEMBER.test(head.toString('utf8'))
}
