import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'

/** The kelurahan of what stands in a zone or an RT but within no outline of a kelurahan, such as houses over the water. */
export interface OverWater {
  /** Whether the city maps kelurahan at all. */
  isKnown: boolean
  /** Kelurahan of a zone's ground outside every kelurahan, by zone. */
  ofZone: ReadonlyMap<string, string>
  /** Kelurahan that the record of an RT names, by RT. */
  ofRt: ReadonlyMap<string, string>
}

/**
 * Zones have the kelurahan that `overlay` gives their pieces over the water (that with most of the zone, else the nearest),
 * also where such a piece was too thin to stay; RT that of their record, where it is one of the mapped kelurahan.
 */
export async function readOverWater(
  { store, table }: StageContext,
  decree: string | null,
): Promise<OverWater> {
  const units = parquet(table('3-area', 'admin_areas')!)
  const kelurahan = `SELECT kelurahan_code FROM ${units} WHERE level = 'kelurahan' AND kelurahan_code IS NOT NULL`
  const overlay = table('3-area', 'overlay')
  const zones =
    overlay === null || decree === null
      ? []
      : await store.rows<{ id: string; kelurahan_code: string }>(
          `SELECT zone_id AS id, kelurahan_code FROM (
             SELECT zone_id, kelurahan_code, bool_or(over_water) AS is_home, sum(area_ha_utm ORDER BY area_ha_utm) AS area_ha_utm
             FROM ${parquet(overlay)} WHERE decree_number = ${sqlText(decree)} AND kelurahan_code IS NOT NULL GROUP BY ALL
           ) QUALIFY row_number() OVER (PARTITION BY zone_id ORDER BY is_home DESC, area_ha_utm DESC, kelurahan_code) = 1`,
        )
  const rts = await store.rows<{ id: string; kelurahan_code: string }>(
    `SELECT admin_code AS id, min(kelurahan_code) AS kelurahan_code FROM ${units}
     WHERE level = 'rt' AND kelurahan_code IN (${kelurahan}) GROUP BY admin_code`,
  )
  const byId = (rows: typeof rts) => new Map(rows.map((row) => [row.id, row.kelurahan_code]))
  return {
    isKnown: (await store.count(`(${kelurahan})`)) > 0,
    ofZone: byId(zones),
    ofRt: byId(rts),
  }
}

/** A located row in no kelurahan gets that of its zone, else that of its RT. */
export function kelurahanOverWater(
  { ofZone, ofRt }: OverWater,
  zone_id: string | null,
  rt_id: string | null,
): string | null {
  return (
    (zone_id === null ? undefined : ofZone.get(zone_id)) ??
    (rt_id === null ? undefined : ofRt.get(rt_id)) ??
    null
  )
}
