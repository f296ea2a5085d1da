import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Extent, METADATA_FILE, metadataRows, TILEJSON_FILE, zxyOf } from '../archive/index.ts'

/** Writes tiles as files `{z}/{x}/{y}.pbf`, rows counted from the north. */
export class TileFolder {
  bytes = 0
  readonly #folder: string
  readonly #columns = new Set<string>()

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder)
  }

  add(tileId: number, data: Uint8Array): void {
    const [z, x, y] = zxyOf(tileId)
    const column = join(this.#folder, `${z}`, `${x}`)
    if (!this.#columns.has(column)) {
      mkdirSync(column, { recursive: true })
      this.#columns.add(column)
    }
    writeFileSync(join(column, `${y}.pbf`), data)
    this.bytes += data.length
  }

  /**
   * @param metadata as in PMTiles.
   * @param url where the folder will be hosted; addresses are relative to the TileJSON when left out.
   */
  finish(metadata: Record<string, unknown>, extent: Extent, url?: string): void {
    this.#write(METADATA_FILE, Object.fromEntries(metadataRows(metadata, extent)))
    this.#write(TILEJSON_FILE, tileJson(metadata, extent, url))
  }

  #write(name: string, content: object): void {
    writeFileSync(join(this.#folder, name), `${JSON.stringify(content, null, 1)}\n`)
  }
}

/** TileJSON 3.0.0 of a folder of tiles; what the archive does not state is left out. */
function tileJson(
  metadata: Record<string, unknown>,
  { minZoom, maxZoom, bounds, center }: Extent,
  url?: string,
): Record<string, unknown> {
  const texts = ['name', 'description', 'attribution'].flatMap((key) =>
    typeof metadata[key] === 'string' && metadata[key] !== '' ? [[key, metadata[key]]] : [],
  )
  const base = url === undefined ? '' : url.replace(/\/*$/, '/')
  return {
    tilejson: '3.0.0',
    ...Object.fromEntries(texts),
    scheme: 'xyz',
    tiles: [`${base}{z}/{x}/{y}.pbf`],
    minzoom: minZoom,
    maxzoom: maxZoom,
    bounds,
    center: [center.lon, center.lat, center.zoom],
    vector_layers: metadata.vector_layers ?? [],
  }
}
