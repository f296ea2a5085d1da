import type { Geometry, LineString, MultiLineString } from 'geojson'
import { HeldPolygon } from './geos-held.ts'
import { dimensionOf, keepDimension } from './geos-parts.ts'
import { GeosError, GeosRuntime, type Pointer } from './geos-runtime.ts'
import type { Polygonal } from './rings.ts'
import { mendStructure, type Repair, structureFault, type Validity } from './validity.ts'

export { GeosError } from './geos-runtime.ts'

/**
 * How a repair reads crossing rings. `structure`: shells are ground, ground digitised twice stays ground, and holes are
 * taken out of it (a hole wholly outside every shell becomes ground). `linework`: the crossing lines are cut into faces
 * that are ground or hole by turns, so that ground covered twice may become a hole.
 */
export type RepairMethod = 'structure' | 'linework'

const METHOD: Record<RepairMethod, number> = { linework: 0, structure: 1 }

/** End caps and joins of `GEOSBufferWithStyle_r`. */
const BUFFER = { flatEnd: 2, corners: { round: 1, mitred: 2 } } as const

/**
 * GEOS 3.13 (the engine of QGIS and PostGIS): validity, repair and overlay of lon/lat GeoJSON. Areas and intersections
 * are planar in the units of the coordinates, edges are straight in degrees.
 *
 * Every method throws `GeosError` when GEOS fails, with its message, or when rings are open, short or not finite;
 * nothing stays allocated. Polygons come out wound by RFC 7946. Overlay operands should be valid: GEOS throws on most
 * invalid ones, and the operation is then tried once more on repaired copies.
 */
export class Geos {
  readonly #runtime: GeosRuntime

  constructor(runtime: GeosRuntime) {
    this.#runtime = runtime
  }

  /** OGC validity with reason and place. Never throws for what is wrong with the geometry. */
  checkValidity(geometry: Geometry): Validity {
    const fault = structureFault(geometry)
    if (fault) return fault
    const runtime = this.#runtime
    return runtime.using('validity', [geometry], (pointer) => {
      const verdict = runtime.api.GEOSisValidDetail_r(
        runtime.context,
        pointer!,
        0,
        runtime.out(0),
        runtime.out(4),
      )
      const text = runtime.uint32At(0)
      const location = runtime.uint32At(4)
      const reason = runtime.takeText(text)
      try {
        if (verdict === 1) return { valid: true }
        if (verdict !== 0) throw runtime.error('validity')
        const point = location === 0 ? null : runtime.write('validity', location)
        const [lon, lat] = point?.type === 'Point' ? point.coordinates : []
        return { valid: false, reason, at: lon === undefined || lat === undefined ? null : [lon, lat] }
      } finally {
        runtime.destroy(location)
      }
    })
  }

  /** The polygonal part of the repaired geometry, or null when no area is left; see `repair` for what fell out. */
  makeValid(geometry: Polygonal, method: RepairMethod = 'structure'): Polygonal | null {
    return this.repair(geometry, method).geometry
  }

  /**
   * A valid geometry over the same ground, and what fell out of it. Open rings are closed and rings of fewer than four
   * positions taken out first; coordinates that are not finite numbers leave nothing to repair.
   */
  repair(geometry: Polygonal, method: RepairMethod = 'structure'): Repair {
    const mended = mendStructure(geometry)
    if (mended.geometry === null) return mended
    const runtime = this.#runtime
    const { kept, dropped } = runtime.using('make valid', [mended.geometry], (pointer) =>
      runtime.taking('make valid', this.#madeValid(pointer!, method), (valid) =>
        keepDimension(runtime.write('make valid', valid), 2),
      ),
    )
    return { geometry: kept as Polygonal | null, dropped: [...mended.dropped, ...dropped] }
  }

