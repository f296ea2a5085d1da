import type { Project } from '../../geo/area.ts'
import { cellAt } from '../../geo/h3-grid.ts'
import { cellShares } from '../../geo/h3-grid-share.ts'
import type { GridInputs } from './grid-inputs.ts'

/** What stands in one cell, and the people the RT profiles place there. */
export interface CellTally {
  buildings: number
  /** Buildings of RT whose profile tells how many people live there. */
  buildings_told: number
  /** People placed at buildings, and over ground. */
  people_by_buildings: number
  people_by_area: number
  /** Whether an RT was placed over ground here: its people may be none. */
  placed_by_area: boolean
  /** Households of the profiles placed likewise; where the profile tells none, a building counts as one. */
  households_by_buildings: number
  households_by_area: number
  /** Whether a part of the people comes from an RT of fewer than k households, or of nobody knows how many. */
  of_a_small_rt: boolean
}

/** A cell in which nothing stands and nobody was placed. */
export const NOTHING: Readonly<CellTally> = {
  buildings: 0,
  buildings_told: 0,
  people_by_buildings: 0,
  people_by_area: 0,
  placed_by_area: false,
  households_by_buildings: 0,
  households_by_area: 0,
  of_a_small_rt: false,
}

/** Where the people of the profiles were placed: at buildings, and over ground where an RT has people and no building. */
export interface GridTally {
  cells: Map<string, CellTally>
  /** Cell of each building. */
  building_cells: string[]
  /** What a building of each RT weighs; null where its people are unknown or placed by area. */
  per_building: (Share | null)[]
  /** RT of fewer than k families; without a number of families, of fewer than k located buildings. */
  is_small: boolean[]
  over_ground: OverGround[]
  /** People of the profiles that have a place on the grid, and those of them in RT of fewer than k families. */
  population_placed: number
  population_of_small_rt: number
}

export interface Share {
  people: number
  households: number
}

/** The part of an RT without buildings in one cell. */
export interface OverGround extends Share {
  h3: string
  rt: number
}

/**
 * Counts buildings in cells and spreads the people of each RT profile over them: in equal shares over the located
 * buildings of the RT; over its ground by planar area where it has no located building; nowhere where it is not mapped
 * either. The survey is not asked: every figure follows from the profiles, the footprints and the outlines alone.
 */
export function tallyCells(inputs: GridInputs, resolution: number, k: number, project: Project): GridTally {
  const { rts, buildings } = inputs
  const cells = new Map<string, CellTally>()
  const cell = (h3: string): CellTally => {
    let tally = cells.get(h3)
    if (tally === undefined) {
      tally = { ...NOTHING }
      cells.set(h3, tally)
    }
    return tally
  }
  const standing = new Float64Array(rts.length)
  for (const rt of buildings?.rt ?? []) if (rt >= 0) standing[rt]!++
  const is_small = rts.map(({ families }, rt) => (families ?? standing[rt]!) < k)
  let population_placed = 0
  let population_of_small_rt = 0
  const place = (rt: number): void => {
    population_placed += rts[rt]!.population!
    if (is_small[rt]) population_of_small_rt += rts[rt]!.population!
  }

  const per_building = rts.map(({ population, families }, rt) => {
    const count = standing[rt]!
    if (population === null || count === 0) return null
    place(rt)
    return { people: population / count, households: Math.min(1, families === null ? 1 : families / count) }
  })
  const building_cells: string[] = []
  for (let b = 0; b < (buildings?.lon.length ?? 0); b++) {
    const h3 = cellAt(buildings!.lon[b]!, buildings!.lat[b]!, resolution)
    building_cells.push(h3)
    const tally = cell(h3)
    tally.buildings++
    const rt = buildings!.rt[b]!
    const share = rt < 0 ? null : per_building[rt]!
    if (share === null) continue
    tally.buildings_told++
    tally.people_by_buildings += share.people
    tally.households_by_buildings += share.households
    if (is_small[rt]) tally.of_a_small_rt = true
  }
  const over_ground: OverGround[] = []
  rts.forEach(({ population, families, geometry }, rt) => {
    if (population === null || standing[rt]! > 0 || geometry === null) return
    const shares = cellShares(geometry, resolution, project)
    let whole_m2 = 0
    for (const area_m2 of shares.values()) whole_m2 += area_m2
    if (whole_m2 === 0) return
    place(rt)
    for (const [h3, area_m2] of shares) {
      const people = (population * area_m2) / whole_m2
      const households = ((families ?? 0) * area_m2) / whole_m2
      over_ground.push({ h3, rt, people, households })
      const tally = cell(h3)
      tally.placed_by_area = true
      tally.people_by_area += people
      tally.households_by_area += households
      if (is_small[rt]) tally.of_a_small_rt = true
    }
  })
  return {
    ...{ cells, building_cells, per_building, is_small, over_ground },
    ...{ population_placed, population_of_small_rt },
  }
}

/** Whether the profiles place people in the cell. */
export function hasPeople(tally: CellTally): boolean {
  return tally.buildings_told > 0 || tally.placed_by_area
}

/**
 * The households that the people of a cell stand for: never more than its buildings where they were placed at buildings.
 * A cell of buildings alone is taken at one household each.
 */
export function householdsOf(tally: CellTally): number {
  return hasPeople(tally) ? tally.households_by_buildings + tally.households_by_area : tally.buildings
}

/** Whether the people of a cell are held back: fewer than k households, or people of an RT with fewer. */
export function isSuppressed(tally: CellTally, k: number): boolean {
  return hasPeople(tally) && (tally.of_a_small_rt || householdsOf(tally) < k)
}
