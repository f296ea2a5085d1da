import { join } from 'node:path'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { type Columns, parquet, parquetOrNone, type Row, sqlText, writeTable } from '../../../store/index.ts'
import { authorityAreas, rate, type ZoneArea } from './rating.ts'

const RATING: Columns = {
  zone_id: 'VARCHAR',
  decree_number: 'VARCHAR',
  vintage: 'BIGINT',
  class_code: 'VARCHAR',
  priority: 'BIGINT',
  treatment: 'VARCHAR',
  authority: 'VARCHAR',
  authority_area_ha: 'DOUBLE',
  land_legality: 'VARCHAR',
  other_considerations: 'VARCHAR',
}

/** Writes `zone_ratings`; `totals` is the table `score_totals` of this stage. */
export async function writeRatings(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
  totals: string,
): Promise<number> {
  const zones = parquetOrNone(context.table('2-validate', 'zones'), 'zones')
  const rows = await zoneRatings(context, methodology, decree, zones, totals)
  return writeTable(context.store, join(context.directory, 'zone_ratings.parquet'), RATING, rows)
}

/** One row per zone of the decree in force, with the class of its latest vintage. */
async function zoneRatings(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
  zones: string,
  totals: string,
): Promise<Row[]> {
  if (decree === null) return []
  const areas = context.table('3-area', 'zone_areas')
  const measured =
    areas === null
      ? '(SELECT NULL AS decree_number, NULL AS zone_id, NULL AS area_ha_utm WHERE false)'
      : parquet(areas)
  type Zone = ZoneArea & {
    land_legality: string | null
    other_considerations: string | null
    vintage: number | null
    score_class: string | null
  }
  const found = await context.store.rows<Zone>(
    `SELECT z.zone_id, z.kawasan, z.area_ha_decree, a.area_ha_utm::DOUBLE AS area_ha_utm,
       z.land_legality, z.other_considerations, t.vintage, t.score_class
     FROM ${zones} z
     LEFT JOIN ${measured} a ON a.decree_number = z.decree_number AND a.zone_id = z.zone_id
     LEFT JOIN (SELECT unit_id, vintage, score_class FROM ${totals} WHERE level = 'zone'
       QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY vintage DESC NULLS LAST) = 1) t ON t.unit_id = z.zone_id
     WHERE z.decree_number = ${sqlText(decree)} ORDER BY z.zone_id`,
  )
  const authority = authorityAreas(methodology, found)
  return found.map((zone) => {
    const { score_class, land_legality, other_considerations } = zone
    const authority_area_ha = authority.get(zone.zone_id) ?? null
    return {
      zone_id: zone.zone_id,
      decree_number: decree,
      vintage: zone.vintage,
      ...rate(methodology, { score_class, land_legality, other_considerations, authority_area_ha }),
      authority_area_ha,
      land_legality,
      other_considerations,
    }
  })
}
