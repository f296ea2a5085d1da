import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { GeoParquetFacts } from '../../pipeline/store/geoparquet.ts'
import {
  type Columns,
  parquet,
  type Row,
  type Store,
  sqlText,
  writeTable,
} from '../../pipeline/store/index.ts'
import { sharedStore } from '../support/shared-store.ts'

const COLUMNS: Columns = { name: 'VARCHAR', bbox: 'BBOX', geometry: 'GEOMETRY' }

const square: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [104.1, 0.5],
      [104.3, 0.5],
      [104.3, 0.9],
      [104.1, 0.5],
    ],
  ],
}

describe('GeoParquet with a covering', () => {
  let directory: string
  let store: Store
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'petakumuh-geoparquet-'))
    store = await sharedStore()
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  async function written(name: string, rows: Row[]): Promise<string> {
    const path = join(directory, `${name}.parquet`)
    await writeTable(store, path, COLUMNS, rows)
    return path
  }

  async function geoOf(path: string) {
    const [row] = await store.rows<{ value: string }>(
      `SELECT decode(value) AS value FROM parquet_kv_metadata(${sqlText(path)}) WHERE decode(key) = 'geo'`,
    )
    return JSON.parse(row!.value)
  }

  it('says what the rows hold: version, types, CRS, winding, box and covering', async () => {
    const path = await written('two', [
      { name: 'a', bbox: [104.1, 0.5, 104.3, 0.9], geometry: encodeWkb(square) },
      { name: 'b', bbox: [105, -1, 105, -1], geometry: encodeWkb({ type: 'Point', coordinates: [105, -1] }) },
    ])
    expect(await geoOf(path)).toEqual({
      version: '1.1.0',
      primary_column: 'geometry',
      columns: {
        geometry: {
          encoding: 'WKB',
          geometry_types: ['Point', 'Polygon'],
          crs: expect.objectContaining({
            type: 'GeographicCRS',
            id: { authority: 'OGC', code: 'CRS84' },
            coordinate_system: expect.objectContaining({ subtype: 'ellipsoidal' }),
          }),
          edges: 'planar',
          orientation: 'counterclockwise',
          bbox: [104.1, -1, 105, 0.9],
          covering: {
            bbox: {
              xmin: ['bbox', 'xmin'],
              ymin: ['bbox', 'ymin'],
              xmax: ['bbox', 'xmax'],
              ymax: ['bbox', 'ymax'],
            },
          },
        },
      },
    })
  })

  it('holds WKB in plain bytes and a struct of doubles, with statistics to skip row groups by', async () => {
    const path = await written('statistics', [
      { name: 'a', bbox: [104.1, 0.5, 104.3, 0.9], geometry: encodeWkb(square) },
    ])
    const schema = await store.rows(
      `SELECT name, type, logical_type FROM parquet_schema(${sqlText(path)}) WHERE name IN ('bbox', 'xmin', 'geometry')`,
    )
    expect(schema).toEqual([
      { name: 'bbox', type: null, logical_type: null },
      { name: 'xmin', type: 'DOUBLE', logical_type: null },
      { name: 'geometry', type: 'BYTE_ARRAY', logical_type: null },
    ])
    const statistics = await store.rows(
      `SELECT path_in_schema, stats_min_value, stats_max_value FROM parquet_metadata(${sqlText(path)})
       WHERE path_in_schema LIKE 'bbox%' ORDER BY path_in_schema`,
    )
    expect(
      statistics.map((row) => [row.path_in_schema, row.stats_min_value, Number(row.stats_max_value)]),
    ).toEqual([
      ['bbox, xmax', '104.3', 104.3],
      ['bbox, xmin', '104.1', 104.1],
      ['bbox, ymax', '0.9', 0.9],
      ['bbox, ymin', '0.5', 0.5],
    ])
  })

  it('is read back as geometry, with rows and without', async () => {
    const rows = [{ name: 'a', bbox: [104.1, 0.5, 104.3, 0.9], geometry: encodeWkb(square) }]
    for (const path of [await written('one', rows), await written('none', [])]) {
      const types = await store.rows<{ column_type: string }>(
        `DESCRIBE SELECT geometry FROM ${parquet(path)}`,
      )
      expect(types[0]!.column_type).toBe("GEOMETRY('OGC:CRS84')")
    }
    const read = `SELECT bbox.xmin AS west, ST_AsWKB(geometry) AS wkb FROM ${parquet(await written('one', rows))}`
    expect(await store.rows(read)).toEqual([{ west: 104.1, wkb: Buffer.from(encodeWkb(square)) }])
  })

  it('knows no type and no box of no rows', async () => {
    const { geometry } = (await geoOf(await written('nothing', []))).columns
    expect(geometry.geometry_types).toEqual([])
    expect(geometry).not.toHaveProperty('bbox')
    expect(geometry).not.toHaveProperty('orientation')
  })

  it('takes no box that is not four numbers, and no bytes that are not WKB of two dimensions', async () => {
    await expect(
      written('wrong', [{ bbox: [1, 2, 3], geometry: encodeWkb(square) }] as Row[]),
    ).rejects.toThrow('bbox')
    const facts = new GeoParquetFacts()
    expect(() => facts.add(new Uint8Array([1, 3]), [0, 0, 1, 1])).toThrow(TypeError)
    const withHeight = new Uint8Array([1, 0xe9, 0x03, 0, 0])
    expect(() => facts.add(withHeight, [0, 0, 1, 1])).toThrow(TypeError)
  })
})
