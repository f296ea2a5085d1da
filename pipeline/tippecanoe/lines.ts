import { createReadStream } from 'node:fs'
import { UserError } from '../errors.ts'

const NEWLINE = 10
const SPACE = 32
const RECORD_SEPARATOR = 30
const CHUNK_BYTES = 1 << 20

/**
 * Lines of a file that hold more than white space: features of newline-delimited GeoJSON.
 * @throws UserError `source` when the file cannot be read
 */
export async function countLines(path: string): Promise<number> {
  let lines = 0
  /** Whether the line that is open holds something. */
  let open = false
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const bytes = chunk as Buffer
      let at = 0
      while (at < bytes.length) {
        const end = bytes.indexOf(NEWLINE, at)
        const stop = end < 0 ? bytes.length : end
        for (; !open && at < stop; at++) open = bytes[at]! > SPACE && bytes[at] !== RECORD_SEPARATOR
        if (end < 0) break
        if (open) lines++
        open = false
        at = end + 1
      }
    }
  } catch (error) {
    throw new UserError(
      'source',
      { what: 'the features cannot be read', where: { file: path }, got: (error as Error).message },
      { cause: error },
    )
  }
  return open ? lines + 1 : lines
}
