import { readFileSync } from 'node:fs'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { overlapPairs } from '../../pipeline/geo/overlap-pairs.ts'
import { groundOf } from '../../pipeline/geo/overlay.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { readPolygons } from './polygon-file.ts'

const [path, utm, minimum_m2] = process.argv.slice(2) as [string, string, string]
const geos = await openGeos()
const project = fromLonLat(crsFromCode(utm))

const started = performance.now()
const outlines: Polygonal[] = []
let repaired = 0
for (const outline of readPolygons(readFileSync(path))) {
  const ground = groundOf(outline, geos)
  if (ground.repaired) repaired++
  if (ground.geometry !== null) outlines.push(ground.geometry)
}
let pairs = 0
let area_m2 = 0
for (const pair of overlapPairs(outlines, geos, project, Number(minimum_m2))) {
  pairs++
  area_m2 += pair.area_m2
}
const seconds = (performance.now() - started) / 1000
console.log(
  JSON.stringify({ seconds, facts: { pairs, 'shared, ha': Math.round(area_m2 / 10_000), repaired } }),
)
