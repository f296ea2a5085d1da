import { bilingual, both, date, escapeHtml, label, number } from './format.ts'
import type { CorrectionExample, CorrectionSummary, Report } from './types.ts'

const ROWS = 40

const ACTIONS: Record<CorrectionSummary['action'], string> = {
  drop: both('rekaman dibuang', 'record dropped'),
  override: both('nilai diganti', 'value replaced'),
  scale: both('nilai dikalikan', 'value multiplied'),
  flag: both('ditandai saja', 'flagged only'),
}

const STATUSES: Record<CorrectionSummary['status'], string> = {
  open: both('terbuka', 'open'),
  reported: both('dilaporkan ke pemilik data', 'reported to the owner'),
  confirmed: both('dibenarkan pemilik data', 'confirmed by the owner'),
  rejected: both('ditolak', 'rejected'),
  fixed: both('sudah diperbaiki di sumber', 'mended at the source'),
}

/** Every correction that was handed in: what it does, who says so, and what it met. */
export function correctionSection({ corrections }: Report): string {
  if (corrections.length === 0) return ''
  const head =
    `<thead><tr><th scope="col">${both('Koreksi', 'Correction')}</th><th scope="col">${both('Alasan', 'Reason')}</th>` +
    `<th scope="col">${both('Sebelum → sesudah', 'Before → after')}</th><th scope="col">Status</th><th scope="col" class="num">${both('Baris', 'Rows')}</th></tr></thead>`
  const folded = corrections.slice(ROWS)
  const more =
    folded.length === 0
      ? ''
      : `<details><summary>${number(folded.length)} ${both('koreksi lain', folded.length === 1 ? 'more correction' : 'more corrections')}</summary><table class="stack"><caption class="unseen">${both('Koreksi lain', 'More corrections')}</caption>${head}<tbody>${folded.map(row).join('')}</tbody></table></details>`
  const applied = corrections.filter((correction) => correction.applied).length
  return (
    `<p>${both(
      'Berkas sumber tidak diubah; setiap perubahan tercatat di sini. Koreksi yang ditolak, atau yang sudah diperbaiki di sumbernya, tidak diterapkan.',
      'The source files are not changed; every change is recorded here. A correction that was rejected, or mended at the source, is not applied.',
    )}</p>` +
    `<table class="stack"><caption>${number(applied)} ${both('dari', 'of')} ${number(corrections.length)} ${both('koreksi diterapkan', corrections.length === 1 ? 'correction applied' : 'corrections applied')}</caption>${head}<tbody>${corrections.slice(0, ROWS).map(row).join('')}</tbody></table>${more}`
  )
}

function row(correction: CorrectionSummary): string {
  const { id, table, source, action, reason, provider, reported, status, applied, rows, examples } =
    correction
  const of = source === null ? escapeHtml(table) : `${escapeHtml(table)} · ${escapeHtml(source)}`
  return (
    `<tr><th scope="row">${escapeHtml(id)}<small>${ACTIONS[action]}</small><small><code>${of}</code></small></th>` +
    `<td class="full">${label('Alasan', 'Reason')}${bilingual(reason)}<small>${escapeHtml(provider)}${reported === null ? '' : ` · ${date(reported)}`}</small></td>` +
    `<td class="full">${label('Sebelum → sesudah', 'Before → after')}${changes(examples, rows)}</td>` +
    `<td>${label('Status', 'Status')}${STATUSES[status]}<small>${applied ? both('diterapkan', 'applied') : both('belum diterapkan', 'not applied')}</small></td>` +
    `<td class="num">${label('Baris', 'Rows')}${number(rows)}</td></tr>`
  )
}

function changes(examples: readonly CorrectionExample[], rows: number): string {
  if (examples.length === 0) {
    return `<span class="none">${rows === 0 ? both('tidak ada baris yang kena', 'no row was met') : both('tidak ditampilkan', 'not shown')}</span>`
  }
  const lines = examples.map(({ source_id, source_row, key, column, before, after }) => {
    const where = [
      key === null ? '' : escapeHtml(key),
      `${escapeHtml(source_id)}, ${both('rekaman', 'record')} ${number(source_row)}`,
      column === null ? '' : `<code>${escapeHtml(column)}</code>`,
    ]
    const change =
      column === null || (before === null && after === null)
        ? ''
        : `<span class="change"><del>${value(before)}</del> → <ins>${value(after)}</ins></span>`
    return `${change}<small>${where.filter((part) => part !== '').join(' · ')}</small>`
  })
  const rest = rows - examples.length
  const more =
    rest > 0
      ? `<small>${both('dan', 'and')} ${number(rest)} ${both('baris lain', rest === 1 ? 'more row' : 'more rows')}</small>`
      : ''
  return lines.join('') + more
}

function value(cell: CorrectionExample['before']): string {
  return cell === null ? `<span class="none">${both('kosong', 'empty')}</span>` : escapeHtml(String(cell))
}
