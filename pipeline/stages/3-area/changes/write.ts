import { join } from 'node:path'
import type { Geos } from '../../../geo/geos.ts'
import type { StageContext } from '../../../stage.ts'
import { TableWriter } from '../../../store/index.ts'
import type { OverlayCheck } from '../checks.ts'
import type { Unit, Zone } from '../read.ts'
import {
  CHANGE_TOTAL_COLUMNS,
  ZONE_CHANGE_COLUMNS,
  ZONE_MATCH_COLUMNS,
  zoneChanges,
} from '../zone-changes.ts'

const TABLES = [
  ['zone_changes', ZONE_CHANGE_COLUMNS, 'changes'],
  ['zone_matches', ZONE_MATCH_COLUMNS, 'matches'],
  ['change_totals', CHANGE_TOTAL_COLUMNS, 'totals'],
] as const

/** Writes the three tables of change, holding one pair of vintages at a time; rows of each, and the checks of the overlays. Zones whose decree has no year are told of. */
export async function writeZoneChanges(
  { city, store, directory, progress }: StageContext,
  zones: readonly Zone[],
  units: readonly Unit[],
  geos: Geos,
): Promise<{ rows: Record<string, number>; checks: OverlayCheck[] }> {
  const undated = zones.filter((zone) => zone.vintage === null)
  if (undated.length > 0) {
    const decrees = new Set(undated.map((zone) => zone.decree_number)).size
    progress.say(
      `  note   ${undated.length} zones of ${decrees} decrees without a year: left out of change`,
      {
        stage: '3-area',
        undated_zones: undated.length,
        undated_decrees: decrees,
      },
    )
  }
  const writers: [name: string, of: (typeof TABLES)[number][2], TableWriter][] = []
  for (const [name, columns, of] of TABLES)
    writers.push([name, of, await TableWriter.create(store, name, columns)])
  const checks: OverlayCheck[] = []
  for (const comparison of zoneChanges(zones, units, city, geos, (label, steps) =>
    progress.task(label, steps),
  )) {
    for (const [, of, writer] of writers) for (const row of comparison[of]) writer.append(row)
    for (const check of comparison.checks) checks.push(check)
  }
  const rows: Record<string, number> = {}
  for (const [name, , writer] of writers) {
    await writer.finish(join(directory, `${name}.parquet`))
    rows[name] = writer.rows
  }
  return { rows, checks }
}
