import { M2_PER_HA } from '../../geo/area.ts'
import { coveredAreasM2 } from '../../geo/covered-area.ts'
import { openGeos } from '../../geo/geos.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import { type PlanarUnit, planarReader, unitKey } from './units.ts'

/**
 * Hectares of each unit that footprints cover, planar in the city's UTM zone as the area of the unit is, by `unitKey`;
 * empty where the city has no footprint. Of footprints over one another the first by code counts.
 */
export async function coveredHa(
  { store, table, city }: StageContext,
  units: readonly PlanarUnit[],
): Promise<Map<string, number>> {
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
  return new Map(units.map((unit, index) => [unitKey(unit), covered_m2[index]! / M2_PER_HA]))
}
