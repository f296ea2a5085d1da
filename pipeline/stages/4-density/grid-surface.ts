import type { Project } from '../../geo/area.ts'
import { cellCentre } from '../../geo/h3-grid.ts'
import { type KernelCells, type KernelPoints, kernelDensity } from '../../geo/kernel-density.ts'
import { binPoints } from '../../geo/kernel-density-bins.ts'
import type { Progress } from '../../progress.ts'
import type { GridInputs } from './grid-inputs.ts'
import type { GridTally, Share } from './grid-people.ts'

/** Some seconds of kernels, one for each point and cell that it reaches. More than that are made of bins. */
export const MOST_KERNELS = 200e6

/** Sides of a bin to a bandwidth: an error of 0.5 % of what buildings bring where they stand (see `binPoints`). */
export const BINS_PER_BANDWIDTH = 20

/** The smoothed surfaces at the centre of each cell, per hectare. */
export interface GridSurface {
  buildings_per_ha: Float64Array
  /** Without the people of RT of fewer than k families. */
  people_per_ha: Float64Array
  /** The most that one household brings to `people_per_ha`: the people of its RT in equal parts. */
  largest_household_per_ha: Float64Array
  /** Whether points were summed into bins first. */
  binned: boolean
}

/**
 * Quartic kernels over buildings and people; people placed over ground weigh at the centre of their cell. Where points and
 * bandwidth would make more than {@link MOST_KERNELS}, points of one RT are summed into square bins first.
 */
export function smoothGrid(
  inputs: GridInputs,
  tally: GridTally,
  cells: readonly string[],
  area_ha: Float64Array,
  bandwidth_m: number,
  project: Project,
  progress: Progress,
  mostKernels = MOST_KERNELS,
): GridSurface {
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
  const given = pointsOf(inputs, tally, cells, centres, project)
  const weights = { sums: [given.buildings, given.people], maxima: [given.household] }
  const reached_ha = (Math.PI * bandwidth_m ** 2) / 10_000
  const cell_ha = area_ha.reduce((sum, area) => sum + area, 0) / cells.length
  // A bandwidth of less than two cells reaches few of them, and may reach none.
  const binned =
    reached_ha > 4 * Math.PI * cell_ha && (given.kind.length * reached_ha) / cell_ha > mostKernels
  const side_m = bandwidth_m / BINS_PER_BANDWIDTH
  const of = binned ? binPoints(given.points, given.kind, side_m, weights) : { points: given.points, weights }
  const task = progress.task('smooth the grid', of.points.x_m.length)
  const { sums, maxima } = kernelDensity(of.points, centres, bandwidth_m, of.weights, (more) =>
    task.advance(more),
  )
  task.end()
  return {
    buildings_per_ha: sums[0]!,
    people_per_ha: sums[1]!,
    largest_household_per_ha: maxima[0]!,
    binned,
  }
}

interface SurfacePoints {
  points: KernelPoints
  buildings: Float64Array
  people: Float64Array
  /** People of one household. */
  household: Float64Array
  /** Points of one kind weigh the same. */
  kind: Int32Array
}

function pointsOf(
  { rts, buildings }: GridInputs,
  tally: GridTally,
  cells: readonly string[],
  centres: KernelCells,
  project: Project,
): SurfacePoints {
  const index = new Map(cells.map((h3, i) => [h3, i]))
  const standing = tally.building_cells.length
  const size = standing + tally.over_ground.length
  const made: SurfacePoints = {
    points: { x_m: new Float64Array(size), y_m: new Float64Array(size), cell: new Int32Array(size) },
    buildings: new Float64Array(size),
    people: new Float64Array(size),
    household: new Float64Array(size),
    kind: new Int32Array(size),
  }
  const put = (p: number, rt: number, share: Share | null): void => {
    // Next to nobody, the people of a few families could be worked out from what the cells around tell.
    if (share === null || share.people === 0 || tally.is_small[rt]) return
    made.people[p] = share.people
    made.household[p] = share.people / share.households
  }
  for (let b = 0; b < standing; b++) {
    const { lon, lat, rt } = buildings!
    const [x_m, y_m] = project(lon[b]!, lat[b]!)
    made.points.x_m[b] = x_m
    made.points.y_m[b] = y_m
    made.points.cell[b] = index.get(tally.building_cells[b]!)!
    made.buildings[b] = 1
    made.kind[b] = rt[b]! < 0 ? rts.length : rt[b]!
    put(b, rt[b]!, rt[b]! < 0 ? null : tally.per_building[rt[b]!]!)
  }
  tally.over_ground.forEach((part, i) => {
    const p = standing + i
    const c = index.get(part.h3)!
    made.points.x_m[p] = centres.x_m[c]!
    made.points.y_m[p] = centres.y_m[c]!
    made.points.cell[p] = c
    made.kind[p] = rts.length + 1 + i
    put(p, part.rt, part)
  })
  return made
}
