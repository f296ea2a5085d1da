import type { Entry } from './directory.ts'
import {
  type Bounds,
  COMPRESSION,
  HEADER_BYTES,
  type PmtilesHeader,
  ROOT_LIMIT_BYTES,
  TILE_TYPE,
} from './header.ts'
import { firstTileId, MAX_ZOOM, zoomOf, zxyOf } from './hilbert.ts'
import { mercatorX, mercatorY } from './mercator.ts'
import { checkMvt } from './mvt-check.ts'
import { ArchiveFile } from './pmtiles-reader.ts'
import { type ZoomContents, zoomContents } from './zoom-contents.ts'

export type ArchiveFault =
  | 'header'
  | 'section'
  | 'root-size'
  | 'metadata'
  | 'directory'
  | 'order'
  | 'offset'
  | 'clustered'
  | 'count'
  | 'zoom'
  | 'bounds'
  | 'tile'

export interface ArchiveViolation {
  code: ArchiveFault
  detail: string
}

const REPORTED_PER_CODE = 20
/** Of a longer run so many tiles are held to the bounds: a damaged directory may claim any length. */
const TILES_PER_RUN = 1 << 16
const END_OF_IDS = firstTileId(MAX_ZOOM + 1)
/** A tile may hold geometry of its neighbour's buffer: its box is widened by this share of a tile before it is compared. */
const BUFFER_SHARE = 1 / 8

export interface ArchiveReport {
  /** At most 20 of a kind. */
  violations: ArchiveViolation[]
  /** How many there are of each kind. */
  counts: Partial<Record<ArchiveFault, number>>
  zooms: ZoomContents[]
}

/**
 * Checks an archive against PMTiles v3 and against itself: header, sections, directories, counts, order, and every tile
 * content decoded. Any tile type passes; only vector tiles are looked into.
 * @returns violations, at most 20 of a kind; none when the archive is sound.
 * @throws UserError `source` when the file cannot be opened.
 */
export async function verifyPmtiles(path: string): Promise<ArchiveViolation[]> {
  return (await inspectPmtiles(path)).violations
}

/**
 * The checks of {@link verifyPmtiles} with their counts and what the archive holds.
 * @throws UserError `source` when the file cannot be opened.
 */
export async function inspectPmtiles(path: string): Promise<ArchiveReport> {
  const file = await ArchiveFile.open(path)
  try {
    return await new Verification(file).run()
  } finally {
    await file.close()
  }
}

class Verification {
  readonly #file: ArchiveFile
  readonly #violations: ArchiveViolation[] = []
  readonly #reported = new Map<ArchiveFault, number>()
  readonly #entries: Entry[] = []

  constructor(file: ArchiveFile) {
    this.#file = file
  }

