import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SourceRecord } from '../../../pipeline/readers/types.ts'
import { readAll, refusal } from '../../support/shapefile-reading.ts'
import { type Shape, shapefileBytes, tempDir, writeShapefile } from '../../support/shapefile-writer.ts'

const POINT: Shape = { point: [104.45, 0.92] }
const three = { shapeType: 1, shapes: [POINT, { point: [104.5, 0.9] }, { point: [104.4, 0.8] }] }

describe('openShapefile', () => {
  it('delivers fields, CRS text and records in order, each as it stands in the file', async () => {
    const path = writeShapefile(tempDir(), 'Delineasi', {
      ...three,
      fields: [
        { name: 'NAMA', type: 'C', length: 12 },
        { name: 'LUAS', type: 'N', length: 10, decimals: 2 },
      ],
      rows: [
        ['Kp. Bugis', '18.92'],
        ['', '12,75'],
        ['Pelantar', ''],
      ],
      prj: 'GEOGCS["x"]',
    })
    const { layer, records } = await readAll(path)
    expect(layer).toMatchObject({
      file: 'sources/test.shp',
      layer: 'Delineasi',
      format: 'shapefile',
      fields: ['NAMA', 'LUAS'],
      crs: { prj: 'GEOGCS["x"]' },
      deleted: 0,
      findings: [],
    })
    expect(records).toEqual([
      {
        record: 1,
        cells: { NAMA: 'Kp. Bugis', LUAS: '18.92' },
        geometry: { type: 'Point', coordinates: [104.45, 0.92] },
      },
      {
        record: 2,
        cells: { NAMA: null, LUAS: '12,75' },
        geometry: { type: 'Point', coordinates: [104.5, 0.9] },
      },
      {
        record: 3,
        cells: { NAMA: 'Pelantar', LUAS: null },
        geometry: { type: 'Point', coordinates: [104.4, 0.8] },
      },
    ])
  })

  it('finds the other files whatever the case of their endings, and says so when there is no .prj', async () => {
    const folder = tempDir()
    const path = writeShapefile(folder, 'RT', { ...three, capitals: true })
    const { layer, records } = await readAll(path)
    expect(records).toHaveLength(3)
    expect(layer.crs).toBeNull()
  })

  it('takes the files of its own name where another differs by case alone', async () => {
    const folder = tempDir()
    writeShapefile(folder, 'RT', { shapeType: 1, shapes: [POINT] })
    const { records } = await readAll(writeShapefile(folder, 'rt', three))
    expect(records).toHaveLength(3)
  })

  it('never yields a deleted row, counts it, and keeps the numbering of the file', async () => {
    const path = writeShapefile(tempDir(), 'rows', { ...three, deleted: [2] })
    const { layer, records } = await readAll(path)
    expect(records.map(({ record }) => record)).toEqual([1, 3])
    expect(layer.deleted).toBe(1)
  })

  it('can be read twice, with the same findings and counts each time', async () => {
    const path = writeShapefile(tempDir(), 'rows', {
      shapeType: 11,
      shapes: [{ point: [1, 2, 3] }, POINT],
      deleted: [2],
    })
    const { layer, records } = await readAll(path)
    const again: SourceRecord[] = []
    for await (const record of layer.records()) again.push(record)
    expect(again).toEqual(records)
    expect(layer.deleted).toBe(1)
    expect(layer.findings).toHaveLength(1)
  })

  it('reads a layer without records as one without records', async () => {
    const { layer, records } = await readAll(writeShapefile(tempDir(), 'empty', { shapeType: 5, shapes: [] }))
    expect(records).toEqual([])
    expect(layer.fields).toEqual(['ID'])
  })

  it('follows the index through gaps and changed order, as edited files have them', async () => {
    const folder = tempDir()
    const path = writeShapefile(folder, 'edited', three)
    const shp = readFileSync(path)
    // Record 1 was enlarged: its old place is a gap, its new one is at the end.
    const moved = Buffer.concat([shp, shp.subarray(100, 128)])
    moved.writeInt32BE(moved.length / 2, 24)
    moved.fill(0xff, 100, 128)
    writeFileSync(path, moved)
    const shx = readFileSync(join(folder, 'edited.shx'))
    shx.writeInt32BE(shp.length / 2, 100)
    writeFileSync(join(folder, 'edited.shx'), shx)
    const { records } = await readAll(path)
    expect(records.map(({ geometry }) => geometry)).toEqual(
      [
        [104.45, 0.92],
        [104.5, 0.9],
        [104.4, 0.8],
      ].map((coordinates) => ({ type: 'Point', coordinates })),
    )
  })

  it('reads records larger than its window', async () => {
    const ring = Array.from({ length: 80_000 }, (_, i) => {
      const angle = (-2 * Math.PI * i) / 79_999
      return [Math.cos(i === 79_999 ? 0 : angle), Math.sin(i === 79_999 ? 0 : angle)]
    })
    const big: Shape = { parts: [ring] }
    const small: Shape = {
      parts: [
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [0, 0],
        ],
      ],
    }
    const { records } = await readAll(
      writeShapefile(tempDir(), 'big', { shapeType: 5, shapes: [small, big, small] }),
    )
    expect(
      records.map(({ geometry }) => geometry?.type === 'Polygon' && geometry.coordinates[0]!.length),
    ).toEqual([4, 80_000, 4])
  })
})

