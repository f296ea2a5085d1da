import { mkdtemp, open, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import { temporaryRoot } from '../temporary-folder.ts'
import { gunzip, isGzip } from './gzip.ts'
import type { Bounds } from './header.ts'
import { tileIdOf, zxyOf } from './hilbert.ts'
import type { ArchiveMeta } from './metadata.ts'
import { statedBy } from './stated-rows.ts'
import { noArchive, type TileRun, type TileSource } from './tile-source.ts'
import { type AddFault, messageOf } from './verify/faults.ts'

/** One transaction for all: each would lock the file, and look whether others have written, for itself. */
const SAFE_SETTINGS =
  'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON; BEGIN'

/** Where SQLite keeps the page size, the count of changes, the pages, and the change at which these were counted. */
const HEADER = { bytes: 100, pageSize: 16, changes: 24, pages: 28, countedAt: 92 }
/** What SQLite says of a database of something else, such as a GeoPackage, and of none. */
const OTHER_DATABASE = /no such (table|column): \S+|file is not a database/

/** Reads MBTiles in the order of PMTiles tile ids; eight bytes a tile are held. */
export class MbtilesSource implements TileSource {
  readonly file: string
  readonly bytes: number
  readonly isVector: boolean
  readonly bounds: Bounds
  readonly center: ArchiveMeta['center']
  readonly tiles: number
  readonly minZoom: number
  readonly maxZoom: number
  readonly metadata: Record<string, unknown>
  readonly #db: Database
  readonly #select: Statement
  readonly #ids: Float64Array
  readonly #folder: string

  private constructor(file: string, bytes: number, db: Database, folder: string, fault: AddFault) {
    this.file = file
    this.bytes = bytes
    this.#db = db
    this.#folder = folder
    const rows = new Map(
      inTable('metadata', () => db.all('SELECT name, value FROM metadata')).map((row) => [
        String(row.name),
        String(row.value),
      ]),
    )
    this.#ids = inTable('tiles', () => idsOf(db, fault))
    const { isVector, bounds, center, metadata } = statedBy(rows, fault)
    this.isVector = isVector
    this.bounds = bounds
    this.center = center
    this.metadata = metadata
    this.tiles = this.#ids.length
    this.minZoom = this.#ids.length === 0 ? 0 : zxyOf(this.#ids[0]!)[0]
    this.maxZoom = this.#ids.length === 0 ? 0 : zxyOf(this.#ids[this.#ids.length - 1]!)[0]
    this.#select = db.prepare(
      'SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?',
    )
  }

  /**
   * @param options.fault takes what is wrong in rows that can be read; thrown as an Error when left out.
   * @param options.temporary folder for the link to the file (default: that of the run, else of the system).
   * @throws UserError `source` for a database of something else; Error when the database is damaged
   */
  static async open(
    file: string,
    { fault = refuse, temporary = temporaryRoot() }: { fault?: AddFault; temporary?: string } = {},
  ): Promise<MbtilesSource> {
    const size = await wholeSize(file)
    // The library locks with a folder beside the file: it is given a link in a folder of its own.
    const folder = await mkdtemp(path.join(temporary, 'petakumuh-mbtiles-'))
    try {
      const link = path.join(folder, 'tiles.mbtiles')
      await symlink(path.resolve(file), link)
      const db = new sqlite.Database(link, { readOnly: true })
      try {
        db.exec(SAFE_SETTINGS)
        return new MbtilesSource(file, size, db, folder, fault)
      } catch (error) {
        db.close()
        throw error
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      const found = OTHER_DATABASE.exec((error as Error).message)
      throw found === null ? error : noArchive(file, `another kind of database (${found[0]})`)
    }
  }

  async *runs(): AsyncGenerator<TileRun> {
    for (const tileId of this.#ids) yield { tileId, runLength: 1, content: tileId, length: 0 }
  }

  async stored({ tileId }: TileRun): Promise<Uint8Array> {
    const [z, x, y] = zxyOf(tileId)
    const data = this.#select.get([z, x, 2 ** z - 1 - y])?.tile_data
    if (!(data instanceof Uint8Array)) throw new RangeError('the tile is no blob')
    return data
  }

  unpacked(stored: Uint8Array): Uint8Array {
    return isGzip(stored) ? gunzip(stored) : stored
  }

  async close(): Promise<void> {
    this.#select.finalize()
    this.#db.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function refuse(_code: string, detail: string): never {
  throw new RangeError(detail)
}

/**
 * @returns bytes of the file.
 * @throws UserError `source` when it ends within its header; RangeError when it is shorter than its header says.
 */
async function wholeSize(file: string): Promise<number> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER.bytes), 0, HEADER.bytes, 0)
    if (bytesRead < HEADER.bytes)
      throw noArchive(file, `the file has ${size} bytes, a header of SQLite has ${HEADER.bytes}`)
    const pageSize = buffer.readUInt16BE(HEADER.pageSize)
    const stated = buffer.readUInt32BE(HEADER.pages) * (pageSize === 1 ? 65536 : pageSize)
    const isCounted = buffer.readUInt32BE(HEADER.changes) === buffer.readUInt32BE(HEADER.countedAt)
    if (isCounted && size < stated)
      throw new RangeError(`the file ends at byte ${size}, its header says ${stated}`)
    return size
  } finally {
    await handle.close()
  }
}

function inTable<Rows>(name: string, read: () => Rows): Rows {
  try {
    return read()
  } catch (error) {
    throw new Error(`table ${name}: ${messageOf(error)}`, { cause: error })
  }
}

function idsOf(db: Database, fault: AddFault): Float64Array {
  const count = Number(db.get('SELECT count(*) AS n FROM tiles')!.n)
  const ids = new Float64Array(count)
  let filled = 0
  const statement = db.prepare('SELECT zoom_level, tile_column, tile_row FROM tiles')
  try {
    for (const { zoom_level, tile_column, tile_row } of statement.iterate()) {
      const [z, column, row] = [Number(zoom_level), Number(tile_column), Number(tile_row)]
      try {
        ids[filled] = tileIdOf(z, column, 2 ** z - 1 - row)
        filled++
      } catch {
        fault('order', `zoom ${z}, column ${column}, row ${row} is no place of a tile`)
      }
    }
  } finally {
    statement.finalize()
  }
  const placed = ids.subarray(0, filled).sort()
  let isTwice = false
  for (let i = 1; i < filled; i++) {
    if (placed[i] !== placed[i - 1]) continue
    isTwice = true
    fault('order', `tile ${zxyOf(placed[i]!).join('/')} is there twice`)
  }
  return isTwice ? placed.filter((id, i) => id !== placed[i - 1]) : placed
}
