import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Polygon, Position } from 'geojson'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { openPostgis } from '../support/postgis.ts'
import { KELURAHAN, writePolygons } from './geometry-locate.ts'
import { writePolygonFile } from './polygon-file.ts'
import {
  type Facts,
  nodeContender,
  type ProgramContender,
  type ProgramRow,
  type ProgramWork,
} from './programs-row.ts'

const SIZES = [
  { what: '400 RT by 18 kelurahan', rt: [20, 20], kelurahan: [6, 3], scale: 1 },
  { what: '8,000 RT by 360 kelurahan', rt: [100, 80], kelurahan: [30, 12], scale: 4.5 },
] as const
/** UTM zones of the nation are six: areas of pairs far from this meridian are larger than they are, by some percent. */
const NATION = { utm: 'EPSG:32749', minimum_m2: 1 }

/** Every RT cut by every kelurahan it meets: two tilings that know nothing of each other. */
export function overlayRow(): ProgramRow {
  return {
    id: 'overlay',
    title: 'Overlay of RT and kelurahan',
    prepare: async (folder) => {
      const works: ProgramWork[] = []
      for (const [index, { what, rt, kelurahan, scale }] of SIZES.entries()) {
        const size = [0.11 * scale, 0.09 * scale] as const
        const wholes = [...tiling({ columns: rt[0], rows: rt[1], perSide: 16, size, phase: 12 })]
        const units = [...tiling({ columns: kelurahan[0], rows: kelurahan[1], perSide: 80, size, phase: 11 })]
        const paths = [join(folder, `rt-${index}.wkb`), join(folder, `kelurahan-${index}.wkb`)] as const
        writePolygonFile(paths[0], wholes)
        writePolygonFile(paths[1], units)
        const notes = [
          'Made-up tilings with wavy borders, 64 vertices an RT and 320 a kelurahan. Ours checks every outline, cuts every RT into its pieces and what lies in none, and judges that no ground was lost; the peers find the intersections alone.',
        ]
        const postgis = await intersectionsByPostgis(wholes, units, index)
        if (postgis === null) notes.push('Left out: PostGIS is not installed.')
        works.push({
          what,
          amount: wholes.length,
          unit: 'RT',
          ours: nodeContender('petakumuh', 'geometry-overlay-run.ts', [...paths, 'level']),
          peers: [
            ...(postgis === null ? [] : [postgis]),
            // Turf takes minutes for the large one.
            ...(index === 0
              ? [nodeContender('turf.intersect', 'geometry-overlay-run.ts', [...paths, 'turf'])]
              : []),
          ],
          disagrees: sameGround,
          notes,
        })
      }
      return works
    },
  }
}

/** Every two kelurahan of Indonesia that claim the same ground. */
export function overlapsRow(): ProgramRow {
  return {
    id: 'overlaps',
    title: 'Kelurahan that overlap each other, in the whole nation',
    prepare: async (folder) => {
      if (!existsSync(KELURAHAN)) return '../shared/data/admin/indonesia-kelurahan.geojsonl.gz is not here'
      const path = join(folder, 'kelurahan.wkb')
      const { bounds, what } = await writePolygons(path)
      return [
        {
          what,
          amount: bounds.length / 4,
          unit: 'kelurahan',
          ours: nodeContender('petakumuh', 'geometry-overlap-run.ts', [
            path,
            NATION.utm,
            String(NATION.minimum_m2),
          ]),
          peers: [],
          notes: [
            'In the time: reading, checking and repairing every outline, and the shared ground of every pair above a square metre.',
          ],
        },
      ]
    },
  }
}

function sameGround(ours: Facts, theirs: Facts): string | null {
  const [a, b] = [ours, theirs].map((facts) => Number(facts['area, square degrees'])) as [number, number]
  if (Math.abs(a - b) > 1e-7 * a) return `an area of ${b}, expected ${a}`
  return ours.pairs === theirs.pairs ? null : `${theirs.pairs} pairs, expected ${ours.pairs}`
}

interface Tiling {
  columns: number
  rows: number
  perSide: number
  /** Degrees east and north. */
  size: readonly [number, number]
  phase: number
}

/** Cells whose borders wave, shared vertex for vertex by the neighbours. */
function* tiling({ columns, rows, perSide, size, phase }: Tiling): Generator<Polygon> {
  const at = (u: number, v: number): Position => [
    104.42 +
      (size[0] / columns) * (u + 0.05 * Math.sin(7 * v + 3 * u + phase) + 0.02 * Math.sin(17 * v + phase)),
    0.87 + (size[1] / rows) * (v + 0.05 * Math.sin(5 * u + 2 * v + phase) + 0.02 * Math.sin(19 * u + phase)),
  ]
  for (let v = 0; v < rows; v++) {
    for (let u = 0; u < columns; u++) {
      const ring: Position[] = []
      for (let k = 0; k < perSide; k++) ring.push(at(u + k / perSide, v))
      for (let k = 0; k < perSide; k++) ring.push(at(u + 1, v + k / perSide))
      for (let k = perSide; k > 0; k--) ring.push(at(u + k / perSide, v + 1))
      for (let k = perSide; k > 0; k--) ring.push(at(u, v + k / perSide))
      ring.push(ring[0]!)
      yield { type: 'Polygon', coordinates: [ring] }
    }
  }
}

const CLOCK = 'SELECT extract(epoch FROM clock_timestamp());'

async function intersectionsByPostgis(
  wholes: readonly Polygon[],
  units: readonly Polygon[],
  index: number,
): Promise<ProgramContender | null> {
  const postgis = await openPostgis()
  if (postgis === null) return null
  const [rt, kelurahan] = [`rt_${index}`, `kelurahan_${index}`]
  await postgis.sql(table(rt, wholes))
  await postgis.sql(table(kelurahan, units))
  const query = `SELECT count(*), sum(a) FROM (
    SELECT ST_Area(ST_Intersection(r.geometry, k.geometry)) AS a
    FROM ${rt} r JOIN ${kelurahan} k ON ST_Intersects(r.geometry, k.geometry)) pieces WHERE a > 1e-16;`
  return {
    name: `PostGIS ${postgis.version}`,
    run: async () => {
      const from = performance.now()
      const rows = await postgis.sql(
        `${CLOCK} CREATE INDEX near ON ${kelurahan} USING gist (geometry); ANALYZE ${kelurahan}; ${query} ${CLOCK} DROP INDEX near;`,
      )
      const seconds = (performance.now() - from) / 1000
      const [[started], [pairs, area], [ended]] = rows as [[string], [string, string], [string]]
      return {
        workSeconds: Number(ended) - Number(started),
        seconds,
        peakMb: null,
        facts: { pairs: Number(pairs), 'area, square degrees': Number(area).toPrecision(8) },
      }
    },
    ...(index === SIZES.length - 1 ? { close: () => postgis.close() } : {}),
  }
}

function* table(name: string, polygons: readonly Polygon[]): Generator<string> {
  yield `CREATE TABLE ${name} (id integer, geometry geometry); COPY ${name} FROM STDIN;\n`
  for (const [id, polygon] of polygons.entries())
    yield `${id}\t${Buffer.from(encodeWkb(polygon)).toString('hex')}\n`
  yield '\\.\n'
  yield `ANALYZE ${name};\n`
}
