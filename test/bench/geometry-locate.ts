import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Polygon, Position } from 'geojson'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { boundsOf } from '../../pipeline/geo/bounds.ts'
import { closeRings, type Polygonal } from '../../pipeline/geo/rings.ts'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { openPostgis } from '../support/postgis.ts'
import { AppendFile } from './append-file.ts'
import {
  type Facts,
  nodeContender,
  type ProgramContender,
  type ProgramRow,
  type ProgramWork,
  PYTHON,
  pythonContender,
} from './programs-row.ts'

/** Kelurahan and desa of Indonesia, beside the project on some machines. */
export const KELURAHAN = join(PROJECT_ROOT, '../shared/data/admin/indonesia-kelurahan.geojsonl.gz')
const POINTS = 2_000_000
const MADE_UP = { polygons: 83_040, vertices: 300 }
/** Points that PostGIS is asked: a share of all, since it takes minutes for them. */
const POSTGIS_POINTS = 200_000

/** Polygons in the order of the file as WKB, each after its length (uint32, little-endian). */
export async function writePolygons(path: string): Promise<{ bounds: Float64Array; what: string }> {
  const file = new AppendFile(path)
  const bounds: number[] = []
  const put = (geometry: Polygonal): void => {
    const wkb = encodeWkb(geometry)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(wkb.length)
    file.bytes(length)
    file.bytes(Buffer.from(wkb.buffer))
    bounds.push(...boundsOf(geometry)!)
  }
  const isReal = existsSync(KELURAHAN)
  if (isReal) for await (const geometry of kelurahan()) put(geometry)
  else for (const geometry of madeUpTiling()) put(geometry)
  file.close()
  const count = (bounds.length / 4).toLocaleString('en-US')
  return {
    bounds: Float64Array.from(bounds),
    what: isReal ? `${count} kelurahan of Indonesia` : `${count} made-up polygons of 300 vertices`,
  }
}

async function* kelurahan(): AsyncGenerator<Polygonal> {
  const lines = createInterface({ input: createReadStream(KELURAHAN).pipe(createGunzip()) })
  for await (const line of lines) {
    const { geometry } = JSON.parse(line) as { geometry: Polygonal | null }
    if (geometry !== null) yield closeRings(geometry)
  }
}

/** Squares whose borders wave, shared vertex for vertex by the neighbours. */
function* madeUpTiling(): Generator<Polygon> {
  const columns = 346
  const perSide = MADE_UP.vertices / 4
  const step = 0.05
  const at = (u: number, v: number): Position => [
    95 + step * (u + 0.1 * Math.sin(7 * v + 3 * u)),
    -11 + step * (v + 0.1 * Math.sin(5 * u + 2 * v)),
  ]
  for (let i = 0; i < MADE_UP.polygons; i++) {
    const u = i % columns
    const v = Math.floor(i / columns)
    const ring: Position[] = []
    for (let k = 0; k < perSide; k++) ring.push(at(u + k / perSide, v))
    for (let k = 0; k < perSide; k++) ring.push(at(u + 1, v + k / perSide))
    for (let k = perSide; k > 0; k--) ring.push(at(u + k / perSide, v + 1))
    for (let k = perSide; k > 0; k--) ring.push(at(u, v + k / perSide))
    ring.push(ring[0]!)
    yield { type: 'Polygon', coordinates: [ring] }
  }
}

/** Points anywhere in the boxes of polygons drawn at random, as lon, lat doubles, little-endian. */
function writePoints(path: string, bounds: Float64Array, count: number): Float64Array {
  let state = 20
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const points = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    const box = 4 * Math.floor((random() * bounds.length) / 4)
    points[2 * i] = bounds[box]! + random() * (bounds[box + 2]! - bounds[box]!)
    points[2 * i + 1] = bounds[box + 1]! + random() * (bounds[box + 3]! - bounds[box + 1]!)
  }
  writeFileSync(path, Buffer.from(points.buffer))
  return points
}

