import { join } from 'node:path'
import type { City } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { areaM2Geodesic, M2_PER_HA, type Project } from '../../geo/area.ts'
import { crsFromCode, fromLonLat } from '../../geo/crs.ts'
import { cellAt, cellPolygon, cellsOf, chooseResolution, meanCellAreaHa } from '../../geo/h3-grid.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, type Row, writeTable } from '../../store/index.ts'
import { type DensityClasses, populationClass } from './classes.ts'
import { type GridInputs, readGridInputs } from './grid-inputs.ts'
import {
  type CellTally,
  type GridTally,
  hasPeople,
  householdsOf,
  isSuppressed,
  NOTHING,
  tallyCells,
} from './grid-people.ts'
import { type GridSurface, smoothGrid } from './grid-surface.ts'

/**
 * From about the size of a block (0.2 ha) to that of a kelurahan (5 km2). 50,000 cells are what a reader's map and a
 * spreadsheet still take; four occupied cells in five must hold k households, for a map of gaps says little.
 */
export const RESOLUTION_RULE = { finest: 11, coarsest: 7, max_cells: 50_000, min_share: 0.8 }

/** Most cells of a resolution that `city.yaml` asks for. */
export const MAX_DECLARED_CELLS = 500_000

export const GRID_COLUMNS: Columns = {
  h3: 'VARCHAR',
  resolution: 'BIGINT',
  area_ha_geodesic: 'DOUBLE',
  buildings: 'BIGINT',
  density_buildings_per_ha: 'DOUBLE',
  population: 'DOUBLE',
  population_method: 'VARCHAR',
  population_known_pct: 'DOUBLE',
  density_population_per_ha: 'DOUBLE',
  density_population_class: 'VARCHAR',
  suppressed: 'BOOLEAN',
  households_surveyed: 'BIGINT',
  density_buildings_smoothed_per_ha: 'DOUBLE',
  density_population_smoothed_per_ha: 'DOUBLE',
  bandwidth_m: 'DOUBLE',
  geometry: 'GEOMETRY',
}

export const GRID_ACCOUNT_COLUMNS: Columns = {
  resolution: 'BIGINT',
  resolution_by: 'VARCHAR',
  bandwidth_m: 'DOUBLE',
  cells: 'BIGINT',
  cells_occupied: 'BIGINT',
  cells_holding_k: 'BIGINT',
  cells_suppressed: 'BIGINT',
  buildings: 'BIGINT',
  buildings_outside: 'BIGINT',
  population: 'BIGINT',
  population_placed: 'DOUBLE',
  buildings_smoothed: 'DOUBLE',
  population_smoothed: 'DOUBLE',
}

/**
 * Writes `grid`, a row for each H3 cell of the city, and `grid_account`, one row on how it was made: which resolution and
 * why, what was placed of what was given. The rules are in docs/reference/grid.md.
 * @throws UserError when `density.grid.resolution` asks for more than {@link MAX_DECLARED_CELLS} cells
 */
export async function writeGrid(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
  classes: DensityClasses,
): Promise<{ grid: number; grid_account: number }> {
  const { city, store, directory } = context
  const { rows, account } = makeGrid(await readGridInputs(context, decree, vintage), city, classes)
  return {
    grid: await writeTable(store, join(directory, 'grid.parquet'), GRID_COLUMNS, rows),
    grid_account: await writeTable(store, join(directory, 'grid_account.parquet'), GRID_ACCOUNT_COLUMNS, [
      account,
    ]),
  }
}

/** The rows of both tables, cells in the order of their index. */
export function makeGrid(
  inputs: GridInputs,
  city: City,
  classes: DensityClasses,
): { rows: Row[]; account: Row } {
  const { k } = city.privacy
  const { bandwidth_m } = city.density.grid
  const project: Project = fromLonLat(crsFromCode(city.utm_crs))
  const { resolution, by, tally } = resolve(inputs, city, project)
  const occupied = [...tally.cells.values()].filter((cell) => cell.buildings > 0 || hasPeople(cell))
  const h3s = new Set(
    cellsOf(
      inputs.extent.map(({ geometry }) => geometry),
      resolution,
    ),
  )
  for (const h3 of tally.cells.keys()) h3s.add(h3)
  const cells = [...h3s].sort()
  const polygons = cells.map(cellPolygon)
  const area_ha = Float64Array.from(polygons, (polygon) => areaM2Geodesic(polygon) / M2_PER_HA)
  const surveyed = countSurveyed(inputs, cells, resolution)
  const surface =
    bandwidth_m === null ? null : smoothGrid(inputs, tally, cells, area_ha, bandwidth_m, project)
  const rows = cells.map((h3, i): Row => {
    const cell = tally.cells.get(h3) ?? null
    return {
      h3,
      resolution,
      area_ha_geodesic: area_ha[i]!,
      ...buildingsOf(cell, inputs, area_ha[i]!),
      ...peopleOf(cell, area_ha[i]!, k, classes),
      households_surveyed: surveyed === null ? null : surveyed[i]!,
      ...smoothedOf(surface, i, cell, inputs, k),
      bandwidth_m,
      geometry: encodeWkb(polygons[i]!),
    }
  })
  const mass = (per_ha: Float64Array | undefined): number | null =>
    per_ha === undefined ? null : per_ha.reduce((sum, value, i) => sum + value * area_ha[i]!, 0)
  return {
    rows,
    account: {
      resolution,
      resolution_by: by,
      bandwidth_m,
      cells: cells.length,
      cells_occupied: occupied.length,
      cells_holding_k: occupied.filter((cell) => householdsOf(cell) >= k).length,
      cells_suppressed: occupied.filter((cell) => isSuppressed(cell, k)).length,
      buildings: inputs.buildings?.lon.length ?? null,
      buildings_outside: inputs.buildings === null ? null : inputs.buildings_outside,
      population:
        inputs.rts.length === 0 ? null : inputs.rts.reduce((sum, rt) => sum + (rt.population ?? 0), 0),
      population_placed: inputs.rts.length === 0 ? null : tally.population_placed,
      buildings_smoothed: inputs.buildings === null ? null : mass(surface?.buildings_per_ha),
      population_smoothed: inputs.rts.length === 0 ? null : mass(surface?.people_per_ha),
    },
  }
}

