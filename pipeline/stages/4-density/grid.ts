import { join } from 'node:path'
import type { City } from '../../city.ts'
import { areaM2Geodesic, M2_PER_HA, type Project } from '../../geo/area.ts'
import { crsFromCode, fromLonLat } from '../../geo/crs.ts'
import { type Geos, openGeos } from '../../geo/geos.ts'
import { cellAt, cellPolygon, cellsOf } from '../../geo/h3-grid.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { Progress } from '../../progress.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, type Row, writeTable } from '../../store/index.ts'
import { type DensityClasses, populationClass } from './classes.ts'
import { knownGroundPct, WHOLE_PCT } from './grid-ground.ts'
import { type GridInputs, readGridInputs } from './grid-inputs.ts'
import { type CellTally, hasPeople, householdsOf, isSuppressed, NOTHING } from './grid-people.ts'
import { resolveGrid } from './grid-resolution.ts'
import { type GridSurface, smoothGrid } from './grid-surface.ts'

/** People of a cell are an estimate; hundredths keep the sum of many small cells. */
const PEOPLE_PARTS = 100

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
  population_of_small_rt: 'DOUBLE',
  buildings_smoothed: 'DOUBLE',
  population_smoothed: 'DOUBLE',
  smoothed_by_bins: 'BOOLEAN',
}

/**
 * Writes `grid`, a row for each H3 cell of the city, and `grid_account`, one row on how it was made: which resolution and
 * why, what was placed of what was given. The rules are in docs/reference/grid.md.
 * @throws UserError when `density.grid.resolution` asks for too many cells (see `grid-resolution.ts`)
 */
export async function writeGrid(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
  classes: DensityClasses,
): Promise<{ grid: number; grid_account: number }> {
  const { city, store, directory, progress } = context
  const inputs = await readGridInputs(context, decree, vintage)
  const { rows, account } = makeGrid(inputs, city, classes, await openGeos(), progress)
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
  geos: Geos,
  progress: Progress,
): { rows: Row[]; account: Row } {
  const { k } = city.privacy
  const { bandwidth_m } = city.density.grid
  const project: Project = fromLonLat(crsFromCode(city.utm_crs))
  const { resolution, by, tally } = resolveGrid(inputs, city, project)
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
    bandwidth_m === null ? null : smoothGrid(inputs, tally, cells, area_ha, bandwidth_m, project, progress)
  const overGround = cells.filter((h3) => tally.cells.get(h3)?.placed_by_area)
  const ground_pct = knownGroundPct(inputs, overGround, project, geos, progress)
  const rows = cells.map((h3, i): Row => {
    const cell = tally.cells.get(h3) ?? null
    const known = cell === null ? null : knownOf(cell, ground_pct.get(h3))
    return {
      h3,
      resolution,
      area_ha_geodesic: area_ha[i]!,
      ...buildingsOf(cell, inputs, area_ha[i]!),
      ...peopleOf(cell, known, area_ha[i]!, k, classes),
      households_surveyed: surveyed === null ? null : surveyed[i]!,
      ...smoothedOf(surface, i, cell, known, inputs, k),
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
      population_of_small_rt: inputs.rts.length === 0 ? null : tally.population_of_small_rt,
      buildings_smoothed: inputs.buildings === null ? null : mass(surface?.buildings_per_ha),
      population_smoothed: inputs.rts.length === 0 ? null : mass(surface?.people_per_ha),
      smoothed_by_bins: surface?.binned ?? null,
    },
  }
}

function buildingsOf(cell: CellTally | null, { buildings }: GridInputs, area_ha: number): Row {
  if (buildings === null) return {}
  const count = cell?.buildings ?? 0
  return { buildings: count, density_buildings_per_ha: count / area_ha }
}

function peopleOf(
  cell: CellTally | null,
  known: Known | null,
  area_ha: number,
  k: number,
  classes: DensityClasses,
): Row {
  if (cell === null || !hasPeople(cell)) return { suppressed: false }
  const population_known_pct = known!.pct
  if (isSuppressed(cell, k))
    return { population_method: 'suppressed', population_known_pct, suppressed: true }
  const population = cell.people_by_buildings + cell.people_by_area
  // Over the whole cell a part of its people would read as a low density.
  const per_ha = known!.whole ? population / area_ha : null
  return {
    population: Math.round(population * PEOPLE_PARTS) / PEOPLE_PARTS,
    population_method: methodOf(cell),
    population_known_pct,
    density_population_per_ha: per_ha,
    density_population_class: populationClass(classes, per_ha),
    suppressed: false,
  }
}

function methodOf({ buildings_told, placed_by_area }: CellTally): string {
  if (!placed_by_area) return 'rt_by_buildings'
  return buildings_told === 0 ? 'rt_by_area' : 'rt_by_buildings_and_area'
}

/** How much of what may hold people in a cell tells of them, in percent, and whether that is all. */
interface Known {
  pct: number
  whole: boolean
}

/**
 * By the buildings of the cell; where people were placed over ground, by ground too, and the lesser of both: buildings that
 * are missing where an RT has people may be missing beside it. A cell without either holds nobody to tell of.
 * @param ground_pct where people were placed over ground
 */
function knownOf({ buildings, buildings_told }: CellTally, ground_pct = 100): Known {
  const buildings_pct = buildings === 0 ? 100 : (100 * buildings_told) / buildings
  return {
    pct: Math.min(buildings_pct, ground_pct),
    whole: buildings_told === buildings && ground_pct >= WHOLE_PCT,
  }
}

function smoothedOf(
  surface: GridSurface | null,
  i: number,
  cell: CellTally | null,
  known: Known | null,
  { buildings, rts }: GridInputs,
  k: number,
): Row {
  if (surface === null) return {}
  const people_per_ha = surface.people_per_ha[i]!
  const household_per_ha = surface.largest_household_per_ha[i]!
  const tells =
    rts.length > 0 &&
    !isSuppressed(cell ?? NOTHING, k) &&
    (known?.whole ?? true) &&
    household_per_ha > 0 &&
    people_per_ha >= k * household_per_ha
  return {
    density_buildings_smoothed_per_ha: buildings === null ? null : surface.buildings_per_ha[i]!,
    density_population_smoothed_per_ha: tells ? people_per_ha : null,
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
