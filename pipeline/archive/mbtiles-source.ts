import { mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import { gunzip } from './gzip.ts'
import type { Bounds } from './header.ts'
import { tileIdOf, zxyOf } from './hilbert.ts'
import type { TileRun, TileSource } from './tile-source.ts'

const WORLD: Bounds = [-180, -90, 180, 90]
const GZIP_MAGIC = [0x1f, 0x8b]
const SAFE_SETTINGS = 'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON'

/** Reads MBTiles in the order of PMTiles tile ids; eight bytes a tile are held. */
export class MbtilesSource implements TileSource {
  readonly file: string
  readonly bytes: number
  readonly isVector: boolean
  readonly bounds: Bounds
  readonly minZoom: number
  readonly maxZoom: number
  readonly metadata: Record<string, unknown>
  readonly #db: Database
  readonly #select: Statement
  readonly #ids: Float64Array
  readonly #folder: string

  private constructor(file: string, bytes: number, db: Database, folder: string) {
    this.file = file
    this.bytes = bytes
    this.#db = db
    this.#folder = folder
    const rows = new Map(
      db.all('SELECT name, value FROM metadata').map((row) => [String(row.name), String(row.value)]),
    )
    this.#ids = idsOf(db)
    this.isVector = rows.get('format') === 'pbf'
    this.bounds = boundsOf(rows.get('bounds'))
    this.minZoom = this.#ids.length === 0 ? 0 : zxyOf(this.#ids[0]!)[0]
    this.maxZoom = this.#ids.length === 0 ? 0 : zxyOf(this.#ids[this.#ids.length - 1]!)[0]
    this.metadata = metadataOf(rows)
    this.#select = db.prepare(
      'SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?',
    )
  }

  /** @throws SQLite3Error, RangeError or SyntaxError when the file is damaged or no MBTiles. */
  static async open(file: string): Promise<MbtilesSource> {
    const { size } = await stat(file)
    // The library locks with a folder beside the file: it is given a link in a folder of its own.
    const folder = await mkdtemp(path.join(tmpdir(), 'petakumuh-mbtiles-'))
    try {
      const link = path.join(folder, 'tiles.mbtiles')
      await symlink(path.resolve(file), link)
      const db = new sqlite.Database(link, { readOnly: true })
      try {
        db.exec(SAFE_SETTINGS)
        return new MbtilesSource(file, size, db, folder)
      } catch (error) {
        db.close()
        throw error
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
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
    return stored[0] === GZIP_MAGIC[0] && stored[1] === GZIP_MAGIC[1] ? gunzip(stored) : stored
  }

  async close(): Promise<void> {
    this.#select.finalize()
    this.#db.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function idsOf(db: Database): Float64Array {
  const count = Number(db.get('SELECT count(*) AS n FROM tiles')!.n)
  const ids = new Float64Array(count)
  let filled = 0
  const statement = db.prepare('SELECT zoom_level, tile_column, tile_row FROM tiles')
  try {
    for (const { zoom_level, tile_column, tile_row } of statement.iterate()) {
      const z = Number(zoom_level)
      ids[filled++] = tileIdOf(z, Number(tile_column), 2 ** z - 1 - Number(tile_row))
    }
  } finally {
    statement.finalize()
  }
  ids.sort()
  for (let i = 1; i < filled; i++) {
    if (ids[i] === ids[i - 1]) throw new RangeError(`tile ${zxyOf(ids[i]!).join('/')} is there twice`)
  }
  return ids
}

function boundsOf(text: string | undefined): Bounds {
  const numbers = (text ?? '').split(',').map(Number)
  return text !== undefined && numbers.length === 4 && numbers.every(Number.isFinite)
    ? (numbers as Bounds)
    : WORLD
}

/** As the metadata of PMTiles: what stands in the row `json` at the top, without what the header says there. */
function metadataOf(rows: Map<string, string>): Record<string, unknown> {
  const metadata: Record<string, unknown> = {}
  const elsewhere = ['json', 'petakumuh', 'format', 'bounds', 'center', 'minzoom', 'maxzoom']
  for (const [name, value] of rows) if (!elsewhere.includes(name)) metadata[name] = value
  Object.assign(metadata, JSON.parse(rows.get('json') ?? '{}'))
  const own = rows.get('petakumuh')
  if (own !== undefined) metadata.petakumuh = JSON.parse(own)
  return metadata
}
