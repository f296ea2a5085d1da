import { UserError } from '../../errors.ts'
import { beyondLimit } from '../limits.ts'
import { lineAtOffset, type TextEncoding } from '../text-encoding.ts'
import type { JsonFault } from './geojson-text.ts'

/** The file in which a fault was met, and how far it was read. */
export interface FaultyFile {
  path: string
  label: string
  encoding: TextEncoding
  recordsRead: number
  format: 'GeoJSON' | 'JSON'
}

/** A fault of JSON text with the line it stands in. */
export async function jsonUserError(fault: JsonFault, file: FaultyFile): Promise<UserError> {
  const line = await lineAtOffset(file.path, file.encoding, fault.offset)
  const where = { file: file.label, line, record: file.recordsRead + 1 }
  if (fault.limit !== null) return beyondLimit(fault.limit.name, fault.limit.got, where)
  const got = fault.got === null ? '' : `, ${fault.got}`
  return new UserError(
    'source',
    {
      what: fault.message,
      where,
      got: `at byte ${fault.offset}${got}`,
      ...(fault.expected === null ? {} : { expected: fault.expected }),
      next: `if the file was cut off by a copy or a download ask for it again; otherwise export it again as ${file.format}`,
    },
    { cause: fault },
  )
}
