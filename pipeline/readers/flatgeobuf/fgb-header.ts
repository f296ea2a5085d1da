import { type Place, UserError } from '../../errors.ts'
import type { ByteSource } from '../bytes.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { FlatError, FlatTable } from './flat-table.ts'

const MAGIC = 'fgb'
const VERSION = 3
const MAGIC_BYTES = 8
const SIZE_BYTES = 4
/** A node of the packed Hilbert R-tree: four doubles and an offset. */
const NODE_BYTES = 40

/** `ColumnType` of the schema, by its number. */
export const COLUMN_TYPES = [
  'byte',
  'ubyte',
  'bool',
  'short',
  'ushort',
  'int',
  'uint',
  'long',
  'ulong',
  'float',
  'double',
  'string',
  'json',
  'datetime',
  'binary',
] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

export interface FgbColumn {
  name: string
  type: ColumnType
}

export interface FgbHeader {
  /** `GeometryType` of all features; 0 where each states its own. */
  geometryType: number
  columns: FgbColumn[]
  /** Features the file states; null where it does not know. */
  features: number | null
  crs: { prj: string } | { code: string } | null
  /** Position of the first feature in the file. */
  firstFeature: number
}

/**
 * Reads the header and finds the first feature behind the index.
 *
 * Source: FlatGeobuf 3, `header.fbs` and the packed R-tree of its reference implementation.
 * @throws UserError source, when it is not that, or says more than the file can hold.
 */
export async function readFgbHeader(source: ByteSource, where: Place): Promise<FgbHeader> {
  const start = Buffer.alloc(MAGIC_BYTES + SIZE_BYTES)
  const got = await source.read(start, 0)
  if (
    got < start.length ||
    start.toString('latin1', 0, 3) !== MAGIC ||
    start.toString('latin1', 4, 7) !== MAGIC
  ) {
    throw new UserError('source', {
      what: 'the file is not a FlatGeobuf',
      where,
      got: got === 0 ? 'an empty file' : `first bytes ${start.subarray(0, Math.min(got, 8)).toString('hex')}`,
      expected: 'fgb 3',
      next: 'ask for the file again, or name the right one',
    })
  }
  if (start[3] !== VERSION) {
    throw new UserError('source', {
      what: 'the FlatGeobuf is of a version that is not read',
      where,
      got: `version ${start[3]}`,
      expected: `version ${VERSION}`,
      next: 'export the layer again with a current GDAL or QGIS',
    })
  }
  const length = start.readUInt32LE(MAGIC_BYTES)
  const headerEnd = start.length + length
  if (headerEnd > source.size || length > RECORD_LIMITS.bytes)
    throw cutOff(where, `a header of ${length} bytes`, source.size)
  const bytes = Buffer.alloc(length)
  await source.read(bytes, start.length)
  try {
    const header = FlatTable.root(bytes)
    const features = header.uint64(8)
    const indexBytes = indexLength(features, header.uint16(9, 16))
    // The smallest feature is its length and an empty table.
    if (BigInt(headerEnd) + indexBytes + 4n * features > BigInt(source.size)) {
      throw cutOff(where, `${features} features stated`, source.size)
    }
    return {
      geometryType: header.uint8(2),
      columns: readColumns(header, 7, where),
      features: features === 0n ? null : Number(features),
      crs: readCrs(header.table(10)),
      firstFeature: headerEnd + Number(indexBytes),
    }
  } catch (error) {
    throw fgbFault(error, where)
  }
}

/** The columns that a header, or a feature of its own, lists. */
export function readColumns(table: FlatTable, field: number, where: Place): FgbColumn[] {
  const columns: FgbColumn[] = []
  const names = new Set<string>()
  const vector = table.vector(field, 4)
  if (vector !== null && vector.count > RECORD_LIMITS.columns)
    throw beyondLimit('columns', vector.count, where)
  for (const column of table.tables(field)) {
    const name = column.string(0) ?? ''
    const number = column.uint8(1)
    const type = COLUMN_TYPES[number]
    if (type === undefined) throw new FlatError(`column type ${number}`)
    if (names.has(name)) throw new FlatError(`two columns called ${name}`)
    names.add(name)
    columns.push({ name, type })
  }
  return columns
}

/** A fault in the bytes as a fault of the file; any other error passes unchanged. */
export function fgbFault(error: unknown, where: Place): unknown {
  if (!(error instanceof FlatError)) return error
  return new UserError(
    'source',
    {
      what: 'the FlatGeobuf is damaged',
      where,
      got: error.message.slice(0, 200),
      expected: 'FlatBuffers as FlatGeobuf 3 has them',
      next: 'ask for the file again, or export the layer again',
    },
    { cause: error },
  )
}

/** The refusal of a file that ends too early, or states more than it has. */
export function cutOff(where: Place, got: string, size: number): UserError {
  return new UserError(
    'source',
    {
      what: 'the FlatGeobuf is cut off or damaged',
      where,
      got,
      expected: `what fits in the ${size} bytes of the file`,
      next: 'ask for the file again: the copy or the download did not complete',
    },
    { quotesRecord: false },
  )
}

/** Bytes of the packed R-tree; without a number of features or a node size there is none. */
function indexLength(features: bigint, nodeSize: number): bigint {
  if (features === 0n || nodeSize === 0) return 0n
  const size = BigInt(Math.max(2, nodeSize))
  let level = features
  let nodes = features
  do {
    level = (level + size - 1n) / size
    nodes += level
  } while (level !== 1n)
  return nodes * BigInt(NODE_BYTES)
}

function readCrs(crs: FlatTable | null): FgbHeader['crs'] {
  if (crs === null) return null
  const organization = (crs.string(0) ?? 'EPSG').toUpperCase()
  const number = crs.int32(1)
  if (organization === 'EPSG' && number > 0) return { code: `EPSG:${number}` }
  const wkt = crs.string(4)?.trim() ?? ''
  if (/^[A-Z_]+\s*[[(]/i.test(wkt)) return { prj: wkt }
  const code = number > 0 ? String(number) : (crs.string(5) ?? '')
  if (organization === 'OGC' && code === 'CRS84') return { code: 'EPSG:4326' }
  return code === '' ? null : { code: `${organization}:${code}`.slice(0, 80) }
}