/** Which polygon holds each of two million points, all indexes built within the time. */
export function locateRow(): ProgramRow {
  return {
    id: 'locate',
    title: 'Points in polygons, every index built within the time',
    prepare: async (folder) => {
      const polygons = join(folder, 'polygons.wkb')
      const points = join(folder, 'points.f64')
      const { bounds, what } = await writePolygons(polygons)
      const all = writePoints(points, bounds, POINTS)
      const notes = [
        'In the time: building every index and finding every pair of a point and a polygon that holds it. Not in the time, on any side: reading the files into the form each program works on (flat arrays; shapely objects; a table).',
        'The points lie anywhere in the boxes of polygons drawn at random, in no order.',
      ]
      const peers: ProgramContender[] = []
      if (PYTHON === null) notes.push('Left out: geopandas is not installed.')
      else {
        const how = PYTHON.hasJoin ? 'sjoin' : 'STRtree and prepared contains, a loop'
        if (!PYTHON.hasJoin)
          notes.push(
            `\`sjoin\` of this geopandas needs pygeos or rtree, which are not installed: in its place shapely's STRtree over the points and a prepared polygon each.`,
          )
        peers.push(
          pythonContender(`${PYTHON.versions}, ${how}`, 'geometry_locate.py', [
            polygons,
            points,
            PYTHON.hasJoin ? 'sjoin' : 'strtree',
          ]),
        )
      }
      const lines: ProgramWork[] = [
        {
          what: `${POINTS.toLocaleString('en-US')} points in ${what}`,
          amount: POINTS,
          unit: 'points',
          ours: locateByUs('petakumuh', polygons, points, 1),
          peers: [...peers, locateByUs('petakumuh, 2 threads', polygons, points, 2)],
          disagrees: samePairs,
          notes,
        },
      ]
      const postgis = await locateByPostgis(polygons, all.subarray(0, 2 * POSTGIS_POINTS))
      if (postgis === null) notes.push('Left out: PostGIS is not installed.')
      else {
        const few = join(folder, 'points-few.f64')
        writeFileSync(few, Buffer.from(all.slice(0, 2 * POSTGIS_POINTS).buffer))
        notes.push(
          'PostGIS: `CREATE INDEX ... USING gist` on the polygons and a join by `ST_Contains`, parallel workers as PostgreSQL sets them; the memory of the server is not measured.',
        )
        lines.push({
          what: `${POSTGIS_POINTS.toLocaleString('en-US')} points in ${what}`,
          amount: POSTGIS_POINTS,
          unit: 'points',
          ours: locateByUs('petakumuh', polygons, few, 1),
          peers: [postgis],
          disagrees: samePairs,
          notes,
        })
      }
      return lines
    },
  }
}

/** No point lies on a border; outlines that cross themselves, one in ten thousand, are read differently by each program. */
function samePairs(ours: Facts, theirs: Facts): string | null {
  const difference = Math.abs(Number(theirs.pairs) - Number(ours.pairs))
  return difference <= 1e-5 * Number(ours.pairs) ? null : `${theirs.pairs} pairs, expected ${ours.pairs}`
}

function locateByUs(name: string, polygons: string, points: string, workers: number): ProgramContender {
  return nodeContender(name, 'geometry-locate-run.ts', [polygons, points, String(workers)])
}

async function locateByPostgis(polygons: string, points: Float64Array): Promise<ProgramContender | null> {
  const postgis = await openPostgis()
  if (postgis === null) return null
  await postgis.sql(polygonTable(polygons))
  await postgis.sql(pointTable(points))
  return {
    name: `PostGIS ${postgis.version}, ST_Contains and GiST`,
    run: async () => {
      await postgis.sql('DROP INDEX IF EXISTS area_geometry; ANALYZE area; ANALYZE point;')
      const started = performance.now()
      const [row] = await postgis.sql(`CREATE INDEX area_geometry ON area USING gist (geometry);
        SELECT count(*) FROM point JOIN area ON ST_Contains(area.geometry, point.geometry);`)
      const seconds = (performance.now() - started) / 1000
      return { workSeconds: seconds, seconds, peakMb: null, facts: { pairs: Number(row![0]) } }
    },
    close: () => postgis.close(),
  }
}

function* polygonTable(path: string): Generator<string> {
  yield 'CREATE TABLE area (id integer, geometry geometry); COPY area FROM STDIN;\n'
  const bytes = readFileSync(path)
  for (let at = 0, id = 0; at < bytes.length; id++) {
    const end = at + 4 + bytes.readUInt32LE(at)
    yield `${id}\t${bytes.toString('hex', at + 4, end)}\n`
    at = end
  }
  yield '\\.\n'
}

function* pointTable(points: Float64Array): Generator<string> {
  yield 'CREATE TABLE point (id integer, geometry geometry); COPY point FROM STDIN;\n'
  for (let i = 0; 2 * i < points.length; i++) {
    const wkb = encodeWkb({ type: 'Point', coordinates: [points[2 * i]!, points[2 * i + 1]!] })
    yield `${i}\t${Buffer.from(wkb).toString('hex')}\n`
  }
  yield '\\.\n'
}