/** The resolution of `city.yaml`, or the one the rule chooses; `coarsest` says that none held k households often enough. */
function resolve(
  inputs: GridInputs,
  city: City,
  project: Project,
): { resolution: number; by: 'declared' | 'chosen' | 'coarsest'; tally: GridTally } {
  const { k } = city.privacy
  const extent_ha = extentHa(inputs)
  const expected = (resolution: number): number => extent_ha / meanCellAreaHa(resolution)
  const tallyAt = (resolution: number): GridTally => tallyCells(inputs, resolution, k, project)
  const declared = city.density.grid.resolution
  if (declared !== null) {
    if (expected(declared) > MAX_DECLARED_CELLS) {
      throw new UserError('config', {
        what: 'the grid would have more cells than can be published',
        where: { file: city.file, key: 'density.grid.resolution' },
        got: `${declared}: about ${Math.round(expected(declared))} cells over ${Math.round(extent_ha)} ha`,
        expected: `at most ${MAX_DECLARED_CELLS} cells`,
        next: 'take a lower resolution, or leave it out to have it chosen',
      })
    }
    return { resolution: declared, by: 'declared', tally: tallyAt(declared) }
  }
  const asked = new Map<number, GridTally>()
  const { resolution, met } = chooseResolution(RESOLUTION_RULE, expected, (candidate) => {
    const tally = tallyAt(candidate)
    asked.clear()
    asked.set(candidate, tally)
    const cells = [...tally.cells.values()]
    return { occupied: cells.length, holding_k: cells.filter((cell) => householdsOf(cell) >= k).length }
  })
  return {
    resolution,
    by: met ? 'chosen' : 'coarsest',
    tally: asked.get(resolution) ?? tallyAt(resolution),
  }
}

/** Ground of the city in hectares: that of the level which covers most of it, for the levels lie over each other. */
function extentHa({ extent }: GridInputs): number {
  const areas_ha = new Map<string, number>()
  for (const { level, geometry } of extent)
    areas_ha.set(level, (areas_ha.get(level) ?? 0) + areaM2Geodesic(geometry) / M2_PER_HA)
  return Math.max(0, ...areas_ha.values())
}

function buildingsOf(cell: CellTally | null, { buildings }: GridInputs, area_ha: number): Row {
  if (buildings === null) return {}
  const count = cell?.buildings ?? 0
  return { buildings: count, density_buildings_per_ha: count / area_ha }
}

function peopleOf(cell: CellTally | null, area_ha: number, k: number, classes: DensityClasses): Row {
  if (cell === null || !hasPeople(cell)) return { suppressed: false }
  const known_pct = knownPct(cell)
  if (isSuppressed(cell, k))
    return { population_method: 'suppressed', population_known_pct: known_pct, suppressed: true }
  const population = cell.people_by_buildings + cell.people_by_area
  // Over the whole cell a part of its people would read as a low density.
  const per_ha = known_pct === 100 ? population / area_ha : null
  return {
    population,
    population_method: methodOf(cell),
    population_known_pct: known_pct,
    density_population_per_ha: per_ha,
    density_population_class: populationClass(classes, per_ha),
    suppressed: false,
  }
}

function methodOf({ buildings_told, placed_by_area }: CellTally): string {
  if (!placed_by_area) return 'rt_by_buildings'
  return buildings_told === 0 ? 'rt_by_area' : 'rt_by_buildings_and_area'
}

/** Share of the cell's buildings whose people are told; all of none. */
function knownPct({ buildings, buildings_told }: CellTally): number {
  return buildings === 0 ? 100 : (100 * buildings_told) / buildings
}

function smoothedOf(
  surface: GridSurface | null,
  i: number,
  cell: CellTally | null,
  { buildings, rts }: GridInputs,
  k: number,
): Row {
  if (surface === null) return {}
  const own = cell ?? NOTHING
  const tells =
    rts.length > 0 && !isSuppressed(own, k) && knownPct(own) === 100 && surface.households_within[i]! >= k
  return {
    density_buildings_smoothed_per_ha: buildings === null ? null : surface.buildings_per_ha[i]!,
    density_population_smoothed_per_ha: tells ? surface.people_per_ha[i]! : null,
  }
}

/** Surveyed households in each cell. A cell is never made for one: what is published must not depend on the survey. */
function countSurveyed(
  { households }: GridInputs,
  cells: readonly string[],
  resolution: number,
): Float64Array | null {
  if (households === null) return null
  const index = new Map(cells.map((h3, i) => [h3, i]))
  const counts = new Float64Array(cells.length)
  for (let h = 0; h < households.lon.length; h++) {
    const i = index.get(cellAt(households.lon[h]!, households.lat[h]!, resolution))
    if (i !== undefined) counts[i]!++
  }
  return counts
}
