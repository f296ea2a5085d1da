import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAll, refusal } from '../../support/shapefile-reading.ts'
import { type Shape, type ShapefileSpec, tempDir, writeShapefile } from '../../support/shapefile-writer.ts'

const three: ShapefileSpec = {
  shapeType: 1,
  shapes: [{ point: [104.45, 0.92] }, { point: [104.5, 0.9] }, { point: [104.4, 0.8] }],
}
const triangle = [
  [0, 0],
  [0, 4],
  [4, 4],
  [0, 0],
]
const SHAPE_AT = 100 + 8

/** Writes a layer whose files were changed as told, by their ending. */
function damaged(
  spec: ShapefileSpec,
  change: Partial<Record<string, (bytes: Buffer) => Buffer | undefined>>,
) {
  const path = writeShapefile(tempDir(), 'x', spec)
  for (const [part, edit] of Object.entries(change)) {
    const file = path.replace('.shp', part)
    const bytes = readFileSync(file)
    writeFileSync(file, edit!(bytes) ?? bytes)
  }
  return path
}

const edit = (write: (bytes: Buffer) => unknown) => (bytes: Buffer) => {
  write(bytes)
  return undefined
}

async function readWhole(path: string, code: string) {
  const { layer, records } = await readAll(path)
  expect(records.map(({ geometry }) => geometry)).toEqual(
    three.shapes.map((shape) => ({ type: 'Point', coordinates: (shape as { point: number[] }).point })),
  )
  expect(layer.findings.map((finding) => finding.code)).toEqual([code])
  return { layer, records }
}

describe('the index is only an index: where the .shp is whole and the .dbf agrees it is left aside, and that is reported', () => {
  it('without a .shx', async () => {
    const path = writeShapefile(tempDir(), 'x', { ...three, without: ['.shx'] })
    const { layer } = await readWhole(path, 'SHP_INDEX_STALE')
    expect(layer.findings[0]).toMatchObject({ got: 'no .shx', record: null })
  })

  it('without a .shx, each shape with its own row through the whole of a long file', async () => {
    const count = 20_000
    const path = writeShapefile(tempDir(), 'x', {
      shapeType: 1,
      fields: [
        { name: 'NO', type: 'N', length: 8 },
        { name: 'NAMA', type: 'C', length: 200 },
      ],
      shapes: Array.from({ length: count }, (_, i) => ({ point: [104 + i / 100_000, 0.5] })),
      rows: Array.from({ length: count }, (_, i) => [String(i), 'x']),
      without: ['.shx'],
    })
    const { records } = await readAll(path)
    expect(records).toHaveLength(count)
    const wrong = records.filter(
      ({ cells, geometry }) =>
        (geometry as { coordinates: number[] }).coordinates[0] !== 104 + Number(cells.NO) / 100_000,
    )
    expect(wrong).toEqual([])
  })

  it.each([
    ['empty', (shx: Buffer) => shx.subarray(0, 0)],
    ['cut off', (shx: Buffer) => shx.subarray(0, 110)],
    ['an HTML page', () => Buffer.from(`<html>${' '.repeat(200)}`)],
    ['of text whose bytes above 7F became question marks', (shx: Buffer) => shx.fill('?', 116, 118)],
    [
      'a ring of offsets',
      (shx: Buffer) => Buffer.concat([shx.subarray(0, 100), ...[0, 1, 2].map(() => shx.subarray(100, 108))]),
    ],
    [
      'of more records',
      (shx: Buffer) => {
        const more = Buffer.concat([shx, shx.subarray(100, 108)])
        more.writeInt32BE(more.length / 2, 24)
        return more
      },
    ],
    [
      'with offsets beyond the file',
      (shx: Buffer) => edit((bytes) => bytes.writeUInt32BE(0xfffffff0, 108))(shx) ?? shx,
    ],
  ])('with a .shx that is %s', async (_, change) => {
    await readWhole(damaged(three, { '.shx': change }), 'SHP_INDEX_STALE')
  })

  it('an index with gaps is followed only to the records it promises', async () => {
    // The .shp has a record too many, so its own order cannot be trusted, and the index names one record twice.
    const path = damaged(three, {
      '.shp': (shp) => Buffer.concat([shp, shp.subarray(100, 128)]),
      '.shx': edit((shx) => shx.copy(shx, 116, 108, 116)),
    })
    expect((await refusal(path)).fault.what).toBe('the .shx does not belong to this .shp')
  })
})

