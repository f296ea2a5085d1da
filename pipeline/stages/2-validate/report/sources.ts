import { bilingual, both, date, escapeHtml, missing, number, size } from './format.ts'
import type { Report, ReportSource } from './types.ts'

const HOW: Record<string, string> = {
  option: both('ditetapkan di city.yaml', 'set in city.yaml'),
  prj: both('dari berkas .prj', 'from the .prj file'),
  format: both('ditetapkan formatnya', 'fixed by the format'),
  envelope: both('disimpulkan dari wilayah kota', 'inferred from the envelope'),
  cpg: both('dari berkas .cpg', 'from the .cpg file'),
  ldid: both('dari penanda DBF', 'from the DBF language id'),
  bom: both('dari penanda awal berkas', 'from the byte order mark'),
  detected: both('ditebak dari isinya', 'detected from the content'),
}

/** Every file that was read: licence, freshness, how it was understood, and its counting identity. */
export function sourcesTable({ sources, stats }: Report): string {
  if (sources.length === 0) return `<p>${both('Tidak ada sumber.', 'No sources.')}</p>`
  const head =
    `<thead><tr><th>${both('Sumber', 'Source')}</th><th>${both('Lisensi dan tanggal', 'Licence and date')}</th><th>${both('Dibaca sebagai', 'Read as')}</th>` +
    `<th class="num">${both('Dibaca', 'Read')}</th><th class="num">${both('Diterima', 'Accepted')}</th>` +
    `<th class="num">${both('Karantina', 'Quarantined')}</th><th class="num">${both('Disaring', 'Filtered')}</th></tr></thead>`
  const foot = `<tfoot><tr><th colspan="3">${both('Jumlah', 'Total')}</th>${counts(stats)}</tr></tfoot>`
  return `<table class="stack">${head}<tbody>${sources.map(row).join('')}</tbody>${foot}</table>`
}

function row(source: ReportSource): string {
  const file = source.layer === null ? source.path : `${source.path} · ${source.layer}`
  return (
    `<tr><th scope="row">${bilingual(source.title)}<small>${escapeHtml(file)}</small>` +
    `<small>${size(source.bytes)} · sha256 <code title="${escapeHtml(source.sha256)}">${escapeHtml(source.sha256.slice(0, 12))}…</code></small></th>` +
    `<td class="full">${escapeHtml(source.licence)}<small>${source.retrieved === null ? both('tanggal pengambilan tidak dicatat', 'date of retrieval not recorded') : `${both('diambil', 'retrieved')} ${date(source.retrieved)}`}</small></td>` +
    `<td class="full">${escapeHtml(source.format)} → <code>${escapeHtml(source.table)}</code>` +
    `<small>${source.crs.code === null ? both('tanpa koordinat', 'no coordinates') : `${escapeHtml(source.crs.code)}, ${how(source.crs.how)}`}</small>` +
    `<small>${escapeHtml(source.encoding.name)}, ${how(source.encoding.how)}</small></td>${counts(source)}</tr>`
  )
}

function counts(of: { read: number; accepted: number; quarantined: number; filtered: number }): string {
  const cell = (id: string, en: string, value: number) =>
    `<td class="num"><span class="label">${both(id, en)}</span>${number(value)}</td>`
  return (
    cell('Dibaca', 'Read', of.read) +
    cell('Diterima', 'Accepted', of.accepted) +
    cell('Karantina', 'Quarantined', of.quarantined) +
    cell('Disaring', 'Filtered', of.filtered)
  )
}

function how(word: string): string {
  return HOW[word] ?? (word === '' ? missing() : escapeHtml(word))
}
