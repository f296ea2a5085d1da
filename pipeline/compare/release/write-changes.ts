import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { Store } from '../../store/index.ts'
import { csvText } from '../../values/csv-cell.ts'
import { placesQuery } from './compare-rows.ts'
import type { RowChange } from './release-comparison.ts'

export const CHANGES_CSV = 'changes.csv'
export const CHANGES_GEOJSON = 'changes.geojson'

const COLUMNS = ['kind', 'name', 'id', 'change', 'field', 'old', 'new', 'difference'] as const

/** Writes all changes into a folder, as they are found: values as a table, features as GeoJSON that opens in QGIS. */
export class ChangesWriter {
  readonly #csv: number
  readonly #geojson: number
  #features = 0
  #bounds: Bounds | null = null

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#csv = openSync(join(folder, CHANGES_CSV), 'w')
    this.#geojson = openSync(join(folder, CHANGES_GEOJSON), 'w')
    writeSync(this.#csv, `${COLUMNS.join(',')}\r\n`)
    writeSync(this.#geojson, '{"type":"FeatureCollection","name":"changes","features":[')
  }

  row(change: RowChange): void {
    const cells = COLUMNS.map((name) => change[name])
    writeSync(
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
        writeSync(this.#geojson, `${this.#features === 1 ? '' : ','}\n${JSON.stringify(feature)}`)
      }
    }
  }

  finish(): void {
    const box = this.#bounds === null ? '' : `,"bbox":${JSON.stringify(this.#bounds)}`
    writeSync(this.#geojson, `\n]${box}}\n`)
  }

  close(): void {
    closeSync(this.#csv)
    closeSync(this.#geojson)
  }
}
