import { UserError } from '../../errors.ts'
import { FindingLog } from '../finding-log.ts'
import { flattenBatches } from '../record-batches.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { readXml } from '../xml.ts'
import { XML_HEAD_BYTES, xmlEncodingOf } from '../xml-encoding.ts'
import { attributesOf, type PlacemarkAttributes } from './kml-attributes.ts'
import {
  differingFindings,
  geometryFindings,
  linkFinding,
  phoneFinding,
  renamedFinding,
  zFinding,
} from './kml-findings.ts'
import { folderPath, type KmlLayer, layersOf } from './kml-layers.ts'
import { type KmlOutline, readOutline } from './kml-outline.ts'
import { type KmlDocument, kmlDocuments } from './kml-source.ts'
import { KmlWalk } from './kml-walk.ts'

/** Names of the layers of a `.kml` or `.kmz`; which these are is said at `layersOf`. */
export async function kmlLayerNames(path: string, options: ReadOptions): Promise<string[]> {
  return layersOf(await outlinesOf(path, options)).map(({ name }) => name)
}

/**
 * Opens a layer of a KML document or a KMZ archive. What a layer is, is said at `layersOf`. Columns are the name of the Placemark, its
 * attributes (see `attributesOf`), `time`, `time_begin`, `time_end` and `address` where Placemarks have them, what else its description says, and
 * `folder`: the names of the folders around it, apart by `/`. Telephone numbers are counted and not read. Cells
 * are text as in the file, also where a schema calls them numbers (`numericFields`). Coordinates are longitude and latitude in WGS 84; altitudes
 * are dropped. Nothing that a link names is fetched.
 *
 * The document is read twice, once for its columns; memory grows with its largest Placemark and with the number of folders.
 *
 * Source: OGC 07-147r2 (KML 2.2); OGC 12-007r2 (KML 2.3) for KMZ.
 * @throws UserError `source` (also from `records()`): missing, damaged, cut off, not KML, beyond a limit; `config` for a layer that is not there
 */
export async function openKml(path: string, options: ReadOptions): Promise<SourceLayer> {
  const outlines = await outlinesOf(path, options)
  const layer = chooseLayer(layersOf(outlines), outlines, options)
  const result: SourceLayer = {
    file: options.label,
    layer: layer.name,
    format: 'kml',
    fields: layer.fields,
    numericFields: layer.numericFields,
    crs: { code: 'EPSG:4326' },
    encoding: await encodingOf(layer.outline.document, options.encoding),
    deleted: 0,
    findings: [],
    records: () => flattenBatches(readRecords(layer, outlines, result, options)),
  }
  return result
}

async function outlinesOf(path: string, options: ReadOptions): Promise<KmlOutline[]> {
  const outlines: KmlOutline[] = []
  for (const document of await kmlDocuments(path, options)) {
    outlines.push(await readOutline(document, options.encoding))
  }
  return outlines
}

async function encodingOf(document: KmlDocument, option?: string): Promise<SourceLayer['encoding']> {
  let head = Buffer.alloc(0)
  for await (const chunk of document.bytes()) {
    head = Buffer.concat([head, chunk])
    if (head.length >= XML_HEAD_BYTES) break
  }
  const { name, how } = xmlEncodingOf(head.subarray(0, XML_HEAD_BYTES), option)
  return { name, how }
}

async function* readRecords(
  layer: KmlLayer,
  outlines: KmlOutline[],
  result: SourceLayer,
  options: ReadOptions,
): AsyncGenerator<SourceRecord[]> {
  const { document, containers } = layer.outline
  const log = new FindingLog()
  result.findings = log.findings
  const where = { file: document.label }
  const walk = new KmlWalk(where, true)
  const folders = new Map(
    [...layer.containers].map((index) => [index, folderPath(containers, index).join('/')]),
  )
  let record = 0
  let withAltitude = 0
  let withPhone = 0
  for (const [column, stated] of layer.renamed) renamedFinding(log, column, stated)
  for await (const _ of readXml(document.bytes(), walk, { where, encoding: options.encoding })) {
    const { placemarks } = walk
    walk.placemarks = []
    const records: SourceRecord[] = []
    for (const placemark of placemarks) {
      if (!layer.containers.has(placemark.container)) continue
      record++
      const { geometry } = placemark
      const attributes = attributesOf(placemark)
      differingFindings(log, record, attributes)
      if (placemark.hasPhone) withPhone++
      if (geometry?.hasAltitude) withAltitude++
      if (geometry !== null) geometryFindings(log, record, geometry)
      records.push({
        record,
        cells: cellsOf(layer, attributes, folders.get(placemark.container) || null),
        geometry: geometry?.geometry ?? null,
      })
    }
    yield records
  }
  if (withAltitude > 0) zFinding(log, withAltitude)
  if (withPhone > 0) phoneFinding(log, withPhone)
  for (const outline of outlines) {
    for (const link of outline.links) if (!isMember(link, outline.document)) linkFinding(log, link)
  }
}

function cellsOf(
  layer: KmlLayer,
  { elements, columns }: PlacemarkAttributes,
  folder: string | null,
): Record<string, Cell> {
  // Without a prototype a column is a column, whatever its name.
  const cells: Record<string, Cell> = Object.create(null)
  for (const field of layer.fields) cells[field] = null
  for (const [column, value] of columns) cells[column] = value
  for (const [element, column] of layer.elements)
    cells[column] = element === 'folder' ? folder : elements[element]
  return cells
}

/** A link within the archive names a document that is read anyway. */
function isMember(link: string, document: KmlDocument): boolean {
  return document.members.includes(link.toLowerCase().replace(/^(?:\.?\/)+/, ''))
}

function chooseLayer(layers: KmlLayer[], outlines: KmlOutline[], options: ReadOptions): KmlLayer {
  const where = { file: options.label }
  if (layers.length === 0) {
    const links = outlines.flatMap((outline) => outline.links)
    throw new UserError('source', {
      what: 'the file holds no Placemark',
      where,
      got: links.length > 0 ? `a link to ${links[0]!.slice(0, 200)}` : 'no Placemark in any folder',
      expected: 'at least one Placemark',
      next:
        links.length > 0
          ? 'the data lies elsewhere: fetch what the link names and name that file, or ask for a KMZ that holds it'
          : 'ask for the export again, or take the source out of city.yaml',
    })
  }
  const { layer: asked } = options
  if (asked === undefined) {
    if (layers.length === 1) return layers[0]!
    throw new UserError('config', {
      what: 'the file holds several layers and none is chosen',
      where,
      got: layers
        .map(({ name, placemarks }) => `${name} (${placemarks})`)
        .join(', ')
        .slice(0, 1000),
      expected: '`layer` with one of these names, without the number of Placemarks',
      next: 'add `layer` to this source in city.yaml',
    })
  }
  const exact = layers.find(({ name }) => name === asked)
  const alike = layers.filter(({ name }) => name.toLowerCase() === asked.toLowerCase())
  const chosen = exact ?? (alike.length === 1 ? alike[0] : undefined)
  if (chosen !== undefined) return chosen
  throw new UserError('config', {
    what: 'the layer is not there, or the name fits several',
    where,
    got: asked,
    expected: `one of ${layers.map(({ name }) => name).join(', ')}`.slice(0, 1000),
    next: 'correct `layer` of this source in city.yaml',
  })
}
