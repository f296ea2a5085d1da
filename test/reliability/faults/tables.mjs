import { DuckDBConnection } from '@duckdb/node-api'
import { count, end, isOurs, original } from './plan.mjs'

/** DuckDB writes its tables itself: a statement that copies into a file is one call. */
export function wrapTables() {
  const { run } = DuckDBConnection.prototype
  DuckDBConnection.prototype.run = async function (sql, ...rest) {
    const path = /^COPY .* TO '((?:[^']|'')+)' \(FORMAT/s.exec(sql)?.[1]?.replaceAll("''", "'")
    if (path === undefined || !isOurs(path)) return run.call(this, sql, ...rest)
    const kind = count('table', path)
    const made = await run.call(this, sql, ...rest)
    if (kind === 'torn') {
      original.truncateSync(path, original.statSync(path).size >> 1)
      end()
    }
    return made
  }
}
