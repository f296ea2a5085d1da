import Flatbush from 'flatbush'
import { boundsOf } from './bounds.ts'
import { type Geos, GeosError } from './geos.ts'
import type { HeldPolygon } from './geos-held.ts'
import {
  areaInPlane,
  type Conservation,
  conservationOf,
  cutGround,
  cutPair,
  type Ground,
  groundOf,
  isRounding,
  joinParts,
  type OverlayEngine,
  partsOf,
  unionOf,
} from './overlay.ts'
import type { Polygonal } from './rings.ts'

export interface LevelPiece {
  /** The unit by its place in the list. */
  unit: number
  geometry: Polygonal
}

export interface LevelCut {
  /** The ground that was cut: as given, or made valid; null where it has no area. */
  whole: Polygonal | null
  /** In order of the units, at most one for each. */
  pieces: LevelPiece[]
  /** What no unit holds. */
  outside: Polygonal | null
  /** Ground of units that earlier ones hold too, by its place in the list, in squared units of the coordinates. */
  claimedTwice: { unit: number; area: number }[]
  /** Ground that more than one unit holds, counted once however many do. */
  claimed: number
  /** The least of the engines that cut a pair, in the order geos, geos_repaired, polyclip, none. */
  engine: OverlayEngine
  conservation: Conservation
}

const ENGINES: readonly OverlayEngine[] = ['geos', 'geos_repaired', 'polyclip', 'none']

/** The less trusted of two engines. */
function leastEngine(a: OverlayEngine, b: OverlayEngine): OverlayEngine {
  return ENGINES.indexOf(a) > ENGINES.indexOf(b) ? a : b
}

interface Unit extends Ground {
  held: HeldPolygon | null
}

/**
 * The units of one level (kelurahan, RT), ready to cut many polygons. Ground that several units hold belongs to the
 * first of the list. Boxes find the candidates; a polygon wholly in one unit is not cut, and units that were met stay
 * in the memory of GEOS until `release`. Time follows the pairs whose boxes meet, not the product.
 */
export class OverlayLevel {
  readonly #given: readonly Polygonal[]
  readonly #geos: Geos
  readonly #tree: Flatbush | null
  readonly #places: number[] = []
  readonly #units = new Map<number, Unit>()
  readonly #overlaps = new Map<number, readonly number[]>()

  constructor(units: readonly Polygonal[], geos: Geos) {
    this.#given = units
    this.#geos = geos
    const boxes = units.flatMap((unit, place) => {
      const box = boundsOf(unit)
      return box ? [{ box, place }] : []
    })
    this.#tree = boxes.length === 0 ? null : new Flatbush(boxes.length)
    for (const { box, place } of boxes) {
      this.#tree!.add(...box)
      this.#places.push(place)
    }
    this.#tree?.finish()
  }

