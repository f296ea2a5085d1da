import type { Geometry } from 'geojson'
import { keepDimension } from './geos-parts.ts'
import type { GeosRuntime, Pointer } from './geos-runtime.ts'
import type { Polygonal } from './rings.ts'

/**
 * A polygon kept in the memory of GEOS with its borders indexed, for one that is asked many times. It stays there until
 * `release`. Methods throw `GeosError` as those of `Geos` do; polygons are taken as valid.
 */
export class HeldPolygon {
  readonly #runtime: GeosRuntime
  #pointer: Pointer
  #prepared: Pointer = 0

  constructor(runtime: GeosRuntime, polygon: Polygonal) {
    this.#runtime = runtime
    this.#pointer = runtime.take('hold', polygon)
  }

  /** Whether they share ground, not border points alone. */
  interiorsMeet(other: HeldPolygon): boolean {
    const { api, context, interiorsMeet } = this.#runtime
    const answer = api.GEOSPreparedRelatePattern_r(context, this.#index(), other.#pointer, interiorsMeet)
    return this.#answer('interiors meet', answer)
  }

  /** Whether no point of the other lies outside. */
  covers(other: HeldPolygon): boolean {
    const { api, context } = this.#runtime
    return this.#answer('covers', api.GEOSPreparedCovers_r(context, this.#index(), other.#pointer))
  }

  /** What both hold; null for nothing and for mere touching. */
  intersection(other: HeldPolygon): Polygonal | null {
    const { api, context } = this.#runtime
    return this.#polygons('intersection', api.GEOSIntersection_r(context, this.#pointer, other.#pointer))
  }

  /** What this holds and the other does not. */
  difference(other: HeldPolygon): Polygonal | null {
    const { api, context } = this.#runtime
    return this.#polygons('difference', api.GEOSDifference_r(context, this.#pointer, other.#pointer))
  }

  release(): void {
    const { api, context } = this.#runtime
    if (this.#prepared !== 0) api.GEOSPreparedGeom_destroy_r(context, this.#prepared)
    this.#runtime.destroy(this.#pointer)
    this.#prepared = 0
    this.#pointer = 0
  }

  #index(): Pointer {
    if (this.#prepared === 0) {
      const { api, context } = this.#runtime
      this.#prepared = api.GEOSPrepare_r(context, this.#pointer)
      if (this.#prepared === 0) throw this.#runtime.error('prepare')
    }
    return this.#prepared
  }

  #answer(operation: string, answer: number): boolean {
    if (answer > 1) throw this.#runtime.error(operation)
    return answer === 1
  }

  #polygons(operation: string, result: Pointer): Polygonal | null {
    const written: Geometry = this.#runtime.taking(operation, result, (pointer) =>
      this.#runtime.write(operation, pointer),
    )
    return keepDimension(written, 2).kept as Polygonal | null
  }
}
