import { M2_PER_HA } from '../../geo/area.ts'
import { coveredAreasM2 } from '../../geo/covered-area.ts'
import { openGeos } from '../../geo/geos.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import { listed } from './densities-notes.ts'
import { type PlanarUnit, planarReader, unitKey } from './units.ts'

/**
 * Hectares of each unit that footprints cover, planar in the city's UTM zone as the area of the unit is, by `unitKey`;
 * null where footprints could not be cut, empty where the city has no footprint. Of footprints over one another the first by code counts.
 */
export async function coveredHa(
  { store, table, city, progress }: StageContext,
  units: readonly PlanarUnit[],
): Promise<Map<string, number | null>> {
  const path = table('2-validate', 'buildings')
  if (path === null) return new Map()
  const footprints: Uint8Array[] = []
  const query = `SELECT ST_AsWKB(geometry) AS wkb FROM ${parquet(path)} WHERE geometry IS NOT NULL ORDER BY building_id`
  for await (const batch of store.batches<{ wkb: Uint8Array }>(query))
    for (const { wkb } of batch) footprints.push(wkb)
  if (footprints.length === 0) return new Map()
  const read = planarReader(city)
  const covered_m2 = coveredAreasM2(
    units.map((unit) => unit.geometry),
    { count: footprints.length, read: (index) => read(footprints[index]!) },
    await openGeos(),
  )
  const uncut = units.filter((_, index) => covered_m2[index] === null).map(unitKey)
  if (uncut.length > 0)
    progress.say(`  note   coverage unknown, footprints could not be cut: ${listed(uncut)}`)
  return new Map(
    units.map((unit, index) => {
      const m2 = covered_m2[index]!
      return [unitKey(unit), m2 === null ? null : m2 / M2_PER_HA]
    }),
  )
}