describe('counts and lengths in headers that the content contradicts', () => {
  it.each([0, 1, 2, 4, 4_000_000_000])('a .dbf that states %i rows and holds three', async (rows) => {
    const path = damaged(three, { '.dbf': edit((dbf) => dbf.writeUInt32LE(rows, 4)) })
    const { layer } = await readWhole(path, 'SHP_INDEX_STALE')
    expect(layer.findings[0]).toMatchObject({ got: String(rows) })
  })

  it.each([0, 40, 0x7fffffff, 0xffffffff])('a .shp that states %i words', async (words) => {
    const path = damaged(three, { '.shp': edit((shp) => shp.writeUInt32BE(words, 24)) })
    await readWhole(path, 'SHP_INDEX_STALE')
  })

  it('record numbers that begin at 0, as some writers have them', async () => {
    const path = damaged(three, {
      '.shp': edit((shp) => [0, 1, 2].map((i) => shp.writeInt32BE(i, 100 + 28 * i))),
    })
    expect((await readAll(path)).records).toHaveLength(3)
    const alone = damaged(
      { ...three, without: ['.shx'] },
      {
        '.shp': edit((shp) => [0, 1, 2].map((i) => shp.writeInt32BE(i, 100 + 28 * i))),
      },
    )
    expect((await readAll(alone)).records).toHaveLength(3)
  })

  it('records of another type than the header states are read when their length is that of their type', async () => {
    const path = damaged(
      { shapeType: 15, shapes: [{ parts: [triangle] }, null] },
      { '.shp': edit((shp) => shp.writeInt32LE(5, 32)) },
    )
    const { layer, records } = await readAll(path)
    expect(records.map(({ geometry }) => geometry?.type)).toEqual(['Polygon', undefined])
    expect(layer.findings.map(({ code }) => code)).toContain('SHP_INDEX_STALE')
    const flipped = damaged(
      { shapeType: 5, shapes: [{ parts: [triangle] }] },
      {
        '.shp': edit((shp) => shp.writeInt32LE(1, SHAPE_AT)),
      },
    )
    expect((await refusal(flipped)).fault.got).toBe('shape type 1')
  })

  it('boxes that are not true are not believed', async () => {
    const path = damaged(
      { shapeType: 5, shapes: [{ parts: [triangle] }] },
      {
        '.shp': edit((shp) => shp.fill(0xff, 36, 100).fill(0x7f, SHAPE_AT + 4, SHAPE_AT + 36)),
      },
    )
    const { layer, records } = await readAll(path)
    expect(records[0]!.geometry?.type).toBe('Polygon')
    expect(layer.findings).toEqual([])
  })
})

describe('a missing .dbf', () => {
  it('leaves the shapes without attributes, and that is reported', async () => {
    const path = writeShapefile(tempDir(), 'x', { ...three, without: ['.dbf'] })
    const { layer, records } = await readWhole(path, 'DBF_MISSING')
    expect(layer.fields).toEqual([])
    expect(records.map(({ cells }) => cells)).toEqual([{}, {}, {}])
  })

  it('and a missing .shx: the .shp alone, as long as it is whole', async () => {
    const spec: ShapefileSpec = { ...three, without: ['.dbf', '.shx'] }
    const { layer, records } = await readAll(writeShapefile(tempDir(), 'x', spec))
    expect(records).toHaveLength(3)
    expect(layer.findings.map(({ code }) => code)).toEqual(['SHP_INDEX_STALE', 'DBF_MISSING'])
    const path = writeShapefile(tempDir(), 'y', spec)
    truncateSync(path, 100 + 28 + 20)
    const error = await refusal(path)
    expect(error.fault.what).toBe('the .shp is cut off')
    expect(error.fault.where).toMatchObject({ record: 2 })
  })
})

