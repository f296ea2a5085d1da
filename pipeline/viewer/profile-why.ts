import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { explainCommand } from './profile-words.ts'
import type { Zone } from './zones.ts'

/** Where a reader can ask how the numbers came about; null for a release that does not name its city. */
export function whyLine(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const { name } = atlas.release.city
  if (name === null) return null
  const command = explainCommand(name, zone.zone_id)
  const copy = button(
    t(lang, 'why_copy'),
    [t(lang, 'why_copy')],
    () =>
      navigator.clipboard.writeText(command).then(
        () => copy.replaceChildren(t(lang, 'why_copied')),
        () => copy.replaceChildren(t(lang, 'why_copy_failed')),
      ),
    'text-button',
  )
  copy.dataset.key = 'copy-why'
  return el('p', 'note why', t(lang, 'why'), el('code', {}, command), copy)
}
