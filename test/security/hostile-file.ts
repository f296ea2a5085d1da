import { EXIT } from '../../pipeline/errors.ts'
import { type ZipEntry, zipBytes } from '../support/zip-writer.ts'

/** A file that someone else wrote, the verb that it is given to, and how that is to end. */
export interface HostileFile {
  name: string
  verb: 'inspect' | 'init' | 'plan' | 'tile' | 'verify'
  expected: Expected
  bytes(): Buffer | string
}

export interface Expected {
  exit: number
  /** Records that are read, of what is not refused. */
  records: number | null
  /** What is said of it. */
  words: readonly string[]
}

/** A refusal and words of it, so that the file is refused for what is hostile in it. */
export const refused = (exit: number, ...words: string[]): Expected => ({ exit, records: null, words })
/** Read, with this number of records, for what it says. */
export const read = (records: number, ...words: string[]): Expected => ({ exit: EXIT.ok, records, words })
export const source = (...words: string[]): Expected => refused(EXIT.source, ...words)
export const config = (...words: string[]): Expected => refused(EXIT.config, ...words)
export const broken = (...words: string[]): Expected => refused(EXIT.tiles, ...words)

export const hostile =
  (verb: HostileFile['verb']) =>
  (name: string, expected: Expected, bytes: HostileFile['bytes']): HostileFile => ({
    ...{ name, verb, expected, bytes },
  })
export const [inspected, tiled, verified] = [hostile('inspect'), hostile('tile'), hostile('verify')]
export const planned = (name: string, expected: Expected, bytes: HostileFile['bytes']): HostileFile =>
  hostile('plan')(`${name}.yaml`, expected, bytes)
export const zip = (name: string, expected: Expected, entries: ZipEntry[]): HostileFile =>
  inspected(name, expected, () => zipBytes(entries))
