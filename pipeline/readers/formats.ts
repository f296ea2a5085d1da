import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import { UserError } from '../errors.ts'
import { beginsAsGeoJson } from './geojson/geojson-sniff.ts'
import { byteOrderMark, requireFile } from './source-file.ts'
import { readBytes } from './text-bytes.ts'
import { FORMATS, type FormatName, type Reader, type ReadOptions, type SourceLayer } from './types.ts'
import { isWebPage, PAGE_NEXT } from './web-page.ts'

/** How each format is loaded: a reader's own packages are loaded only when a file needs them. */
const READERS: Record<FormatName, () => Promise<{ reader: Reader }>> = {
  shapefile: () => import('./shapefile/index.ts'),
  geojson: () => import('./geojson/index.ts'),
  geopackage: () => import('./geopackage/index.ts'),
  kml: () => import('./kml/index.ts'),
  csv: () => import('./csv/index.ts'),
  xlsx: () => import('./xlsx/index.ts'),
  json: () => import('./json/index.ts'),
  parquet: () => import('./parquet/index.ts'),
  flatgeobuf: () => import('./flatgeobuf/index.ts'),
}

const EXTENSIONS: Record<string, FormatName> = {
  '.shp': 'shapefile',
  '.geojson': 'geojson',
  '.geojsonl': 'geojson',
  '.geojsons': 'geojson',
  '.geojsonseq': 'geojson',
  '.ndgeojson': 'geojson',
  '.gpkg': 'geopackage',
  '.kml': 'kml',
  '.kmz': 'kml',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.parquet': 'parquet',
  '.geoparquet': 'parquet',
  '.fgb': 'flatgeobuf',
}

/** What people also hand over, and what to ask for instead. */
const ASK_INSTEAD: Record<string, string> = {
  '.xls': 'open it in LibreOffice or Excel and save it as .xlsx',
  '.ods': 'open it in LibreOffice and save it as .xlsx',
  '.dbf': 'name the .shp it belongs to; a table without shapes can be saved as .csv or .xlsx',
  '.shx': 'name the .shp it belongs to',
  '.prj': 'name the .shp it belongs to',
  '.gdb': 'export the layer from ArcGIS or QGIS as GeoPackage',
  '.mdb': 'export the layer from ArcGIS or QGIS as GeoPackage',
  '.gml': 'open it in QGIS and export it as GeoPackage',
  '.tab': 'open it in QGIS and export it as GeoPackage',
  '.mif': 'open it in QGIS and export it as GeoPackage',
  '.dwg': 'open it in QGIS, make polygons of its lines and export them as GeoPackage',
  '.dxf': 'open it in QGIS, make polygons of its lines and export them as GeoPackage',
  '.qgz': 'this is a QGIS project without the data; name the files it shows',
  '.qgs': 'this is a QGIS project without the data; name the files it shows',
  '.pdf': 'ask for the table as a spreadsheet, or type it into a .csv',
  '.docx': 'copy the table into a spreadsheet and save it as .xlsx',
  '.rar': 'extract it, and name the files inside or zip them again',
  '.7z': 'extract it, and name the files inside or zip them again',
}

/** Text under these names is JSON or nothing: it is not tried as a table. */
const JSON_EXTENSIONS = new Set(['.json', '.ndjson', '.jsonl'])

const HEAD_BYTES = 65_536
/** Stands before each value of a JSON text sequence (RFC 7464), and so of a GeoJSON one (RFC 8142). */
const RECORD_SEPARATOR = 0x1e

/**
 * The format of a file: by its ending where that is plain, else by its first bytes. A `.zip` is looked into; `.json` is GeoJSON or an array of
 * records. A `.gz` around a text format is told by the name without it.
 *
 * @throws UserError source, for a file that is missing, or of a kind that cannot be read: with what to ask for instead.
 */
export async function formatOf(path: string, label: string): Promise<FormatName> {
  await requireSource(path, label)
  const extension = extname(path.replace(/\.gz$/i, '')).toLowerCase()
  const byName = EXTENSIONS[extension]
  if (byName !== undefined) return byName
  const head = await readStart(path, label)
  const byContent = ASK_INSTEAD[extension] === undefined ? await formatOfBytes(path, head, label) : null
  if (byContent === 'csv' && JSON_EXTENSIONS.has(extension)) throw notJson(head, extension, label)
  if (byContent !== null) return byContent
  throw new UserError('source', {
    what: 'the file is of a kind that is not read',
    where: { file: label },
    got: extension === '' ? 'a name without an ending' : extension,
    expected: `one of ${FORMATS.join(', ')}`,
    next: ASK_INSTEAD[extension] ?? 'export it as GeoPackage, GeoJSON, shapefile, CSV or XLSX',
  })
}

