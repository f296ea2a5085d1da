import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { writeTable } from '../../store/index.ts'
import type { DensityClasses } from './classes.ts'
import { countUnits } from './count.ts'
import { coveredHa } from './coverage.ts'
import { DENSITY_COLUMNS, densityRow } from './densities.ts'
import { noteUnits } from './densities-notes.ts'
import { groundOf } from './ground.ts'
import { planarUnits, unitKey } from './units.ts'

/** Writes `densities`: one row per unit of every level, from `profile_pieces` and the located buildings and households. */
export async function writeDensities(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
  classes: DensityClasses,
): Promise<number> {
  const { store, directory, city } = context
  const units = await planarUnits(context, decree)
  const counts = await countUnits(context, decree, vintage, units)
  const ground = await groundOf(context, units)
  const covered_ha = await coveredHa(context, units)
  const rows = counts.map((unit) => {
    const key = unitKey(unit)
    const measured = { covered_ha: covered_ha.get(key) ?? null, ground: ground.get(key) ?? null }
    return densityRow({ ...unit, ...measured }, classes, city)
  })
  noteUnits(context.progress, rows)
  return writeTable(store, join(directory, 'densities.parquet'), DENSITY_COLUMNS, rows)
}
