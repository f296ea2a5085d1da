import { copyFile, mkdtemp, open, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Place, UserError } from '../../errors.ts'
import { sqlText } from '../../store/index.ts'
import { RECORD_LIMITS } from '../limits.ts'

const MAGIC = 'PAR1'
const TAIL_BYTES = 8

/** A DuckDB that can read one Parquet file and nothing else. */
export interface ParquetFile {
  readonly connection: DuckDBConnection
  /** A FROM clause: the rows of the file in file order. */
  readonly rows: string
  /** The path as an SQL literal, for the functions that read the footer. */
  readonly literal: string
  close(): Promise<void>
}

/**
 * Opens a Parquet file in a DuckDB of its own, that may touch no other file, no network and no extension.
 *
 * DuckDB takes `*`, `?` and `[` in a path as a pattern and `key=value` folders as columns, so it is given a link with a plain name. One thread
 * keeps the rows in file order and the memory small; the memory has a limit, since a page says itself how large it becomes.
 *
 * Source: Parquet format, "File format" (magic, footer length).
 * @throws UserError source, for a file that is missing or has no footer where it must be.
 */
export async function openParquetFile(path: string, where: Place): Promise<ParquetFile> {
  await checkFooter(path, where)
  const folder = await mkdtemp(join(tmpdir(), 'petakumuh-parquet-'))
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  const close = async () => {
    connection?.closeSync()
    instance?.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const link = join(folder, 'source.parquet')
    await linkTo(await realpath(path), link)
    instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      threads: '1',
      memory_limit: '1GB',
      temp_directory: '',
    })
    connection = await instance.connect()
    await connection.run('SET preserve_insertion_order = true')
    await connection.run("SET TimeZone = 'UTC'")
    // Geometry stays bytes: DuckDB would refuse a whole file for one geometry of a kind it does not know.
    await connection.run('SET enable_geoparquet_conversion = false')
    await connection.run(`SET allowed_paths = [${sqlText(link)}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    const literal = sqlText(link)
    return {
      connection,
      rows: `read_parquet(${literal}, hive_partitioning = false, union_by_name = false, filename = false)`,
      literal,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** What DuckDB said of a file, as a fault of the file. A UserError passes unchanged. */
export function parquetFault(error: unknown, where: Place): unknown {
  if (error instanceof UserError || error instanceof TypeError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError(
    'source',
    {
      what: 'the Parquet file is damaged',
      where,
      got: reason
        .split('\n')[0]!
        .replace(/\p{Cc}/gu, ' ')
        .replace(/\/\S*source\.parquet/g, 'the file')
        .slice(0, 200),
      expected: 'a whole Parquet file',
      next: 'ask for the file again, or export it again as Parquet or GeoPackage',
    },
    { cause: error },
  )
}

async function linkTo(target: string, link: string): Promise<void> {
  try {
    await symlink(target, link, 'file')
  } catch {
    await copyFile(target, link)
  }
}

/** Looks at both ends before the footer is parsed: a file that was cut off has none. */
async function checkFooter(path: string, where: Place): Promise<void> {
  const head = Buffer.alloc(MAGIC.length)
  const tail = Buffer.alloc(TAIL_BYTES)
  let size: number
  try {
    const handle = await open(path, 'r')
    try {
      size = (await handle.stat()).size
      await handle.read(head, 0, head.length, 0)
      await handle.read(tail, 0, TAIL_BYTES, Math.max(0, size - TAIL_BYTES))
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new UserError(
      'source',
      {
        what: 'the file is missing or cannot be opened',
        where,
        got: code ?? String(cause),
        expected: 'a Parquet file',
        next: 'check the path, or put the file there',
      },
      { cause },
    )
  }
  const again = 'ask for the file again: the copy or the download did not complete'
  if (head.toString('latin1') !== MAGIC) {
    const isEncrypted = head.toString('latin1') === 'PARE'
    throw new UserError('source', {
      what: isEncrypted ? 'the Parquet file is encrypted' : 'the file is not a Parquet file',
      where,
      got: size === 0 ? 'an empty file' : `first bytes ${head.toString('hex')}`,
      expected: `${MAGIC} at both ends`,
      next: isEncrypted ? 'ask for the file without encryption' : again,
    })
  }
  if (size < MAGIC.length + TAIL_BYTES || tail.toString('latin1', 4) !== MAGIC) {
    throw new UserError('source', {
      what: 'the Parquet file is cut off',
      where,
      got: `${size} bytes that do not end in ${MAGIC}`,
      expected: `${MAGIC} at both ends`,
      next: again,
    })
  }
  const footer = tail.readUInt32LE(0)
  if (footer > size - MAGIC.length - TAIL_BYTES || footer > RECORD_LIMITS.bytes) {
    throw new UserError('source', {
      what: 'the Parquet file is damaged',
      where,
      got: `a footer of ${footer} bytes in a file of ${size}`,
      expected: 'a footer inside the file',
      next: again,
    })
  }
}
