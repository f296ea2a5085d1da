import type { Project } from '../../geo/area.ts'
import { cellCentre } from '../../geo/h3-grid.ts'
import { type KernelCells, type KernelPoints, kernelDensity, weightWithin } from '../../geo/kernel-density.ts'
import type { GridInputs } from './grid-inputs.ts'
import type { GridTally } from './grid-people.ts'

/** The smoothed surfaces at the centre of each cell, per hectare, and the households that each of people rests on. */
export interface GridSurface {
  buildings_per_ha: Float64Array
  people_per_ha: Float64Array
  households_within: Float64Array
}

/** Quartic kernels over buildings and people; people placed over ground weigh at the centre of their cell. */
export function smoothGrid(
  inputs: GridInputs,
  tally: GridTally,
  cells: readonly string[],
  area_ha: Float64Array,
  bandwidth_m: number,
  project: Project,
): GridSurface {
  const index = new Map(cells.map((h3, i) => [h3, i]))
  const centres: KernelCells = {
    x_m: new Float64Array(cells.length),
    y_m: new Float64Array(cells.length),
    area_ha,
  }
  cells.forEach((h3, i) => {
    const [x_m, y_m] = project(...cellCentre(h3))
    centres.x_m[i] = x_m
    centres.y_m[i] = y_m
  })
  const overGround = [...tally.cells]
    .filter(([, cell]) => cell.placed_by_area)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const standing = tally.building_cells.length
  const size = standing + overGround.length
  const points: KernelPoints = {
    x_m: new Float64Array(size),
    y_m: new Float64Array(size),
    cell: new Int32Array(size),
  }
  const buildings = new Float64Array(size)
  const people = new Float64Array(size)
  const households = new Float64Array(size)
  for (let b = 0; b < standing; b++) {
    const { lon, lat, rt } = inputs.buildings!
    const [x_m, y_m] = project(lon[b]!, lat[b]!)
    points.x_m[b] = x_m
    points.y_m[b] = y_m
    points.cell[b] = index.get(tally.building_cells[b]!)!
    buildings[b] = 1
    const share = rt[b]! < 0 ? null : tally.per_building[rt[b]!]!
    people[b] = share?.people ?? 0
    households[b] = share?.households ?? 0
  }
  overGround.forEach(([h3, cell], i) => {
    const p = standing + i
    const c = index.get(h3)!
    points.x_m[p] = centres.x_m[c]!
    points.y_m[p] = centres.y_m[c]!
    points.cell[p] = c
    people[p] = cell.people_by_area
    households[p] = cell.households_by_area
  })
  const [buildings_per_ha, people_per_ha] = kernelDensity(points, centres, bandwidth_m, [buildings, people])
  return {
    buildings_per_ha: buildings_per_ha!,
    people_per_ha: people_per_ha!,
    households_within: weightWithin(points, centres, bandwidth_m, households),
  }
}
