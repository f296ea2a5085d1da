import { basename, extname } from 'node:path'
import { UserError } from '../../errors.ts'
import {
  lineAtOffset,
  readAsUtf8,
  requireFile,
  resolveEncoding,
  type TextEncoding,
} from '../text-encoding.ts'
import type { ReaderFinding, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { DEFAULT_CRS, readCrsMember } from './geojson-crs.ts'
import { type FeatureReading, notAFeature, readFeature } from './geojson-feature.ts'
import { ObjectScanner } from './geojson-scan.ts'
import { JsonFault, type JsonText, parseJson, TextSplitter } from './geojson-text.ts'

/** Records looked at when the layer is opened: they give its columns. */
const PEEKED_RECORDS = 100

const LINE_EXTENSIONS = new Set(['.geojsonl', '.geojsons', '.geojsonseq', '.ndgeojson', '.ndjson', '.jsonl'])
const RECORD_SEPARATOR = 0x1e
const LINE_FEED = 0x0a

/** What a pass over the file has met so far. */
interface Pass {
  findings: ReaderFinding[]
  onCrs(member: unknown): void
}

/**
 * Opens a FeatureCollection, a Feature, a bare geometry, or features one to a line (`.geojsonl`, `.ndjson`, RFC 8142).
 * The file is streamed: memory grows with its largest feature only. Columns are those of the first 100 records;
 * `fields` grows when `records()` meets another.
 *
 * Source: RFC 7946; RFC 8142; the GeoJSON specification of 2008 for `crs`.
 * @throws UserError `source` (also from `records()`): missing, truncated, not JSON or not GeoJSON, with the line;
 *   `crs` when the file states two
 */
export async function openGeoJson(path: string, options: ReadOptions): Promise<SourceLayer> {
  const { label } = options
  await requireFile(path, label)
  const encoding = await resolveEncoding(path, label, options.encoding)
  const fields: string[] = []
  const known = new Set<string>()
  const learn = (record: SourceRecord): void => {
    for (const key of Object.keys(record.cells)) {
      if (known.has(key)) continue
      known.add(key)
      fields.push(key)
    }
  }

  let crs: { code: string } | null = DEFAULT_CRS
  let isCrsStated = false
  const peek: Pass = {
    findings: [],
    onCrs(member) {
      if (isCrsStated) return
      crs = readCrsMember(member)
      isCrsStated = true
    },
  }
  for await (const record of readRecords(path, label, encoding, peek)) {
    learn(record)
    if (record.record === PEEKED_RECORDS) break
  }

  const findings: ReaderFinding[] = []
  return {
    file: label,
    layer: options.layer ?? basename(path, extname(path)),
    format: 'geojson',
    fields,
    crs,
    encoding: {
      name: encoding.name,
      how: encoding.how === 'detected' && encoding.sample === undefined ? 'format' : encoding.how,
      ...(encoding.sample === undefined ? {} : { sample: encoding.sample }),
    },
    deleted: 0,
    findings,
    async *records() {
      findings.length = 0
      const onCrs = (member: unknown): void => {
        if (readCrsMember(member)?.code !== crs?.code) throw secondCrs(label, crs, member)
      }
      for await (const record of readRecords(path, label, encoding, { findings, onCrs })) {
        learn(record)
        yield record
      }
    },
  }
}

async function* readRecords(
  path: string,
  label: string,
  encoding: TextEncoding,
  pass: Pass,
): AsyncGenerator<SourceRecord> {
  let count = 0
  let withZ = 0
  const take = ({ record, finding, hadZ, crs }: FeatureReading): SourceRecord => {
    count++
    if (finding !== null) pass.findings.push(finding)
    if (hadZ) withZ++
    if (crs !== undefined) pass.onCrs(crs)
    return record
  }
  try {
    const chunks = readAsUtf8(path, encoding)
    if (LINE_EXTENSIONS.has(extname(path).toLowerCase())) {
      for await (const json of readTexts(chunks)) yield take(readFeature(json, count + 1))
    } else {
      for await (const json of readDocument(chunks, pass)) yield take(readFeature(json, count + 1))
    }
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw await toUserError(error, path, label, encoding, count)
  }
  if (withZ > 0) pass.findings.push(droppedZ(withZ))
}

/** The features of one GeoJSON object, and of the lines after it where the object is a feature of its own. */
async function* readDocument(chunks: AsyncIterable<Buffer>, pass: Pass): AsyncGenerator<JsonText> {
  const scanner = new ObjectScanner()
  const members = new Map<string, JsonText>()
  let splitter: TextSplitter | null = null
  let elements = 0
  let base = 0
  for await (const chunk of chunks) {
    const isSequence = base === 0 && chunk[0] === RECORD_SEPARATOR
    if (isSequence) splitter = new TextSplitter(RECORD_SEPARATOR, 0)
    if (splitter !== null) {
      yield* splitter.push(chunk)
      base += chunk.length
      continue
    }
    if (scanner.isDone) {
      splitter = followingLines(chunk, base, members)
      if (splitter !== null) yield* splitter.push(chunk)
      base += chunk.length
      continue
    }
    for (const event of scanner.push(chunk)) {
      if (event.kind === 'feature') {
        elements++
        yield event
      } else if (event.kind === 'member') {
        if (members.has(event.key)) throw twoMembers(event)
        members.set(event.key, event)
        if (event.key === 'crs') pass.onCrs(parseJson(event))
      } else {
        const root = finishRoot(members, event.hasFeatures, elements)
        if (root !== null) yield root
      }
    }
    if (scanner.isDone && scanner.rest.length > 0) {
      const offset = base + chunk.length - scanner.rest.length
      splitter = followingLines(scanner.rest, offset, members)
      if (splitter !== null) yield* splitter.push(scanner.rest)
    }
    base += chunk.length
  }
  if (splitter === null) scanner.end()
  else yield* splitter.end()
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

function twoMembers(member: JsonText & { key: string }): JsonFault {
  return new JsonFault(`two members are named ${member.key}`, { offset: member.offset })
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
async function* readTexts(chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonText> {
  let splitter: TextSplitter | null = null
  for await (const chunk of chunks) {
    splitter ??= new TextSplitter(chunk[0] === RECORD_SEPARATOR ? RECORD_SEPARATOR : LINE_FEED, 0)
    yield* splitter.push(chunk)
  }
  if (splitter !== null) yield* splitter.end()
}

async function toUserError(
  fault: JsonFault,
  path: string,
  label: string,
  encoding: TextEncoding,
  recordsRead: number,
): Promise<UserError> {
  const got = fault.got === null ? '' : `, ${fault.got}`
  return new UserError(
    'source',
    {
      what: fault.message,
      where: { file: label, line: await lineAtOffset(path, encoding, fault.offset), record: recordsRead + 1 },
      got: `at byte ${fault.offset}${got}`,
      ...(fault.expected === null ? {} : { expected: fault.expected }),
      next: 'if the file was cut off by a copy or a download ask for it again; otherwise export it again as GeoJSON',
    },
    { cause: fault },
  )
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

function droppedZ(count: number): ReaderFinding {
  return {
    code: 'SHP_Z_DROPPED',
    record: null,
    field: null,
    got: String(count),
    message: {
      id: `${count} geometri memuat nilai Z atau M; nilai itu tidak dipakai.`,
      en: `${count} geometries hold Z or M values; these were not used.`,
    },
  }
}
