import { appendFileSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import {
  type ArchiveWriter,
  type CompressedTile,
  checkNextTile,
  extentOf,
  installFile,
  noTiles,
  removePart,
  type WrittenArchive,
} from './archive-writer.ts'
import { ContentIndex } from './content-index.ts'
import { zxyOf } from './hilbert.ts'
import { type ArchiveMeta, type CopiedMeta, metadataJson } from './metadata.ts'
import { metadataRows } from './metadata-rows.ts'

/** "MPBX", the application id of MBTiles 1.3. */
const APPLICATION_ID = 0x4d504258
/** The file has another name and is thrown away on any error: no journal, no flush before the last. */
const SETTINGS = `PRAGMA page_size = 4096; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA application_id = ${APPLICATION_ID}`
const TABLES = `CREATE TABLE metadata (name TEXT NOT NULL, value TEXT NOT NULL);
  CREATE TABLE images (tile_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);
  CREATE TABLE map (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL, tile_id INTEGER NOT NULL)`
/** More than SQLite asks for at a time. */
const PROBE_BYTES = 1 << 16
/** Built when all is in, which is quicker than row by row. */
const VIEWS = `CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
  CREATE UNIQUE INDEX metadata_index ON metadata (name);
  CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id)`

/**
 * Writes MBTiles 1.3 of gzipped vector tiles. Equal tiles are stored once: `tiles` is a view of `map` and `images`. The same
 * tiles give the same bytes with the same version of SQLite, which stands in the header of the file.
 */
export class MbtilesWriter implements ArchiveWriter {
  readonly #file: string
  readonly #part: string
  readonly #db: Database
  readonly #insertImage: Statement
  readonly #insertPlace: Statement
  readonly #selectImage: Statement
  readonly #contents: ContentIndex
  #tiles = 0
  #firstId = -1
  #previousId = -1
  #isOver = false

  private constructor(file: string, part: string, db: Database) {
    this.#file = file
    this.#part = part
    this.#db = db
    this.#insertImage = db.prepare('INSERT INTO images VALUES (?, ?)')
    this.#insertPlace = db.prepare('INSERT INTO map VALUES (?, ?, ?, ?)')
    this.#selectImage = db.prepare('SELECT tile_data FROM images WHERE tile_id = ?')
    this.#contents = new ContentIndex((image) => this.#selectImage.get([image])!.tile_data as Uint8Array)
  }

  static async create(file: string): Promise<MbtilesWriter> {
    const part = `${file}.part`
    // The library calls every failure to open "unable to open database file"; the system says why.
    await (await open(part, 'w')).close()
    await rm(`${part}.lock`, { recursive: true, force: true })
    try {
      return refusedBySystem(part, () => new MbtilesWriter(file, part, newDatabase(part)))
    } catch (error) {
      await removePart(part)
      throw error
    }
  }

  add(tile: CompressedTile): undefined {
    checkNextTile(this.#file, this.#previousId, tile)
    if (this.#tiles === 0) this.#firstId = tile.tile_id
    this.#previousId = tile.tile_id
    this.#tiles++
    const free = this.#contents.count
    refusedBySystem(this.#part, () => {
      const image = this.#contents.placeOf(tile.gzip, free)
      if (image === free) this.#insertImage.run([image, tile.gzip])
      const [z, x, y] = zxyOf(tile.tile_id)
      this.#insertPlace.run([z, x, 2 ** z - 1 - y, image])
    })
  }

  async finish(meta: ArchiveMeta | CopiedMeta): Promise<WrittenArchive> {
    try {
      if (this.#tiles === 0) throw noTiles(this.#file)
      const extent = extentOf(this.#file, meta, this.#firstId, this.#previousId)
      const rows = metadataRows(metadataJson(meta), extent)
      refusedBySystem(this.#part, () => {
        for (const row of rows) this.#db.run('INSERT INTO metadata VALUES (?, ?)', row)
        this.#db.exec('COMMIT')
        this.#db.exec(VIEWS)
        this.#close()
      })
      const bytes = await syncedBytes(this.#part)
      await installFile(this.#part, this.#file)
      return { tiles: this.#tiles, contents: this.#contents.count, bytes }
    } catch (error) {
      await this.abort()
      throw error
    }
  }

  async abort(): Promise<void> {
    this.#close()
    await removePart(this.#part)
  }

  #close(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const statement of [this.#insertImage, this.#insertPlace, this.#selectImage]) {
      try {
        statement.finalize()
      } catch {
        // It is freed, and says again what its last run has failed with.
      }
    }
    this.#db.close()
  }
}

function newDatabase(part: string): Database {
  const db = new sqlite.Database(part)
  try {
    for (const sql of [SETTINGS, TABLES, 'BEGIN']) db.exec(sql)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Does what writes to the file. Whatever the disk refuses is a "disk I/O error" to SQLite: the system is asked for some more
 * room, to say why; the file is given up in any case.
 * @throws the error of node:fs where the system refuses that too, such as ENOSPC; else what `write` throws
 */
function refusedBySystem<T>(part: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (error instanceof sqlite.SQLite3Error) appendFileSync(part, new Uint8Array(PROBE_BYTES))
    throw error
  }
}

async function syncedBytes(file: string): Promise<number> {
  const handle: FileHandle = await open(file, 'r+')
  try {
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}
