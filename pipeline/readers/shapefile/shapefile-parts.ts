import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import iconv from 'iconv-lite'
import { UserError } from '../../errors.ts'
import { type ByteSource, fileSource, readHead } from '../bytes.ts'
import type { ReadOptions } from '../types.ts'
import { listZip, namesInZip, type ZipMember } from '../zip.ts'

const PARTS = ['.shp', '.shx', '.dbf', '.prj', '.cpg'] as const
export type Part = (typeof PARTS)[number]

/** The files of one shapefile layer, wherever they lie. */
export interface ShapefileParts {
  layer: string
  has(part: Part): boolean
  /** The bytes of a part that `has` affirms. */
  open(part: Part): Promise<ByteSource>
}

/** More than any `.prj` or `.cpg` needs; enough of an error page saved as one to see what it is. */
const TEXT_BYTES = 65_536

/**
 * Finds the files of a layer beside a `.shp`, or in a zip archive; letter case of the endings does not matter.
 *
 * @throws UserError source, when the file or the archive is missing or holds no shapefile; config, when `layer` is needed or names none.
 */
export async function findParts(path: string, options: ReadOptions): Promise<ShapefileParts> {
  return (await isZip(path)) ? partsInZip(path, options) : partsOnDisk(path, options)
}

/** An archive is told by its ending or its first bytes, since `.shz` and names without an ending are met too. */
async function isZip(path: string): Promise<boolean> {
  if (extname(path).toLowerCase() === '.zip') return true
  try {
    const source = await fileSource(path)
    try {
      return (await readHead(source, 2)).toString('latin1') === 'PK'
    } finally {
      await source.close()
    }
  } catch {
    // What is wrong with the file is said by those who read it.
    return false
  }
}

/** The text of a small part without byte order mark and control characters, or null when the layer has none. UTF-16 is read as such. */
export async function readText(parts: ShapefileParts, part: Part): Promise<string | null> {
  if (!parts.has(part)) return null
  const source = await parts.open(part)
  try {
    const bytes = await readHead(source, TEXT_BYTES)
    const isUtf16 = bytes.length > 1 && (bytes.readUInt16LE(0) === 0xfeff || bytes.readUInt16BE(0) === 0xfeff)
    const text = isUtf16 ? iconv.decode(bytes, 'utf-16') : bytes.toString('utf8')
    // Without a mark UTF-16 shows as a zero byte beside each letter.
    return text.replace(/^\uFEFF/, '').replaceAll(/[^\P{Cc}\t\r\n]/gu, '')
  } finally {
    await source.close()
  }
}

async function partsOnDisk(path: string, options: ReadOptions): Promise<ShapefileParts> {
  const layer = basename(path, extname(path))
  if (options.layer !== undefined && options.layer.toLowerCase() !== layer.toLowerCase()) {
    throw noSuchLayer(options, [layer])
  }
  const folder = dirname(path)
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (cause) {
    throw missing(options.label, cause)
  }
  names.sort()
  if (!names.includes(basename(path))) throw missing(options.label)
  const found = new Map<Part, string>([['.shp', basename(path)]])
  for (const part of PARTS) {
    const same = (name: string) => extname(name).toLowerCase() === part
    const name =
      names.find((each) => same(each) && basename(each, extname(each)) === layer) ??
      names.find((each) => same(each) && basename(each, extname(each)).toLowerCase() === layer.toLowerCase())
    if (name !== undefined && part !== '.shp') found.set(part, name)
  }
  return {
    layer,
    has: (part) => found.has(part),
    open: (part) => fileSource(join(folder, found.get(part)!)),
  }
}

/** Names of the layers of a `.shp` or a `.zip`, as `layer` of a source may give them. */
export async function layerNames(path: string, options: ReadOptions): Promise<string[]> {
  if (!(await isZip(path))) return [(await partsOnDisk(path, { ...options, layer: undefined })).layer]
  const stems = (await membersInZip(path, options)).stems
  const names = stems.map((stem) => basename(stem))
  // Layers of the same name in different folders are told apart by the folder.
  return stems.map((stem, i) =>
    names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : stem,
  )
}

