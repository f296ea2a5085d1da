import { bilingual, both, escapeHtml, number, quantity } from './format.ts'
import { findingsCount, severityChip, severityName } from './severity.ts'
import { type Finding, type Report, type ReportRule, SEVERITIES } from './types.ts'

/** Rules and examples that stand open; the others fold away. */
const OPEN_RULES = 15
const OPEN_EXAMPLES = 2
const SOURCES = 6

interface Whereabouts {
  paths: ReadonlyMap<string, string>
  quarantine: ReadonlyMap<string, string>
  /** Numbers of the rules that are drawn on the map. */
  onMap: ReadonlySet<number>
  report: Report
}

/** Every rule that was met, most urgent first, with examples and the next step. */
export function ruleList(report: Report): string {
  if (report.rules.length === 0) return `<p>${both('Tidak ada temuan.', 'No findings.')}</p>`
  const where: Whereabouts = {
    paths: new Map(report.sources.map(({ source_id, path }) => [source_id, path])),
    quarantine: new Map(report.quarantine.map(({ source_id, file }) => [source_id, file])),
    onMap: new Set(report.map.findings.map(({ number: place }) => place)),
    report,
  }
  const articles = report.rules.map((rule, index) => article(rule, index + 1, where))
  const open = Math.max(
    1,
    Math.min(OPEN_RULES, report.rules.filter(({ severity }) => severity !== 'info').length),
  )
  const folded = articles.slice(open)
  const rest =
    folded.length === 0
      ? ''
      : `<details class="more"><summary>${number(folded.length)} ${both('aturan lain', folded.length === 1 ? 'more rule' : 'more rules')} (${kinds(report.rules.slice(open))})</summary>${folded.join('')}</details>`
  return `${index(report)}${articles.slice(0, open).join('')}${rest}`
}

/** How many rules of each severity there are. */
function kinds(rules: readonly ReportRule[]): string {
  return SEVERITIES.flatMap((severity) => {
    const count = rules.filter((rule) => rule.severity === severity).length
    return count === 0 ? [] : [`${severityName(severity)}: ${number(count)}`]
  }).join(', ')
}

