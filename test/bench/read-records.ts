import type { Geometry } from 'geojson'
import { openLayer } from '../../pipeline/readers/formats.ts'
import type { ReadOptions } from '../../pipeline/readers/types.ts'

// Reads one file to its end, in a process of its own: read-records.ts FILE [OPTIONS as JSON]
const [path, options] = process.argv.slice(2)
const started = performance.now()
const layer = await openLayer(path!, {
  label: path!,
  ...(JSON.parse(options ?? '{}') as Partial<ReadOptions>),
})
let records = 0
let vertices = 0
let cells = 0
for await (const record of layer.records()) {
  records++
  vertices += record.geometry ? countVertices(record.geometry) : 0
  cells += Object.keys(record.cells).length
}
console.log(JSON.stringify({ records, vertices, cells, seconds: (performance.now() - started) / 1000 }))

function countVertices(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Polygon':
      return geometry.coordinates.reduce((sum, ring) => sum + ring.length, 0)
    case 'MultiPolygon':
      return geometry.coordinates.flat().reduce((sum, ring) => sum + ring.length, 0)
    default:
      throw new Error(`expected polygons, got ${geometry.type}`)
  }
}
