import { statusMark, worstFirst } from './area-plot.ts'
import { bilingual, both, difference, escapeHtml, number, quantity } from './format.ts'
import type { Finding, Reconciliation, Report, ReportRule, Severity } from './types.ts'

const FIRST = 4
const TABLE_ROWS = 40

const SEVERITY_NAMES: Record<Severity, string> = {
  fail: both('✕ Gagal', '✕ Fail'),
  quarantine: both('■ Dikarantina', '■ Quarantined'),
  warn: both('▲ Peringatan', '▲ Warning'),
  info: both('Keterangan', 'Note'),
}

const STATUS_NAMES: Record<Reconciliation['area_status'], string> = {
  ok: both('cocok', 'agrees'),
  stale: both('belum dihitung ulang', 'not recomputed'),
  wrong: both('tidak cocok', 'does not match'),
  missing: both('tanpa luas SK', 'no decreed area'),
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
  return (
    `<p class="verdict">${bilingual(verdict)}</p>` +
    `<dl class="three"><div><dt>${both('Catatan diterima', 'Records accepted')}</dt>` +
    `<dd class="big">${number(stats.accepted)}</dd><dd>${of(stats.read, 0, both('dibaca', 'read'))}</dd></div>` +
    `<div><dt>${both('Catatan dikarantina', 'Records quarantined')}</dt>` +
    `<dd class="big">${number(stats.quarantined)}</dd>` +
    `<dd><small class="soft">${quantity(share(stats.quarantined), 1, '%')} ${both('dari yang dibaca', 'of those read')}</small></dd></div>` +
    `<div><dt>${both('Hektare cocok dengan SK', 'Hectares reconciled')}</dt>` +
    `<dd class="big">${number(stats.area_ha_reconciled, 2)}</dd><dd>${of(stats.area_ha_decree, 2, 'ha')}</dd></div></dl>` +
    shareBar(parts)
  )
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

/** The few rules that matter most, as things to do. */
export function first(rules: readonly ReportRule[]): string {
  const todo = rules
    .map((rule, index) => ({ rule, number: index + 1 }))
    .filter(({ rule }) => rule.severity !== 'info')
    .slice(0, FIRST)
  if (todo.length === 0) return `<p>${both('Tidak ada yang mendesak.', 'Nothing is urgent.')}</p>`
  const items = todo.map(
    ({ rule, number: place }) =>
      `<li><span class="badge">${place}</span><b><a href="#${rule.code}">${bilingual(rule.title)}</a> <i>(${findings(rule.count)})</i></b>${bilingual(rule.next)}</li>`,
  )
  return `<ol class="first">${items.join('')}</ol>`
}

/** Every rule that was met, worst first, with examples and the next step. */
export function ruleList(report: Report): string {
  if (report.rules.length === 0) return `<p>${both('Tidak ada temuan.', 'No findings.')}</p>`
  const paths = new Map(report.sources.map(({ source_id, path }) => [source_id, path]))
  return report.rules
    .map((rule, index) => {
      const limit = rule.threshold
        ? ` · ${both('Batas', 'Limit')}: ${quantity(rule.threshold.value, decimalsOf(rule.threshold.value), '')} ${bilingual(rule.threshold.unit)}`
        : ''
      return (
        `<article class="rule${rule.severity === 'info' ? ' calm' : ''}" id="${rule.code}"><header><span class="badge">${index + 1}</span><div>` +
        `<h3>${bilingual(rule.title)}</h3><div class="tags"><span class="chip ${rule.severity}">${SEVERITY_NAMES[rule.severity]}</span>` +
        `<span>${findings(rule.count)}</span><code>${rule.code}</code></div></div></header>` +
        `<p>${bilingual(rule.explanation)}</p>` +
        examples(rule, paths) +
        `<p class="next"><b>${both('Selanjutnya:', 'Next:')}</b> ${bilingual(rule.next)}</p>` +
        `<p class="soft">${both('Dasar', 'Basis')}: ${bilingual(rule.source)}${limit}</p></article>`
      )
    })
    .join('')
}

function examples(rule: ReportRule, paths: ReadonlyMap<string, string>): string {
  if (rule.examples.length === 0) return ''
  const columns = [
    { title: both('Tertulis', 'Stated'), of: ({ got }: Finding) => got, style: 'got' },
    { title: both('Diharapkan', 'Expected'), of: ({ expected }: Finding) => expected, style: '' },
  ].filter(({ of }) => rule.examples.some((finding) => of(finding) !== null))
  const rows = rule.examples.map((finding) => {
    const cells = columns.map(({ title, of, style }) => {
      const value = of(finding)
      return value === null
        ? '<td class="empty"></td>'
        : `<td><span class="label">${title}</span><span class="${style}">${escapeHtml(value)}</span></td>`
    })
    return `<tr><td>${place(finding, paths)}</td><td class="full">${bilingual(finding.message)}</td>${cells.join('')}</tr>`
  })
  const rest = rule.count - rule.examples.length
  const more =
    rest > 0
      ? `<caption>${both('Contoh', 'Examples')}; ${number(rest)} ${both('lainnya ada di tabel temuan', 'more are in the findings table')}</caption>`
      : ''
  const head = columns.map(({ title }) => `<th>${title}</th>`).join('')
  return (
    `<table class="examples stack">${more}<thead><tr><th>${both('Di mana', 'Where')}</th><th>${both('Temuan', 'Finding')}</th>` +
    `${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
  )
}

function place(finding: Finding, paths: ReadonlyMap<string, string>): string {
  const { key, source_row, field, lon, lat } = finding
  const details = [
    source_row === null ? '' : `${both('catatan', 'record')} ${number(source_row)}`,
    field === null ? '' : `${both('kolom', 'column')} <code>${escapeHtml(field)}</code>`,
    lon === null || lat === null ? '' : `${lat.toFixed(5)}, ${lon.toFixed(5)}`,
  ].filter((part) => part !== '')
  const file = escapeHtml(paths.get(finding.source_id) ?? finding.source_id)
  return (
    (key === null ? '' : `<b>${escapeHtml(key)}</b>`) +
    `<small>${file}</small>` +
    (details.length === 0 ? '' : `<small>${details.join(' · ')}</small>`)
  )
}

/** Area by decree, planar and on the ellipsoid, worst first; the many that agree fold away. */
export function reconciliationTable(report: Report): string {
  const rows = [...report.reconciliation].sort(worstFirst)
  if (rows.length === 0) return ''
  const head =
    `<thead><tr><th>${both('Lokasi', 'Location')}</th><th class="num">${both('SK', 'Decree')}</th><th class="num">UTM</th>` +
    `<th class="num">${both('Elipsoid', 'Ellipsoid')}</th><th class="num">${both('Selisih', 'Difference')}</th><th class="status">Status</th></tr></thead>`
  const { stats } = report
  const geodesic = rows.reduce((sum, row) => sum + row.area_ha_geodesic, 0)
  const total =
    `<tfoot><tr><th>${both('Jumlah', 'Total')}</th><td class="num">${label('SK', 'Decree')}${quantity(stats.area_ha_decree, 2, 'ha')}</td>` +
    `<td class="num">${label('UTM', 'UTM')}${quantity(stats.area_ha_utm, 2, 'ha')}</td><td class="num">${label('Elipsoid', 'Ellipsoid')}${quantity(geodesic, 2, 'ha')}</td>` +
    `<td class="empty"></td><td class="empty"></td></tr></tfoot>`
  const shown = rows.slice(0, TABLE_ROWS).map(reconciliationRow).join('')
  const rest = rows.slice(TABLE_ROWS)
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${number(rest.length)} ${both('lokasi lain', 'more locations')}</summary><table class="stack">${head}<tbody>${rest.map(reconciliationRow).join('')}</tbody></table></details>`
  return `<table class="stack">${head}<tbody>${shown}</tbody>${total}</table>${more}`
}

function reconciliationRow(row: Reconciliation): string {
  const details = [
    row.kelurahan === null ? '' : escapeHtml(row.kelurahan),
    row.name === null ? '' : escapeHtml(row.zone_id),
    escapeHtml(row.decree_number),
  ].filter((part) => part !== '')
  const pct = row.area_difference_pct
  const decimals = pct !== null && Math.abs(pct) < 1 ? 2 : 1
  return (
    `<tr><th scope="row">${escapeHtml(row.name ?? row.zone_id)}<small>${details.join(' · ')}</small></th>` +
    `<td class="num">${label('SK', 'Decree')}${quantity(row.area_ha_decree, 2, 'ha')}</td>` +
    `<td class="num">${label('UTM', 'UTM')}${quantity(row.area_ha_utm, 2, 'ha')}</td>` +
    `<td class="num">${label('Elipsoid', 'Ellipsoid')}${quantity(row.area_ha_geodesic, 2, 'ha')}</td>` +
    `<td class="num">${label('Selisih', 'Difference')}${difference(pct, decimals, '%')}</td>` +
    `<td class="status full${row.area_status === 'ok' ? '' : ' off'}">${statusSign(row.area_status)} ${STATUS_NAMES[row.area_status]}</td></tr>`
  )
}

/** The signs of the plot with how many zones carry each. */
export function statusLegend(rows: readonly Reconciliation[]): string {
  const items = (['wrong', 'stale', 'missing', 'ok'] as const).flatMap((status) => {
    const count = rows.filter((row) => row.area_status === status).length
    return count === 0
      ? []
      : [`<li>${statusSign(status)}<span>${STATUS_NAMES[status]}: ${number(count)}</span></li>`]
  })
  return `<ul class="legend">${items.join('')}</ul>`
}

/** RT with the most criteria missing, so that a gap seen in the heat map has a name. */
export function leastComplete(report: Report): string {
  const names = new Map(report.map.kelurahan.map(({ properties }) => [properties.code, properties.name]))
  const rows = report.completeness.rows
    .filter(({ missing: gaps }) => gaps.length > 0)
    .sort(
      (a, b) =>
        b.missing.length - a.missing.length ||
        b.vintage - a.vintage ||
        (a.rt_id < b.rt_id ? -1 : a.rt_id > b.rt_id ? 1 : 0),
    )
  if (rows.length === 0) {
    return `<p>${both('Semua RT memiliki nilai untuk semua kriteria.', 'Every RT has a value for every criterion.')}</p>`
  }
  const body = rows.slice(0, 8).map((row) => {
    const [code = '', rt = ''] = row.rt_id.split('/')
    return (
      `<tr><th scope="row">${escapeHtml(rt === '' ? code : rt)}<small>${escapeHtml(names.get(code) ?? code)} · ${row.vintage}</small></th>` +
      `<td class="num">${label('Terisi', 'Filled')}${row.criteria_present} / ${row.criteria_total}</td>` +
      `<td class="full">${label('Belum ada', 'Missing')}${escapeHtml(row.missing.join(', '))}</td></tr>`
    )
  })
  return (
    `<table class="stack slim"><caption>${number(rows.length)} ${both('profil RT belum lengkap; yang paling kosong:', 'RT profiles are incomplete; the emptiest:')}</caption>` +
    `<thead><tr><th>RT</th><th class="num">${both('Terisi', 'Filled')}</th><th>${both('Belum ada', 'Missing')}</th></tr></thead><tbody>${body.join('')}</tbody></table>`
  )
}

function statusSign(status: Reconciliation['area_status']): string {
  return `<svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">${statusMark(status, 6.5, 6.5)}</svg>`
}

function findings(count: number): string {
  return `${number(count)} ${both('temuan', count === 1 ? 'finding' : 'findings')}`
}

function label(id: string, en: string): string {
  return `<span class="label">${both(id, en)}</span>`
}

function decimalsOf(value: number): number {
  return Number.isInteger(value) ? 0 : String(value).split('.')[1]!.length
}
