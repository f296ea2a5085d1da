import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { TableWriter, writeTable } from '../../store/index.ts'
import { writeAccess } from './access-tables.ts'
import { loadDensityClasses } from './classes.ts'
import { profileVintage } from './count.ts'
import { noteInputs } from './densities-notes.ts'
import { writeGrid } from './grid.ts'
import { checkGridSize } from './grid-resolution.ts'
import {
  BUILDING_LOCATION_COLUMNS,
  LOCATION_COLUMNS,
  LOCATION_COUNT_COLUMNS,
  LOCATION_OTHERS_COLUMNS,
  type LocationCount,
  type LocationOther,
  locateRows,
  toldCounts,
} from './locations.ts'
import { readOverWater } from './locations-over-water.ts'
import { readPlaces } from './places.ts'
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
  await checkGridSize(context, decree)
  const places = await readPlaces(context, decree)
  const overWater = await readOverWater(context, decree)
  const rows: Record<string, number> = {}
  const counts: LocationCount[] = []
  const others: LocationOther[] = []
  for (const [name, source, idColumn, columns] of [
    ['building_locations', 'buildings', 'building_id', BUILDING_LOCATION_COLUMNS],
    ['household_locations', 'households', 'household_id', LOCATION_COLUMNS],
  ] as const) {
    const path = table('2-validate', source)
    const writer = await TableWriter.create(store, name, columns)
    if (path !== null)
      for await (const row of locateRows(
        context,
        { name: source, path, idColumn },
        places,
        overWater,
        counts,
        name === 'building_locations' ? others : [],
      ))
        writer.append(row)
    await writer.finish(join(directory, `${name}.parquet`))
    rows[name] = writer.rows
  }
  rows.location_counts = await writeTable(
    store,
    join(directory, 'location_counts.parquet'),
    LOCATION_COUNT_COLUMNS,
    counts,
  )
  rows.building_overlaps = await writeTable(
    store,
    join(directory, 'building_overlaps.parquet'),
    LOCATION_OTHERS_COLUMNS,
    others,
  )
  await noteInputs(context, counts)
  const classes = loadDensityClasses(city)
  const vintage = await profileVintage(context, decree)
  rows.profile_pieces = await writeProfilePieces(context, decree, vintage)
  rows.densities = await writeDensities(context, decree, vintage, classes)
  Object.assign(rows, await writeGrid(context, decree, vintage, classes))
  Object.assign(rows, await writeAccess(context, decree))
  return {
    rows,
    summary: [
      `${rows.building_locations} buildings and ${rows.household_locations} households located`,
      toldCounts(counts),
    ]
      .filter((part) => part !== '')
      .join('; '),
  }
}
