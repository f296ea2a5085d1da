import { extname } from 'node:path'
import { UserError } from '../../errors.ts'
import { FindingLog } from '../finding-log.ts'
import { flattenBatches } from '../record-batches.ts'
import { requireFile } from '../source-file.ts'
import { onlyLayer } from '../text-bytes.ts'
import { readAsUtf8, resolveEncoding, type TextEncoding } from '../text-encoding.ts'
import { LearntFields, textLayer } from '../text-layer.ts'
import type { ReadOptions, RecordId, SourceLayer, SourceRecord } from '../types.ts'
import { JsonRecordLog } from './feature-log.ts'
import { DEFAULT_CRS, readCrsMember } from './geojson-crs.ts'
import { jsonUserError } from './geojson-fault.ts'
import { type FeatureReading, notAFeature, readFeature, twoMembers } from './geojson-feature.ts'
import { ObjectScanner } from './geojson-scan.ts'
import { JsonFault, type JsonText, parseJson, TextSplitter } from './geojson-text.ts'

/** Records looked at when the layer is opened: they give its columns. */
const PEEKED_RECORDS = 100

const LINE_EXTENSIONS = new Set(['.geojsonl', '.geojsons', '.geojsonseq', '.ndgeojson', '.ndjson', '.jsonl'])
const RECORD_SEPARATOR = 0x1e
const LINE_FEED = 0x0a

/** What a pass over the file has met so far. */
interface Pass {
  log: FindingLog
  learn(cells: object): void
  onCrs(member: unknown): void
  onRecord?(reading: FeatureReading, text: string): void
}

/**
 * Opens a FeatureCollection, a Feature, a bare geometry, or features one to a line (`.geojsonl`, `.ndjson`, RFC 8142).
 * The file is streamed: memory grows with its largest feature only. Columns are those of the first 100 records;
 * `fields` grows when `records()` meets another, and `allFields` looks for them all.
 *
 * Source: RFC 7946; RFC 8142; the GeoJSON specification of 2008 for `crs`.
 * @throws UserError `source` (also from `records()`): missing, truncated, not JSON or not GeoJSON, with the line;
 *   `crs` when the file states two
 */
export async function openGeoJson(path: string, options: ReadOptions): Promise<SourceLayer> {
  const { label } = options
  await requireFile(path, label)
  const encoding = await resolveEncoding(path, label, options.encoding)
  const fields = new LearntFields()

  let crs: { code: string } | null = DEFAULT_CRS
  let isCrsStated = false
  const peek: Pass = {
    log: new FindingLog(),
    learn() {},
    onCrs(member) {
      if (isCrsStated) return
      crs = readCrsMember(member)
      isCrsStated = true
    },
  }
  for await (const record of flattenBatches(readRecords(path, label, encoding, peek))) {
    fields.learn(record.cells)
    if (record.record === PEEKED_RECORDS) break
  }
  const ids = new WeakMap<SourceRecord, RecordId>()
  const texts = new WeakMap<SourceRecord, string>()
  const read = (log: FindingLog) =>
    readRecords(path, label, encoding, {
      log,
      onRecord({ record, id, idColumn, isMended }, text) {
        if (id !== null) ids.set(record, { id, field: idColumn })
        if (isMended) texts.set(record, text)
      },
      learn: (cells) => fields.learn(cells),
      onCrs(member) {
        if (readCrsMember(member)?.code !== crs?.code) throw secondCrs(label, crs, member)
      },
    })
  const opened = textLayer({
    file: label,
    layer: onlyLayer(path, options),
    format: 'geojson',
    fields,
    crs,
    encoding,
    read,
  })
  return Object.assign(opened, {
    idOf: (record: SourceRecord) => ids.get(record) ?? null,
    textOf: (record: SourceRecord) => texts.get(record),
  })
}

async function* readRecords(
  path: string,
  label: string,
  encoding: TextEncoding,
  pass: Pass,
): AsyncGenerator<SourceRecord[]> {
  let count = 0
  const log = new JsonRecordLog(pass.log, encoding)
  let records: SourceRecord[] = []
  const take = (json: JsonText): void => {
    const reading = readFeature(json, count + 1)
    count++
    const { record, crs } = reading
    pass.onRecord?.(reading, json.text)
    log.takeFeature(reading)
    log.takeCells(record.cells, count, json)
    if (crs !== undefined) pass.onCrs(crs)
    pass.learn(record.cells)
    records.push(record)
  }
  const chunks = readAsUtf8(path, encoding, label)
  const texts = isOnePerLine(path) ? readTexts(chunks) : readDocument(chunks, pass)
  try {
    for await (const batch of texts) {
      for (const json of batch) take(json)
      yield records
      records = []
    }
  } catch (error) {
    if (records.length > 0) yield records
    if (!(error instanceof JsonFault)) throw error
    throw await jsonUserError(error, { path, label, encoding, recordsRead: count, format: 'GeoJSON' })
  }
  log.finish()
}

