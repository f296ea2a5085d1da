import type { City } from '../city.ts'
import type { TracedAreas } from '../values/traced-numbers.ts'
import type { StageTables } from './stage-tables.ts'
import type { RecordTrace } from './trace.ts'

type AreaRow = Omit<TracedAreas, 'area_ha_decree_text' | 'utm_crs' | 'limits'> & {
  zone_id: string
  decree_number: string
}

const COLUMNS = [
  ...['zone_id', 'decree_number', 'area_ha_decree', 'area_ha_utm', 'area_ha_geodesic', 'perimeter_m'],
  ...['area_difference_pct', 'area_status'],
] as (keyof AreaRow)[]

/**
 * The hectares of a zone of one decree, as stage 3-area measured them.
 * @param record the zone's own, which tells how its hectares were printed
 * @returns null where the zone was not measured
 */
export async function areasOf(
  tables: StageTables,
  city: City,
  zone_id: string,
  decree_number: string,
  record: RecordTrace | null,
): Promise<TracedAreas | null> {
  const [row] = await tables.rows<AreaRow>('3-area', 'zone_areas', COLUMNS, {
    of: { zone_id, decree_number },
  })
  if (row === undefined) return null
  const { zone_id: _zone, decree_number: _decree, ...areas } = row
  const printed = record?.values.find(({ column }) => column === 'area_ha_decree_text')?.value
  return {
    ...areas,
    area_ha_decree_text: printed === undefined ? null : String(printed),
    utm_crs: city.utm_crs,
    limits: { warn_pct: city.area.difference_warn_pct, error_pct: city.area.difference_error_pct },
  }
}
