import Flatbush from 'flatbush'
import { boundsOf } from './bounds.ts'
import { type Geos, GeosError } from './geos.ts'
import type { HeldPolygon } from './geos-held.ts'
import {
  type Conservation,
  conservationOf,
  cutGround,
  type Ground,
  groundOf,
  isRounding,
  joinParts,
  type OverlayEngine,
  partsOf,
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
  readonly #overlaps = new Map<string, boolean>()

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
    return this.#cutPartition(ground) ?? this.#cutInTurn(ground)
  }

  /**
   * Where no two of the units met share ground, their intersections are the pieces, and what they lack of the whole is
   * the rest: half the overlays of cutting in turn. Null where they do share some, or where GEOS throws or loses ground.
   */
  #cutPartition(ground: Ground): LevelCut | null {
    const whole = ground.geometry
    const held = whole && hold(this.#geos, whole)
    if (whole === null || held === null) return null
    try {
      const near = this.#candidates(whole).filter((place) => this.#unit(place).geometry !== null)
      if (near.some((place) => this.#unit(place).held === null)) return null
      const met = near.filter((place) => this.#unit(place).held!.interiorsMeet(held))
      if (met.some((place) => this.#unit(place).repaired)) return null
      if (met.some((later, i) => met.slice(0, i).some((earlier) => this.#overlap(earlier, later))))
        return null
      const pieces: LevelPiece[] = []
      for (const place of met) {
        const unit = this.#unit(place).held!
        const shared = met.length === 1 && unit.covers(held) ? whole : held.intersection(unit)
        const geometry = withoutRounding(shared)
        if (geometry) pieces.push({ unit: place, geometry })
      }
      const engine: OverlayEngine = ground.repaired ? 'geos_repaired' : 'geos'
      const found = { whole, pieces, claimedTwice: [], engine }
      const geometries = pieces.map(({ geometry }) => geometry)
      const full = conservationOf(whole, geometries)
      if (full.conserved) return { ...found, outside: null, conservation: full }
      const outside = this.#without(whole, met)
      const conservation = conservationOf(whole, [...geometries, outside])
      return conservation.conserved ? { ...found, outside, conservation } : null
    } catch (error) {
      if (error instanceof GeosError) return null
      throw error
    } finally {
      held.release()
    }
  }

  #without(whole: Polygonal, met: readonly number[]): Polygonal | null {
    let rest: Polygonal | null = whole
    for (const place of met) {
      if (rest === null) return null
      const held: HeldPolygon = this.#geos.hold(rest)
      try {
        rest = withoutRounding(held.difference(this.#unit(place).held!))
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
    let rest = whole
    const earlier: number[] = []
    for (const place of this.#candidates(whole)) {
      const unit = this.#unit(place)
      if (unit.geometry === null || whole === null) continue
      const taken = rest === null ? null : this.#take({ geometry: rest, repaired: ground.repaired }, unit)
      const twice = earlier.some((other) => this.#overlap(other, place))
        ? this.#claimed(ground, unit, taken?.both ?? null)
        : 0
      if (twice > 0) claimedTwice.push({ unit: place, area: twice })
      if (taken) {
        const piece = withoutRounding(taken.both)
        engine = leastEngine(engine, taken.engine)
        rest = withoutRounding(taken.rest)
        if (piece) pieces.push({ unit: place, geometry: piece })
      }
      earlier.push(place)
    }
    const judged = conservationOf(whole, [...pieces.map(({ geometry }) => geometry), rest])
    const conservation = { ...judged, conserved: judged.conserved && engine !== 'none' }
    return { whole, pieces, outside: rest, claimedTwice, engine, conservation }
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

  /** Whether two units of the level share ground: asked once for each pair that some polygon meets. */
  #overlap(earlier: number, later: number): boolean {
    const key = `${earlier} ${later}`
    const known = this.#overlaps.get(key)
    if (known !== undefined) return known
    const [a, b] = [this.#unit(earlier), this.#unit(later)]
    let overlap = true
    try {
      if (a.held && b.held) overlap = a.held.interiorsMeet(b.held)
    } catch (error) {
      if (!(error instanceof GeosError)) throw error
    }
    this.#overlaps.set(key, overlap)
    return overlap
  }

  /** What of the unit's part in the whole went to earlier units. */
  #claimed(whole: Ground, unit: Unit, taken: Polygonal | null): number {
    const claim = withoutRounding(this.#take(whole, unit).both)
    if (claim === null) return 0
    const { parts, whole: area, tolerance } = conservationOf(claim, [taken])
    return area - parts > tolerance ? area - parts : 0
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
