import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { explainCommand } from './profile-words.ts'
import { commandLine } from './why-command.ts'
import type { Zone } from './zones.ts'

/** Where a reader can ask how the numbers came about; null for a release that does not name its city. */
export function whyLine(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const { name } = atlas.release.city
  if (name === null) return null
  return el('div', 'note why', t(lang, 'why_all'), commandLine(explainCommand(name, zone.zone_id), lang))
}
