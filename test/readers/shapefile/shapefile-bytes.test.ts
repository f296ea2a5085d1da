import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { openShapefile } from '../../../pipeline/readers/shapefile/shapefile.ts'
import { type ShapefileSpec, shapefileBytes, tempDir } from '../../support/shapefile-writer.ts'

const outer = [
  [0, 0],
  [0, 4],
  [4, 4],
  [4, 0],
  [0, 0],
]
const hole = [
  [1, 1],
  [2, 1],
  [2, 2],
  [1, 1],
]

/** One small layer of each build of shapes and columns. */
const LAYERS: ShapefileSpec[] = [
  {
    shapeType: 5,
    shapes: [{ parts: [outer, hole] }, null, { parts: [hole] }],
    fields: [
      { name: 'NAMA', type: 'C', length: 6 },
      { name: 'LUAS', type: 'N', length: 6, decimals: 2 },
    ],
    rows: [
      ['Pé', '1.5'],
      ['cd', ''],
      ['ef', '****'],
    ],
    deleted: [2],
    cpg: 'UTF-8',
    prj: 'GEOGCS["x"]',
  },
  {
    shapeType: 18,
    shapes: [{ points: [[1, 2, 3]] }, { points: outer }],
    fields: [
      { name: 'TGL', type: 'D', length: 8 },
      { name: 'SAH', type: 'L', length: 1 },
      { name: 'I', type: 'I', length: 4 },
    ],
    rows: [
      ['20240229', 'T', Buffer.alloc(4)],
      ['', '?', Buffer.alloc(4, 1)],
    ],
  },
  { shapeType: 31, shapes: [{ parts: [outer, hole], kinds: [2, 3] }, null], without: ['.shx'] },
  { shapeType: 23, shapes: [{ parts: [outer.slice(0, 2), hole] }], without: ['.dbf'] },
  { shapeType: 1, shapes: [{ point: [104.5, 0.9] }, { point: [104.4, 0.8] }, { point: [104.3, 0.7] }] },
]

/** A fault of a copy: bytes that differ, an end that is missing, or something after the end. */
type Fault = { part: number } & (
  | { kind: 'flip'; at: number; bits: number }
  | { kind: 'cut'; at: number }
  | { kind: 'longer'; bytes: Uint8Array }
)

const part = fc.nat({ max: 99 })
const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), part, at, bits: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), part, at }),
  fc.record({
    kind: fc.constant('longer' as const),
    part,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  }),
)

function spoil(bytes: Buffer, fault: Fault): Buffer {
  if (fault.kind === 'longer') return Buffer.concat([bytes, fault.bytes])
  const place = Math.floor(('at' in fault ? fault.at : 0) * bytes.length)
  if (fault.kind === 'cut') return bytes.subarray(0, place)
  const spoiled = Buffer.from(bytes)
  spoiled[place] = spoiled[place]! ^ fault.bits
  return spoiled
}

const written = new Map<string, Buffer>()

/** Most files are the same as in the run before. */
function writeOnce(path: string, bytes: Buffer): void {
  if (written.get(path)?.equals(bytes)) return
  writeFileSync(path, bytes)
  written.set(path, bytes)
}

/** Reads a spoiled layer: whole with counts that agree, or refused. Anything else is a fault of the reader. */
async function readsOrRefuses(folder: string, layer: number, faults: Fault[]): Promise<'read' | 'refused'> {
  const spec = LAYERS[layer]!
  const files = [...shapefileBytes(spec)]
  for (const fault of faults) {
    const file = files[fault.part % files.length]!
    file[1] = spoil(file[1], fault)
  }
  for (const [ending, bytes] of files) writeOnce(join(folder, `x${layer}${ending}`), bytes)
  try {
    const opened = await openShapefile(join(folder, `x${layer}.shp`), { label: 'x' })
    let records = 0
    for await (const record of opened.records()) {
      records++
      expect(Object.keys(record.cells)).toEqual(opened.fields)
    }
    expect(records + opened.deleted).toBe(spec.shapes.length)
    return 'read'
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.exitCode).toBe(21)
    return 'refused'
  }
}

describe('a shapefile spoiled on its way', () => {
  it('is read with as many records as it had, or is refused', async () => {
    const folder = tempDir()
    const met = { read: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: LAYERS.length - 1 }),
        fc.array(fault, { minLength: 1, maxLength: 3 }),
        async (layer, faults) => void met[await readsOrRefuses(folder, layer, faults)]++,
      ),
      { numRuns: 600, seed: 20_240_229 },
    )
    expect(met.read).toBeGreaterThan(50)
    expect(met.refused).toBeGreaterThan(50)
  })

  it('with any single byte turned over', async () => {
    const folder = tempDir()
    let refused = 0
    for (const part of [0, 1, 2]) {
      const [, bytes] = [...shapefileBytes(LAYERS[0]!)][part]!
      for (let i = 0; i < bytes.length; i++) {
        const flip: Fault = { kind: 'flip', part, at: (i + 0.5) / bytes.length, bits: 0xff }
        if ((await readsOrRefuses(folder, 0, [flip])) === 'refused') refused++
      }
    }
    expect(refused).toBeGreaterThan(30)
  })
})
