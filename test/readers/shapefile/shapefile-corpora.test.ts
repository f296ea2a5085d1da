import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Geometry, Position } from 'geojson'
import { open } from 'shapefile'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import type { Cell } from '../../../pipeline/readers/types.ts'
import { gdalCountsOfShapefiles, hasGdal } from '../../support/gdal-counts.ts'
import { readAll } from '../../support/shapefile-reading.ts'
import { tempDir, writeShapefile } from '../../support/shapefile-writer.ts'

/** The rings or lines of a geometry whatever their order and direction, which the package keeps as they are in the file. */
function outline(geometry: Geometry | null): unknown {
  if (geometry === null || geometry.type === 'GeometryCollection') return geometry
  const lines: string[] = []
  const walk = (value: Position | Position[] | Position[][] | Position[][][]): void => {
    const first = value[0]
    if (typeof first === 'number') lines.push(value.join(' '))
    else if (Array.isArray(first) && typeof first[0] === 'number') {
      const line = (value as Position[]).map((position) => position.slice(0, 2).join(' '))
      lines.push([line, [...line].reverse()].map((each) => each.join(',')).sort()[0]!)
    } else for (const part of value as Position[][]) walk(part)
  }
  walk(geometry.coordinates)
  return { type: geometry.type, lines: lines.sort() }
}

/** What the package makes of a cell where it tells the truth: text but for a leading space, and numbers written with a decimal point. */
function comparable(ours: Cell, theirs: unknown): [unknown, unknown] | null {
  if (theirs instanceof Date || (ours !== null && theirs === null)) return null
  if (typeof theirs === 'number') return [Number(ours), theirs]
  return [typeof ours === 'string' ? ours.trim() : ours, theirs]
}

async function compare(path: string): Promise<number> {
  const { layer, records } = await readAll(path)
  const latin = layer.encoding.name === 'utf-8' ? 'utf-8' : 'windows-1252'
  const oracle = await open(path, path.replace(/shp$/, 'dbf'), { encoding: latin })
  for (const record of records) {
    const { value, done } = await oracle.read()
    expect(done, `${path} record ${record.record}`).toBe(false)
    expect(outline(record.geometry), `${path} record ${record.record}`).toEqual(outline(value.geometry))
    for (const [field, theirs] of Object.entries(value.properties ?? {})) {
      const pair = comparable(record.cells[field] ?? null, theirs)
      if (pair) expect(pair[0], `${path} record ${record.record} ${field}`).toEqual(pair[1])
    }
  }
  return records.length
}

describe('against the npm package shapefile, where it tells the truth', () => {
  it('reads polygons with holes, parts and attributes alike', async () => {
    const ring = (x: number, size: number) => [
      [x, 0],
      [x, size],
      [x + size, size],
      [x + size, 0],
      [x, 0],
    ]
    const hole = [
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 4],
      [2, 2],
    ]
    const path = writeShapefile(tempDir(), 'oracle', {
      shapeType: 5,
      shapes: [{ parts: [ring(0, 9), hole] }, null, { parts: [ring(0, 9), ring(20, 3)] }],
      fields: [
        { name: 'NAMA', type: 'C', length: 10 },
        { name: 'HA', type: 'N', length: 8, decimals: 2 },
        { name: 'SAH', type: 'L', length: 1 },
      ],
      rows: [
        ['Kp. Bugis', '4.66', 'T'],
        ['Pelantar', '', 'F'],
        ['é', '18.92', '?'],
      ],
    })
    expect(await compare(path)).toBe(3)
  })
})

const corpora = '../shared/data'
const isThere = existsSync(corpora)
if (!isThere) console.log(`skipped: ${corpora} is absent`)
else if (!hasGdal) console.log('ogrinfo is absent: counts are not compared with those of GDAL')

/** Files whose count is not GDAL's, and why ours is the true one. */
const JUSTIFIED: Record<string, string> = {
  '3dpoints.shp':
    'its .shx was passed through a text conversion; the .shp and .dbf hold 22 records, GDAL follows the .shx to 8',
}

/** Files that are refused, by what is wrong; GDAL opens none of them. */
const REFUSED: Record<string, string> = {
  // 96 bytes that are no record lie between records 6 and 7, and the .shx and .dbf did not come along.
  'ne_10m_time_zones.shp': 'the .shp has gaps or damage, and no .shx says where its records are',
}

