import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { quietly, writeWhole } from '../../durable.ts'
import { UserError } from '../../errors.ts'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import { displayPath } from '../../paths.ts'
import { CHECKSUMS, isReleaseId, MANIFEST, RELEASE_FORMAT } from '../../release/manifest.ts'
import type { Store } from '../../store/index.ts'
import { csvText } from '../../values/csv-cell.ts'
import { placesQuery } from './compare-rows.ts'
import type { RowChange } from './release-comparison.ts'

const FILES = ['changes.csv', 'changes.geojson'] as const

const FORMAT_WITHIN_BYTES = 65_536

const COLUMNS = ['kind', 'name', 'id', 'change', 'field', 'old', 'new', 'difference'] as const

/** Writes all changes into a folder, as they are found: values as a table, features as GeoJSON that opens in QGIS. */
export class ChangesWriter {
  readonly #folder: string
  readonly #csv: number
  readonly #geojson: number
  #features = 0
  #bounds: Bounds | null = null

  /** @throws UserError `usage` for a folder in a release, which would no longer be what its manifest says */
  constructor(folder: string) {
    refuseRelease(folder)
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    const [csv, geojson] = FILES.map((name) => openSync(this.#unfinished(name), 'w'))
    this.#csv = csv!
    this.#geojson = geojson!
    writeWhole(this.#csv, `${COLUMNS.join(',')}\r\n`)
    writeWhole(this.#geojson, '{"type":"FeatureCollection","name":"changes","features":[')
  }

  row(change: RowChange): void {
    const cells = COLUMNS.map((name) => change[name])
    writeWhole(
      this.#csv,
      `${cells.map((cell) => (typeof cell === 'string' ? csvText(cell) : (cell ?? ''))).join(',')}\r\n`,
    )
  }

  /** The features of the layer that was compared last. */
  async places(store: Store, layer: string, columns: readonly string[]): Promise<void> {
    type Place = { id: string; change: string; fields: string[]; side: string; wkb: Uint8Array }
    for await (const batch of store.batches<Place>(placesQuery(columns))) {
      for (const { id, change, fields, side, wkb } of batch) {
        const geometry = decodeWkb(wkb)
        this.#bounds = mergeBounds(this.#bounds, boundsOf(geometry))
        const properties = { layer, id, change, fields: fields.join(', ') || null, release: side }
        const feature = { type: 'Feature', id: ++this.#features, properties, geometry }
        writeWhole(this.#geojson, `${this.#features === 1 ? '' : ','}\n${JSON.stringify(feature)}`)
      }
    }
  }

  finish(): void {
    const box = this.#bounds === null ? '' : `,"bbox":${JSON.stringify(this.#bounds)}`
    writeWhole(this.#geojson, `\n]${box}}\n`)
    for (const descriptor of [this.#csv, this.#geojson]) fsyncSync(descriptor)
    for (const name of FILES) renameSync(this.#unfinished(name), join(this.#folder, name))
  }

  /** What was not finished is not left. */
  close(): void {
    closeSync(this.#csv)
    closeSync(this.#geojson)
    for (const name of FILES) quietly(() => rmSync(this.#unfinished(name), { force: true }))
  }

  #unfinished(name: string): string {
    return join(this.#folder, `.${name}.new`)
  }
}

/**
 * Also one whose manifest is damaged: by its place, by what lies beside the manifest, or by what is left in it. Folders of other
 * programs have a manifest of that name too.
 */
function isRelease(folder: string): boolean {
  if (isReleaseId(basename(folder)) && basename(dirname(folder)) === 'releases') return true
  const manifest = join(folder, MANIFEST)
  try {
    if (!statSync(manifest, { throwIfNoEntry: false })?.isFile()) return false
    return existsSync(join(folder, CHECKSUMS)) || beginningOf(manifest).includes(RELEASE_FORMAT)
  } catch {
    // What may not be read is none that this user published.
    return false
  }
}

/** A manifest of ours begins with its format; one of another program may be of any size. */
function beginningOf(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(FORMAT_WITHIN_BYTES)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

/** A link may lead into a release. */
function refuseRelease(folder: string): void {
  for (let above = realPlace(resolve(folder)); ; above = dirname(above)) {
    if (isRelease(above))
      throw new UserError('usage', {
        what: 'the changes would be written into a release',
        where: { key: '--output' },
        got: displayPath(resolve(folder)),
        expected: 'a folder outside of every release',
        next: 'name another folder with --output',
      })
    if (dirname(above) === above) return
  }
}

/** Where a folder lies, or will lie when it is made, past all links. */
function realPlace(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder)
  const above = dirname(folder)
  return above === folder ? folder : join(realPlace(above), basename(folder))
}
