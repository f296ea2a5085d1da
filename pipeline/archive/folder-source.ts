import { readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzip, isGzip } from './gzip.ts'
import type { Bounds } from './header.ts'
import { tileIdOf, zxyOf } from './hilbert.ts'
import type { ArchiveMeta } from './metadata.ts'
import { type Stated, statedBy } from './stated-rows.ts'
import type { TileRun, TileSource } from './tile-source.ts'
import type { AddFault } from './verify/faults.ts'

/** As mb-util, tippecanoe and GDAL write and read it: the rows of the metadata of MBTiles. */
export const METADATA_FILE = 'metadata.json'
export const TILEJSON_FILE = 'tilejson.json'

const ENDING = '.pbf'
/** Such as a path of a tile has: no zeros before it. */
const WHOLE_NUMBER = /^(0|[1-9]\d*)$/

/** Whether a path is a folder whose `metadata.json` says what tiles lie in it. */
export function isTileFolder(path: string): boolean {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder && (statSync(join(path, METADATA_FILE), { throwIfNoEntry: false })?.isFile() ?? false)
}

/** Reads tiles that are files `{z}/{x}/{y}.pbf`, rows counted from the north, in the order of PMTiles tile ids; eight bytes a tile are held. */
export class FolderSource implements TileSource {
  readonly file: string
  readonly bytes: number
  readonly isVector: boolean
  readonly bounds: Bounds
  readonly center: ArchiveMeta['center']
  readonly tiles: number
  readonly minZoom: number
  readonly maxZoom: number
  readonly metadata: Record<string, unknown>
  readonly #ids: Float64Array

  /**
   * @param folder with its `metadata.json`.
   * @param fault takes what is wrong in what can be read; thrown as an Error when left out.
   */
  constructor(folder: string, fault: AddFault = refuse) {
    this.file = folder
    const { isVector, bounds, center, metadata } = statedIn(folder, fault)
    this.isVector = isVector
    this.bounds = bounds
    this.center = center
    this.metadata = metadata
    const { ids, bytes } = tilesIn(folder, fault)
    this.#ids = Float64Array.from(ids).sort()
    this.bytes = bytes
    this.tiles = ids.length
    this.minZoom = ids.length === 0 ? 0 : zxyOf(this.#ids[0]!)[0]
    this.maxZoom = ids.length === 0 ? 0 : zxyOf(this.#ids.at(-1)!)[0]
  }

  async *runs(): AsyncGenerator<TileRun> {
    for (const tileId of this.#ids) yield { tileId, runLength: 1, content: tileId, length: 0 }
  }

  async stored({ tileId }: TileRun): Promise<Uint8Array> {
    const [z, x, y] = zxyOf(tileId)
    return readFile(join(this.file, `${z}`, `${x}`, `${y}${ENDING}`))
  }

  unpacked(stored: Uint8Array): Uint8Array {
    return isGzip(stored) ? gunzip(stored) : stored
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}

/**
 * Looks whether what the two files beside the tiles say is so: zooms in both, and layers and bounds of `tilejson.json`, where it is
 * there, as in `metadata.json`.
 */
export function checkStatements(source: FolderSource, fault: AddFault): void {
  const rows = objectIn(source.file, METADATA_FILE, fault)
  checkZooms(source, METADATA_FILE, [rows.minzoom, rows.maxzoom], fault)
  if (statSync(join(source.file, TILEJSON_FILE), { throwIfNoEntry: false }) === undefined) return
  const json = objectIn(source.file, TILEJSON_FILE, fault)
  checkZooms(source, TILEJSON_FILE, [json.minzoom, json.maxzoom], fault)
  const [told, meant] = [json.vector_layers, source.metadata.vector_layers].map(namesOf)
  if (told !== meant) fault('metadata', `tilejson.json names the layers ${told}, metadata.json ${meant}`)
  if (Array.isArray(json.bounds) && json.bounds.join(',') !== source.bounds.join(','))
    fault(
      'bounds',
      `tilejson.json says the bounds ${json.bounds.join(',')}, metadata.json ${source.bounds.join(',')}`,
    )
}

function checkZooms(
  { minZoom, maxZoom, tiles }: FolderSource,
  file: string,
  [least, most]: [unknown, unknown],
  fault: AddFault,
): void {
  if (tiles === 0) return
  if (least !== undefined && Number(least) !== minZoom)
    fault('zoom', `the minimum zoom is ${minZoom}, ${file} says ${least}`)
  if (most !== undefined && Number(most) !== maxZoom)
    fault('zoom', `the maximum zoom is ${maxZoom}, ${file} says ${most}`)
}

function namesOf(layers: unknown): string {
  return Array.isArray(layers) ? layers.map(({ id }: { id: unknown }) => String(id)).join(', ') : ''
}

function statedIn(folder: string, fault: AddFault): Stated {
  const rows = Object.entries(objectIn(folder, METADATA_FILE, fault))
  return statedBy(new Map(rows.map(([name, value]) => [name, String(value)])), fault)
}

function objectIn(folder: string, file: string, fault: AddFault): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Told below, as is a value that is no object.
  }
  fault('metadata', `${file} is not a JSON object`)
  return {}
}

/** Ids of the tiles and their bytes; what is neither a tile nor one of the two files is a fault. */
function tilesIn(folder: string, fault: AddFault): { ids: number[]; bytes: number } {
  const ids: number[] = []
  let bytes = 0
  const misplaced = (name: string) => fault('order', `${name} is no place of a tile`)
  for (const zoom of readdirSync(folder)) {
    if ([METADATA_FILE, TILEJSON_FILE].includes(zoom)) continue
    const columns = WHOLE_NUMBER.test(zoom) ? namesIn(join(folder, zoom)) : null
    if (columns === null) misplaced(zoom)
    for (const column of columns ?? []) {
      const tiles = WHOLE_NUMBER.test(column) ? namesIn(join(folder, zoom, column)) : null
      if (tiles === null) misplaced(`${zoom}/${column}`)
      for (const tile of tiles ?? []) {
        const row = tile.endsWith(ENDING) ? tile.slice(0, -ENDING.length) : ''
        const stats = statSync(join(folder, zoom, column, tile))
        const id = WHOLE_NUMBER.test(row) && stats.isFile() ? idOf(zoom, column, row) : null
        if (id === null) misplaced(`${zoom}/${column}/${tile}`)
        else {
          ids.push(id)
          bytes += stats.size
        }
      }
    }
  }
  return { ids, bytes }
}

function namesIn(path: string): string[] | null {
  return statSync(path).isDirectory() ? readdirSync(path) : null
}

function idOf(zoom: string, column: string, row: string): number | null {
  try {
    return tileIdOf(Number(zoom), Number(column), Number(row))
  } catch {
    return null
  }
}

function refuse(_code: string, detail: string): never {
  throw new RangeError(detail)
}
