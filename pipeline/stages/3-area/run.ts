import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import { openGeos } from '../../geo/geos.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { type Columns, writeTable } from '../../store/index.ts'
import { ADMIN_AREA_COLUMNS, adminAreaCount, adminAreas } from './admin-areas.ts'
import { writeZoneChanges } from './changes/write.ts'
import { lossOf, OVERLAY_CHECK_COLUMNS } from './checks.ts'
import { DECREE_AREA_COLUMNS, decreeAreas, readDecreeTotals } from './decree-areas.ts'
import { checkRtInKelurahan, OVERLAY_COLUMNS, overlayZones } from './overlay.ts'
import { readUnits, readZones } from './read.ts'
import { writeRtZones } from './rt-zones.ts'
import { ZONE_ADMIN_COLUMNS, zoneAdmin } from './zone-admin.ts'
import { ZONE_AREA_COLUMNS, zoneAreas } from './zone-areas.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory, progress, table } = context
  const geos = await openGeos()
  const zones = await readZones(context)
  const units = await readUnits(context)
  const rows: Record<string, number> = {}
  const write = async (
    name: string,
    columns: Columns,
    made: Parameters<typeof writeTable>[3],
  ): Promise<void> => {
    rows[name] = await writeTable(store, join(directory, `${name}.parquet`), columns, made)
  }
  const areas = zoneAreas(zones, city)
  await write('zone_areas', ZONE_AREA_COLUMNS, areas)
  const totals = decreeAreas(await readDecreeTotals(context), zones, areas, city, geos)
  await write('decree_areas', DECREE_AREA_COLUMNS, totals)
  const task = progress.task('measure administrative units', adminAreaCount(units))
  await write(
    'admin_areas',
    ADMIN_AREA_COLUMNS,
    adminAreas(units, city, geos, () => task.advance(1)),
  )
  task.end()
  const mapped = units.filter((unit) => unit.level === 'rt').length
  const cutting = progress.task('cut zones and RT by administrative units', zones.length + mapped)
  const overlay = overlayZones(zones, units, city, geos, () => cutting.advance(1))
  const checks = [...overlay.checks, ...checkRtInKelurahan(units, city, geos, () => cutting.advance(1))]
  cutting.end()
  await write('overlay', OVERLAY_COLUMNS, overlay.pieces)
  await write('zone_admin', ZONE_ADMIN_COLUMNS, zoneAdmin(overlay.pieces))
  const changes = await writeZoneChanges(context, zones, units, geos)
  Object.assign(rows, changes.rows)
  checks.push(...changes.checks)
  await write('overlay_checks', OVERLAY_CHECK_COLUMNS, checks)
  const loss = lossOf(checks)
  if (loss) progress.say(`  ${loss.first}`, { not_conserved: loss.count })
  const decree = await decreeInForce(
    store,
    city.decree,
    table('2-validate', 'decrees'),
    table('2-validate', 'zones'),
  )
  rows.rt_zones = await writeRtZones(
    context,
    decree,
    join(directory, 'overlay.parquet'),
    join(directory, 'rt_zones.parquet'),
  )
  const ok = areas.filter((row) => row.area_status === 'ok').length
  const measured = `${areas.length} zones measured, ${ok} reconciled with the decree`
  return { rows, summary: loss ? `${measured}; ${loss.summary}` : measured }
}
