import type { Methodology } from '../../../methodology/methodology.ts'

/** What a zone says of its land; shares in percent, areas in hectares, null where not known. */
export type ZoneFacts = Record<string, string | number | null>

export interface Outcome {
  value: string | null
  /** `stated` by the zone, `computed` from its parts; null where neither gives a value. */
  source: 'stated' | 'computed' | null
  /** The parts as counted, such as `9a 62.5; 9b ?`; null where none is known. */
  items: string | null
  flags: string[]
}

/** Shares are compared to this many decimals: what is half of the land is not more than half, however it is divided. */
const SHARE_DECIMALS = 9

/**
 * Whether the land of a zone is legal: as stated, else by the methodology's rule over shares of the location. A share that
 * is not known leaves the outcome unknown, even where another share already fails: what follows from `tidak legal` is
 * resettlement, which half of the evidence does not carry.
 */
export function landLegality(methodology: Methodology, zone: ZoneFacts): Outcome {
  const stated = (zone.land_legality as string | null | undefined) ?? null
  const rule = methodology.land_legality
  if (!rule) return { value: stated, source: stated === null ? null : 'stated', items: null, flags: [] }
  const { more_than_pct } = rule.rule
  const shares = rule.items.map((item) => shareOf(item, zone))
  const known = shares.filter((share) => share !== null)
  const computed =
    known.length < shares.length
      ? null
      : known.every((share) => share > more_than_pct)
        ? rule.values.met
        : rule.values.not_met
  const flags: string[] = []
  if (stated !== null && computed !== null && stated !== computed)
    flags.push('stated land legality differs from its parts')
  if (known.length > 0 && known.length < shares.length) flags.push('land legality incomplete')
  for (const item of rule.items) {
    const [percent, ratio] = [percentOf(item, zone), ratioOf(item, zone)]
    if (percent !== null && ratio !== null && percent > more_than_pct !== ratio > more_than_pct)
      flags.push(`share ${item.id} differs from its hectares`)
  }
  return {
    value: stated ?? computed,
    source: stated !== null ? 'stated' : computed !== null ? 'computed' : null,
    items: known.length === 0 ? null : told(rule.items, shares),
    flags,
  }
}

/** Items with what is known of each, such as `9a 62.5; 9b ?`. */
export function told(items: readonly { id: string }[], values: readonly (number | null)[]): string {
  return items.map(({ id }, i) => `${id} ${values[i] ?? '?'}`).join('; ')
}

type Item = NonNullable<Methodology['land_legality']>['items'][number]

function shareOf(item: Item, zone: ZoneFacts): number | null {
  return percentOf(item, zone) ?? ratioOf(item, zone)
}

function percentOf(item: Item, zone: ZoneFacts): number | null {
  return (zone[item.share_pct] as number | null | undefined) ?? null
}

function ratioOf({ hectares }: Item, zone: ZoneFacts): number | null {
  if (!hectares) return null
  let whole_ha = 0
  for (const column of hectares.to) {
    const part_ha = zone[column]
    if (typeof part_ha !== 'number') return null
    whole_ha += part_ha
  }
  if (whole_ha <= 0) return null
  const scale = 10 ** SHARE_DECIMALS
  return Math.round(((100 * (zone[hectares.of] as number)) / whole_ha) * scale) / scale
}
