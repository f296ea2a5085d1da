import { readFileSync } from 'node:fs'
import { PolygonLocator } from '../../pipeline/geo/locate.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { decodeWkb } from '../../pipeline/geo/wkb.ts'

const [polygonsPath, pointsPath] = process.argv.slice(2) as [string, string, string]
const bytes = readFileSync(polygonsPath)
const polygons: Polygonal[] = []
for (let at = 0; at < bytes.length; ) {
  const end = at + 4 + bytes.readUInt32LE(at)
  polygons.push(decodeWkb(bytes.subarray(at + 4, end)) as Polygonal)
  at = end
}
const file = readFileSync(pointsPath)
const points = new Float64Array(file.buffer, file.byteOffset, file.byteLength / 8)
const started = performance.now()
const locator = new PolygonLocator(polygons)
let pairs = 0
for (let i = 0; i < points.length; i += 2) pairs += locator.locateAll(points[i]!, points[i + 1]!).length
const seconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ seconds, facts: { pairs } }))
