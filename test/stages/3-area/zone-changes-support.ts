import type { MultiPolygon, Polygon } from 'geojson'
import { boundsOf } from '../../../pipeline/geo/bounds.ts'
import { type Geos, openGeos } from '../../../pipeline/geo/geos.ts'
import type { OverlayCheck } from '../../../pipeline/stages/3-area/checks.ts'
import type { Unit, Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneChanges } from '../../../pipeline/stages/3-area/zone-changes.ts'
import { KELURAHAN } from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'

export const geos = await openGeos()
export const city = madeUpCity()

/** GEOS with some of its methods done otherwise. */
export function geosWith(methods: Partial<Geos>): Geos {
  return new Proxy(geos, {
    get(target, name) {
      const own = (methods as Record<string | symbol, unknown>)[name]
      const value = own ?? Reflect.get(target, name, target)
      return typeof value === 'function' && !own ? value.bind(target) : value
    },
  })
}

interface OfPair {
  from_decree: string
  to_decree: string
  from_vintage: number
  to_vintage: number
  from_order: number
  to_order: number
  consecutive: boolean
}

export interface Total extends OfPair {
  level: 'zone' | 'kelurahan' | 'city'
  unit_id: string | null
  partial: boolean
  zones_before: number
  zones_after: number
  area_ha_before: number
  area_ha_kept: number
  area_ha_left: number
  area_ha_added: number
  area_ha_after: number
  change_pct: number | null
  area_ha_not_verified: number
  area_ha_left_to_other_zones: number
  area_ha_added_from_other_zones: number
  slivers_ha_left: number
  slivers_ha_added: number
  conserved: boolean
}

export interface Made {
  changes: (OfPair & {
    zone_id: string
    change: string
    from_zone_id: string | null
    to_zone_id: string | null
    area_ha_utm: number
  })[]
  matches: (OfPair & {
    from_zone_id: string | null
    to_zone_id: string | null
    relation: string
    matched_by: string | null
    key: string | null
    unit_id: string | null
    shared_ha_utm: number
    share_of_from_pct: number
    share_of_to_pct: number
  })[]
  totals: Total[]
  checks: OverlayCheck[]
}

export function zone(
  decree_number: string,
  vintage: number | null,
  zone_id: string,
  geometry: Polygon | MultiPolygon,
  facts: { kind?: string; decree_date?: string; kelurahan_code?: string; rt_rw?: string } = {},
): Zone {
  return {
    ...{ zone_id, name: zone_id, kawasan: null, kelurahan: null },
    decree_number,
    vintage,
    decree_date: facts.decree_date ?? null,
    kind: vintage === null ? null : (facts.kind ?? 'decree'),
    kelurahan_code: facts.kelurahan_code ?? null,
    rt_rw: facts.rt_rw ?? null,
    area_ha_decree: null,
    half_unit_ha: 0,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

export function unit(kelurahan_code: string, geometry: Polygon): Unit {
  return {
    admin_code: kelurahan_code,
    level: 'kelurahan',
    name: null,
    kelurahan_code,
    kelurahan: null,
    kecamatan: null,
    kecamatan_code: null,
    zone_id: null,
    rt_rw: null,
    bps_code: null,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

/** The three kelurahan of the made-up city. */
export const UNITS = KELURAHAN.map(({ code, outline }) => unit(code, outline))

/** All that is told of the zones, in order. */
export function changedIn(units: Unit[], zones: readonly Zone[]): Made {
  const made = [...zoneChanges(zones, units, city, geos)]
  const all = (of: 'changes' | 'matches' | 'totals' | 'checks') => made.flatMap((one) => one[of] as unknown[])
  return {
    changes: all('changes'),
    matches: all('matches'),
    totals: all('totals'),
    checks: all('checks'),
  } as Made
}

export function changed(...zones: Zone[]): Made {
  return changedIn([], zones)
}

/** `zone change hectares`. */
export function changes(...zones: Zone[]): string[] {
  return changed(...zones).changes.map((row) => `${row.zone_id} ${row.change} ${row.area_ha_utm.toFixed(4)}`)
}

/** `from -> to relation by share share`, in whole percent. */
export function matches(...zones: Zone[]): string[] {
  return changed(...zones).matches.map((row) => {
    const pair = `${row.from_zone_id ?? '-'} -> ${row.to_zone_id ?? '-'}`
    const shares = [row.share_of_from_pct, row.share_of_to_pct].map((share) => share.toFixed(0))
    return `${pair} ${row.relation} ${row.matched_by} ${shares.join(' ')}`
  })
}

/** The one row of totals of a unit. */
export function total(made: Made, level: string, unit_id: string | null): Total {
  const rows = made.totals.filter((row) => row.level === level && row.unit_id === unit_id)
  if (rows.length !== 1) throw new Error(`${rows.length} rows of ${level} ${unit_id}`)
  return rows[0]!
}