  async run(): Promise<ArchiveReport> {
    await this.#check()
    return {
      violations: this.#violations,
      counts: Object.fromEntries(this.#reported),
      zooms: zoomContents(this.#entries),
    }
  }

  async #check(): Promise<void> {
    let header: PmtilesHeader
    try {
      header = await this.#file.header()
    } catch (error) {
      this.#fault('header', messageOf(error))
      return
    }
    this.#checkHeader(header)
    if (this.#violations.length === 0) {
      await this.#checkMetadata(header)
      await this.#readRoot(header)
      this.#checkEntries(header)
      await this.#checkContents(header)
    }
  }

  #fault(code: ArchiveFault, detail: string): void {
    const count = (this.#reported.get(code) ?? 0) + 1
    this.#reported.set(code, count)
    if (count <= REPORTED_PER_CODE) this.#violations.push({ code, detail })
  }

  #checkHeader(header: PmtilesHeader): void {
    const sections: [string, number, number][] = [
      ['root directory', header.rootOffset, header.rootLength],
      ['metadata', header.metadataOffset, header.metadataLength],
      ['leaf directories', header.leavesOffset, header.leavesLength],
      ['tile data', header.tilesOffset, header.tilesLength],
    ]
    for (const [name, offset, length] of sections) {
      if (length === 0) continue
      if (offset < HEADER_BYTES || offset + length > this.#file.bytes) {
        this.#fault(
          'section',
          `${name} at ${offset}..${offset + length}, the file has ${this.#file.bytes} bytes`,
        )
      }
    }
    const inOrder = sections.filter(([, , length]) => length > 0).sort((a, b) => a[1] - b[1])
    for (let i = 1; i < inOrder.length; i++) {
      const [before, offset, length] = inOrder[i - 1]!
      const [after, start] = inOrder[i]!
      if (offset + length > start) this.#fault('section', `${after} starts within ${before}`)
    }
    if (header.rootLength === 0) this.#fault('section', 'there is no root directory')
    if (header.rootOffset + header.rootLength > ROOT_LIMIT_BYTES) {
      this.#fault('root-size', `the root directory ends at byte ${header.rootOffset + header.rootLength}`)
    }
    const codes: number[] = Object.values(COMPRESSION)
    for (const value of [header.internalCompression, header.tileCompression]) {
      if (!codes.includes(value)) this.#fault('header', `compression ${value} does not exist`)
    }
    if (header.minZoom > header.maxZoom) {
      this.#fault('zoom', `minimum zoom ${header.minZoom} is above maximum zoom ${header.maxZoom}`)
    }
    this.#checkPosition(header)
  }

  #checkPosition({ bounds, center: [lon, lat] }: PmtilesHeader): void {
    const [west, south, east, north] = bounds
    if (west < -180 || east > 180 || south < -90 || north > 90 || west > east || south > north) {
      this.#fault('bounds', `bounds ${bounds.join(', ')} are not west, south, east, north`)
    } else if (!isUnset(bounds) && (lon < west || lon > east || lat < south || lat > north)) {
      this.#fault('bounds', `the centre ${lon}, ${lat} is outside of the bounds ${bounds.join(', ')}`)
    }
  }

  async #checkMetadata(header: PmtilesHeader): Promise<void> {
    if (header.metadataLength === 0) return
    try {
      const metadata = await this.#file.metadata(header)
      if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
        this.#fault('metadata', 'the metadata is not a JSON object')
      } else if (header.tileType === TILE_TYPE.mvt && !('vector_layers' in metadata)) {
        this.#fault('metadata', 'the metadata of vector tiles has no vector_layers')
      }
    } catch (error) {
      this.#fault('metadata', messageOf(error))
    }
  }

  async #readRoot(header: PmtilesHeader): Promise<void> {
    const root = await this.#directory(header, 'root', header.rootOffset, header.rootLength)
    for (let i = 0; i < root.length; i++) {
      const entry = root[i]!
      if (entry.runLength > 0) {
        this.#entries.push(entry)
        continue
      }
      const name = `leaf at ${entry.offset}`
      if (entry.offset + entry.length > header.leavesLength) {
        this.#fault('offset', `${name} ends beyond the ${header.leavesLength} bytes of leaf directories`)
        continue
      }
      const leaf = await this.#directory(header, name, header.leavesOffset + entry.offset, entry.length)
      const end = root[i + 1]?.tileId ?? Number.POSITIVE_INFINITY
      for (const inner of leaf) {
        if (inner.runLength === 0)
          this.#fault('directory', `${name} points to another leaf, readers follow one level`)
        else if (inner.tileId < entry.tileId || inner.tileId + inner.runLength > end) {
          this.#fault(
            'order',
            `tile ${inner.tileId} of ${name} is outside of the ids ${entry.tileId}..${end}`,
          )
        }
        this.#entries.push(inner)
      }
    }
  }

  async #directory(header: PmtilesHeader, name: string, offset: number, length: number): Promise<Entry[]> {
    try {
      const entries = await this.#file.directory(header, offset, length)
      if (entries.length === 0) this.#fault('directory', `the ${name} directory is empty`)
      return entries
    } catch (error) {
      this.#fault('directory', `${name}: ${messageOf(error)}`)
      return []
    }
  }

  #checkEntries(header: PmtilesHeader): void {
    let nextId = 0
    let storedEnd = 0
    let addressed = 0
    const offsets = new Map<number, number>()
    for (const entry of this.#entries) {
      if (entry.tileId < nextId) this.#fault('order', `tile id ${entry.tileId} comes after id ${nextId - 1}`)
      nextId = Math.max(nextId, entry.tileId + entry.runLength)
      if (nextId > END_OF_IDS) this.#fault('order', `tile id ${nextId - 1} is below zoom ${MAX_ZOOM}`)
      addressed += entry.runLength
      if (entry.length === 0) this.#fault('offset', `tile id ${entry.tileId} has no bytes`)
      if (entry.offset + entry.length > header.tilesLength) {
        this.#fault(
          'offset',
          `tile id ${entry.tileId} ends beyond the ${header.tilesLength} bytes of tile data`,
        )
      }
      const known = offsets.get(entry.offset)
      if (known === undefined) offsets.set(entry.offset, entry.length)
      else if (known !== entry.length) this.#fault('offset', `two lengths for the content at ${entry.offset}`)
      if (header.clustered && entry.offset > storedEnd) {
        this.#fault('clustered', `tile id ${entry.tileId} at ${entry.offset} leaves a gap after ${storedEnd}`)
      }
      if (header.clustered && entry.offset < storedEnd && known === undefined) {
        this.#fault('clustered', `tile id ${entry.tileId} at ${entry.offset} overlaps an earlier content`)
      }
      storedEnd = Math.max(storedEnd, entry.offset + entry.length)
    }
    this.#checkCount('addressed tiles', header.addressedTiles, addressed)
    this.#checkCount('tile entries', header.tileEntries, this.#entries.length)
    this.#checkCount('tile contents', header.tileContents, offsets.size)
    const first = this.#entries[0]
    const last = this.#entries.at(-1)
    if (first === undefined || last === undefined) return
    this.#checkZoom('minimum', header.minZoom, first.tileId)
    this.#checkZoom('maximum', header.maxZoom, last.tileId + last.runLength - 1)
  }

  /** Zero means unknown (spec section 3.2). */
  #checkCount(name: string, stated: number, found: number): void {
    if (stated !== 0 && stated !== found) this.#fault('count', `${found} ${name}, the header says ${stated}`)
  }

  #checkZoom(name: string, stated: number, tileId: number): void {
    const found = zoomOf(tileId)
    if (found !== stated) this.#fault('zoom', `the ${name} zoom is ${found}, the header says ${stated}`)
  }

  async #checkContents(header: PmtilesHeader): Promise<void> {
    const seen = new Set<number>()
    for (const entry of this.#entries) {
      if (entry.tileId + entry.runLength > END_OF_IDS) continue
      if (header.tileType === TILE_TYPE.mvt) this.#checkTileBounds(header.bounds, entry)
      if (seen.has(entry.offset)) continue
      seen.add(entry.offset)
      try {
        const data = await this.#file.tileData(header, entry)
        if (header.tileType === TILE_TYPE.mvt) checkMvt(data)
      } catch (error) {
        this.#fault('tile', `tile ${zxyOf(entry.tileId).join('/')}: ${messageOf(error)}`)
      }
    }
  }

  #checkTileBounds(bounds: Bounds, entry: Entry): void {
    if (isUnset(bounds)) return
    const step = Math.ceil(entry.runLength / TILES_PER_RUN)
    for (let id = entry.tileId; id < entry.tileId + entry.runLength; id += step) {
      const [z, x, y] = zxyOf(id)
      const size = 2 ** z
      const left = mercatorX(bounds[0]) * size
      const right = mercatorX(bounds[2]) * size
      const top = mercatorY(bounds[3]) * size
      const bottom = mercatorY(bounds[1]) * size
      const apart =
        x + 1 + BUFFER_SHARE < left ||
        x - BUFFER_SHARE > right ||
        y + 1 + BUFFER_SHARE < top ||
        y - BUFFER_SHARE > bottom
      if (apart) this.#fault('bounds', `tile ${z}/${x}/${y} lies outside of the bounds ${bounds.join(', ')}`)
    }
  }
}

function isUnset(bounds: Bounds): boolean {
  return bounds.every((value) => value === 0)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
