import { createReadStream, statSync } from 'node:fs'
import { parse } from 'csv-parse'
import { sqlPath, sqlText } from '../../store/index.ts'

/** Longest record in bytes that the database takes by itself, and the longest that it is told to take. */
const USUAL_BYTES = 2 * 1024 ** 2
const MOST_BYTES = 64 * 1024 ** 2

/**
 * A CSV of a release as what stands in FROM: cells as they are written, empty ones as NULL. Nothing of its form is left to detection,
 * which takes rows that begin with `#` for comments where the first rows of a file let it.
 * @throws Error that says in words why it has no header
 */
export async function csvRows(path: string): Promise<string> {
  const columns = (await headerOf(path)).map((name) => `${sqlText(name)}: 'VARCHAR'`)
  const longest = Math.min(Math.max(statSync(path).size, USUAL_BYTES), MOST_BYTES)
  const form = [
    `auto_detect = false, hive_partitioning = false, header = true, columns = {${columns.join(', ')}}`,
    `delim = ',', quote = '"', escape = '"', comment = '', max_line_size = ${longest}, buffer_size = ${2 * longest}`,
  ]
  return `read_csv(${sqlPath(path)}, ${form.join(', ')})`
}

async function headerOf(path: string): Promise<string[]> {
  const file = createReadStream(path)
  try {
    const records = parse({ bom: true, to: 1 })
    file.on('error', (error) => records.destroy(error)).pipe(records)
    for await (const record of records as AsyncIterable<string[]>) return record
    throw new Error('no header')
  } finally {
    file.destroy()
  }
}
