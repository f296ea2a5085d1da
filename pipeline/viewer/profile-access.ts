import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { nearestText } from './profile-words.ts'
import { unreadNote } from './unread-note.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import type { Zone } from './zones.ts'

/** The nearest port, market, health facility, school and main road, from the table `zone_access` where the release has it. */
export function accessSection(atlas: Atlas, zone: Zone, lang: Lang, ask: AskWhy | null): HTMLElement | null {
  const table = atlas.table('zone_access')
  const note = unreadNote(atlas, lang, 'access', table)
  if (note !== null) return section(lang, 'access', note)
  const rows = table.state === 'ready' ? table.value.filter((row) => row.zone_id === zone.zone_id) : []
  const lines = facts(
    rows.map((row) => {
      const found = nearestText(row, lang)
      const label = row[`target_label_${lang}`] ?? row.target ?? ''
      const way = numberTopic('distance_m', row.target ?? null)
      const distance = found && withWhy(found.distance, way, label, lang, ask)
      return [label, found && el('span', {}, distance, el('span', 'value-class', found.name))]
    }),
  )
  return lines && section(lang, 'access', lines, el('p', 'note', t(lang, 'access_note')))
}
