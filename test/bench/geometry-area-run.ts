import { readFileSync } from 'node:fs'
import { area as turfArea } from '@turf/turf'
import type { Geometry } from 'geojson'
import { areaM2Geodesic } from '../../pipeline/geo/area.ts'
import { areaM2Bulk } from '../../pipeline/geo/area-bulk.ts'
import { decodeWkb } from '../../pipeline/geo/wkb.ts'

const METHODS: Record<string, (geometry: Geometry) => number> = {
  bulk: areaM2Bulk,
  geographiclib: areaM2Geodesic,
  turf: turfArea,
}

const [path, method] = process.argv.slice(2) as [string, string]
const measure = METHODS[method]!
const polygons: Geometry[] = []
const bytes = readFileSync(path)
for (let at = 0; at < bytes.length; ) {
  const end = at + 4 + bytes.readUInt32LE(at)
  polygons.push(decodeWkb(bytes.subarray(at + 4, end)))
  at = end
}

const started = performance.now()
let total_m2 = 0
for (const polygon of polygons) total_m2 += measure(polygon)
const seconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ seconds, facts: { polygons: polygons.length, total_m2 } }))
