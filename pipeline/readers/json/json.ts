import { UserError } from '../../errors.ts'
import { type CsvGeometry, csvGeometry } from '../csv/csv-geometry.ts'
import type { FindingLog } from '../finding-log.ts'
import { JsonRecordLog } from '../geojson/feature-log.ts'
import { DEFAULT_CRS } from '../geojson/geojson-crs.ts'
import { jsonUserError } from '../geojson/geojson-fault.ts'
import { type FeatureReading, isObject, readFeature } from '../geojson/geojson-feature.ts'
import { JsonFault, type JsonText, parseJson } from '../geojson/geojson-text.ts'
import { flattenBatches } from '../record-batches.ts'
import { requireFile } from '../source-file.ts'
import { layerNameOf, onlyLayer } from '../text-bytes.ts'
import { resolveEncoding } from '../text-encoding.ts'
import { LearntFields, textLayer } from '../text-layer.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { type JsonDocument, type JsonLists, listsOf, openDocument, readTexts } from './json-document.ts'
import { readJsonRecord } from './json-record.ts'

/** Records looked at when the layer is opened: they give its columns, and where the records are. */
const SAMPLED_RECORDS = 1000

/** The layers of a file: its one list, named after the file, or the members that are lists of objects. */
export async function listJsonLayers(path: string, options: ReadOptions): Promise<string[]> {
  return namesOf(await listsIn(await openFile(path, options)), path)
}

/**
 * Opens a list of flat JSON objects: the root of the file, a member of its root object, or objects one to a line. Members become cells with
 * their values, those of an object in an object become `outer.inner`, anything deeper becomes JSON text. Geometries come from
 * `options.geometry`; objects that are GeoJSON features, listed without their collection, are read as such. The file is
 * streamed; `fields` are those of the first 1,000 records and grow when `records()` meets another; `allFields` looks for them all.
 *
 * Source: RFC 8259.
 * @throws UserError `source` (also from `records()`): missing, truncated, not JSON or without a list of objects, with the line; `config` when
 *   there are several lists and none is chosen
 */
export async function openJson(path: string, options: ReadOptions): Promise<SourceLayer> {
  const document = await openFile(path, options)
  const { encoding, label } = document
  const list = chooseList(await listsIn(document), document, options)
  const fields = new LearntFields()
  const sample: Record<string, Cell>[] = []
  let isOfFeatures = false
  for await (const { cells, feature } of flattenBatches(readCells(document, list.key))) {
    fields.learn(cells)
    isOfFeatures ||= feature !== undefined
    if (sample.push(cells) === SAMPLED_RECORDS) break
  }
  const geometry = csvGeometry(fields.names, options, sample)
  for (const column of geometry.added) fields.learn({ [column]: null })
  const read = (log: FindingLog) => readRecords(document, list.key, { geometry, fields, log })
  return textLayer({
    file: label,
    layer: list.name,
    format: 'json',
    fields,
    crs: isOfFeatures ? DEFAULT_CRS : geometry.crs,
    encoding,
    read,
  })
}

async function* readRecords(
  document: JsonDocument,
  key: string | null,
  pass: { geometry: CsvGeometry; fields: LearntFields; log: FindingLog },
): AsyncGenerator<SourceRecord[]> {
  const places = pass.geometry.begin(pass.log)
  const log = new JsonRecordLog(pass.log, document.encoding)
  for await (const batch of readCells(document, key)) {
    const records: SourceRecord[] = []
    for (const { text, cells, record, feature } of batch) {
      const geometry = feature ? feature.record.geometry : places.read(cells, record)
      if (feature) log.takeFeature(feature)
      log.takeCells(cells, record, text)
      pass.fields.learn(cells)
      records.push({ record, cells, geometry })
    }
    yield records
  }
  places.finish()
  log.finish()
}

interface JsonRow {
  record: number
  text: JsonText
  cells: Record<string, Cell>
  /** The object is a GeoJSON feature: people list them without the collection around. */
  feature?: FeatureReading
}

async function* readCells(document: JsonDocument, key: string | null): AsyncGenerator<JsonRow[]> {
  let count = 0
  let rows: JsonRow[] = []
  try {
    for await (const texts of readTexts(document, key)) {
      for (const text of texts) {
        rows.push(readRow(text, count + 1))
        count++
      }
      yield rows
      rows = []
    }
  } catch (error) {
    if (rows.length > 0) yield rows
    if (!(error instanceof JsonFault)) throw error
    throw await jsonUserError(error, { ...document, recordsRead: count, format: 'JSON' })
  }
}

const FEATURE = /"type"\s*:\s*"Feature"/

function readRow(text: JsonText, record: number): JsonRow {
  if (!FEATURE.test(text.text)) return { text, cells: readJsonRecord(text), record }
  const value = parseJson(text)
  const isFeature = isObject(value) && value.type === 'Feature' && 'geometry' in value
  if (!isFeature) return { text, cells: readJsonRecord(text), record }
  const feature = readFeature(text, record)
  return { text, cells: feature.record.cells, record, feature }
}

async function openFile(path: string, options: ReadOptions): Promise<JsonDocument> {
  await requireFile(path, options.label)
  const encoding = await resolveEncoding(path, options.label, options.encoding)
  return openDocument(path, options.label, encoding)
}

async function listsIn(document: JsonDocument): Promise<JsonLists> {
  try {
    return await listsOf(document)
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw await jsonUserError(error, { ...document, recordsRead: 0, format: 'JSON' })
  }
}

function namesOf(lists: JsonLists, path: string): string[] {
  return lists.isRoot ? [layerNameOf(path)] : lists.keys
}

function chooseList(
  lists: JsonLists,
  { path, label }: JsonDocument,
  options: ReadOptions,
): { key: string | null; name: string } {
  if (lists.isRoot) return { key: null, name: onlyLayer(path, options) }
  const { keys } = lists
  if (keys.length === 0) {
    throw new UserError('source', {
      what: 'the file holds no list of objects',
      where: { file: label },
      got: 'a JSON object whose members are something else',
      expected: 'a list of objects, at the root or as a member of the root object',
      next: 'name another file, or export the records as a list',
    })
  }
  const named = options.layer ?? (keys.length === 1 ? keys[0] : undefined)
  if (named !== undefined && keys.includes(named)) return { key: named, name: named }
  throw new UserError('config', {
    what: named === undefined ? 'the file holds several lists' : 'the file has no such list',
    where: { file: label, key: 'layer' },
    got: named ?? `${keys.length} lists of objects`,
    expected: `one of ${keys.slice(0, 50).join(', ')}`,
    next: 'set layer for this source in city.yaml',
  })
}
