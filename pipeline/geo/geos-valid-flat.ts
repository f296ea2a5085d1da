import { GeosRuntime, type Pointer } from './geos-runtime.ts'
import { isSimpleRing } from './simple-ring.ts'

const MULTI_POLYGON = 6
const FEWEST_POINTS = 3
/** Single rings of no more points are first looked at pair by pair: GEOS takes 10 us and more for each. */
const FEW_POINTS = 64

/**
 * The verdict of GEOS on polygons given flat: why they are not valid, in GEOS's words with the place, or undefined. Ring r
 * has the points `ringStart[r] .. ringStart[r + 1]` of `xy` (x at 2i, y at 2i + 1), open; the rings `from .. to` are one
 * geometry, an exterior followed by its holes (`holes[r]` 1), then the next exterior.
 */
export type FlatValidity = (
  xy: ArrayLike<number>,
  ringStart: ArrayLike<number>,
  holes: ArrayLike<number>,
  from: number,
  to: number,
) => string | undefined

/** Starts a GEOS of its own for the verdicts: its memory grows with the largest polygon it has seen. */
export async function openFlatValidity(): Promise<FlatValidity> {
  return flatValidityOf(await GeosRuntime.start())
}

/** @throws GeosError when GEOS fails; what stays allocated is the memory for the largest polygon. */
export function flatValidityOf(runtime: GeosRuntime): FlatValidity {
  const { api, context } = runtime
  let room = 0
  let buffer: Pointer = 0
  let ringRoom = 0
  let members: Pointer = 0

  const ringOf = (xy: ArrayLike<number>, first: number, end: number): Pointer => {
    const count = end - first + 1
    if (count > room) {
      runtime.free(buffer)
      room = 2 * count
      buffer = runtime.allocate(16 * room)
    }
    const doubles = runtime.doubles
    let at = buffer / 8
    for (let i = 2 * first; i < 2 * end; i++) doubles[at++] = xy[i]!
    doubles[at] = xy[2 * first]!
    doubles[at + 1] = xy[2 * first + 1]!
    const coordinates = api.GEOSCoordSeq_copyFromBuffer_r(context, buffer, count, 0, 0)
    // The ring takes the coordinates over, and a polygon its rings, also when they fail.
    const ring = coordinates === 0 ? 0 : api.GEOSGeom_createLinearRing_r(context, coordinates)
    if (ring === 0) throw runtime.error('ring')
    return ring
  }

  return (xy, ringStart, holes, from, to) => {
    const end = ringStart[from + 1]!
    if (to === from + 1 && end - ringStart[from]! <= FEW_POINTS && isSimpleRing(xy, ringStart[from]!, end)) {
      return undefined
    }
    if (to - from > ringRoom) {
      runtime.free(members)
      ringRoom = 2 * (to - from)
      members = runtime.allocate(8 * ringRoom)
    }
    for (let r = from; r < to; r++) {
      if (ringStart[r + 1]! - ringStart[r]! < FEWEST_POINTS)
        return `Ring ${r - from} has fewer than 3 different points`
    }
    // Polygons gather in the first half of the memory, the holes of one polygon in the other.
    const polygonsAt = members
    const holesAt = members + 4 * ringRoom
    let polygons = 0
    let geometry: Pointer = 0
    try {
      for (let r = from; r < to; ) {
        const shell = ringOf(xy, ringStart[r]!, ringStart[r + 1]!)
        let inner = 0
        for (r++; r < to && holes[r] === 1; r++) {
          const ring = ringOf(xy, ringStart[r]!, ringStart[r + 1]!)
          runtime.words[holesAt / 4 + inner++] = ring
        }
        const polygon = api.GEOSGeom_createPolygon_r(context, shell, inner === 0 ? 0 : holesAt, inner)
        if (polygon === 0) throw runtime.error('polygon')
        runtime.words[polygonsAt / 4 + polygons++] = polygon
      }
      if (polygons === 1) geometry = runtime.words[polygonsAt / 4]!
      else geometry = api.GEOSGeom_createCollection_r(context, MULTI_POLYGON, polygonsAt, polygons)
      polygons = 0
      if (geometry === 0) throw runtime.error('collection')
      const verdict = api.GEOSisValid_r(context, geometry)
      if (verdict === 1) return undefined
      if (verdict !== 0) throw runtime.error('validity')
      return runtime.takeText(api.GEOSisValidReason_r(context, geometry))
    } finally {
      for (let p = 0; p < polygons; p++) runtime.destroy(runtime.words[polygonsAt / 4 + p]!)
      runtime.destroy(geometry)
    }
  }
}
