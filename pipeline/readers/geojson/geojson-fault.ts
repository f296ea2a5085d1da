import { UserError } from '../../errors.ts'
import { beyondLimit } from '../limits.ts'
import { lineAtOffset, readAsUtf8, type TextEncoding } from '../text-encoding.ts'
import type { JsonFault } from './geojson-text.ts'

/** The file in which a fault was met, and how far it was read. */
export interface FaultyFile {
  path: string
  label: string
  encoding: TextEncoding
  recordsRead: number
  format: 'GeoJSON' | 'JSON'
}

/** What to do where the fault is met, by what is wrong there. */
const MENDS: [wrong: RegExp, mend: string][] = [
  [/^Unexpected token '[NI]'|^No number after minus sign/, 'write null or a number for NaN and Infinity'],
  [/^two members are named/, 'take one of the two out or rename it'],
  [/^the properties of a feature/, 'write the properties as names and values, {"name": "value"}, or as null'],
  [/^there is more after/, 'take out what follows or keep it in a file of its own'],
]

/** A fault of JSON text with the line it stands in. */
export async function jsonUserError(fault: JsonFault, file: FaultyFile): Promise<UserError> {
  const line = await lineAtOffset(file.path, file.encoding, fault.offset)
  const where = { file: file.label, line, record: file.recordsRead + 1 }
  if (fault.limit !== null) return beyondLimit(fault.limit.name, fault.limit.got, where)
  const got = `at byte ${fault.offset}`
  return new UserError(
    'source',
    {
      // The name of a member may be anything, and what was met is the text of the file.
      what: fault.message.replace(/ are named .*$/s, ' have one name'),
      where,
      got,
      ...(fault.expected === null ? {} : { expected: fault.expected }),
      next: (await endsEarly(fault, file)) ? cutOff(file.format) : mendingOf(fault, file.format),
    },
    {
      cause: fault,
      onTerminal: { what: fault.message, got: fault.got === null ? got : `${got}, ${fault.got}` },
    },
  )
}

/** Whether nothing follows the place of the fault, or `JSON.parse` found the end of a text before that of its value. */
async function endsEarly({ got, offset }: JsonFault, { path, encoding }: FaultyFile): Promise<boolean> {
  if (got?.includes('end of JSON input')) return true
  let base = 0
  for await (const chunk of readAsUtf8(path, encoding)) {
    const rest = chunk.subarray(Math.max(0, offset - base))
    if (rest.toString('latin1').trim() !== '') return false
    base += chunk.length
  }
  return true
}

function cutOff(format: string): string {
  return `if the file was cut off by a copy or a download ask for it again; otherwise export it again as ${format}`
}

function mendingOf({ message, got }: JsonFault, format: string): string {
  const mend = MENDS.find(([wrong]) => wrong.test(got ?? '') || wrong.test(message))?.[1]
  return `${mend ?? 'write what is expected there'}, or export the file again as ${format}`
}
