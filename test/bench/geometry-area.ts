import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { decodeWkb, encodeWkb } from '../../pipeline/geo/wkb.ts'
import { openPostgis } from '../support/postgis.ts'
import { evenNumbers, randomPolygon } from '../support/random-polygons.ts'
import { writePolygons } from './geometry-locate.ts'
import {
  type Facts,
  nodeContender,
  type ProgramContender,
  type ProgramRow,
  type ProgramWork,
} from './programs-row.ts'

const BUILDINGS = 300_000
/** Of the kelurahan one in ten: the slowest program takes seconds for them. */
const EVERY = 10
const TURF = '@turf/turf area (spherical)'

/** Area on the ellipsoid of buildings and of kelurahan. */
export function areaRow(): ProgramRow {
  return {
    id: 'area',
    title: 'Area on the ellipsoid',
    prepare: async (folder) => {
      const all = join(folder, 'polygons.wkb')
      const { what } = await writePolygons(all)
      const few = join(folder, 'one-in-ten.wkb')
      const buildings = join(folder, 'buildings.wkb')
      writeFileSync(few, oneIn(EVERY, readFileSync(all)))
      writeFileSync(buildings, Buffer.concat([...footprints()]))
      const lines: ProgramWork[] = []
      const sets = [
        [`one in ten of ${what}`, few],
        [`${BUILDINGS.toLocaleString('en-US')} buildings of 6 corners`, buildings],
      ] as const
      for (const [index, [set, path]] of sets.entries()) {
        const postgis = await areaByPostgis(path, `shape_${index}`, index === sets.length - 1)
        const notes = [
          'In the time: the area of every polygon. Not in the time: reading the files into the form each program works on (GeoJSON; a table).',
          'The three of Node work on the same objects. The sphere of Turf is no rival but what is often published: its sum is wrong by 0.4 %.',
          postgis === null
            ? 'Left out: PostGIS is not installed.'
            : 'PostGIS: `sum(ST_Area(geography))` in one process; the memory of the server is not measured.',
        ]
        lines.push({
          what: set,
          amount: verticesOf(path),
          unit: 'vertices',
          ours: areaBy('petakumuh, bulk', path, 'bulk'),
          peers: [
            areaBy('GeographicLib (petakumuh, zones)', path, 'geographiclib'),
            ...(postgis === null ? [] : [postgis]),
            areaBy(TURF, path, 'turf'),
          ],
          disagrees: sameGround,
          notes,
        })
      }
      return lines
    },
  }
}

function sameGround(ours: Facts, theirs: Facts, peer: string): string | null {
  if (theirs.polygons !== ours.polygons) return `${theirs.polygons} polygons, expected ${ours.polygons}`
  const difference = Math.abs(Number(theirs.total_m2) / Number(ours.total_m2) - 1)
  return difference <= (peer === TURF ? 0.01 : 1e-9) ? null : `differs by ${difference.toExponential(1)}`
}

function* records(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at)
    yield bytes.subarray(at, end)
    at = end
  }
}

function oneIn(count: number, bytes: Buffer): Buffer {
  return Buffer.concat([...records(bytes)].filter((_, i) => i % count === 0))
}

function* footprints(): Generator<Buffer> {
  const next = evenNumbers(31)
  for (let i = 0; i < BUILDINGS; i++) {
    const wkb = encodeWkb(randomPolygon('L', 30 + 170 * next(), next))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(wkb.length)
    yield length
    yield Buffer.from(wkb)
  }
}

function verticesOf(path: string): number {
  let vertices = 0
  for (const record of records(readFileSync(path))) {
    const geometry = decodeWkb(record.subarray(4)) as Polygonal
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    for (const rings of parts) for (const ring of rings) vertices += ring.length
  }
  return vertices
}

function areaBy(name: string, path: string, method: string): ProgramContender {
  return nodeContender(name, 'geometry-area-run.ts', [path, method])
}

/** @param isLast whether the server, which the lines share, ends with this one */
async function areaByPostgis(path: string, table: string, isLast: boolean): Promise<ProgramContender | null> {
  const postgis = await openPostgis()
  if (postgis === null) return null
  await postgis.sql(tableOf(path, table))
  return {
    name: `PostGIS ${postgis.version}, ST_Area(geography)`,
    run: async () => {
      const started = performance.now()
      const [row] = await postgis.sql(
        `SET max_parallel_workers_per_gather = 0; SELECT count(*), sum(ST_Area(geography)) FROM ${table}`,
      )
      const seconds = (performance.now() - started) / 1000
      const facts = { polygons: Number(row![0]), total_m2: Number(row![1]) }
      return { workSeconds: seconds, seconds, peakMb: null, facts }
    },
    close: async () => {
      if (isLast) await postgis.close()
    },
  }
}

function* tableOf(path: string, table: string): Generator<string> {
  yield `CREATE TABLE ${table} (geography geography(Geometry, 4326)); COPY ${table} FROM STDIN;\n`
  for (const record of records(readFileSync(path))) yield `${record.toString('hex', 4)}\n`
  yield '\\.\n'
}
