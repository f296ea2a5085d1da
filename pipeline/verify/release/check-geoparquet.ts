import type { Geometry } from 'geojson'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { sqlName } from '../../store/index.ts'
import { isObject, type Json, shown } from './json-values.ts'

type Add = (en: string, id: string) => void

const SIDES = ['xmin', 'ymin', 'xmax', 'ymax'] as const

/** The key `geo` of a GeoParquet file held to GeoParquet 1.1 as a release promises it, and to the rows, one by one. */
export class GeoParquetCheck {
  readonly #add: Add
  readonly #stated: Json
  readonly #types = new Set<string>()
  #bounds: Bounds | null = null
  /** Column of each row's box, or null where the metadata name none that there is. */
  readonly covering: string | null

  /**
   * @param geo what stands under the key
   * @param geometry name of the column of geometries
   * @param columns names of all
   */
  constructor(geo: unknown, geometry: string, columns: readonly string[], add: Add) {
    this.#add = add
    const all = isObject(geo) && isObject(geo.columns) ? geo.columns : {}
    const column = Object.hasOwn(all, geometry) ? all[geometry] : null
    const { version, primary_column } = isObject(geo) ? geo : {}
    this.#stated = isObject(column) ? column : {}
    this.covering = coveringOf(this.#stated, columns)
    if (!isObject(geo)) add('has no geo metadata of GeoParquet', 'tanpa metadata geo GeoParquet')
    else if (primary_column !== geometry || !isObject(column))
      add(
        `geo metadata name ${shown(primary_column)}, the column is ${geometry}`,
        `metadata geo menyebut ${shown(primary_column)}, kolomnya ${geometry}`,
      )
    else {
      this.#hold('version', version, '1.1.0')
      this.#hold('encoding', column.encoding, 'WKB')
      this.#hold('crs', crsOf(column), 'OGC:CRS84')
      if (this.covering === null)
        add('geo metadata name no box of each row', 'metadata geo tidak menyebut kotak tiap baris')
    }
  }

  /** SQL of what {@link row} takes as the box of a row. */
  get boxSql(): string {
    if (this.covering === null) return 'NULL'
    return `[${SIDES.map((side) => `${sqlName(this.covering!)}.${side}`).join(', ')}]`
  }

  row(id: unknown, geometry: Geometry, box: unknown): void {
    this.#types.add(geometry.type)
    const bounds = boundsOf(geometry)
    this.#bounds = mergeBounds(this.#bounds, bounds)
    if (this.covering === null) return
    const [stated, right] = [JSON.stringify(box), JSON.stringify(bounds)]
    if (stated !== right)
      this.#add(
        `feature ${id} has the box ${stated}, its geometry lies in ${right}`,
        `fitur ${id} berkotak ${stated}, geometrinya di ${right}`,
      )
  }

  /** After the last row. */
  finish(): void {
    if (this.#bounds !== null) this.#hold('bbox', this.#stated.bbox, this.#bounds)
    this.#hold('geometry_types', this.#stated.geometry_types, [...this.#types].sort())
  }

  #hold(name: string, stated: unknown, expected: unknown): void {
    if (JSON.stringify(stated) === JSON.stringify(expected)) return
    this.#add(
      `geo metadata: ${name} is ${shown(stated)}, expected ${shown(expected)}`,
      `metadata geo: ${name} ${shown(stated)}, seharusnya ${shown(expected)}`,
    )
  }
}

/** Left out it is OGC:CRS84 by the standard; null is a CRS that nobody knows. */
function crsOf({ crs = { id: { authority: 'OGC', code: 'CRS84' } } }: Json): unknown {
  const id = isObject(crs) ? crs.id : crs
  return isObject(id) ? `${shown(id.authority)}:${shown(id.code)}` : id
}

function coveringOf({ covering }: Json, columns: readonly string[]): string | null {
  const box = isObject(covering) && isObject(covering.bbox) ? covering.bbox : {}
  const [name] = Array.isArray(box.xmin) ? box.xmin : []
  const isBox = SIDES.every((side) => JSON.stringify(box[side]) === JSON.stringify([name, side]))
  return isBox && columns.includes(name) ? name : null
}
