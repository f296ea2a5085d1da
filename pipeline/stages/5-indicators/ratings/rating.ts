import type { Methodology } from '../../../methodology/methodology.ts'
import { kawasanName } from '../../../values/kawasan-name.ts'

export interface RatingInput {
  score_class: string | null
  land_legality: string | null
  other_considerations: string | null
  /** Area that decides who is in charge, in ha. */
  authority_area_ha: number | null
}

export interface Rating {
  /** Class, considerations and legality in one, such as `B3`. */
  class_code: string | null
  priority: number | null
  treatment: string | null
  authority: string | null
}

/** Looks up what the methodology says; whatever lacks one of its inputs is null, never guessed. */
export function rate(methodology: Methodology, input: RatingInput): Rating {
  const row = methodology.priority.values.find(
    (r) => r.class === input.score_class && r.other_considerations === input.other_considerations,
  )
  const treated = methodology.treatment.values.find(
    (r) => r.class === input.score_class && r.land_legality === input.land_legality,
  )
  const area = input.authority_area_ha
  return {
    class_code: (input.land_legality === null ? null : row?.codes[input.land_legality]) ?? null,
    priority: row?.priority ?? null,
    treatment: treated?.treatment ?? null,
    authority:
      area === null ? null : (methodology.authority.values.find((a) => area >= a.min_ha)?.code ?? null),
  }
}

export interface ZoneArea {
  zone_id: string
  kawasan: string | null
  area_ha_decree: number | null
  area_ha_utm: number | null
}

/** Whether the authority is decided by the kawasan, and the record of the zone names none. */
export function lacksKawasan({ authority }: Methodology, { kawasan }: Pick<ZoneArea, 'kawasan'>): boolean {
  return authority.unit === 'kawasan' && kawasanName(kawasan) === null
}

/** Sums of hectares are rounded to this, a hundredth of a square metre, so that 12.6 + 2.4 reaches 15. */
const HA_DECIMALS = 6

/**
 * Hectares that decide the authority of each zone: those of its whole kawasan when the methodology counts by kawasan, null
 * when any part is unknown. A zone whose kawasan is not stated has none there: it may be one RT of many, and its own
 * hectares are not those of a kawasan.
 */
export function authorityAreas(
  methodology: Methodology,
  zones: readonly ZoneArea[],
): Map<string, number | null> {
  const own = (zone: ZoneArea): number | null => {
    for (const name of methodology.authority.area) if (zone[name] !== null) return zone[name]
    return null
  }
  const group = (zone: ZoneArea): string =>
    methodology.authority.unit === 'kawasan' ? `kawasan ${kawasanName(zone.kawasan)}` : `zone ${zone.zone_id}`
  const sums = new Map<string, number | null>()
  // What has no kawasan is none of a kawasan, whatever that is called.
  const grouped = zones.filter((zone) => !lacksKawasan(methodology, zone))
  for (const zone of grouped.sort((a, b) => (a.zone_id < b.zone_id ? -1 : 1))) {
    const before = sums.get(group(zone))
    const area = own(zone)
    sums.set(group(zone), before === null || area === null ? null : (before ?? 0) + area)
  }
  const scale = 10 ** HA_DECIMALS
  const rounded = (area: number | null) => (area === null ? null : Math.round(area * scale) / scale)
  const areaOf = (zone: ZoneArea) =>
    lacksKawasan(methodology, zone) ? null : (sums.get(group(zone)) ?? null)
  return new Map(zones.map((zone) => [zone.zone_id, rounded(areaOf(zone))]))
}
