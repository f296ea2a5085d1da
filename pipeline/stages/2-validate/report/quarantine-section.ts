import { bilingual, both, escapeHtml, label, number } from './format.ts'
import type { Report } from './types.ts'

const CODES = 4

/** Where every rejected record is, why, and how it comes back. */
export function quarantineSection({ quarantine, rules, sources, full }: Report): string {
  if (quarantine.length === 0) return ''
  const titles = new Map(sources.map(({ source_id, title }) => [source_id, title]))
  const rows = quarantine.map(({ source_id, file, rows: records }) => {
    const why = rules
      .filter((rule) => rule.severity === 'quarantine' || rule.severity === 'fail')
      .flatMap((rule) => {
        const met = rule.sources.find((source) => source.source_id === source_id)
        return met && (met.severity ?? rule.severity) !== 'warn' && met.severity !== 'info'
          ? [`<a href="#${rule.code}">${bilingual(rule.title)}</a> (${number(met.count)})`]
          : []
      })
    const rest = why.length - CODES
    const reasons =
      why.slice(0, CODES).join(', ') +
      (rest > 0 ? `, ${both('dan', 'and')} ${number(rest)} ${both('lainnya', 'more')}` : '')
    const title = titles.get(source_id)
    return (
      `<tr><th scope="row"><code>${escapeHtml(file)}</code><small>${title ? bilingual(title) : escapeHtml(source_id)}</small></th>` +
      `<td class="num">${label('Rekaman', 'Records')}${number(records)}</td><td class="full">${label('Sebab', 'Why')}${reasons}</td></tr>`
    )
  })
  return (
    `<p>${both(
      `Setiap rekaman yang ditolak disimpan utuh di <code>${escapeHtml(full.quarantine)}/</code>, di luar folder publik: GeoJSON yang dapat dibuka di QGIS, atau CSV, dengan kode aturan, sebab, dan nomor rekaman asalnya.`,
      `Every rejected record is kept whole in <code>${escapeHtml(full.quarantine)}/</code>, outside the public folder: GeoJSON that opens in QGIS, or CSV, with the code of the rule, the reason and the record it came from.`,
    )}</p>` +
    `<p class="next"><b>${both('Mengembalikannya:', 'To bring them back:')}</b> ${both(
      'perbaiki berkas sumbernya, atau perbaiki berkas karantina ini dan daftarkan di city.yaml dengan <code>amends</code>, lalu jalankan lagi. Rekaman yang lulus masuk kembali. Langkahnya ada di buku panduan, bagian “Mengembalikan rekaman yang dikarantina”.',
      'mend the source file, or mend this quarantine file and enter it in city.yaml with <code>amends</code>, then run again. Records that pass come back in. The steps are in the handbook, section “Bring quarantined records back”.',
    )}</p>` +
    `<table class="stack slim"><caption>${both('Berkas karantina tiap sumber', 'Quarantine file of each source')}</caption><thead><tr>` +
    `<th scope="col">${both('Berkas', 'File')}</th><th scope="col" class="num">${both('Rekaman', 'Records')}</th><th scope="col">${both('Sebab (temuan)', 'Why (findings)')}</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>`
  )
}