interface Outcome {
  path: string
  outcome: string
  records: number | null
  deleted: number
  types: string
  codes: string
  gdal: number | null
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.shp$/i.test(name) || /shapefile.*\.zip$/i.test(name))
    .map((name) => join(folder, name))
    .sort()
}

async function outcomeOf(path: string, gdal: number | null): Promise<Outcome> {
  try {
    const { layer, records } = await readAll(path)
    const types = [...new Set(records.map(({ geometry }) => geometry?.type ?? 'null'))].sort().join(' ')
    const codes = [...new Set(layer.findings.map(({ code }) => code))].sort().join(' ')
    return { path, outcome: 'read', records: records.length, deleted: layer.deleted, types, codes, gdal }
  } catch (error) {
    if (!(error instanceof UserError)) throw new Error(`${path}: ${error}`, { cause: error })
    const outcome = `refused ${error.exitCode}: ${error.fault.what}`
    return { path, outcome, records: null, deleted: 0, types: '', codes: '', gdal }
  }
}

/** The same of one file by itself, zipped too, and told apart from an empty one: null where GDAL does not open it. */
async function gdalCount(path: string): Promise<number | null> {
  const name = path.endsWith('.zip') ? `/vsizip/${resolve(path)}` : path
  try {
    const { stdout } = await promisify(execFile)('ogrinfo', ['-ro', '-so', '-al', name], { timeout: 60_000 })
    const count = /Feature Count: (\d+)/.exec(stdout)
    return count ? Number(count[1]) : null
  } catch {
    return null
  }
}

function table(outcomes: Outcome[]): string {
  const rows = outcomes.map((each) => [
    each.path.slice(corpora.length + 1).replace(/.*(?=.{56})/, '…'),
    each.records === null ? each.outcome : `${each.outcome} ${each.records}`,
    hasGdal ? String(each.gdal ?? 'not opened') : '-',
    each.types,
    each.codes + (each.deleted > 0 ? ` (${each.deleted} deleted)` : ''),
  ])
  const all = [['file', 'petakumuh', 'GDAL', 'geometry', 'findings'], ...rows]
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

describe.skipIf(!isThere)('shapefiles met in the wild', () => {
  const paths = isThere ? ['corpora', 'sinjai'].flatMap((name) => filesUnder(join(corpora, name))) : []
  const of = (pattern: RegExp) => paths.filter((path) => pattern.test(path))

  it('each is read to its end, with the count of its .dbf and that of GDAL, or a reason', async () => {
    const outcomes: Outcome[] = []
    const counts = hasGdal ? gdalCountsOfShapefiles(of(/\.shp$/)) : null
    for (const path of paths)
      outcomes.push(await outcomeOf(path, counts && (counts.get(path) ?? (await gdalCount(path)))))
    console.log(table(outcomes))
    expect(outcomes.length).toBeGreaterThan(70)
    for (const { path, outcome, records, deleted, gdal } of outcomes) {
      const refusal = REFUSED[basename(path)]
      expect(outcome, path).toBe(refusal === undefined ? 'read' : `refused 21: ${refusal}`)
      if (refusal !== undefined) {
        expect(gdal, path).toBeNull()
        continue
      }
      const dbf = path.replace(/shp$/, 'dbf')
      if (path.endsWith('.shp') && existsSync(dbf)) {
        expect(records! + deleted, path).toBe(readFileSync(dbf).readUInt32LE(4))
      }
      if (gdal === null || JUSTIFIED[basename(path)] !== undefined) continue
      expect([gdal, gdal - deleted], path).toContain(records)
    }
  })

  it('the decree polygons of Sinjai are as npm shapefile has them', async () => {
    const sinjai = of(/sinjai/)
    expect(sinjai).toHaveLength(15)
    for (const path of sinjai) await compare(path)
  })

  it('so are the edge cases, apart from encodings, overflow, shapes without extent and column lists without an end mark', async () => {
    const differing =
      /brklinz|masspntz|chinese|big5|mixed-properties|number-property|shplib.(?:polygon|csah)|max_callstack|3dpoints|invalid_coordinates/
    const withTable = (path: string) => existsSync(path.replace(/shp$/, 'dbf'))
    for (const path of of(/shp-edge.*shp$/).filter((each) => !differing.test(each) && withTable(each)))
      await compare(path)
  })
})