  /**
   * What both hold in common, in the lower of their dimensions: polygons give polygons, a line and a polygon give lines.
   * Null when there is nothing; mere touching of borders is nothing.
   */
  intersection(a: Polygonal, b: Polygonal): Polygonal | null
  intersection(a: Geometry, b: Geometry): Geometry | null
  intersection(a: Geometry, b: Geometry): Geometry | null {
    return this.#overlay(
      'intersection',
      [a, b],
      Math.min(dimensionOf(a), dimensionOf(b)),
      (runtime, first, second) => runtime.api.GEOSIntersection_r(runtime.context, first!, second!),
    )
  }

  /** What `a` holds and `b` does not, in the dimension of `a`; null when there is nothing. */
  difference(a: Polygonal, b: Polygonal): Polygonal | null
  difference(a: Geometry, b: Geometry): Geometry | null
  difference(a: Geometry, b: Geometry): Geometry | null {
    return this.#overlay('difference', [a, b], dimensionOf(a), (runtime, first, second) =>
      runtime.api.GEOSDifference_r(runtime.context, first!, second!),
    )
  }

  /** The ground that any of the polygons covers, counted once; null for none. */
  union(geometries: readonly Polygonal[]): Polygonal | null {
    if (geometries.length === 0) return null
    const all: Geometry = {
      type: 'MultiPolygon',
      coordinates: geometries.flatMap((geometry) =>
        geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
      ),
    }
    return this.#overlay('union', [all], 2, (runtime, pointer) =>
      runtime.api.GEOSUnaryUnion_r(runtime.context, pointer!),
    ) as Polygonal | null
  }

  /**
   * The ground within a distance of the polygon or line, in units of its coordinates; a negative distance takes that much off
   * its border. Mitred corners stay corners (up to five distances), so that widening and narrowing by the same distance
   * gives back a shape that has no narrow place; round ones reach no farther than the distance (eight chords a quarter
   * circle). A line is widened to both sides and ends where it ends. Null when nothing is left.
   */
  buffer(
    geometry: Polygonal | LineString | MultiLineString,
    distance: number,
    corners: keyof typeof BUFFER.corners = 'mitred',
  ): Polygonal | null {
    return this.#overlay('buffer', [geometry], 2, (runtime, pointer) =>
      runtime.api.GEOSBufferWithStyle_r(
        runtime.context,
        pointer!,
        distance,
        8,
        BUFFER.flatEnd,
        BUFFER.corners[corners],
        5,
      ),
    ) as Polygonal | null
  }

  /** The polygon in triangles between its own vertices (constrained Delaunay); null when it has no area. */
  triangles(polygon: Polygonal): Polygonal | null {
    return this.#overlay('triangulate', [polygon], 2, (runtime, pointer) =>
      runtime.api.GEOSConstrainedDelaunayTriangulation_r(runtime.context, pointer!),
    ) as Polygonal | null
  }

  /** Whether they share a point; touching borders do. */
  intersects(a: Geometry, b: Geometry): boolean {
    const runtime = this.#runtime
    return this.#using('intersects', [a, b], (first, second) => {
      const answer = runtime.api.GEOSIntersects_r(runtime.context, first!, second!)
      if (answer > 1) throw runtime.error('intersects')
      return answer === 1
    })
  }

  /** Whether they share ground, not border points alone: far cheaper than to find an empty intersection. */
  interiorsMeet(a: Polygonal, b: Polygonal): boolean {
    const runtime = this.#runtime
    return this.#using('interiors meet', [a, b], (first, second) => {
      const { api, context, interiorsMeet } = runtime
      const answer = api.GEOSRelatePattern_r(context, first!, second!, interiorsMeet)
      if (answer > 1) throw runtime.error('interiors meet')
      return answer === 1
    })
  }

  /** Planar area in squared units of the coordinates (square degrees for lon/lat): for ratios, not for publishing. */
  areaPlanar(geometry: Geometry): number {
    const runtime = this.#runtime
    return this.#using('area', [geometry], (pointer) => {
      if (runtime.api.GEOSArea_r(runtime.context, pointer!, runtime.out(8)) !== 1) throw runtime.error('area')
      return runtime.doubleAt(8)
    })
  }

  /** The least distance between them in units of the coordinates; 0 where they share a point. */
  distance(a: Geometry, b: Geometry): number {
    const runtime = this.#runtime
    return this.#using('distance', [a, b], (first, second) => {
      const done = runtime.api.GEOSDistance_r(runtime.context, first!, second!, runtime.out(8))
      if (done !== 1) throw runtime.error('distance')
      return runtime.doubleAt(8)
    })
  }

  /** Keeps a valid polygon in the memory of GEOS, for one that is asked many times; the caller releases it. */
  hold(polygon: Polygonal): HeldPolygon {
    const fault = structureFault(polygon)
    if (fault) throw new GeosError('hold', fault.reason)
    return new HeldPolygon(this.#runtime, polygon)
  }

  /** NaN makes overlays silently wrong, and GEOS's words for broken rings name no place: both stop here. */
  #using<T>(operation: string, geometries: readonly Geometry[], use: (...pointers: Pointer[]) => T): T {
    for (const geometry of geometries) {
      const fault = structureFault(geometry)
      if (fault)
        throw new GeosError(operation, fault.at ? `${fault.reason} at ${fault.at.join(' ')}` : fault.reason)
    }
    return this.#runtime.using(operation, geometries, use)
  }

  #overlay(
    operation: string,
    operands: readonly Geometry[],
    dimension: number,
    run: (runtime: GeosRuntime, ...pointers: Pointer[]) => Pointer,
  ): Geometry | null {
    const runtime = this.#runtime
    const take = (result: Pointer): Geometry | null =>
      runtime.taking(
        operation,
        result,
        (pointer) => keepDimension(runtime.write(operation, pointer), dimension).kept,
      )
    return this.#using(operation, operands, (...pointers) => {
      try {
        return take(run(runtime, ...pointers))
      } catch (error) {
        if (!(error instanceof GeosError)) throw error
      }
      const repaired: Pointer[] = []
      try {
        for (const pointer of pointers) repaired.push(this.#madeValid(pointer, 'structure'))
        if (repaired.includes(0)) throw runtime.error(operation)
        return take(run(runtime, ...repaired))
      } finally {
        for (const pointer of repaired) runtime.destroy(pointer)
      }
    })
  }

  #madeValid(geometry: Pointer, method: RepairMethod): Pointer {
    const { api, context } = this.#runtime
    const params = api.GEOSMakeValidParams_create_r(context)
    try {
      api.GEOSMakeValidParams_setMethod_r(context, params, METHOD[method])
      api.GEOSMakeValidParams_setKeepCollapsed_r(context, params, 1)
      return api.GEOSMakeValidWithParams_r(context, geometry, params)
    } finally {
      api.GEOSMakeValidParams_destroy_r(context, params)
    }
  }
}

let opened: Promise<Geos> | undefined

/**
 * The one GEOS of this thread, started on first use. Its memory grows with the largest geometry it has seen and is
 * given back when the thread ends.
 */
export function openGeos(): Promise<Geos> {
  opened ??= GeosRuntime.start().then((runtime) => new Geos(runtime))
  return opened
}
