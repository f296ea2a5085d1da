import type { City } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { areaM2Geodesic, M2_PER_HA, type Project } from '../../geo/area.ts'
import { chooseResolution, meanCellAreaHa } from '../../geo/h3-grid.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import type { GridInputs } from './grid-inputs.ts'
import { type GridTally, householdsOf, tallyCells } from './grid-people.ts'

/**
 * From about the size of a block (0.2 ha) to that of a kelurahan (5 km2). 50,000 cells are what a reader's map and a
 * spreadsheet still take; four occupied cells in five must hold k households, for a map of gaps says little.
 */
export const RESOLUTION_RULE = { finest: 11, coarsest: 7, max_cells: 50_000, min_share: 0.8 }

/** Most cells of a resolution that `city.yaml` asks for. */
export const MAX_DECLARED_CELLS = 500_000

/** The resolution of `city.yaml`, or the one the rule chooses; `coarsest` says that none held k households often enough. */
export function resolveGrid(
  inputs: GridInputs,
  city: City,
  project: Project,
): { resolution: number; by: 'declared' | 'chosen' | 'coarsest'; tally: GridTally } {
  const { k } = city.privacy
  const extent_ha = extentHa(inputs)
  const tallyAt = (resolution: number): GridTally => tallyCells(inputs, resolution, k, project)
  const declared = city.density.grid.resolution
  if (declared !== null) {
    refuseTooFine(city, declared, extent_ha)
    return { resolution: declared, by: 'declared', tally: tallyAt(declared) }
  }
  const asked = new Map<number, GridTally>()
  const expected = (resolution: number): number => extent_ha / meanCellAreaHa(resolution)
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

/**
 * Says so before the long work of the stage where `density.grid.resolution` is too fine for the city.
 * @throws UserError where it asks for more than {@link MAX_DECLARED_CELLS} cells
 */
export async function checkGridSize(
  { city, store, table }: StageContext,
  decree: string | null,
): Promise<void> {
  const declared = city.density.grid.resolution
  if (declared === null) return
  const zones = table('3-area', 'zone_areas')
  const zoneQuery =
    zones === null || decree === null
      ? ''
      : `UNION ALL SELECT 'zone', area_ha_geodesic FROM ${parquet(zones)} WHERE decree_number = ${sqlText(decree)}`
  const levels = await store.rows<{ area_ha: number | null }>(
    `SELECT sum(area_ha_geodesic) AS area_ha FROM (
       SELECT level, area_ha_geodesic FROM ${parquet(table('3-area', 'admin_areas')!)}
       WHERE level IN ('kelurahan', 'rt') ${zoneQuery}) GROUP BY level ORDER BY level`,
  )
  refuseTooFine(city, declared, Math.max(0, ...levels.map(({ area_ha }) => area_ha ?? 0)))
}

function refuseTooFine(city: City, resolution: number, extent_ha: number): void {
  const cells = extent_ha / meanCellAreaHa(resolution)
  if (cells <= MAX_DECLARED_CELLS) return
  throw new UserError('config', {
    what: 'the grid would have more cells than can be published',
    where: { file: city.file, key: 'density.grid.resolution' },
    got: `${resolution}: about ${Math.round(cells)} cells over ${Math.round(extent_ha)} ha`,
    expected: `at most ${MAX_DECLARED_CELLS} cells`,
    next: 'take a lower resolution, or leave it out to have it chosen',
  })
}

/** Ground of the city in hectares: that of the level which covers most of it, for the levels lie over each other. */
function extentHa({ extent }: GridInputs): number {
  const areas_ha = new Map<string, number>()
  for (const { level, geometry } of extent)
    areas_ha.set(level, (areas_ha.get(level) ?? 0) + areaM2Geodesic(geometry) / M2_PER_HA)
  return Math.max(0, ...areas_ha.values())
}