describe('lengths and counts that lie are refused before anything is allocated', () => {
  const polygon: ShapefileSpec = {
    shapeType: 5,
    shapes: [{ parts: [triangle, triangle.map(([x, y]) => [x! + 9, y!])] }],
  }

  it.each([
    ['a content length of 4 GB', polygon, edit((shp) => shp.writeUInt32BE(0x7fffffff, 104))],
    ['a negative content length', polygon, edit((shp) => shp.writeInt32BE(-1, 104))],
    ['a content length of nothing', polygon, edit((shp) => shp.writeInt32BE(0, 104))],
    ['more parts than bytes', polygon, edit((shp) => shp.writeUInt32LE(1_000_000, SHAPE_AT + 36))],
    ['a negative number of parts', polygon, edit((shp) => shp.writeInt32LE(-1, SHAPE_AT + 36))],
    ['more positions than bytes', polygon, edit((shp) => shp.writeUInt32LE(0x10000000, SHAPE_AT + 40))],
    ['a negative number of positions', polygon, edit((shp) => shp.writeInt32LE(-8, SHAPE_AT + 40))],
    ['a first part that does not begin at 0', polygon, edit((shp) => shp.writeInt32LE(1, SHAPE_AT + 44))],
    ['parts out of order', polygon, edit((shp) => shp.writeInt32LE(-4, SHAPE_AT + 48))],
    ['a part beyond the positions', polygon, edit((shp) => shp.writeInt32LE(9, SHAPE_AT + 48))],
    [
      'more points than bytes',
      { shapeType: 8, shapes: [{ points: [[1, 2]] }] } as ShapefileSpec,
      edit((shp) => shp.writeUInt32LE(0xffffffff, SHAPE_AT + 36)),
    ],
    [
      'a part type nobody knows',
      { shapeType: 31, shapes: [{ parts: [triangle], kinds: [9] }] } as ShapefileSpec,
      edit(() => {}),
    ],
    ['a shape type nobody knows', polygon, edit((shp) => shp.writeInt32LE(99, SHAPE_AT))],
    ['a shape type of the file nobody knows', polygon, edit((shp) => shp.writeInt32LE(7, 32))],
  ])('%s', async (_, spec, change) => {
    for (const without of [[], ['.shx' as const]]) {
      const error = await refusal(damaged({ ...spec, without }, { '.shp': change }))
      expect(error.kind).toBe('source')
      expect(error.exitCode).toBe(21)
    }
  })

  it('a polygon of a million parts', async () => {
    const parts = Array.from({ length: 1_000_000 }, () => [[0, 0]])
    const error = await refusal(hugeParts(parts.length))
    expect(error.fault).toMatchObject({
      what: 'a record is larger than is safe to read',
      got: '1000000 parts in one geometry',
      where: { record: 1 },
    })
  })
})

/** One polygon of so many parts of one position, made without arrays of them. */
function hugeParts(count: number): string {
  const one: Shape = { parts: [[[0, 0]]] }
  const content = Buffer.alloc(44 + 20 * count)
  content.writeInt32LE(5, 0)
  content.writeInt32LE(count, 36)
  content.writeInt32LE(count, 40)
  for (let part = 0; part < count; part++) content.writeInt32LE(part, 44 + 4 * part)
  const record = (shp: Buffer) => {
    const bytes = Buffer.concat([shp.subarray(0, 108), content])
    bytes.writeInt32BE(bytes.length / 2, 24)
    bytes.writeInt32BE(content.length / 2, 104)
    return bytes
  }
  return damaged({ shapeType: 5, shapes: [one], without: ['.shx'] }, { '.shp': record })
}

describe('a .prj that says nothing', () => {
  it.each([
    ['empty', Buffer.alloc(0), ''],
    ['an HTML page', Buffer.from('<html>404</html>'), '<html>404</html>'],
    ['binary', Buffer.from([0, 1, 2, 0x1b, 0x80, 0x41]), '\uFFFDA'],
  ])(
    '%s is delivered as text without control characters, for the CRS to be asked for',
    async (_, bytes, prj) => {
      const path = damaged({ ...three, prj: 'x' }, { '.prj': () => bytes })
      expect((await readAll(path)).layer.crs).toEqual({ prj })
    },
  )

  it.each([
    ['with a mark', Buffer.from('\uFEFFGEOGCS["é"]', 'utf16le')],
    ['without one', Buffer.from('GEOGCS["x"]', 'utf16le')],
  ])('one in UTF-16 %s is read as such', async (_, bytes) => {
    const path = damaged({ ...three, prj: 'x' }, { '.prj': () => bytes })
    expect((await readAll(path)).layer.crs).toMatchObject({
      prj: expect.stringMatching(/^GEOGCS\["[éx]"\]$/),
    })
  })
})
