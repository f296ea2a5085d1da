import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import sqlite, { type Statement } from 'node-sqlite3-wasm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/geopackage/index.ts'
import { gpkgBlob, type Value, writeGeoPackage } from './geopackage-writer.ts'

const LIMITS = vi.hoisted(() => ({ bytes: 50_000, vertices: 100, parts: 10, columns: 8 }))

vi.mock('../../../pipeline/readers/limits.ts', async (original) => {
  const real = await original<typeof import('../../../pipeline/readers/limits.ts')>()
  return { ...real, RECORD_LIMITS: { ...real.RECORD_LIMITS, ...LIMITS } }
})

let dir: string
let made = 0
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-gpkg-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function outcome(columns: string, rows: Value[][]): Promise<number | UserError> {
  const path = join(dir, `f${made++}.gpkg`)
  writeGeoPackage(path, [{ name: 'z', columns: `fid INTEGER PRIMARY KEY, geom BLOB, ${columns}`, rows }])
  try {
    const layer = await reader.open(path, { label: 'x' })
    let count = 0
    for await (const _ of layer.records()) count++
    return count
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

const line = (count: number): Geometry => ({
  type: 'LineString',
  coordinates: Array.from({ length: count }, (_, i) => [i, 0]),
})
const lines = (count: number): Geometry => ({
  type: 'MultiLineString',
  coordinates: Array.from({ length: count }, () => [
    [0, 0],
    [1, 1],
  ]),
})

describe('a record of a GeoPackage beyond a limit', () => {
  const text = (length: number) => 'x'.repeat(length)

  it('is refused by the size of its cells together, before they are fetched', async () => {
    const half = LIMITS.bytes / 2
    expect(await outcome('a TEXT, b TEXT', [[1, null, text(half), text(half)]])).toBe(1)
    const error = await outcome('a TEXT, b TEXT', [
      [1, null, 'x', 'y'],
      [2, null, text(half), text(half + 1)],
    ])
    expect(error).toMatchObject({ kind: 'source', fault: { where: { record: 2 } } })
    expect((error as UserError).fault.got).toBe(`${LIMITS.bytes + 1} bytes in one record`)
  })

  it('is refused for one value of text, number or geometry, with the size that is stored', async () => {
    for (const row of [
      [null, text(60_000), null],
      [null, null, text(60_000)],
      [new Uint8Array(60_000), null, null],
    ]) {
      const error = await outcome('a TEXT, n INTEGER', [[1, ...row]])
      expect((error as UserError).fault.got).toBe('60000 bytes in one record')
    }
  })

  it('is refused without fetching the value that is too large', async () => {
    const memory = new sqlite.Database()
    const prototype = Object.getPrototypeOf(memory.prepare('SELECT 1')) as Statement
    memory.close()
    const { iterate } = prototype
    const fetched: Record<string, unknown>[] = []
    const spy = vi.spyOn(prototype, 'iterate').mockImplementation(function* (this: Statement, ...asked) {
      for (const row of iterate.apply(this, asked)) {
        if ('bytes' in row) fetched.push(row)
        yield row
      }
    })
    try {
      const large = new Uint8Array(60_000)
      await outcome('a TEXT, n INTEGER', [[1, large, text(60_000), text(60_000)]])
    } finally {
      spy.mockRestore()
    }
    expect(fetched).toEqual([{ id: 1, bytes: 180_000, c1: null, c2: null, geometry: null }])
  })

  it('is read whatever the binary columns hold, which are not fetched', async () => {
    expect(await outcome('foto BLOB', [[1, null, new Uint8Array(60_000)]])).toBe(1)
  })

  it('is refused for vertices, parts and columns', async () => {
    expect(await outcome('a TEXT', [[1, gpkgBlob(line(100)), null]])).toBe(1)
    expect(await outcome('a TEXT', [[1, gpkgBlob(lines(10)), null]])).toBe(1)
    const got = async (geometry: Geometry) =>
      ((await outcome('a TEXT', [[1, gpkgBlob(geometry), null]])) as UserError).fault.got
    expect(await got(line(101))).toBe('101 vertices in one geometry')
    expect(await got(lines(11))).toBe('11 parts in one geometry')
    const columns = Array.from({ length: 7 }, (_, i) => `c${i} TEXT`).join(', ')
    expect(((await outcome(columns, [])) as UserError).fault.got).toBe('9 columns')
  })
})
