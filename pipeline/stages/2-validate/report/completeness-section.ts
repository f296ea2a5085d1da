import { emptiestFirst } from './completeness.ts'
import { bilingual, both, drawn, escapeHtml, label, number } from './format.ts'
import { HEATMAP_PLACES, HEATMAP_ROWS, heatmap, heatmapLegend, placesNotDrawn } from './heatmap.ts'
import type { Report } from './types.ts'

const LEAST = 8

/** Which criteria of which RT have a value. */
export function completenessSection(report: Report): string {
  const { criteria, rows_total } = report.completeness
  if (criteria.length === 0 || rows_total === 0) return ''
  const unit =
    rows_total > HEATMAP_ROWS
      ? both('Satu baris untuk satu kelurahan.', 'One row per kelurahan.')
      : both('Satu baris untuk satu RT.', 'One row per RT.')
  const left = placesNotDrawn(report)
  const rest =
    left > 0
      ? `<p class="soft">${both(`Tiap tahun ${HEATMAP_PLACES} kelurahan yang paling kosong digambar;`, `The ${HEATMAP_PLACES} emptiest kelurahan of each year are drawn;`)} ${number(left)} ${both('lainnya ada di', 'more are in')} <code>report.json</code>.</p>`
      : ''
  const names = criteria.map(({ id, title }) => `<li><b>${escapeHtml(id)}</b>${bilingual(title)}</li>`)
  return (
    `<p>${unit} ${both(
      'Kriteria tanpa data tidak dianggap nol: nilainya menjadi rentang.',
      'A criterion without a value is not taken as zero: the score becomes a range.',
    )}</p>` +
    `<figure class="flow">${heatmapLegend()}${drawn((width) => heatmap(report, width), 720, 328)}${rest}` +
    `<details><summary>${both('Nama kriteria', 'Names of the criteria')}</summary><ul class="criteria">${names.join('')}</ul></details></figure>` +
    leastComplete(report)
  )
}

/** RT with the most criteria missing, so that a gap seen in the heat map has a name. */
function leastComplete(report: Report): string {
  const names = new Map(report.map.kelurahan.map(({ properties }) => [properties.code, properties.name]))
  const rows = report.completeness.rows.filter(({ missing: gaps }) => gaps.length > 0).sort(emptiestFirst)
  if (rows.length === 0) {
    return `<p>${both('Semua RT memiliki nilai untuk semua kriteria.', 'Every RT has a value for every criterion.')}</p>`
  }
  const body = rows.slice(0, LEAST).map((row) => {
    const [code = '', rt = ''] = row.rt_id.split('/')
    return (
      `<tr><th scope="row">${escapeHtml(rt === '' ? code : rt)}<small>${escapeHtml(names.get(code) ?? code)} · ${row.vintage}</small></th>` +
      `<td class="num">${label('Terisi', 'Filled')}${row.criteria_present} / ${row.criteria_total}</td>` +
      `<td class="full">${label('Belum ada', 'Missing')}${escapeHtml(row.missing.join(', '))}</td></tr>`
    )
  })
  return (
    `<table class="stack slim"><caption>${number(report.completeness.rows_incomplete)} ${both('profil RT belum lengkap; yang paling kosong:', 'RT profiles are incomplete; the emptiest:')}</caption>` +
    `<thead><tr><th scope="col">RT</th><th scope="col" class="num">${both('Terisi', 'Filled')}</th><th scope="col">${both('Belum ada', 'Missing')}</th></tr></thead><tbody>${body.join('')}</tbody></table>`
  )
}
