import { bilingual, both, escapeHtml, missing, number, quantity } from './format.ts'
import { mostUrgent } from './rank.ts'
import { findingsCount, SEVERITY_SIGNS } from './severity.ts'
import { effectOf } from './subject.ts'
import type { Report, ReportRule, Severity } from './types.ts'
import { SEVERITIES } from './types.ts'

const FIRST = 5

const COUNTED: Record<Severity, (count: number) => string> = {
  fail: (count) => both('pelanggaran', count === 1 ? 'violation' : 'violations'),
  quarantine: (count) =>
    both('temuan yang mengarantina', count === 1 ? 'finding that quarantines' : 'findings that quarantine'),
  warn: (count) => both('peringatan', count === 1 ? 'warning' : 'warnings'),
  info: (count) => both('keterangan', count === 1 ? 'note' : 'notes'),
}

/** The verdict in one sentence and the three numbers. */
export function opening({ verdict, stats }: Report): string {
  const share = (value: number) => (stats.read === 0 ? 0 : (100 * value) / stats.read)
  const of = (value: number, decimals: number, noun: string) =>
    `<small class="soft">${both('dari', 'of')} ${quantity(value, decimals, '')} ${noun}</small>`
  const parts = [
    { value: stats.accepted, colour: '#8a97a1', name: both('diterima', 'accepted') },
    { value: stats.quarantined, colour: '#1c242b', name: both('dikarantina', 'quarantined') },
    { value: stats.filtered, colour: '#d9dbd8', name: both('disaring', 'filtered') },
  ]
  const hectares =
    stats.area_ha_decree > 0
      ? `<dd class="big">${number(stats.area_ha_reconciled, 2)}</dd><dd>${of(stats.area_ha_decree, 2, 'ha')}</dd>`
      : `<dd class="big">${missing()}</dd><dd><small class="soft">${both('luas SK tidak tercatat', 'no decreed area is recorded')}</small></dd>`
  return (
    `<p class="verdict">${bilingual(verdict)}</p>` +
    `<dl class="three"><div><dt>${both('Rekaman diterima', 'Records accepted')}</dt>` +
    `<dd class="big">${number(stats.accepted)}</dd><dd>${of(stats.read, 0, both('dibaca', 'read'))}</dd></div>` +
    `<div><dt>${both('Rekaman dikarantina', 'Records quarantined')}</dt>` +
    `<dd class="big">${number(stats.quarantined)}</dd>` +
    `<dd><small class="soft">${quantity(share(stats.quarantined), 1, '%')} ${both('dari yang dibaca', 'of those read')}</small></dd></div>` +
    `<div><dt>${both('Hektare cocok dengan SK', 'Hectares reconciled')}</dt>${hectares}</div></dl>` +
    shareBar(parts) +
    severityCounts(stats.findings)
  )
}

function severityCounts(counts: Record<Severity, number>): string {
  const items = SEVERITIES.map(
    (severity) =>
      `<li><span class="sign" aria-hidden="true">${SEVERITY_SIGNS[severity]}</span><span>${number(counts[severity])} ${COUNTED[severity](counts[severity])}</span></li>`,
  )
  return `<ul class="legend severities">${items.join('')}</ul>`
}

interface Part {
  value: number
  colour: string
  name: string
}

/** One bar for all records read; a part that is not zero is at least a hair wide. */
function shareBar(parts: readonly Part[]): string {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  if (total === 0) return ''
  const widths = parts.map(({ value }) => (value === 0 ? 0 : Math.max(0.6, (100 * value) / total)))
  const scale = 100 / widths.reduce((sum, width) => sum + width, 0)
  let x = 0
  const bars = parts.map(({ colour }, index) => {
    const width = (widths[index] ?? 0) * scale
    const bar = `<rect x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="12" fill="${colour}"/>`
    x += width
    return bar
  })
  const items = parts.map(
    ({ value, colour, name }) =>
      `<li><svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" fill="${colour}"/></svg><span>${number(value)} ${name}</span></li>`,
  )
  return (
    `<svg class="share" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">${bars.join('')}</svg>` +
    `<ul class="legend soft">${items.join('')}</ul>`
  )
}

/** The few rules that matter most, as things to do: what stops the build, then what changes most of what is published. */
export function first({ rules, sources }: Report): string {
  const todo = rules.filter(({ severity }) => severity !== 'info')
  if (todo.length === 0) return `<p>${both('Tidak ada yang mendesak.', 'Nothing is urgent.')}</p>`
  const paths = new Map(sources.map(({ source_id, path }) => [source_id, path]))
  const urgent = mostUrgent(rules, FIRST)
  const items = urgent.map((rule) => {
    const files = [...new Set(rule.sources.map(({ source_id }) => paths.get(source_id) ?? source_id))]
    const shown = files.slice(0, 2).map((file) => `<code>${escapeHtml(file)}</code>`)
    const more =
      files.length > 2 ? ` ${both('dan', 'and')} ${number(files.length - 2)} ${both('lainnya', 'more')}` : ''
    return (
      `<li><span class="badge ${rule.severity}">${rules.indexOf(rule) + 1}</span><b><a href="#${rule.code}">${bilingual(rule.title)}</a> <i>(${extent(rule)})</i></b>` +
      `${bilingual(rule.next)}<small class="soft">${effectOf(rule)} ${shown.join(', ')}${more}</small></li>`
    )
  })
  const rest = todo.length - urgent.length
  const more =
    rest > 0
      ? `<p class="soft"><a href="#rules">${number(rest)} ${both('aturan lain', rest === 1 ? 'more rule' : 'more rules')}</a> ${both('perlu dilihat sesudahnya.', 'to be looked at afterwards.')}</p>`
      : ''
  return `<ol class="first">${items.join('')}</ol>${more}`
}

/** Findings, the source records they are in where those are fewer, and the hectares of the zones they name. */
function extent({ area_ha, count, records }: ReportRule): string {
  const parts = [findingsCount(count)]
  if (records > 0 && records < count)
    parts.push(
      `${both('dalam', 'in')} ${number(records)} ${both('rekaman', records === 1 ? 'record' : 'records')}`,
    )
  if (area_ha > 0) parts.push(`· ${quantity(area_ha, 2, 'ha')}`)
  return parts.join(' ')
}