function isOnePerLine(path: string): boolean {
  return LINE_EXTENSIONS.has(extname(path.replace(/\.gz$/i, '')).toLowerCase())
}

/** The features of one GeoJSON object, and of the lines after it where the object is a feature of its own. */
async function* readDocument(chunks: AsyncIterable<Buffer>, pass: Pass): AsyncGenerator<JsonText[]> {
  const scanner = new ObjectScanner()
  const members = new Map<string, JsonText>()
  let splitter: TextSplitter | null = null
  let elements = 0
  let base = 0
  for await (const chunk of chunks) {
    if (base === 0 && chunk[0] === RECORD_SEPARATOR) splitter = new TextSplitter(RECORD_SEPARATOR, 0)
    if (splitter !== null) {
      yield splitter.push(chunk)
      base += chunk.length
      continue
    }
    const found: JsonText[] = []
    if (!scanner.isDone) {
      for (const event of scanner.push(chunk)) {
        if (event.kind === 'feature') {
          elements++
          found.push(event)
        } else if (event.kind === 'member') {
          if (members.has(event.key)) throw twoMembers(event.key, event.offset)
          members.set(event.key, event)
          if (event.key === 'crs') pass.onCrs(parseJson(event))
        } else if (event.kind === 'end') {
          const root = finishRoot(members, event.hasFeatures, elements)
          if (root !== null) found.push(root)
        }
      }
    }
    yield found
    const rest = scanner.rest
    if (scanner.isDone && rest.length > 0) {
      splitter = followingLines(rest, base + chunk.length - rest.length, members)
      if (splitter !== null) yield splitter.push(rest)
      scanner.rest = Buffer.alloc(0)
    }
    base += chunk.length
  }
  if (splitter === null) scanner.end()
  else yield splitter.end()
}

/** Judges the closed root object; gives the text of the record that it is itself, if it is one. */
function finishRoot(members: Map<string, JsonText>, hasFeatures: boolean, elements: number): JsonText | null {
  const typeText = members.get('type')
  const type = typeText === undefined ? undefined : parseJson(typeText)
  const offset = typeText?.offset ?? 0
  if (type === 'FeatureCollection' && hasFeatures) return null
  if (type === 'FeatureCollection') {
    throw new JsonFault('the file is not GeoJSON', {
      offset,
      got: 'no array of features',
      expected: '"features": []',
    })
  }
  if (elements > 0) {
    throw new JsonFault('the file is not GeoJSON', {
      offset,
      got:
        type === undefined
          ? 'features without a type'
          : `features in an object of type ${JSON.stringify(type)}`,
      expected: '"type": "FeatureCollection" (names are case-sensitive)',
    })
  }
  members.delete('crs')
  if (typeText === undefined) throw notAFeature({}, 0)
  // Each member is parsed on its own first, so that a fault is placed where it stands in the file.
  for (const member of members.values()) parseJson(member)
  const text = [...members].map(([key, member]) => `${JSON.stringify(key)}:${member.text}`).join(',')
  return { text: `{${text}}`, offset }
}

/** What follows a closed root object: blanks, or further features when the object was one itself. */
function followingLines(rest: Buffer, offset: number, members: Map<string, JsonText>): TextSplitter | null {
  const text = rest.toString('utf8').trimStart()
  if (text === '') return null
  if (members.get('type')?.text !== '"FeatureCollection"') return new TextSplitter(LINE_FEED, offset)
  throw new JsonFault('there is more after the end of the collection', {
    offset: offset + rest.length - Buffer.byteLength(text),
    got: text.slice(0, 40),
    expected: 'one collection to a file',
  })
}

/** The features of a file that holds one to a line, or one after each record separator. */
async function* readTexts(chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonText[]> {
  let splitter: TextSplitter | null = null
  for await (const chunk of chunks) {
    splitter ??= new TextSplitter(chunk[0] === RECORD_SEPARATOR ? RECORD_SEPARATOR : LINE_FEED, 0)
    yield splitter.push(chunk)
  }
  if (splitter !== null) yield splitter.end()
}

function secondCrs(label: string, first: { code: string } | null, member: unknown): UserError {
  return new UserError('crs', {
    what: 'the file states its CRS after its features, or states two',
    where: { file: label },
    got: `${first?.code ?? 'none'} before, ${readCrsMember(member)?.code ?? 'none'} after`,
    expected: 'one crs member, before the features',
    next: 'move the crs member to the beginning of the file',
  })
}
