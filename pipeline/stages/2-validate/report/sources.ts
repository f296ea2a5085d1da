import { daysBetween } from '../../../calendar-date.ts'
import { isLicenceStated, NO_LICENCE } from '../../../values/licence-text.ts'
import { bilingual, both, date, escapeHtml, label, missing, number, size } from './format.ts'
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
export function sourcesTable(report: Report): string {
  const { sources, stats, reference_date } = report
  if (sources.length === 0) return `<p>${both('Tidak ada sumber.', 'No sources.')}</p>`
  const head =
    `<thead><tr><th scope="col">${both('Sumber', 'Source')}</th><th scope="col">${both('Lisensi', 'Licence')}</th><th scope="col">${both('Kesegaran', 'Freshness')}</th><th scope="col">${both('Dibaca sebagai', 'Read as')}</th>` +
    `<th scope="col" class="num">${both('Dibaca', 'Read')}</th><th scope="col" class="num">${both('Diterima', 'Accepted')}</th>` +
    `<th scope="col" class="num">${both('Karantina', 'Quarantined')}</th><th scope="col" class="num">${both('Disaring', 'Filtered')}</th></tr></thead>`
  const foot = `<tfoot><tr><th scope="row" colspan="4">${both('Jumlah', 'Total')}</th>${counts(stats)}</tr></tfoot>`
  return (
    freshnessNote(report) +
    `<table class="stack sources"><caption>${both('Dibaca = diterima + karantina + disaring, dalam baris', 'Read = accepted + quarantined + filtered, in rows')}</caption>` +
    `${head}<tbody>${sources.map((source) => row(source, reference_date)).join('')}</tbody>${foot}</table>`
  )
}

function freshnessNote({ sources, reference_date }: Report): string {
  const undated = sources.filter(({ retrieved }) => retrieved === null).length
  if (reference_date === null) {
    return `<p>${both('Tanggal pengambilan tidak dicatat untuk satu sumber pun.', 'No source has a recorded date of retrieval.')}</p>`
  }
  const without =
    undated === 0
      ? ''
      : ` ${number(undated)} ${both('sumber tanpa tanggal pengambilan.', undated === 1 ? 'source has no date of retrieval.' : 'sources have no date of retrieval.')}`
  return `<p>${both('Umur dihitung sampai', 'Age is counted to')} ${date(reference_date)}, ${both('hari pengambilan sumber yang terbaru.', 'the day the newest source was fetched.')}${without}</p>`
}

function row(source: ReportSource, reference: string | null): string {
  const file = source.layer === null ? source.path : `${source.path} · ${source.layer}`
  const licence = isLicenceStated(source.licence)
    ? escapeHtml(source.licence)
    : `<span class="off">${both(NO_LICENCE.id, NO_LICENCE.en)}</span>`
  return (
    `<tr><th scope="row">${bilingual(source.title)}<small>${escapeHtml(file)}</small>` +
    `<small>${size(source.bytes)} · sha256 <code title="${escapeHtml(source.sha256)}">${escapeHtml(source.sha256.slice(0, 12))}…</code></small></th>` +
    `<td>${label('Lisensi', 'Licence')}${licence}</td>` +
    `<td>${label('Kesegaran', 'Freshness')}${freshness(source.retrieved, reference)}</td>` +
    `<td class="full">${escapeHtml(source.format)} → <code>${escapeHtml(source.table)}</code>` +
    `<small>${source.crs.code === null ? both('tanpa koordinat', 'no coordinates') : `${escapeHtml(source.crs.code)}, ${how(source.crs.how)}`}</small>` +
    `<small>${escapeHtml(source.encoding.name)}, ${how(source.encoding.how)}</small></td>${counts(source)}</tr>`
  )
}

function freshness(retrieved: string | null, reference: string | null): string {
  if (retrieved === null) return `<span class="none">${both('tidak dicatat', 'not recorded')}</span>`
  return `${date(retrieved)}<small>${age(daysBetween(retrieved, reference ?? retrieved))}</small>`
}

/** Days, months or years, whichever a person would say. */
function age(days: number): string {
  if (days <= 0) return both('terbaru', 'newest')
  const older = (value: number, id: string, en: string) =>
    `${number(value)} ${both(`${id} lebih tua`, `${en}${value === 1 ? '' : 's'} older`)}`
  if (days < 60) return older(days, 'hari', 'day')
  if (days < 730) return older(Math.floor(days / 30.4375), 'bulan', 'month')
  return older(Math.floor(days / 365.25), 'tahun', 'year')
}

function counts(of: { read: number; accepted: number; quarantined: number; filtered: number }): string {
  const cell = (id: string, en: string, value: number) =>
    `<td class="num">${label(id, en)}${number(value)}</td>`
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
