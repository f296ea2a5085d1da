import type { Atlas } from './atlas.ts'
import { furthestStage, leastStage, type Named, type Partner, partnersOf, STAGES } from './collaboration.ts'
import { el } from './dom.ts'
import { formatDate, formatNumber, type Lang, pick, t } from './i18n.ts'
import { section } from './profile-parts.ts'
import { cellText, rowsOfZone } from './table-cells.ts'
import { unreadNote } from './unread-note.ts'
import { str, type Zone } from './zones.ts'

/** How far those who work on the zone have come together, and who they are, by kind. */
export function collaborationSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const table = atlas.table('stakeholders')
  const groups =
    table.state === 'ready' ? partnersOf(table.value, zone.zone_id, str(zone.properties, 'kawasan')) : []
  const stage = stageOf(atlas, zone)
  const note = unreadNote(atlas, lang, 'collaboration', table, atlas.table('zone_collaboration'))
  if (groups.length === 0 && stage === null) return note && section(lang, 'collaboration', note)
  const stages = groups.flatMap(({ partners }) => partners.map((partner) => partner.stage))
  const reached = stage ?? furthestStage(stages)
  const least = leastStage(stages)
  return section(
    lang,
    'collaboration',
    note,
    reached === null ? el('p', 'note', t(lang, 'collaboration_unknown')) : steps(reached, lang),
    least && el('p', 'note', t(lang, 'collaboration_least', { stage: pick(lang, least.label) })),
    ...groups.flatMap(({ kind, partners }) => [
      kind === null ? null : el('h4', {}, pick(lang, kind.label)),
      el('ul', 'works', ...partners.map((partner) => partnerLine(partner, lang))),
    ]),
  )
}

/** The stage the release gives the zone, from its attribute or from the table `zone_collaboration`. */
function stageOf(atlas: Atlas, zone: Zone): Named | null {
  const stated = furthestStage([str(zone.properties, 'collaboration_stage')])
  if (stated !== null) return stated
  const table = atlas.table('zone_collaboration')
  if (table.state !== 'ready') return null
  return furthestStage(rowsOfZone(table.value, zone.zone_id).map((row) => cellText(row, 'stage')))
}

/** Five steps, those that were reached filled; the words say the same. */
function steps(reached: Named, lang: Lang): HTMLElement {
  const at = STAGES.findIndex(({ code }) => code === reached.code)
  const told = {
    ...{ n: formatNumber(lang, at + 1), of: formatNumber(lang, STAGES.length) },
    stage: pick(lang, reached.label),
  }
  return el(
    'div',
    'steps-block',
    el(
      'ol',
      { class: 'steps', attrs: { 'aria-hidden': 'true' } },
      ...STAGES.map(({ label }, i) =>
        el('li', { class: i <= at ? 'reached' : '', attrs: { title: pick(lang, label) } }),
      ),
    ),
    el('p', 'steps-text', t(lang, 'collaboration_stage', told)),
  )
}

function partnerLine(
  { institution, role, agreement_date, agreement_until }: Partner,
  lang: Lang,
): HTMLElement {
  const dates = [agreement_date, agreement_until].flatMap((date) =>
    date === null ? [] : [formatDate(lang, date)],
  )
  const agreed = dates.length === 0 ? null : t(lang, 'agreement', { date: dates.join(' – ') })
  return el(
    'li',
    {},
    el('strong', {}, institution),
    el('span', 'works-detail', [role, agreed].filter((part) => part !== null).join(', ')),
  )
}
