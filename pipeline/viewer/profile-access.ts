import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, quantity, t } from './i18n.ts'
import { facts, section } from './profile-parts.ts'
import type { Zone } from './zones.ts'

/** The nearest port, market, health facility, school and main road, from the table `zone_access` where the release has it. */
export function accessSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const table = atlas.table('zone_access')
  const rows = table.state === 'ready' ? table.value.filter((row) => row.zone_id === zone.zone_id) : []
  const lines = facts(
    rows.map((row) => [row[`target_label_${lang}`] ?? row.target ?? '', nearest(row, lang)]),
  )
  return lines && section(lang, 'access', lines, el('p', 'note', t(lang, 'access_note')))
}

function nearest(row: Record<string, string>, lang: Lang): HTMLElement | null {
  if (!row.distance_m) return null
  const metres = Number(row.distance_m)
  const far = metres < 1000 ? quantity(lang, metres, 'm') : quantity(lang, metres / 1000, 'km', 1)
  const way = t(lang, row.method === 'network' ? 'access_by_road' : 'access_straight')
  return el(
    'span',
    {},
    metres === 0 ? t(lang, 'access_within') : `${far} (${way})`,
    el('span', 'value-class', row.facility_name || row.facility_id || ''),
  )
}
