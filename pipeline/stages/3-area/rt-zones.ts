import { zonesOfRtRecords } from '../../decree/rt-records.ts'
import type { StageContext } from '../../stage.ts'
import { copyToParquet, parquet, parquetOrNone, sqlName, sqlText } from '../../store/index.ts'

/** An RT that no record assigns belongs to the zone that covers at least this share of it: most of its ground. */
const MOST_PCT = 50
/** Decimals of a share in percent: a half stays a half, whatever a cut did to the last digits. */
const SHARE_DECIMALS = 4

/** Kawasan names are compared without case and with single blanks. */
function kawasanKey(column: string): string {
  return `nullif(lower(regexp_replace(trim(${column}), '\\s+', ' ', 'g')), '')`
}

/**
 * Writes `rt_zones`: the zone that each RT belongs to, one row per RT and profile year (a mapped RT without a profile has
 * one row with a null `vintage`), by the first `method` that tells:
 *
 * - `profile`: the profile names the zone;
 * - `unit`: the mapped RT names it;
 * - `kawasan`: one zone alone has the kawasan of the profile;
 * - `kawasan_rt`: of several zones of that kawasan, one has the kelurahan and RT/RW of the profile;
 * - `kelurahan_rt`: the record of one zone of the decree in force is that of this RT alone, by kelurahan and RT/RW, and no
 *   other kawasan is named by the two (`zonesOfRtRecords`);
 * - `boundary`: the outline of one zone of the decree in force covers at least half of the mapped RT.
 *
 * A kawasan and an RT/RW are looked for among the zones of the decree in force, then among those of other decrees; what
 * would fit two zones fits none. `share_pct` is the part of the mapped RT inside its zone, null where either is not mapped.
 * Deficits are summed by this, as the ministry does (Permen PUPR 14/PRT/M/2018: the unit is the RT), never by overlap.
 *
 * @param overlay path of the table `overlay` of this stage
 */
export async function writeRtZones(
  context: StageContext,
  decree: string | null,
  overlay: string,
  path: string,
): Promise<number> {
  const { store, table } = context
  const accepted = (name: string): string => parquetOrNone(table('2-validate', name), name)
  const profiles = accepted('rt_profiles')
  const zones = accepted('zones')
  const units = `(SELECT admin_code AS rt_id, zone_id, kelurahan_code, rt_rw FROM ${accepted('admin_units')} WHERE level = 'rt')`
  const inForce = decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
  const areas = `(SELECT admin_code AS rt_id, area_ha_utm FROM ${parquet(`${context.directory}/admin_areas.parquet`)} WHERE level = 'rt')`
  const only = (keys: string[]) => {
    const columns = keys.map((key) =>
      key === 'kawasan' ? `${kawasanKey('kawasan')} AS kawasan` : sqlName(key),
    )
    return `(SELECT * FROM (
      SELECT ${columns.join(', ')}, CASE
          WHEN count(DISTINCT zone_id) FILTER (${inForce}) = 1 THEN min(zone_id) FILTER (${inForce})
          WHEN count(*) FILTER (${inForce}) = 0 AND count(DISTINCT zone_id) = 1 THEN min(zone_id) END AS zone_id
      FROM ${zones} GROUP BY ALL) WHERE zone_id IS NOT NULL)`
  }
  const records = await zonesOfRtRecords(store, { zones, profiles, units: accepted('admin_units') }, decree)
  const query = `
    WITH rt AS (
        SELECT rt_id, vintage, zone_id, ${kawasanKey('kawasan')} AS kawasan, kelurahan_code, rt_rw FROM ${profiles}
        UNION ALL
        SELECT rt_id, NULL, NULL, NULL, kelurahan_code, rt_rw FROM ${units} WHERE rt_id NOT IN (SELECT rt_id FROM ${profiles})
      ),
      covered AS (
        SELECT rt_id, zone_id, round(100 * sum(o.area_ha_utm) / any_value(a.area_ha_utm), ${SHARE_DECIMALS}) AS share_pct
        FROM ${parquet(overlay)} o JOIN ${areas} a USING (rt_id) WHERE ${inForce} GROUP BY rt_id, zone_id
      ),
      most AS (
        SELECT rt_id, zone_id FROM covered WHERE share_pct >= ${MOST_PCT}
        QUALIFY row_number() OVER (PARTITION BY rt_id ORDER BY share_pct DESC, zone_id) = 1
      ),
      own AS (
        SELECT r.rt_id, r.vintage, z.zone_id, ${kawasanKey('z.kawasan')} AS kawasan FROM ${records} r
        JOIN ${zones} z ON z.zone_id = r.zone_ids[1] AND ${inForce.replace('decree_number', 'z.decree_number')}
        WHERE len(r.zone_ids) = 1 AND r.rts = 1
      ),
      found AS (
        SELECT rt.rt_id, rt.vintage,
          [rt.zone_id, u.zone_id, zk.zone_id, zr.zone_id, own.zone_id, most.zone_id] AS told
        FROM rt
        LEFT JOIN ${units} u USING (rt_id)
        LEFT JOIN ${only(['kawasan'])} zk ON rt.kawasan = zk.kawasan
        LEFT JOIN ${only(['kawasan', 'kelurahan_code', 'rt_rw'])} zr
          ON rt.kawasan = zr.kawasan AND rt.kelurahan_code = zr.kelurahan_code AND rt.rt_rw = zr.rt_rw
        LEFT JOIN own ON own.rt_id = rt.rt_id AND own.vintage IS NOT DISTINCT FROM rt.vintage
          AND (rt.kawasan IS NULL OR own.kawasan IS NULL OR rt.kawasan = own.kawasan)
        LEFT JOIN most ON most.rt_id = rt.rt_id
      ),
      named AS (
        SELECT rt_id, vintage, list_filter(told, x -> x IS NOT NULL)[1] AS zone_id,
          ['profile', 'unit', 'kawasan', 'kawasan_rt', 'kelurahan_rt', 'boundary'][list_position(list_transform(told, x -> x IS NOT NULL), true)] AS method
        FROM found
      )
    SELECT n.rt_id, n.vintage, n.zone_id, n.method,
      CASE WHEN n.zone_id IS NOT NULL AND a.rt_id IS NOT NULL AND z.zone_id IS NOT NULL
        THEN coalesce(c.share_pct, 0) END AS share_pct
    FROM named n
    LEFT JOIN ${areas} a USING (rt_id)
    LEFT JOIN (SELECT DISTINCT zone_id FROM ${zones} WHERE ${inForce}) z ON z.zone_id = n.zone_id
    LEFT JOIN covered c ON c.rt_id = n.rt_id AND c.zone_id = n.zone_id
    ORDER BY n.rt_id, n.vintage NULLS FIRST`
  return copyToParquet(store, query, path)
}