describe('files that do not belong together or did not arrive whole', () => {
  it('a missing file', async () => {
    const error = await refusal(join(tempDir(), 'nowhere.shp'))
    expect(error.kind).toBe('source')
    expect(error.fault.where).toEqual({ file: 'sources/test.shp' })
  })

  it('a missing folder', async () => {
    expect((await refusal(join(tempDir(), 'nowhere/at/all.shp'))).kind).toBe('source')
  })

  it.each([
    ['within a record', 100 + 28 + 20, true, 2],
    ['within a record, without an index', 100 + 28 + 20, false, 2],
    ['between records', 100 + 28, true, 2],
    ['between records, without an index', 100 + 28, false, 2],
    ['within a record header', 100 + 28 + 28 + 5, true, 3],
  ])('a .shp cut off %s', async (_, bytes, indexed, record) => {
    const path = writeShapefile(tempDir(), 'cut', { ...three, without: indexed ? [] : ['.shx'] })
    truncateSync(path, bytes)
    const error = await refusal(path)
    expect(error.kind).toBe('source')
    expect(error.fault.what).toBe('the .shp is cut off')
    expect(error.fault.where).toMatchObject({ record })
  })

  it.each([
    ['shorter than its header', 40],
    ['empty', 0],
  ])('a .shp that is %s', async (_, bytes) => {
    const path = writeShapefile(tempDir(), 'cut', three)
    truncateSync(path, bytes)
    expect((await refusal(path)).fault.what).toBe('the .shp is not a shapefile')
  })

  it('an HTML page saved as .shp', async () => {
    const path = writeShapefile(tempDir(), 'page', three)
    writeFileSync(path, `<!DOCTYPE html>${' '.repeat(200)}`)
    expect((await refusal(path)).fault.what).toBe('the .shp is not a shapefile')
  })

  it('a .dbf with rows cut off, and which is the first', async () => {
    const folder = tempDir()
    const path = writeShapefile(folder, 'cut', three)
    const dbf = readFileSync(join(folder, 'cut.dbf'))
    truncateSync(join(folder, 'cut.dbf'), dbf.length - 10)
    const error = await refusal(path)
    expect(error.fault.what).toBe('the .dbf is cut off')
    expect(error.fault.where).toMatchObject({ record: 2 })
  })

  it('a .dbf that lacks only the padding and mark at its end is whole', async () => {
    const folder = tempDir()
    const path = writeShapefile(folder, 'short', {
      ...three,
      fields: [{ name: 'A', type: 'C', length: 4 }],
      rows: [['a'], ['b'], ['c']],
    })
    const dbf = readFileSync(join(folder, 'short.dbf'))
    truncateSync(join(folder, 'short.dbf'), dbf.length - 2)
    expect((await readAll(path)).records.map(({ cells }) => cells.A)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['fewer', 2],
    ['more', 4],
  ])('a .dbf with %s rows than shapes, with and without an index', async (_, rows) => {
    const other = shapefileBytes({ shapeType: 1, shapes: Array.from({ length: rows }, () => POINT) }).get(
      '.dbf',
    )!
    for (const without of [[], ['.shx' as const]]) {
      const folder = tempDir()
      const path = writeShapefile(folder, 'pair', { ...three, without })
      writeFileSync(join(folder, 'pair.dbf'), other)
      const error = await refusal(path)
      expect(error.kind).toBe('source')
      expect(error.fault.what).toBe('shapes and attribute rows do not pair up')
      expect(error.fault.got).toContain(`${rows} rows in the .dbf`)
    }
  })

  it('a .shp that holds more than .shx and .dbf know', async () => {
    const folder = tempDir()
    writeShapefile(folder, 'stale', { shapeType: 1, shapes: [POINT, POINT] })
    const path = join(folder, 'stale.shp')
    writeFileSync(path, shapefileBytes(three).get('.shp')!)
    expect((await refusal(path)).fault.got).toBe('more than 2 in the .shp, 2 rows in the .dbf')
  })

  it('a wrong layer name for a file that has one layer', async () => {
    const error = await refusal(writeShapefile(tempDir(), 'rt', three), { layer: 'rw' })
    expect(error.kind).toBe('config')
    expect(error.fault.expected).toBe('one of rt')
  })
})
