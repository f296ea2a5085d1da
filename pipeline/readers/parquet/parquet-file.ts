import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Place, UserError } from '../../errors.ts'
import { sqlText } from '../../store/index.ts'
import { RECORD_LIMITS } from '../limits.ts'
import { readEnds, temporaryLink } from '../temporary-link.ts'
import { TimeBudget } from './parquet-limits.ts'

const MAGIC = 'PAR1'
const TAIL_BYTES = 8

/** A DuckDB that can read one Parquet file and nothing else. */
export interface ParquetFile {
  readonly connection: DuckDBConnection
  /** Size in bytes. */
  readonly size: number
  readonly time: TimeBudget
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
  const size = await checkFooter(path, where)
  const link = await temporaryLink(path, 'source.parquet')
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  const close = async () => {
    connection?.closeSync()
    instance?.closeSync()
    await link.release()
  }
  try {
    instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      threads: '1',
      memory_limit: '1GB',
      temp_directory: '',
    })
    const opened = await instance.connect()
    connection = opened
    await connection.run('SET preserve_insertion_order = true')
    await connection.run("SET TimeZone = 'UTC'")
    // Geometry stays bytes: DuckDB would refuse a whole file for one geometry of a kind it does not know.
    await connection.run('SET enable_geoparquet_conversion = false')
    await connection.run(`SET allowed_paths = [${sqlText(link.path)}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    const literal = sqlText(link.path)
    return {
      connection,
      size,
      time: new TimeBudget(size, where, () => opened.interrupt()),
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
    { quotesRecord: true, cause: error },
  )
}

/** Looks at both ends before the footer is parsed: a file that was cut off has none. */
async function checkFooter(path: string, where: Place): Promise<number> {
  const { size, head, tail } = await readEnds(path, where, { head: MAGIC.length, tail: TAIL_BYTES })
  const again = 'ask for the file again: the copy or the download did not complete'
  if (head.toString('latin1') !== MAGIC) {
    const isEncrypted = head.toString('latin1') === 'PARE'
    throw new UserError('source', {
      what: isEncrypted ? 'the Parquet file is encrypted' : 'the file is not a Parquet file',
      where,
      got: `first bytes ${head.toString('hex')}`,
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
  return size
}
