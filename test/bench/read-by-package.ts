import { open } from 'shapefile'

// The same with the npm package: read-by-package.ts FILE.shp
const started = performance.now()
const source = await open(process.argv[2]!, undefined, { encoding: 'utf-8' })
let records = 0
let vertices = 0
for (;;) {
  const { done, value } = await source.read()
  if (done) break
  records++
  if (value.geometry?.type === 'Polygon')
    vertices += value.geometry.coordinates.reduce((sum, ring) => sum + ring.length, 0)
}
console.log(JSON.stringify({ records, vertices, seconds: (performance.now() - started) / 1000 }))