  /** Never throws for polygons, whatever is wrong with them. Pieces and the rest are the whole, each piece of ground once. */
  cut(polygon: Polygonal): LevelCut {
    const ground = groundOf(polygon, this.#geos)
    return this.#cutAtOnce(ground) ?? this.#cutInTurn(ground)
  }

  /**
   * What the whole shares with each unit, less what earlier units share with that; the rest is what the pieces lack of the
   * whole. Time follows the units met and their overlaps, where cutting in turn cuts the rest anew for every unit. Null
   * where GEOS throws or loses ground.
   */
  #cutAtOnce(ground: Ground): LevelCut | null {
    const whole = ground.geometry
    const held = whole && hold(this.#geos, whole)
    if (whole === null || held === null) return null
    try {
      const near = this.#candidates(whole).filter((place) => this.#unit(place).geometry !== null)
      if (near.some((place) => this.#unit(place).held === null)) return null
      const met = new Set(near.filter((place) => this.#unit(place).held!.interiorsMeet(held)))
      const pieces: LevelPiece[] = []
      const claimedTwice: LevelCut['claimedTwice'] = []
      const claims: Polygonal[] = []
      for (const place of met) {
        const unit = this.#unit(place).held!
        const isWithin = met.size === 1 && unit.covers(held)
        const shared = isWithin ? whole : withoutRounding(held.intersection(unit))
        if (shared === null) continue
        const earlier = this.#earlierOver(place).filter((other) => met.has(other))
        const geometry = this.#without(shared, earlier)
        if (geometry) pieces.push({ unit: place, geometry })
        if (geometry === shared) continue
        const claim = withoutRounding(geometry === null ? shared : this.#geos.difference(shared, geometry))
        if (claim === null || !conservationOf(shared, [geometry, claim]).conserved) return null
        claimedTwice.push({ unit: place, area: areaInPlane(claim) })
        claims.push(claim)
      }
      const repaired = ground.repaired || [...met].some((place) => this.#unit(place).repaired)
      const claimed = unionOf(claims, this.#geos)
      const found = {
        whole,
        pieces,
        claimedTwice,
        claimed: claimed === null ? 0 : areaInPlane(claimed),
        engine: repaired ? ('geos_repaired' as const) : ('geos' as const),
      }
      const geometries = pieces.map(({ geometry }) => geometry)
      const full = conservationOf(whole, geometries)
      if (full.conserved && claims.length === 0) return { ...found, outside: null, conservation: full }
      const taken = this.#geos.union(geometries)
      const outside = taken === null ? whole : withoutRounding(this.#geos.difference(whole, taken))
      const conservation = conservationOf(whole, [...geometries, outside])
      return conservation.conserved ? { ...found, outside, conservation } : null
    } catch (error) {
      if (error instanceof GeosError) return null
      throw error
    } finally {
      held.release()
    }
  }

  /** The polygon itself where it lies apart from the units. */
  #without(polygon: Polygonal, units: readonly number[]): Polygonal | null {
    let rest: Polygonal | null = polygon
    for (const place of units) {
      if (rest === null) return null
      const held: HeldPolygon = this.#geos.hold(rest)
      try {
        const unit = this.#unit(place).held!
        if (unit.interiorsMeet(held)) rest = withoutRounding(held.difference(unit))
      } finally {
        held.release()
      }
    }
    return rest
  }

  #cutInTurn(ground: Ground): LevelCut {
    const whole = ground.geometry
    let engine: OverlayEngine = ground.repaired ? 'geos_repaired' : 'geos'
    const pieces: LevelPiece[] = []
    const claimedTwice: LevelCut['claimedTwice'] = []
    const claims: Polygonal[] = []
    let rest = whole
    const candidates = this.#candidates(whole)
    const met = new Set(candidates)
    for (const place of candidates) {
      const unit = this.#unit(place)
      if (unit.geometry === null || whole === null) continue
      const taken = rest === null ? null : this.#take({ geometry: rest, repaired: ground.repaired }, unit)
      const claim = this.#earlierOver(place).some((other) => met.has(other))
        ? this.#claimed(ground, unit, taken?.both ?? null)
        : null
      if (claim) {
        claimedTwice.push({ unit: place, area: areaInPlane(claim) })
        claims.push(claim)
      }
      if (taken) {
        const piece = withoutRounding(taken.both)
        engine = leastEngine(engine, taken.engine)
        rest = withoutRounding(taken.rest)
        if (piece) pieces.push({ unit: place, geometry: piece })
      }
    }
    const judged = conservationOf(whole, [...pieces.map(({ geometry }) => geometry), rest])
    const conservation = { ...judged, conserved: judged.conserved && engine !== 'none' }
    const united = unionOf(claims, this.#geos)
    const claimed = united === null ? 0 : areaInPlane(united)
    return { whole, pieces, outside: rest, claimedTwice, claimed, engine, conservation }
  }

  /** Gives the memory back; the level cuts no more. */
  release(): void {
    for (const { held } of this.#units.values()) held?.release()
    this.#units.clear()
  }

  #candidates(whole: Polygonal | null): number[] {
    const box = boundsOf(whole)
    if (box === null || this.#tree === null) return []
    return this.#tree
      .search(...box)
      .map((index) => this.#places[index]!)
      .sort((a, b) => a - b)
  }

  #unit(place: number): Unit {
    const known = this.#units.get(place)
    if (known) return known
    const ground = groundOf(this.#given[place]!, this.#geos)
    const unit = { ...ground, held: ground.geometry && hold(this.#geos, ground.geometry) }
    this.#units.set(place, unit)
    return unit
  }

  #take(from: Ground, unit: Unit): { both: Polygonal | null; rest: Polygonal | null; engine: OverlayEngine } {
    const held = from.geometry && hold(this.#geos, from.geometry)
    const engine = from.repaired || unit.repaired ? 'geos_repaired' : 'geos'
    try {
      if (held && unit.held) {
        if (!unit.held.interiorsMeet(held)) return { both: null, rest: from.geometry, engine: 'geos' }
        if (unit.held.covers(held)) return { both: from.geometry, rest: null, engine }
        const both = held.intersection(unit.held)
        const rest = held.difference(unit.held)
        if (conservationOf(from.geometry, [both, rest]).conserved) return { both, rest, engine }
      }
    } catch (error) {
      if (!(error instanceof GeosError)) throw error
    } finally {
      held?.release()
    }
    return cutGround(from, unit, this.#geos)
  }

  /** Earlier units of the level that share ground with it, by their boxes: asked once for each unit that some polygon meets. */
  #earlierOver(place: number): readonly number[] {
    const known = this.#overlaps.get(place)
    if (known) return known
    const { held, geometry } = this.#unit(place)
    const earlier = this.#candidates(geometry).filter((other) => {
      if (other >= place) return false
      const unit = this.#unit(other)
      if (unit.geometry === null) return false
      try {
        return held === null || unit.held === null || held.interiorsMeet(unit.held)
      } catch (error) {
        if (error instanceof GeosError) return true
        throw error
      }
    })
    this.#overlaps.set(place, earlier)
    return earlier
  }

  /** What of the unit's part in the whole went to earlier units; null for nothing. */
  #claimed(whole: Ground, unit: Unit, taken: Polygonal | null): Polygonal | null {
    const claim = withoutRounding(this.#take(whole, unit).both)
    if (claim === null || taken === null) return claim
    return withoutRounding(cutPair(claim, taken, this.#geos).rest)
  }
}

/** The least trusted engine of several overlays. */
export function leastOf(cuts: readonly { engine: OverlayEngine }[]): OverlayEngine {
  return cuts.reduce<OverlayEngine>((least, { engine }) => leastEngine(least, engine), 'geos')
}

function hold(geos: Geos, geometry: Polygonal): HeldPolygon | null {
  try {
    return geos.hold(geometry)
  } catch (error) {
    if (error instanceof GeosError) return null
    throw error
  }
}

/** Crossings are rounded to doubles, which leaves hairs of no area along a border that two units share. */
function withoutRounding(geometry: Polygonal | null): Polygonal | null {
  if (geometry === null) return null
  const parts = partsOf(geometry)
  const kept = parts.filter((part) => !isRounding(part))
  return kept.length === parts.length ? geometry : joinParts(kept)
}
