import type { Position } from 'geojson'
import type { Project } from '../../../geo/area.ts'
import { type Bounds, boundsOf } from '../../../geo/bounds.ts'
import { type Geos, GeosError } from '../../../geo/geos.ts'
import {
  conservationOf,
  cutGround,
  type Ground,
  isRounding,
  type OverlayEngine,
  type PairCut,
} from '../../../geo/overlay.ts'
import { splitSlivers } from '../../../geo/slivers.ts'
import type { Area } from '../read.ts'
import { hectares, Near, polygonsOf, sharedOf } from './outlines.ts'

/** Ground before and after a change; before = kept + left, after = kept + added. */
export interface Cut {
  before: Area | null
  kept: Area | null
  left: Area | null
  added: Area | null
  after: Area | null
  /** What cut each side. */
  engine_before: OverlayEngine
  engine_after: OverlayEngine
}

/** Cuts ground as it was by ground as it is. Never throws: where no engine can cut, all left and all was added. */
export function cutChange(
  before: Area | null,
  after: Area | null,
  repaired: { before: boolean; after: boolean },
  geos: Geos,
): Cut {
  const whole = { before, after, kept: null, left: before, added: after }
  const engine_before = repaired.before ? 'geos_repaired' : 'geos'
  const engine_after = repaired.after ? 'geos_repaired' : 'geos'
  if (before === null || after === null) return { ...whole, engine_before, engine_after }
  const old = { geometry: before, repaired: repaired.before }
  const now = { geometry: after, repaired: repaired.after }
  const ofOld = cutGround(old, now, geos)
  const ofNow = otherSide(ofOld, old, now, geos)
  return {
    before,
    after,
    kept: groundIn(ofOld.both),
    left: groundIn(ofOld.rest),
    added: groundIn(ofNow.rest),
    engine_before: ofOld.engine,
    engine_after: ofNow.engine,
  }
}

/** The common ground is the same from both sides: it is cut anew only where that loses some. */
function otherSide(ofOld: PairCut, old: Ground, now: Ground, geos: Geos): Pick<PairCut, 'rest' | 'engine'> {
  if (ofOld.engine !== 'polyclip' && ofOld.engine !== 'none') {
    try {
      const rest = geos.difference(now.geometry!, old.geometry!)
      if (conservationOf(now.geometry, [ofOld.both, rest]).conserved) return { rest, engine: ofOld.engine }
    } catch (error) {
      if (!(error instanceof GeosError)) throw error
    }
  }
  return cutGround(now, old, geos)
}

/**
 * The piece without the parts that are what rounding left along a border. They hold no ground, and are so thin that an
 * overlay they take part in may snap onto something else.
 */
export function groundIn(piece: Area | null): Area | null {
  return (
    piece && areaOf(polygonsOf(piece).filter((coordinates) => !isRounding({ type: 'Polygon', coordinates })))
  )
}

function areaOf(polygons: Position[][][]): Area | null {
  if (polygons.length <= 1) return polygons[0] ? { type: 'Polygon', coordinates: polygons[0] } : null
  return { type: 'MultiPolygon', coordinates: polygons }
}

/** A piece without its slivers, and the slivers' hectares. */
export interface Cleared {
  ground: Area | null
  slivers_ha: number
}

/**
 * Takes out of a piece what comes of a border drawn twice: parts narrower than `sliver_m` throughout, and the thin strips
 * of parts that are wider elsewhere, which keep the rest (see `splitSlivers`). They are counted, not drawn.
 */
export function withoutSlivers(piece: Area | null, sliver_m: number, geos: Geos, project: Project): Cleared {
  if (piece === null) return { ground: null, slivers_ha: 0 }
  const { ground, slivers } = splitSlivers(piece, sliver_m, geos, project)
  return { ground: groundIn(ground), slivers_ha: hectares(slivers, project) }
}

/** The polygons of some ground, found by boxes. */
export class GroundIndex {
  readonly #near: Near<{ bounds: Bounds; coordinates: Position[][] }>

  constructor(ground: Area | null) {
    const polygons = ground === null ? [] : polygonsOf(ground)
    this.#near = new Near(
      polygons.map((coordinates) => ({ coordinates, bounds: boundsOf({ type: 'Polygon', coordinates })! })),
    )
  }

  /** What of a polygon lies on the ground, null for nothing. */
  shared(piece: Area, geos: Geos): Area | null {
    const places = this.#near.places(boundsOf(piece)!)
    if (places.length === 0) return null
    const coordinates = places.map((place) => this.#near.items[place]!.coordinates)
    return groundIn(sharedOf(piece, { type: 'MultiPolygon', coordinates }, geos))
  }
}
