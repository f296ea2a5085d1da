import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, percent, pick, t, type Word } from './i18n.ts'
import { type Hit, isZone } from './map-hits.ts'
import { rtText } from './rt-name.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, valueColour } from './themes.ts'
import { isNotVerified } from './verification.ts'
import { valueText, zoneTitle } from './words.ts'
import { num, str } from './zones.ts'

export interface HoverText {
  /** Title first; the second line stands beside the colour. */
  lines: string[]
  /** Null for missing data, which is hatched. */
  colour: string | null
}

/** Index of the cell of the density grid among the hits, where the theme draws the grid; else null. */
export function cellOver(hits: Hit[], theme: Theme): string | null {
  const cell = theme.layer === 'grid' ? hits.find((hit) => hit.layer === 'grid') : undefined
  return str(cell?.properties ?? {}, 'h3')
}

/** What the tooltip says of the features under the pointer; null where there is nothing to say. */
export function hoverText(
  hits: Hit[],
  atlas: Atlas,
  theme: Theme,
  values: ThemeValues,
  lang: Lang,
): HoverText | null {
  const top = hits[0]
  if (top === undefined) return null
  if (top.layer === 'interventions' || top.layer === 'facilities') return pointText(top, atlas, lang)
  const cell = theme.layer === 'grid' ? hits.find((hit) => hit.layer === 'grid') : undefined
  if (cell !== undefined) return cellText(cell, atlas, theme, lang)
  const of = (layer: string) => hits.find((hit) => hit.layer === layer)
  const zoneHit = hits.find(isZone)
  const rt = of('rt')
  const zone = atlas.zone(str(zoneHit?.properties ?? {}, 'zone_id'))
  const from = theme.layer === 'zone_changes' ? of('zone_changes') : (zoneHit ?? rt)
  if (from === undefined && zone === null) return null
  // The point of a zone carries less than the zone itself.
  const known = theme.layer === 'zones' && zone !== null ? values.zone(zone) : undefined
  const other = values.rt && {
    [theme.attribute]: null,
    ...values.rt.get(str(rt?.properties ?? {}, 'rt_id') ?? ''),
  }
  const isOfYear = values.rtYear === undefined || rt?.properties.score_vintage === values.rtYear
  const ofRt = rt && { ...rt.properties, ...(isOfYear ? other : { [theme.attribute]: null }) }
  const properties = known ?? (from === rt ? ofRt : from?.properties) ?? {}
  const rtKey = str(rt?.properties ?? {}, 'rt_rw')
  const rtName = rtKey === null ? str(rt?.properties ?? {}, 'rt_id') : rtText(rtKey)
  const title = zone ? zoneTitle(zone, lang) : (str(properties, 'name') ?? rtName ?? '—')
  if (theme.layer === 'zone_changes' && from === undefined) {
    if (zone === null || !isNotVerified(atlas, zone)) return { lines: [title], colour: null }
    const { not_verified } = atlas.legend
    return { lines: [title, pick(lang, not_verified)], colour: not_verified.colour }
  }
  const mark = zone === null ? null : values.mark(zone)
  const value = valueText(theme, properties, lang) ?? pick(lang, theme.missing ?? atlas.legend.missing)
  const lines = [title, mark === null ? value : `${value} (${t(lang, `value_${mark}`)})`]
  const left = theme.layer === 'zones' ? of('zone_changes') : undefined
  if (left !== undefined) lines.push(t(lang, 'left_by', { year: str(left.properties, 'to_vintage') ?? '' }))
  if (ofRt && zoneHit && rtName !== null) {
    const rtValue = valueText(theme, ofRt, lang)
    lines.push(rtValue === null ? rtName : `${rtName}: ${rtValue}`)
  }
  const colour = valueColour(theme, properties[theme.attribute], '')
  return { lines, colour: colour === '' ? null : colour }
}

/** A cell by its index: what its colour says, and what was counted in it. */
function cellText({ properties }: Hit, atlas: Atlas, theme: Theme, lang: Lang): HoverText {
  const whole = (word: Word, name: string): string[] => {
    const known = num(properties, name)
    return known === null ? [] : [t(lang, word, { n: formatNumber(lang, Math.round(known)) })]
  }
  const known_pct = num(properties, 'population_known_pct')
  const reason =
    properties.suppressed === true ? t(lang, 'cell_suppressed') : pick(lang, atlas.legend.missing)
  const colour = valueColour(theme, properties[theme.attribute], '')
  return {
    lines: [
      t(lang, 'cell', { h3: str(properties, 'h3') ?? '' }),
      valueText(theme, properties, lang) ?? reason,
      ...whole('cell_buildings', 'buildings'),
      ...whole('cell_people', 'population'),
      ...(known_pct !== null && known_pct < 100
        ? [t(lang, 'cell_partly_known', { pct: percent(lang, known_pct) })]
        : []),
    ],
    colour: colour === '' ? null : colour,
  }
}

function pointText({ layer, properties }: Hit, atlas: Atlas, lang: Lang): HoverText {
  const { symbol } = atlas.legend
  const title = str(properties, 'activity') ?? str(properties, 'name') ?? str(properties, 'kind') ?? '—'
  const kind = str(properties, 'kind')
  const detail = layer === 'facilities' ? kind && facilityKind(atlas, kind, lang) : str(properties, 'year')
  return {
    lines: detail === null || detail === title ? [title] : [title, detail],
    colour: layer === 'facilities' ? symbol.facility : symbol.intervention,
  }
}

/** The kind of a facility as its source writes it; in English with what it counts for, where the release tells. */
function facilityKind(atlas: Atlas, kind: string, lang: Lang): string {
  if (lang === 'id') return kind
  const [kinds, access] = [atlas.table('facility_kinds'), atlas.table('zone_access')]
  const target = kinds.state === 'ready' ? kinds.value.find((row) => row.kind === kind)?.target : undefined
  if (!target || access.state !== 'ready') return kind
  const label = access.value.find((row) => row.target === target)?.target_label_en
  return label ? `${label} (${kind})` : kind
}
