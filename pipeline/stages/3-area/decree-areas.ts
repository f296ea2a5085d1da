import type { City } from '../../city.ts'
import { compareArea, totalHalfUnit_ha } from '../../decree/area-status.ts'
import { areaM2Planar, M2_PER_HA, type Project } from '../../geo/area.ts'
import type { Geos } from '../../geo/geos.ts'
import { unionOf } from '../../geo/overlay.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, type Row } from '../../store/index.ts'
import { AREA_RULE_COLUMNS, readAreaRules } from './area-rules.ts'
import { projectOf } from './measure.ts'
import type { Zone } from './read.ts'

export const DECREE_AREA_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  kind: 'VARCHAR',
  vintage: 'BIGINT',
  zones: 'BIGINT',
  zones_ok: 'BIGINT',
  zones_stale: 'BIGINT',
  zones_wrong: 'BIGINT',
  zones_missing: 'BIGINT',
  area_ha_decree: 'DOUBLE',
  area_ha_utm: 'DOUBLE',
  area_ha_utm_once: 'DOUBLE',
  area_ha_geodesic: 'DOUBLE',
  area_ha_total_stated: 'DOUBLE',
  compared_by: 'VARCHAR',
  compared_ha_decree: 'DOUBLE',
  compared_ha_utm: 'DOUBLE',
  rounding_ha: 'DOUBLE',
  area_difference_pct: 'DOUBLE',
  area_status: 'VARCHAR',
  ...AREA_RULE_COLUMNS,
}

export interface DecreeTotal {
  decree_number: string
  kind: string | null
  vintage: number | null
  area_ha_total_stated: number | null
}

/** A row of `zone_areas`, as far as a total asks. */
interface ZoneArea {
  decree_number?: unknown
  area_ha_decree?: unknown
  area_ha_utm?: unknown
  area_ha_geodesic?: unknown
  area_status?: unknown
}

/** What each decree says of itself, by number; none where the city has no table of decrees. */
export async function readDecreeTotals({ store, table }: StageContext): Promise<DecreeTotal[]> {
  const decrees = table('2-validate', 'decrees')
  if (decrees === null) return []
  return await store.rows<DecreeTotal & Row>(
    `SELECT decree_number, kind, vintage, area_ha_total_stated FROM ${parquet(decrees)} ORDER BY decree_number`,
  )
}

/**
 * Hectares of each decree in total, over its accepted zones: as stated (`area_ha_decree`), planar UTM, planar UTM with
 * ground under several zones counted once (`area_ha_utm_once`) and geodesic.
 *
 * `compared_by` says what stands against the map. `total`: the total the decree states, its tolerance half a unit of its
 * last digit (`totalHalfUnit_ha`), against the sum over all zones. `zones`, where it states none: the sum of what its zones state, its
 * tolerance the sum of their half units, against the sum over these zones alone. Sums are compared with sums, since a decree
 * adds its zones up as they are, ground they share twice. Limits and status as for a zone
 * (`compareArea`); `wrong` too where a total is stated and no zone was accepted.
 *
 * @param zones by decree and code
 * @param areas rows of `zone_areas`, in the order of `zones`
 */
export function decreeAreas(
  decrees: readonly DecreeTotal[],
  zones: readonly Zone[],
  areas: readonly ZoneArea[],
  city: City,
  geos: Geos,
): Row[] {
  const project = projectOf(city)
  const ruleOf = readAreaRules()
  const named = new Map(decrees.map((decree) => [decree.decree_number, decree]))
  const numbers = new Set([...named.keys(), ...zones.map((zone) => zone.decree_number)])
  return [...numbers]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((decree_number) => {
      const decree = named.get(decree_number)
      const members = zones.flatMap((zone, i) =>
        zone.decree_number === decree_number ? [{ zone, area: areas[i]! }] : [],
      )
      const stating = members.filter(({ area }) => area.area_ha_decree !== null)
      const sum = (column: keyof ZoneArea, of = members): number =>
        of.reduce((total, { area }) => total + Number(area[column]), 0)
      const withStatus = (status: string): number =>
        members.filter(({ area }) => area.area_status === status).length
      const area_ha_decree = stating.length === 0 ? null : sum('area_ha_decree', stating)
      const area_ha_utm = sum('area_ha_utm')
      const total_ha = decree?.area_ha_total_stated ?? null
      const compared =
        total_ha !== null
          ? {
              compared_by: 'total',
              compared_ha_decree: total_ha,
              compared_ha_utm: area_ha_utm,
              rounding_ha: totalHalfUnit_ha(
                total_ha,
                stating.map(({ zone }) => zone.half_unit_ha),
              ),
            }
          : {
              compared_by: area_ha_decree === null ? null : 'zones',
              compared_ha_decree: area_ha_decree,
              compared_ha_utm: area_ha_decree === null ? null : sum('area_ha_utm', stating),
              rounding_ha:
                area_ha_decree === null
                  ? null
                  : stating.reduce((total, { zone }) => total + zone.half_unit_ha, 0),
            }
      const comparison = compareArea(
        compared.compared_ha_decree,
        compared.rounding_ha ?? 0,
        compared.compared_ha_utm ?? 0,
        city.area,
      )
      return {
        decree_number,
        kind: decree?.kind ?? null,
        vintage: decree?.vintage ?? null,
        zones: members.length,
        zones_ok: withStatus('ok'),
        zones_stale: withStatus('stale'),
        zones_wrong: withStatus('wrong'),
        zones_missing: withStatus('missing'),
        area_ha_decree,
        area_ha_utm,
        area_ha_utm_once: groundHa(
          members.map(({ zone }) => zone),
          geos,
          project,
        ),
        area_ha_geodesic: sum('area_ha_geodesic'),
        area_ha_total_stated: total_ha,
        ...compared,
        ...comparison,
        ...ruleOf(comparison.area_status),
      }
    })
}

function groundHa(zones: readonly Zone[], geos: Geos, project: Project): number {
  const ground = unionOf(
    zones.map((zone) => zone.geometry),
    geos,
  )
  return ground === null ? 0 : areaM2Planar(ground, project) / M2_PER_HA
}
