import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, quantity, t } from './i18n.ts'
import { section } from './profile-parts.ts'
import { rtText } from './rt-name.ts'
import { unreadNote } from './unread-note.ts'
import { type ToldWork, worksOfZone } from './works.ts'
import type { Zone } from './zones.ts'

/** Works that are shown one by one; the others are behind a heading that opens. */
const SHOWN = 8

/** The works that count in the zone with what they cost and who paid, those without a point too: the map draws few of them. */
export function worksSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const works = atlas.table('works')
  if (works.state === 'absent' || works.state === 'loading') return null
  const note = unreadNote(atlas, lang, 'works', works)
  const told = works.state === 'ready' ? worksOfZone(works.value, zone.zone_id) : []
  if (told.length === 0 && note === null) return null
  const list = (of: ToldWork[]) => el('ul', 'works', ...of.map((work) => workLine(work, lang)))
  const [first, rest] = [told.slice(0, SHOWN), told.slice(SHOWN)]
  return section(
    lang,
    'works',
    note,
    first.length === 0 ? null : list(first),
    rest.length === 0
      ? null
      : el(
          'details',
          { class: 'more', attrs: { 'data-key': 'works-more' } },
          el('summary', {}, t(lang, 'works_more', { n: formatNumber(lang, rest.length) })),
          list(rest),
        ),
  )
}

function workLine(
  { activity, volume, unit, cost_idr, fund_source, year, rt_rw, criteria }: ToldWork,
  lang: Lang,
): HTMLElement {
  const decimals = volume === null || Number.isInteger(volume) ? 0 : 2
  const parts = [
    volume === null ? null : quantity(lang, volume, unit ?? '', decimals).trimEnd(),
    cost_idr === null ? null : `Rp\u00a0${formatNumber(lang, cost_idr)}`,
    fund_source,
    year,
    rt_rw === null ? null : rtText(rt_rw),
    criteria.length === 0 ? null : t(lang, 'works_criteria', { criteria: criteria.join(', ') }),
  ].filter((part) => part !== null)
  return el('li', {}, el('strong', {}, activity ?? '—'), el('span', 'works-detail', parts.join(', ')))
}
