import { extname } from 'node:path'
import { ObjectScanner } from '../geojson/geojson-scan.ts'
import { JsonFault, type JsonText, TextSplitter } from '../geojson/geojson-text.ts'
import { readAsUtf8, type TextEncoding } from '../text-encoding.ts'

/** A JSON file, and whether it is one value or one to a line. */
export interface JsonDocument {
  path: string
  label: string
  encoding: TextEncoding
  /** What stands between values where there are several: a line feed, or a record separator before each (RFC 7464). */
  separator: 0x0a | 0x1e | null
}

/** The lists of objects in a file: the root alone, or members of the root object. */
export type JsonLists = { isRoot: true } | { isRoot: false; keys: string[] }

const LINE_EXTENSIONS = new Set(['.ndjson', '.jsonl'])
const RECORD_SEPARATOR = 0x1e
const LINE_FEED = 0x0a

/**
 * Tells from the beginning of a file how its values stand: a root list is one value whatever the file is called; an object that ends with
 * its line and has others after it is one of many.
 */
export async function openDocument(
  path: string,
  label: string,
  encoding: TextEncoding,
): Promise<JsonDocument> {
  let start = ''
  for await (const chunk of readAsUtf8(path, encoding, label)) {
    start = chunk.toString('utf8').trimStart()
    if (start !== '') break
  }
  const separator = start.charCodeAt(0) === RECORD_SEPARATOR ? RECORD_SEPARATOR : LINE_FEED
  return { path, label, encoding, separator: isOneOfMany(start, path) ? separator : null }
}

function isOneOfMany(start: string, path: string): boolean {
  if (start.charCodeAt(0) === RECORD_SEPARATOR) return true
  if (!start.startsWith('{')) return false
  if (LINE_EXTENSIONS.has(extname(path.replace(/\.gz$/i, '')).toLowerCase())) return true
  const end = start.indexOf('\n')
  if (end === -1 || start.slice(end).trim() === '') return false
  try {
    JSON.parse(start.slice(0, end))
    return true
  } catch {
    return false
  }
}

/**
 * Reads a file through for its lists of objects.
 * @throws JsonFault
 */
export async function listsOf(document: JsonDocument): Promise<JsonLists> {
  if (document.separator !== null) return { isRoot: true }
  const keys: string[] = []
  const scanner = new ObjectScanner({ anyList: true, wants: () => false })
  let isRoot = false
  for await (const chunk of readAsUtf8(document.path, document.encoding, document.label)) {
    if (scanner.isDone) break
    for (const event of scanner.push(chunk)) {
      if (event.kind === 'end') isRoot ||= event.isList
      if (event.kind !== 'list') continue
      if (event.key === null) return { isRoot: true }
      if (keys.includes(event.key)) throw new JsonFault(`two lists are named ${event.key}`, { offset: 0 })
      keys.push(event.key)
    }
  }
  if (!scanner.isDone) scanner.end()
  return isRoot ? { isRoot } : { isRoot: false, keys }
}

/**
 * The texts of the objects in the root list (`key` null), in the list that is a member of the root object, or of a file of many values.
 * @throws JsonFault
 */
export async function* readTexts(document: JsonDocument, key: string | null): AsyncGenerator<JsonText[]> {
  const chunks = readAsUtf8(document.path, document.encoding, document.label)
  if (document.separator !== null) {
    const splitter = new TextSplitter(document.separator, 0)
    for await (const chunk of chunks) yield splitter.push(chunk)
    yield splitter.end()
    return
  }
  const scanner = new ObjectScanner({ anyList: true, wants: (list) => list === key })
  let base = 0
  for await (const chunk of chunks) {
    const isOver = scanner.isDone
    if (!isOver) yield scanner.push(chunk).filter((event) => event.kind === 'feature')
    base += chunk.length
    if (scanner.isDone) requireBlank(isOver ? chunk : scanner.rest, base)
  }
  scanner.end()
}

function requireBlank(rest: Buffer, end: number): void {
  const text = rest.toString('utf8').trim()
  if (text === '') return
  throw new JsonFault('there is more after the end of the list', {
    offset: end - rest.length,
    got: text.slice(0, 40),
    expected: 'one JSON value to a file',
  })
}
