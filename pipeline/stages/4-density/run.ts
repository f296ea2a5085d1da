import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, sqlText, TableWriter } from '../../store/index.ts'
import { loadDensityClasses } from './classes.ts'
import { profileVintage } from './count.ts'
import { writeGrid } from './grid.ts'
import { LOCATION_COLUMNS, locateRows, type Places, readFinder } from './locations.ts'
import { writeProfilePieces } from './profile-pieces.ts'
import { writeDensities } from './write-densities.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory, table } = context
  const decree = await decreeInForce(
    store,
    city.decree,
    table('2-validate', 'decrees'),
    table('2-validate', 'zones'),
  )
  const places = await readPlaces(context, decree)
  const rows: Record<string, number> = {}
  for (const [name, source, id] of [
    ['building_locations', 'buildings', 'building_id'],
    ['household_locations', 'households', 'household_id'],
  ] as const) {
    const path = table('2-validate', source)
    const writer = await TableWriter.create(store, name, LOCATION_COLUMNS)
    if (path !== null) for await (const row of locateRows(context, path, id, places)) writer.append(row)
    await writer.finish(join(directory, `${name}.parquet`))
    rows[name] = writer.rows
  }
  const classes = loadDensityClasses()
  const vintage = await profileVintage(context, decree)
  rows.profile_pieces = await writeProfilePieces(context, decree, vintage)
  rows.densities = await writeDensities(context, decree, vintage, classes)
  Object.assign(rows, await writeGrid(context, decree, vintage, classes))
  const inZones = await store.count(
    `${parquet(join(directory, 'building_locations.parquet'))} WHERE zone_id IS NOT NULL`,
  )
  return {
    rows,
    summary: `${rows.building_locations} buildings (${inZones} in zones) and ${rows.household_locations} households located`,
  }
}

async function readPlaces(context: StageContext, decree: string | null): Promise<Places> {
  const { table } = context
  const zones = table('2-validate', 'zones')
  const units = table('3-area', 'admin_areas')!
  const none = 'SELECT NULL::VARCHAR AS id, NULL::BLOB AS wkb WHERE false'
  const level = (name: string, id: string) =>
    `SELECT ${id} AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(units)} WHERE level = '${name}' ORDER BY admin_code`
  const zoneQuery =
    zones === null || decree === null
      ? none
      : `SELECT zone_id AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(zones)} WHERE decree_number = ${sqlText(decree)} ORDER BY zone_id`
  return {
    zone: await readFinder(context, zoneQuery),
    rt: await readFinder(context, level('rt', 'admin_code')),
    kelurahan: await readFinder(context, level('kelurahan', 'kelurahan_code')),
  }
}
