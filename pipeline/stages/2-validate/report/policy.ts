import { bilingual, both, date, escapeHtml, formatNumber, label } from './format.ts'
import { severityChip } from './severity.ts'
import type { PolicyEntry, Report } from './types.ts'

/** The rules the city judges by otherwise, each with its reason and its last day. */
export function policySection({ policy }: Report): string {
  if (policy.length === 0) return ''
  return (
    `<p>${both(
      'Kota ini menilai aturan berikut lain dari katalog, untuk sementara dan dengan alasan.',
      'This city judges by the following rules otherwise than the catalogue does, for a while and for a reason.',
    )}</p>` +
    `<table class="stack"><caption>${both('Aturan yang diubah di city.yaml', 'Rules changed in city.yaml')}</caption><thead><tr>` +
    `<th scope="col">${both('Aturan', 'Rule')}</th><th scope="col">${both('Perubahan', 'Change')}</th><th scope="col">${both('Alasan', 'Reason')}</th>` +
    `<th scope="col">${both('Berlaku sampai', 'Holds until')}</th></tr></thead><tbody>${policy.map(row).join('')}</tbody></table>`
  )
}

function row({ code, title, severity, threshold, sources, reason, until }: PolicyEntry): string {
  const changes: string[] = []
  if (severity) changes.push(`${severityChip(severity.from)} → ${severityChip(severity.to)}`)
  if (threshold) {
    const { from, to, unit } = threshold
    const limit = (language: 'id' | 'en') => `${plain(from, language)} → ${plain(to, language)}`
    changes.push(`${both('batas', 'limit')} ${both(limit('id'), limit('en'))} ${bilingual(unit)}`)
  }
  const holds =
    sources === null
      ? both('semua sumber', 'all sources')
      : sources.map((source) => `<code>${escapeHtml(source)}</code>`).join(', ')
  return (
    `<tr><th scope="row">${bilingual(title)}<small><code>${escapeHtml(code)}</code></small></th>` +
    `<td class="full">${label('Perubahan', 'Change')}${changes.join('<br>')}<small>${holds}</small></td>` +
    `<td class="full">${label('Alasan', 'Reason')}${bilingual(reason)}</td>` +
    `<td>${label('Berlaku sampai', 'Holds until')}${date(until)}</td></tr>`
  )
}

function plain(value: number, language: 'id' | 'en'): string {
  const [, fraction = ''] = String(value).split('.')
  return formatNumber(value, /^\d*$/.test(fraction) ? fraction.length : 6, language)
}