/** A pipe or a device is refused whatever the format, before anything waits for its bytes. */
async function requireSource(path: string, label: string): Promise<void> {
  await requireFile(path, label, /\.gdb[/\\]?$/i.test(path) ? ASK_INSTEAD['.gdb'] : undefined)
}

function notJson(head: Buffer, extension: string, label: string): UserError {
  const isPage = isWebPage(head.toString('utf8'))
  return new UserError('source', {
    what: isPage ? 'the file is a web page' : 'the file holds no JSON list or object',
    where: { file: label },
    got: isPage ? 'HTML' : `${extension} that begins with neither [ nor {`,
    expected: 'a JSON list or object',
    next: isPage ? PAGE_NEXT : 'ask for the file again, or name it after what it holds',
  })
}

async function formatOfBytes(path: string, head: Buffer, label: string): Promise<FormatName | null> {
  const magic = head.toString('latin1', 0, 16)
  if (magic.startsWith('PK')) return formatInZip(path, label)
  if (magic.startsWith('SQLite format 3\0')) return 'geopackage'
  if (magic.startsWith('PAR1')) return 'parquet'
  if (magic.startsWith('fgb\x03')) return 'flatgeobuf'
  if (head.length >= 4 && head.readUInt32BE(0) === 9994) return 'shapefile'
  if (magic.startsWith('\x1f\x8b')) return formatOfText(await inflatedStart(path, label))
  return formatOfText(head)
}

function formatOfText(bytes: Buffer): FormatName | null {
  const mark = byteOrderMark(bytes)
  const text = new TextDecoder(mark?.name ?? 'utf-8').decode(bytes).trimStart()
  if (/^<(?:\?xml|kml)/i.test(text)) return /<kml\b/i.test(text) ? 'kml' : null
  const isSequence = text.charCodeAt(0) === RECORD_SEPARATOR
  const first = isSequence ? text.slice(1).trimStart() : text
  if (first.startsWith('{')) return beginsAsGeoJson(Buffer.from(first)) ? 'geojson' : 'json'
  if (isSequence) return 'geojson'
  if (text.startsWith('[')) return 'json'
  return text.includes('\0') ? null : 'csv'
}

/** The first bytes of the text in a gzip file. */
async function inflatedStart(path: string, label: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of readBytes(path, label)) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= HEAD_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES)
}

async function formatInZip(path: string, label: string): Promise<FormatName> {
  const { listZip } = await import('./zip.ts')
  const members = await listZip(path, { file: label }, (name) =>
    /\.(?:shp|kml)$|^xl\/workbook\.xml$/i.test(name),
  )
  const names = members.map((member) => member.name.toLowerCase())
  if (names.includes('xl/workbook.xml')) return 'xlsx'
  return names.some((name) => name.endsWith('.kml')) && !names.some((name) => name.endsWith('.shp'))
    ? 'kml'
    : 'shapefile'
}

async function readStart(path: string, label: string): Promise<Buffer> {
  try {
    const file = await open(path)
    try {
      const buffer = Buffer.alloc(HEAD_BYTES)
      const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new UserError(
      'source',
      {
        what: 'the file is missing or cannot be opened',
        where: { file: label },
        got: (cause as NodeJS.ErrnoException).code ?? String(cause),
        expected: 'a readable file',
        next: 'check the path, or put the file there',
      },
      { cause },
    )
  }
}

/** Names of the layers of a file, in file order. */
export async function listLayers(
  path: string,
  options: ReadOptions & { format?: FormatName },
): Promise<{ format: FormatName; layers: string[] }> {
  await requireSource(path, options.label)
  const format = options.format ?? (await formatOf(path, options.label))
  const { reader } = await READERS[format]()
  return { format, layers: await reader.layers(path, options) }
}

/**
 * Opens one layer of a file with the reader of its format.
 *
 * @throws UserError source, config, geometry or crs: what the readers throw.
 */
export async function openLayer(
  path: string,
  options: ReadOptions & { format?: FormatName },
): Promise<SourceLayer> {
  await requireSource(path, options.label)
  const format = options.format ?? (await formatOf(path, options.label))
  const { reader } = await READERS[format]()
  return reader.open(path, options)
}
