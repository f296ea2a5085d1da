import { gunzipSync } from 'node:zlib'
import {
  ArchiveFile,
  type AttributeSpec,
  type Bounds,
  type Entry,
  type LayerInfo,
  type LayerKind,
  type PmtilesHeader,
} from '../archive/index.ts'
import { UserError } from '../errors.ts'
import type { LayerRules } from '../tiler/rules.ts'

/** A tile of one layer as it stands in the archive. */
export interface LayerTile {
  tile_id: number
  gzip: Uint8Array
  /** The same, not compressed. */
  bytes: Uint8Array
}

interface Metadata {
  vector_layers?: { id: string; fields?: Record<string, string> }[]
  tilestats?: { layers?: { layer: string; geometry?: string }[] }
}

const GZIP = 2
const KIND: Readonly<Record<string, LayerKind>> = { Point: 'point', LineString: 'line', Polygon: 'polygon' }
const TYPE: Readonly<Record<string, AttributeSpec['type']>> = { Number: 'number', Boolean: 'boolean' }

/** The PMTiles that tippecanoe wrote for one layer. */
export class LayerArchive {
  readonly #rules: LayerRules
  readonly #file: ArchiveFile
  readonly #header: PmtilesHeader

  private constructor(rules: LayerRules, file: ArchiveFile, header: PmtilesHeader) {
    this.#rules = rules
    this.#file = file
    this.#header = header
  }

  /** @throws UserError `tiles` when the file is no PMTiles with tiles in gzip */
  static async open(path: string, rules: LayerRules): Promise<LayerArchive> {
    let file: ArchiveFile | undefined
    try {
      file = await ArchiveFile.open(path)
      const header = await file.header()
      if (header.tileCompression !== GZIP)
        throw new RangeError(`its tiles have compression ${header.tileCompression}`)
      return new LayerArchive(rules, file, header)
    } catch (error) {
      await file?.close()
      throw unreadable(rules, error)
    }
  }

  get bounds(): Bounds | undefined {
    return this.#header.tileEntries === 0 ? undefined : this.#header.bounds
  }

  /**
   * In rising order of ids.
   * @throws UserError `tiles` when a part of the archive is damaged
   */
  async *tiles(): AsyncGenerator<LayerTile, void> {
    const entries = this.#entries()
    for (;;) {
      const tiles = await this.#reading(async () => {
        const { value: entry } = await entries.next()
        if (entry === undefined) return null
        const gzip = await this.#file.read(this.#header.tilesOffset + entry.offset, entry.length)
        return { entry, gzip, bytes: gunzipSync(gzip) }
      })
      if (tiles === null) return
      const { entry, gzip, bytes } = tiles
      for (let run = 0; run < entry.runLength; run++) yield { tile_id: entry.tileId + run, gzip, bytes }
    }
  }

  /** @throws UserError `tiles` when the metadata cannot be read */
  async info(): Promise<LayerInfo> {
    const { name, description, minzoom, maxzoom } = this.#rules
    const metadata = await this.#reading(async () => (await this.#file.metadata(this.#header)) as Metadata)
    const fields = metadata.vector_layers?.find(({ id }) => id === name)?.fields ?? {}
    const geometry = metadata.tilestats?.layers?.find(({ layer }) => layer === name)?.geometry ?? ''
    return {
      name,
      ...(description === undefined ? {} : { description }),
      kind: KIND[geometry] ?? 'polygon',
      minzoom,
      maxzoom,
      attributes: this.#rules.attributes ?? attributesOf(fields),
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw unreadable(this.#rules, error)
    }
  }

  async *#entries(): AsyncGenerator<Entry, void> {
    if (this.#header.tileEntries > 0) yield* this.#file.entries(this.#header)
  }
}

/** Values of several types are called Mixed: text holds them all. */
function attributesOf(fields: Record<string, string>): AttributeSpec[] {
  return Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, type]) => ({ name, type: TYPE[type] ?? 'string' }))
}

function unreadable(rules: LayerRules, error: unknown): UserError {
  return new UserError(
    'tiles',
    {
      code: 'TIPPECANOE_OUTPUT',
      what: 'tippecanoe ended well, but its archive cannot be read',
      where: { layer: rules.name },
      got: error instanceof Error ? error.message.split('\n')[0] : String(error),
      expected: 'PMTiles version 3 with tiles in gzip',
      next: 'look whether the disk is full, or choose the engine builtin',
    },
    { cause: error },
  )
}
