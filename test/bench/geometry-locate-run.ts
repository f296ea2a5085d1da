import { readFileSync } from 'node:fs'
import { flatPolygonsOfWkb } from '../../pipeline/geo/locate-flat.ts'
import { locateInWorkers } from '../../pipeline/geo/locate-workers.ts'

const [polygonsPath, pointsPath, threads] = process.argv.slice(2) as [string, string, string]
const polygons = flatPolygonsOfWkb(wkbs(readFileSync(polygonsPath)), { shared: true })
const file = readFileSync(pointsPath)
const points = new Float64Array(file.buffer, file.byteOffset, file.byteLength / 8)
const lon = new Float64Array(new SharedArrayBuffer(points.byteLength / 2))
const lat = new Float64Array(new SharedArrayBuffer(points.byteLength / 2))
for (let i = 0; i < lon.length; i++) {
  lon[i] = points[2 * i]!
  lat[i] = points[2 * i + 1]!
}

const started = performance.now()
const { holders } = await locateInWorkers(polygons, lon, lat, {
  threads: Number(threads),
  pointsPerWorker: 1,
})
const seconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ seconds, facts: { pairs: holders.reduce((sum, count) => sum + count, 0) } }))

function* wkbs(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at)
    yield bytes.subarray(at + 4, end)
    at = end
  }
}
