import { licenceText } from '../values/licence-text.ts'
import type { Atlas } from './atlas.ts'
import { pairText } from './change.ts'
import { button, el } from './dom.ts'
import { formatNumber, type Lang, pick, quantity, t } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { whyLine } from './profile-why.ts'
import { openRecords } from './records-dialog.ts'
import { term } from './terms.ts'
import { unreadNote } from './unread-note.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import { sharedText, shortName } from './words.ts'
import { zoneChange } from './zone-change.ts'
import { num, readFindings, str, type Zone } from './zones.ts'

export function findingsSection(atlas: Atlas, p: Record<string, unknown>, lang: Lang): HTMLElement | null {
  if (p.findings === undefined || p.findings === null) return null
  const { count: n, codes } = readFindings(p.findings)
  const ofRt = num(p, 'rt_findings') ?? 0
  const report = atlas.fileAddress('report/index.html')
  if (n + ofRt === 0) return section(lang, 'findings', el('p', 'note', t(lang, 'findings_none')))
  const told =
    codes.length === 0
      ? [t(lang, 'findings_count', { n: formatNumber(lang, n) })]
      : codes.flatMap((code, i) => [i === 0 ? '' : ', ', findingLink(report, code)])
  const link = report ? el('a', { attrs: { href: report } }, t(lang, 'see_report')) : null
  return section(
    lang,
    'findings',
    n === 0 ? null : el('p', 'findings', el('span', 'mark', formatNumber(lang, n)), ...told, ' ', link),
    ofRt === 0
      ? null
      : el(
          'p',
          'findings',
          el('span', 'mark', formatNumber(lang, ofRt)),
          t(lang, 'findings_of_rt'),
          ' ',
          n > 0 ? null : link,
        ),
  )
}

/** A finding by its rule, with the place of the report that tells of it. */
function findingLink(report: string | null, code: string): Node | string {
  return report ? el('a', { attrs: { href: `${report}#${encodeURIComponent(code)}` } }, code) : code
}

export function sourceSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement {
  const p = zone.properties
  const id = str(p, 'source_id')
  const source = atlas.release.sources.find((candidate) => candidate.id === id)
  const row = num(p, 'source_row')
  const title = source ? pick(lang, source.title) : id
  const methodology = str(p, 'methodology')
  const { synthetic, attribution } = atlas.release.city
  const open = () => openRecords(atlas, zone, lang)
  const record = row === null ? null : t(lang, 'source_row', { n: formatNumber(lang, row) })
  const link = record && button(record, [record], open, 'link-button')
  if (link) link.dataset.key = 'record'
  const all = button(t(lang, 'records_all'), [t(lang, 'records_all')], open, 'text-button')
  all.dataset.key = 'records'
  return section(
    lang,
    'sources',
    facts([
      [
        t(lang, 'sources'),
        title === null ? attribution && pick(lang, attribution) : el('span', {}, title, link && ', ', link),
      ],
      [t(lang, 'licence'), source?.licence ? licenceText(source.licence, lang) : null],
      [t(lang, 'methodology'), methodology && methodologyName(atlas, methodology, lang)],
      [t(lang, 'release'), atlas.release.id || null],
    ]),
    el('p', 'records-open', all),
    whyLine(atlas, zone, lang),
    synthetic === null ? null : el('p', 'note synthetic-note', pick(lang, synthetic)),
  )
}

/** Short where the page has a name for it, with the title of the regulation below. */
function methodologyName({ methodology }: Atlas, id: string, lang: Lang): HTMLElement {
  const title = methodology?.id === id ? el('span', 'value-class', pick(lang, methodology.title)) : null
  return el('span', {}, term(lang, id), title)
}

/** Classes of change whose hectares have a way. */
const CHANGES = new Set(['kept', 'left', 'added'])

/** Hectares kept, left and added between the decree in force and the one it is compared with. */
export function changeSection(atlas: Atlas, zone: Zone, lang: Lang, ask: AskWhy | null): HTMLElement | null {
  const note = unreadNote(atlas, lang, 'change', atlas.features('zone_changes'))
  if (note !== null) return section(lang, 'change', note)
  const change = zoneChange(atlas, zone)
  if (change === null) return null
  const { pair, parts } = change
  const rows = parts.map(({ row, area_ha, shared_with }): [string, Node | null] => {
    if (area_ha === null) return [pick(lang, row), null]
    const swatch = el('span', { class: 'swatch small', attrs: { 'aria-hidden': 'true' } })
    swatch.style.backgroundColor = row.colour
    const way = numberTopic(`area_ha_${row.code}`)
    const value = withWhy(
      sharedText(atlas, quantity(lang, area_ha, 'ha', 2), shared_with, lang),
      way,
      pick(lang, row),
      lang,
      CHANGES.has(row.code) ? ask : null,
    )
    return [pick(lang, row), el('span', 'with-swatch', swatch, value)]
  })
  const told =
    pair &&
    el(
      'p',
      'note',
      pairText(pair, (number) => shortName(atlas, number, lang)),
    )
  return section(lang, 'change', told, facts(rows))
}
