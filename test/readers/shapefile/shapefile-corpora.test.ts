import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry, Position } from 'geojson'
import { open } from 'shapefile'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../pipeline/readers/types.ts'
import { readAll, refusal } from '../../support/shapefile-reading.ts'
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
const folders = ['corpora/shp-edge', 'corpora/invalid-geom', 'sinjai'].map((name) => join(corpora, name))
if (!existsSync(corpora)) console.log(`skipped: ${corpora} is absent`)

describe.skipIf(!existsSync(corpora))('shapefiles met in the wild', () => {
  const paths = existsSync(corpora)
    ? folders.flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.shp'))
          .map((name) => join(folder, name)),
      )
    : []
  const dbfOf = (path: string) => path.replace(/shp$/, 'dbf')
  /** Its index was passed through a text conversion: bytes above 7F became question marks, and other programs show 8 of its 22 points. */
  const broken = paths.filter((path) => path.endsWith('shplib/3dpoints.shp'))
  const whole = paths.filter((path) => existsSync(dbfOf(path)) && !broken.includes(path))

  it('each is read to its end: as many records as its .dbf states', async () => {
    expect(whole.length).toBeGreaterThan(45)
    for (const path of whole) {
      const { layer, records } = await readAll(path)
      expect(records.length + layer.deleted, path).toBe(readFileSync(dbfOf(path)).readUInt32LE(4))
    }
  })

  it('each without its .dbf is refused, and so is one with a damaged index', async () => {
    expect(broken).toHaveLength(1)
    for (const path of paths.filter((each) => !whole.includes(each))) {
      const { what } = (await refusal(path)).fault
      expect(what, path).toContain(broken.includes(path) ? 'the .shx does not belong' : '.dbf is missing')
    }
  })

  it('the decree polygons of Sinjai are as npm shapefile has them', async () => {
    const sinjai = whole.filter((path) => path.includes('sinjai'))
    expect(sinjai).toHaveLength(15)
    for (const path of sinjai) await compare(path)
  })

  it('so are the edge cases, apart from encodings, overflow and column lists without an end mark', async () => {
    const differing =
      /brklinz|masspntz|chinese|big5|mixed-properties|number-property|shplib.polygon|max_callstack/
    for (const path of whole.filter((each) => each.includes('shp-edge') && !differing.test(each)))
      await compare(path)
  })
})
