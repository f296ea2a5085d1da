import { numberedDecree } from '../values/numbered-decree.ts'
import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, pick, quantity, t } from './i18n.ts'
import type { ReleaseCity } from './release.ts'
import { rtText } from './rt-name.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, themeIndex, themeUnit } from './themes.ts'
import { bandPercent } from './why-numbers.ts'
import { zoneChange } from './zone-change.ts'
import { num, str, type Zone } from './zones.ts'

/**
 * How a zone is called; those without a name go by their kelurahan or id, and one called by its RT alone, of which every
 * kelurahan has the same, by both: `Bandengan RT 004/RW 004`.
 */
export function zoneTitle({ name, zone_id, properties }: Zone, lang: Lang): string {
  const kelurahan = str(properties, 'kelurahan')
  const rt = rtOfName(name)
  if (rt !== null) return kelurahan === null ? rt : `${kelurahan} ${rt}`
  return name ?? kelurahan ?? `${t(lang, 'no_name')} (${zone_id})`
}

/** The same in two lines, by `zone_id`, of zones called by an RT alone: the map has their name, and no kelurahan. */
export function mapNames(
  zones: readonly Pick<Zone, 'name' | 'zone_id' | 'properties'>[],
): Map<string, string> {
  return new Map(
    zones.flatMap(({ name, zone_id, properties }): [string, string][] => {
      const rt = rtOfName(name)
      const kelurahan = str(properties, 'kelurahan')
      return rt === null ? [] : [[zone_id, kelurahan === null ? rt : `${kelurahan}\n${rt}`]]
    }),
  )
}

/** `RT 004/RW 004` of a zone whose name is an RT; null of any other. */
function rtOfName(name: string | null): string | null {
  const rt = name === null ? null : rtText(name)
  return rt === name ? null : rt
}

/** What a theme's colour says of a feature, in words and units; null when it is missing. */
export function valueText(theme: Theme, properties: Record<string, unknown>, lang: Lang): string | null {
  if (theme.kind === 'class') {
    const row = theme.rows[themeIndex(theme, properties[theme.attribute])]
    if (row === undefined) return null
    const people =
      theme.attribute === 'density_population_class' ? num(properties, 'density_population_per_ha') : null
    const { name } = splitLabel(pick(lang, row))
    if (theme.criterion !== undefined) {
      const deficit = num(properties, 'criterion_percent')
      return `${deficit === null ? name : bandPercent(theme.criterion, deficit, lang)}, ${t(lang, 'score').toLowerCase()} ${row.code}`
    }
    if (theme.attribute === 'area_status') {
      const difference = num(properties, 'area_difference_pct')
      if (difference === null) return name
      // The class is of what lies beyond the rounding: a difference above its limit is no mistake.
      const isRounded = Math.abs(difference) > (theme.most_pct?.[row.code] ?? Number.POSITIVE_INFINITY)
      return `${name}, ${signedPercent(lang, difference)}${isRounded ? ` (${t(lang, 'with_rounding')})` : ''}`
    }
    return people === null ? name : `${name}, ${formatNumber(lang, people, 1)} ${t(lang, 'per_ha')}`
  }
  const known = num(properties, theme.attribute)
  if (known === null) return null
  const unit = themeUnit(theme)
  return unit === null || unit === 'unit_score_total'
    ? `${t(lang, 'score')} ${formatNumber(lang, known)}`
    : `${formatNumber(lang, known, 1)} ${t(lang, unit)}`
}

/** Differences are often far below a percent, so small ones keep two decimals. */
export function signedPercent(lang: Lang, value: number): string {
  const digits = Math.abs(value) < 0.95 ? 2 : 1
  const shown = Number(value.toFixed(digits))
  const sign = shown > 0 ? '+' : shown < 0 ? '−' : ''
  return `${sign}${quantity(lang, Math.abs(value), '%', digits)}`
}

/** Zones by their titles; by their code those that the atlas does not have. */
export function zoneNames(atlas: Pick<Atlas, 'zone'>, codes: readonly string[], lang: Lang): string {
  return codes
    .map((code) => {
      const zone = atlas.zone(code)
      return zone === null ? code : zoneTitle(zone, lang)
    })
    .join(', ')
}

/** `1.00 ha (counted in Melayu too)`: hectares with the zones that count the same ground, where there are any. */
export function sharedText(
  atlas: Pick<Atlas, 'zone'>,
  told: string,
  shared_with: readonly string[],
  lang: Lang,
): string {
  if (shared_with.length === 0) return told
  return `${told} (${t(lang, 'shared_with', { zones: zoneNames(atlas, shared_with, lang) })})`
}

/** What a reader who does not see the map hears of a zone: its name, and what its colour says where it has one. */
export function spokenText(zone: Zone, atlas: Atlas, theme: Theme, values: ThemeValues, lang: Lang): string {
  const title = zoneTitle(zone, lang)
  if (theme.layer === 'zones')
    return `${title}, ${valueText(theme, values.zone(zone), lang) ?? (theme.missing ? pick(lang, theme.missing) : t(lang, 'no_data'))}`
  const parts = theme.layer === 'zone_changes' ? (zoneChange(atlas, zone)?.parts ?? []) : []
  const told = parts.flatMap(({ row, area_ha }) =>
    area_ha === null ? [] : [`${pick(lang, row)} ${quantity(lang, area_ha, 'ha', 2)}`],
  )
  return [title, ...told].join(', ')
}

/** Class labels carry their limits in brackets: `Rendah (≤ 150 jiwa/ha)`. */
export function splitLabel(label: string): { name: string; limits: string | null } {
  const parts = /^(.*?) \((.*)\)$/.exec(label)
  return parts?.[1] && parts[2] ? { name: parts[1], limits: parts[2] } : { name: label, limits: null }
}

/** What stands in `city.yaml` for the number of a decree until somebody fills it in. */
const UNFILLED = 'belum-diisi'

/** A decree by its number alone, for where there is no room for its title: `SK 337/2014`. */
export function decreeShort(number: string, lang: Lang): string {
  if (number === UNFILLED) return t(lang, 'decree_unfilled')
  return /^(sk|keputusan)\b/i.test(number) ? number : t(lang, 'decree_short', { number })
}

/** A verification by its title: it is no decree, and its number is printed nowhere. Null for what is none. */
export function verificationTitle(atlas: Pick<Atlas, 'table'>, number: string): string | null {
  const table = atlas.table('decrees')
  const row = table.state === 'ready' ? table.value.find((of) => of.decree_number === number) : undefined
  return row?.kind === 'verification' ? row.title || number : null
}

/**
 * A verification by its title, a decree by its number: for where both stand side by side. The bare number while it is not
 * known which of them it is.
 */
export function shortName(atlas: Pick<Atlas, 'table'>, number: string, lang: Lang): string {
  const { state } = atlas.table('decrees')
  if (state === 'loading' || state === 'failed') return number
  return verificationTitle(atlas, number) ?? decreeShort(number, lang)
}

/** A decree by its title where it has one, else by its number. */
export function decreeName(decree: NonNullable<ReleaseCity['decree']>, lang: Lang): string {
  if (decree.title !== null) return pick(lang, decree.title)
  return decree.number === UNFILLED ? decreeShort(decree.number, lang) : numberedDecree(decree.number, lang)
}
