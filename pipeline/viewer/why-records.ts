import { button, el } from './dom.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import { facts } from './profile-parts.ts'
import { rtName } from './rt-name.ts'
import { exact } from './why-numbers.ts'
import { step, type WhyContext } from './why-parts.ts'
import { letterOf } from './why-record-marks.ts'
import type { PublishedTrace, TracedRecord } from './why-trace.ts'

/** An RT by name, which shows it on the map where there is one, with its code and what stands below. */
export function rtCell(
  { lang, showRt }: WhyContext,
  { rt_id, rt_rw }: { rt_id: string; rt_rw: string | null },
  below: string | null,
): HTMLElement {
  const name = rtName(rt_rw, rt_id)
  const small = below === null ? null : el('small', {}, below)
  if (showRt === null) return el('span', { attrs: { title: rt_id } }, name, small)
  const show = button(t(lang, 'why_rt_show', { rt: name }), [name], () => void go(), 'link-button')
  show.title = `${t(lang, 'why_rt_show', { rt: name })} (${rt_id})`
  const go = async () => {
    show.setAttribute('aria-busy', 'true')
    const found = await showRt(rt_id)
    show.removeAttribute('aria-busy')
    if (found === 'shown') return
    const said = t(lang, found === 'failed' ? 'why_rt_failed' : 'why_rt_unmapped', { rt: name })
    show.replaceWith(el('span', { attrs: { role: 'status' } }, said))
  }
  return el('span', {}, show, small)
}

/** What records of a table are for, by what was named there. */
export interface NamedFiles {
  what: string
  /** Places in {@link PublishedTrace.files}; letters are theirs where there are several. */
  files: readonly number[]
}

/** The files that a table of RT names, each by its title and path. */
export function filesStep({ trace, lang }: WhyContext, named: NamedFiles[]): HTMLElement | null {
  const lines = named.flatMap(({ what, files }) =>
    files.map((file, i) => {
      const letter = files.length > 1 ? `${letterOf(i)} ` : ''
      return fileLine(trace.files[file]!, `${letter}${what}`, null, lang)
    }),
  )
  return lines.length === 0 ? null : step(t(lang, 'why_records'), el('ul', 'why-files', ...lines))
}

/** A file of a source by its title and path, with what it is for and a record of it where they are told. */
export function fileLine(
  { source_id, title, path }: PublishedTrace['files'][number],
  what: string | null,
  row: number | null,
  lang: Lang,
): HTMLElement {
  const name = title === null ? source_id : pick(lang, title)
  const record = row === null ? null : t(lang, 'why_record_long', { n: formatNumber(lang, row) })
  return el(
    'li',
    {},
    [what === null ? name : `${what}: ${name}`, record].filter((part) => part !== null).join(', '),
    path === null ? null : el('code', {}, path),
  )
}

/** Decimals of a value of a record: all that a table has. */
const VALUE_DECIMALS = 9

/** A record with what it holds and how it was corrected. */
export function recordStep({ trace, lang }: WhyContext, record: TracedRecord | null): HTMLElement | null {
  if (record === null) return null
  const { source, source_row, values, corrections } = record
  const cells = values.map(({ title, unit, value }): [string, string] => {
    if (typeof value !== 'number') return [pick(lang, title), String(value)]
    const text = unit === 'year' ? String(value) : exact(lang, value, VALUE_DECIMALS)
    return [pick(lang, title), unit === 'ha' || unit === '%' || unit === 'm' ? `${text}\u00a0${unit}` : text]
  })
  return step(
    t(lang, 'why_records'),
    el('ul', 'why-files', fileLine(trace.files[source]!, null, source_row, lang)),
    el(
      'details',
      'more',
      el('summary', {}, t(lang, 'why_record_values', { n: String(cells.length) })),
      facts(cells),
    ),
    ...corrections.map(({ id, reason }) =>
      el(
        'p',
        'note',
        [`${t(lang, 'why_corrected')} ${id}`, reason && pick(lang, reason)].filter(Boolean).join(': '),
      ),
    ),
  )
}