async function partsInZip(path: string, options: ReadOptions): Promise<ShapefileParts> {
  const { stems, byName } = await membersInZip(path, options)
  const stem = chooseStem(stems, options)
  const member = (part: Part) => byName.get(`${stem}${part}`.toLowerCase())
  return {
    layer: basename(stem),
    has: (part) => member(part) !== undefined,
    open: (part) => member(part)!.open(),
  }
}

async function membersInZip(
  path: string,
  options: ReadOptions,
): Promise<{ stems: string[]; byName: Map<string, ZipMember> }> {
  const where = { file: options.label }
  const isPart = (name: string) => (PARTS as readonly string[]).includes(extname(name).toLowerCase())
  try {
    await (await fileSource(path)).close()
  } catch (cause) {
    throw missing(options.label, cause)
  }
  const members = await listZip(path, where, isPart)
  const byName = new Map<string, ZipMember>()
  for (const member of members) {
    const key = member.name.toLowerCase()
    if (byName.has(key)) {
      throw new UserError('source', {
        what: 'the archive holds the same file twice',
        where,
        got: member.name,
        expected: 'names that differ by more than letter case',
        next: 'zip the files of one layer again',
      })
    }
    byName.set(key, member)
  }
  const stems = members
    .filter((member) => extname(member.name).toLowerCase() === '.shp')
    .map((member) => member.name.slice(0, -4))
    .sort()
  if (stems.length === 0) throw holdsNone(options, await namesInZip(path, where))
  return { stems, byName }
}

/** Formats that are read, but not from within an archive. */
const OTHER_FORMATS =
  /\.(?:gpkg|kml|kmz|geojson|geojsonl|json|csv|tsv|xlsx?|ods|parquet|fgb|gml|tab|dwg|dxf|zip)$/i
const NAMES_SHOWN = 8

function holdsNone(options: ReadOptions, names: string[]): UserError {
  const others = names.filter((name) => OTHER_FORMATS.test(name) || /\.gdb\//i.test(name))
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  const more = names.length - NAMES_SHOWN
  return new UserError('source', {
    what: 'the archive holds no shapefile',
    where: { file: options.label },
    got: names.length === 0 ? 'an empty archive' : more > 0 ? `${shown} and ${more} more` : shown,
    expected: 'a .shp with its .dbf',
    next:
      others.length > 0
        ? `extract it and name the file you need as \`path\`, such as ${others[0]}`
        : 'zip the .shp, .shx, .dbf, .prj and .cpg of the layer together',
  })
}

function chooseStem(stems: string[], options: ReadOptions): string {
  const { layer } = options
  if (layer === undefined) {
    if (stems.length === 1) return stems[0]!
    throw new UserError('config', {
      what: 'the archive holds several layers and none is chosen',
      where: { file: options.label },
      got: stems.join(', '),
      expected: '`layer` with one of these names',
      next: 'add `layer` to this source in city.yaml',
    })
  }
  const asked = layer.toLowerCase().replace(/\.shp$/, '')
  const matching = stems.filter(
    (stem) => stem.toLowerCase() === asked || basename(stem).toLowerCase() === asked,
  )
  const exact = matching.filter((stem) => stem.toLowerCase() === asked)
  if (exact.length === 1) return exact[0]!
  if (matching.length !== 1) throw noSuchLayer(options, matching.length > 1 ? matching : stems)
  return matching[0]!
}

function noSuchLayer(options: ReadOptions, layers: string[]): UserError {
  return new UserError('config', {
    what: 'the layer is not there, or the name fits several',
    where: { file: options.label },
    got: options.layer ?? '',
    expected: `one of ${layers.join(', ')}`,
    next: 'correct `layer` of this source in city.yaml',
  })
}

function missing(label: string, cause?: unknown): UserError {
  return new UserError(
    'source',
    {
      what: 'the file is missing or cannot be opened',
      where: { file: label },
      got: cause instanceof Error && 'code' in cause ? String(cause.code) : 'no such file',
      expected: 'a readable .shp or .zip',
      next: 'check `path` of this source in city.yaml, or put the file there',
    },
    { cause },
  )
}
