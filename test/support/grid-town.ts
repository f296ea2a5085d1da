import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { cellCentre } from '../../pipeline/geo/h3-grid.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { loadDensityClasses } from '../../pipeline/stages/4-density/classes.ts'
import { makeGrid } from '../../pipeline/stages/4-density/grid.ts'
import type { GridInputs, GridPoints, RtPeople } from '../../pipeline/stages/4-density/grid-inputs.ts'
import { at, rectangle } from './made-up-places.ts'
import { madeUpCity } from './stage-context.ts'

/** `privacy.k` of the made-up city. */
export const K = 5

const classes = loadDensityClasses(madeUpCity())
const geos = await openGeos()
const project = fromLonLat(crsFromCode('EPSG:32748'))

export interface Cell {
  h3: string
  resolution: number
  area_ha_geodesic: number
  buildings: number | null
  density_buildings_per_ha: number | null
  population: number | null
  population_method: string | null
  population_known_pct: number | null
  density_population_per_ha: number | null
  density_population_class: string | null
  suppressed: boolean
  households_surveyed: number | null
  density_buildings_smoothed_per_ha: number | null
  density_population_smoothed_per_ha: number | null
  bandwidth_m: number | null
}

const NO_CELL = {
  ...{ buildings: null, density_buildings_per_ha: null, population: null, population_method: null },
  ...{ population_known_pct: null, density_population_per_ha: null, density_population_class: null },
  ...{ density_buildings_smoothed_per_ha: null, density_population_smoothed_per_ha: null },
}

export type House = [east_m: number, north_m: number, rt: number]

export function points(houses: readonly House[]): GridPoints {
  const places = houses.map(([east_m, north_m]) => at(east_m, north_m))
  return {
    lon: Float64Array.from(places, (p) => p[0]!),
    lat: Float64Array.from(places, (p) => p[1]!),
    rt: Int32Array.from(houses, ([, , rt]) => rt),
  }
}

/** A city of one square kilometre with these houses and RT profiles. */
export function inputs(
  houses: readonly House[] | null,
  rts: Partial<RtPeople>[] = [],
  more: Partial<GridInputs> = {},
): GridInputs {
  return {
    extent: [{ level: 'kelurahan', geometry: rectangle(0, 0, 1000, 1000) }],
    rts: rts.map((rt, i) => ({ rt_id: `RT${i}`, population: null, families: null, geometry: null, ...rt })),
    buildings: houses === null ? null : points(houses),
    buildings_outside: 0,
    households: null,
    ...more,
  }
}

export function grid(
  given: GridInputs,
  resolution: number | null = 10,
  bandwidth_m: number | null = null,
  k = K,
) {
  const city = madeUpCity({
    privacy: { k },
    density: { buildings_by: 'point', grid: { resolution, bandwidth_m } },
  })
  const { rows, account } = makeGrid(given, city, classes, geos, createProgress('quiet'))
  const cells = rows.map((row) => ({ ...NO_CELL, ...row })) as unknown as Cell[]
  return { cells, account }
}

/** Rows of houses, `count` of them from a corner, ten metres apart. */
export function block(count: number, east_m: number, north_m: number, rt: number): House[] {
  return Array.from({ length: count }, (_, i) => [
    east_m + 10 * (i % 6),
    north_m + 10 * Math.floor(i / 6),
    rt,
  ])
}

/**
 * What a reader of the page on the grid works out of the footprints: what a building lays on each cell, per hectare, by
 * the edge-corrected quartic kernel.
 */
export function shareOnCells(
  cells: readonly Cell[],
  [east_m, north_m]: House,
  bandwidth_m: number,
): number[] {
  const [x, y] = project(...(at(east_m, north_m) as [number, number]))
  const kernel = cells.map(({ h3 }) => {
    const [cx, cy] = project(...cellCentre(h3))
    return Math.max(0, 1 - ((cx - x) ** 2 + (cy - y) ** 2) / bandwidth_m ** 2) ** 2
  })
  const mass = kernel.reduce((sum, k, i) => sum + k * cells[i]!.area_ha_geodesic, 0)
  return kernel.map((k) => (mass === 0 ? 0 : k / mass))
}
