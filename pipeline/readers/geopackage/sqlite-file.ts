import { open, stat } from 'node:fs/promises'
import sqlite, { type Database as SqliteDatabase } from 'node-sqlite3-wasm'
import { type Place, UserError } from '../../errors.ts'
import { readEnds, temporaryLink } from '../temporary-link.ts'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
/** Text encodings of the header, at byte 56. */
const UTF16_LE = 2
const UTF16_BE = 3
/** Version of writing and reading, at bytes 18 and 19, of a file whose changes go to a WAL first. */
const WAL_MODE = 2

/** Bounds what a stored schema can do: no function with side effects, every cell looked at before use, no lock taken twice, no change. */
const SAFE_SETTINGS =
  'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA locking_mode = EXCLUSIVE'

/** A SQLite file opened for reading only. */
export interface SqliteFile {
  readonly db: SqliteDatabase
  /** Size in bytes. */
  readonly size: number
  close(): Promise<void>
}

/**
 * Opens a SQLite file without writing beside it.
 *
 * The library locks with a folder `<path>.lock` and opens a WAL of its own in exclusive mode; it is given a link in a temporary folder, so that
 * both fall there and a file in a read-only folder can be read. What other programs left beside the file is therefore looked at here: a journal or
 * WAL with content means that the file alone is not the whole.
 *
 * Source: SQLite database file format, section 1.3.
 * @throws UserError source, for a file that is missing, cut off, no SQLite file, or in the midst of being written.
 */
export async function openSqlite(path: string, where: Place): Promise<SqliteFile> {
  const { size, isWal } = await checkHeader(path, where)
  await checkCompanions(path, where)
  const link = await temporaryLink(path, 'source.gpkg')
  try {
    const db = new sqlite.Database(link.path, { readOnly: true })
    try {
      db.exec(SAFE_SETTINGS)
      // The first look at the schema parses all of it.
      const schema = db.get('SELECT count(*) AS n FROM sqlite_schema')
      if (isWal && schema?.n === 0) throw withoutWal(where)
    } catch (error) {
      db.close()
      throw error
    }
    return {
      db,
      size,
      close: async () => {
        try {
          db.close()
        } finally {
          await link.release()
        }
      },
    }
  } catch (error) {
    await link.release()
    throw sqliteFault(error, where)
  }
}

/** What SQLite said of a file, as a fault of the file; any other error passes unchanged. */
export function sqliteFault(error: unknown, where: Place): unknown {
  // A trap of the WebAssembly is named so.
  const isOfSqlite = error instanceof sqlite.SQLite3Error || (error as Error)?.name === 'RuntimeError'
  if (!isOfSqlite) return error
  return new UserError(
    'source',
    {
      what: 'the GeoPackage is damaged',
      where,
      got: (error as Error).message.slice(0, 200),
      expected: 'a whole SQLite file in UTF-8',
      next: 'ask for the file again, or open it in QGIS and export the layer as a new GeoPackage',
    },
    { cause: error },
  )
}

/** Quotes a table or column name. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function checkHeader(path: string, where: Place): Promise<{ size: number; isWal: boolean }> {
  const { size, head: header } = await readEnds(path, where, { head: HEADER_BYTES, tail: 0 })
  if (size < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) {
    throw new UserError('source', {
      what: 'the file is not a GeoPackage',
      where,
      got: 'another kind of file',
      expected: 'a SQLite file',
      next: 'ask for the file again, or name the right one',
    })
  }
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  // The count of pages holds only where the program that wrote last kept it.
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92)
  const stated = header.readUInt32BE(28) * pageSize
  if (isCounted && stated > size) {
    throw new UserError('source', {
      what: 'the GeoPackage is cut off',
      where,
      got: `${size} bytes`,
      expected: `${stated} bytes as its header states`,
      next: 'ask for the file again: the copy or the download did not complete',
    })
  }
  const encoding = header.readUInt32BE(56)
  if (encoding === UTF16_LE || encoding === UTF16_BE) {
    throw new UserError('source', {
      what: 'the GeoPackage stores its text as UTF-16, which is not read',
      where,
      got: encoding === UTF16_LE ? 'UTF-16 little-endian' : 'UTF-16 big-endian',
      expected: 'UTF-8',
      next: 'open the layer in QGIS and export it as a new GeoPackage, which is then UTF-8',
    })
  }
  return { size, isWal: header[18] === WAL_MODE || header[19] === WAL_MODE }
}

/** A new file in WAL mode has nothing of its own until its WAL is written back. */
function withoutWal(where: Place): UserError {
  return new UserError('source', {
    what: 'the GeoPackage is empty: what was written is in a -wal file that was not sent',
    where,
    got: 'a file in WAL mode without a single table',
    expected: 'the whole GeoPackage',
    next: 'ask the sender to close QGIS and every other program that uses it, and to send the file again',
  })
}

async function checkCompanions(path: string, where: Place): Promise<void> {
  for (const suffix of ['-wal', '-journal']) {
    const companion = `${path}${suffix}`
    if (suffix === '-wal' ? !(await hasBytes(companion)) : !(await isHotJournal(companion))) continue
    throw new UserError('source', {
      what: 'the GeoPackage is being written, or its program did not close it',
      where,
      got: `changes that are not in the file yet, in the ${suffix} file beside it`,
      expected: 'a GeoPackage that no program has open',
      next: 'close QGIS and every other program that uses it; if the file stays, export the layer as a new GeoPackage',
    })
  }
}

async function hasBytes(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.size > 0,
    () => false,
  )
}

/** A journal that is kept between transactions has its header blanked. */
async function isHotJournal(path: string): Promise<boolean> {
  if (!(await hasBytes(path))) return false
  const handle = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead).some((byte) => byte !== 0)
  } finally {
    await handle.close()
  }
}