/** All rules at a glance. */
function index({ rules }: Report): string {
  if (rules.length < 4) return ''
  const rows = rules.map(
    (rule, place) =>
      `<tr><td><span class="badge ${rule.severity}">${place + 1}</span></td><th scope="row"><a href="#${rule.code}">${bilingual(rule.title)}</a></th>` +
      `<td>${severityChip(rule.severity)}</td><td class="num">${number(rule.count)}</td></tr>`,
  )
  return (
    `<table class="index"><caption>${both('Semua aturan yang dilanggar, yang paling mendesak di atas', 'Every rule that was met, most urgent first')}</caption>` +
    `<thead><tr><th scope="col">${both('No.', 'No.')}</th><th scope="col">${both('Aturan', 'Rule')}</th><th scope="col">${both('Tingkat', 'Severity')}</th>` +
    `<th scope="col" class="num">${both('Temuan', 'Findings')}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  )
}

function article(rule: ReportRule, place: number, where: Whereabouts): string {
  const limit = rule.threshold
    ? ` · ${both('Batas', 'Limit')}: ${quantity(rule.threshold.value, decimalsOf(rule.threshold.value), '')} ${bilingual(rule.threshold.unit)}`
    : ''
  return (
    `<article class="rule${rule.severity === 'info' ? ' calm' : ''}" id="${rule.code}"><header><span class="badge ${rule.severity}">${place}</span><div>` +
    `<h3>${bilingual(rule.title)}</h3><div class="tags">${severityChip(rule.severity)}` +
    `<span>${findingsCount(rule.count)}</span><code>${rule.code}</code></div></div></header>` +
    `<p>${bilingual(rule.explanation)}</p>` +
    examples(rule, where) +
    lookAt(rule, place, where) +
    `<p class="next"><b>${both('Selanjutnya:', 'Next:')}</b> ${bilingual(rule.next)}</p>` +
    `<p class="soft">${both('Dasar', 'Basis')}: ${bilingual(rule.source)}${limit}</p></article>`
  )
}

/** Files, map number and quarantine files in which all the findings of a rule are. */
function lookAt(rule: ReportRule, place: number, { paths, quarantine, onMap }: Whereabouts): string {
  const files = rule.sources.slice(0, SOURCES).map(({ source_id, count }) => {
    const aside = rule.severity === 'quarantine' ? quarantine.get(source_id) : undefined
    const file = aside === undefined ? '' : ` → <code>quarantine/${escapeHtml(aside)}</code>`
    return `<code>${escapeHtml(paths.get(source_id) ?? source_id)}</code> (${number(count)})${file}`
  })
  const rest = rule.sources.length - SOURCES
  if (rest > 0)
    files.push(`${number(rest)} ${both('sumber lain', rest === 1 ? 'more source' : 'more sources')}`)
  if (onMap.has(place))
    files.push(`<a href="#map">${both('nomor', 'number')} ${place} ${both('di peta', 'on the map')}</a>`)
  return files.length === 0 ? '' : `<p class="soft">${both('Lihat', 'Look at')}: ${files.join(' · ')}</p>`
}

function examples(rule: ReportRule, where: Whereabouts): string {
  if (rule.examples.length === 0) return ''
  const open = rule.severity === 'info' ? 1 : OPEN_EXAMPLES
  const [shown, folded] = [rule.examples.slice(0, open), rule.examples.slice(open)]
  const rest = rule.count - rule.examples.length
  const others =
    rest > 0
      ? `<p class="soft">${number(rest)} ${both('temuan lain ada di', rest === 1 ? 'more finding is in' : 'more findings are in')} <code>${escapeHtml(where.report.full.findings)}</code>.</p>`
      : ''
  const more =
    folded.length === 0
      ? ''
      : `<details class="surplus"><summary>${number(folded.length)} ${both('contoh lain', folded.length === 1 ? 'more example' : 'more examples')}</summary>${exampleTable(folded, where, true)}</details>`
  return exampleTable(shown, where, false) + more + others
}

function exampleTable(findings: readonly Finding[], where: Whereabouts, isMore: boolean): string {
  const columns = [
    { title: both('Tertulis', 'Stated'), of: ({ got }: Finding) => got, style: 'got' },
    { title: both('Diharapkan', 'Expected'), of: ({ expected }: Finding) => expected, style: '' },
  ].filter(({ of }) => findings.some((finding) => of(finding) !== null))
  const rows = findings.map((finding) => {
    const cells = columns.map(({ title, of, style }) => {
      const value = of(finding)
      return value === null
        ? '<td class="empty"></td>'
        : `<td><span class="label">${title}</span><span class="${style}">${escapeHtml(short(value))}</span></td>`
    })
    return `<tr><th scope="row">${place(finding, where)}</th><td class="full">${bilingual(finding.message)}</td>${cells.join('')}</tr>`
  })
  const head = columns.map(({ title }) => `<th scope="col">${title}</th>`).join('')
  return (
    `<table class="examples stack"><caption class="unseen">${isMore ? both('Contoh lain', 'More examples') : both('Contoh', 'Examples')}</caption>` +
    `<thead><tr><th scope="col">${both('Di mana', 'Where')}</th><th scope="col">${both('Temuan', 'Finding')}</th>` +
    `${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
  )
}

function place(finding: Finding, { paths }: Whereabouts): string {
  const { key, source_row, field, lon, lat } = finding
  const details = [
    source_row === null ? '' : `${both('rekaman', 'record')} ${number(source_row)}`,
    field === null ? '' : `${both('kolom', 'column')} <code>${escapeHtml(field)}</code>`,
    lon === null || lat === null ? '' : `<span class="nowrap">${lat.toFixed(5)}, ${lon.toFixed(5)}</span>`,
  ].filter((part) => part !== '')
  const file = escapeHtml(paths.get(finding.source_id) ?? finding.source_id)
  return (
    (key === null ? '' : `<b>${escapeHtml(key)}</b>`) +
    `<small>${file}</small>` +
    (details.length === 0 ? '' : `<small>${details.join(' · ')}</small>`)
  )
}

/** A cell as it stood, cut where it would fill the page; report.json has it whole. */
function short(value: string): string {
  const letters = [...value]
  return letters.length <= 160 ? value : `${letters.slice(0, 159).join('')}…`
}

function decimalsOf(value: number): number {
  const [, fraction = ''] = String(value).split('.')
  return /^\d*$/.test(fraction) ? fraction.length : 6
}
