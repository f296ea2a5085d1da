import { createHash } from 'node:crypto'
import { areaPlot } from './area-plot.ts'
import { bilingual, both, escapeHtml, number } from './format.ts'
import { HEATMAP_ROWS, heatmap, heatmapLegend } from './heatmap.ts'
import { mapLegend, mapSvg } from './map-svg.ts'
import { first, leastComplete, opening, reconciliationTable, ruleList, statusLegend } from './sections.ts'
import { sourcesTable } from './sources.ts'
import { STYLE } from './style.ts'
import type { Report } from './types.ts'

const WIDE = 920
const NARROW = 358

/**
 * The report as one HTML page that needs nothing else: no script, no request, no image from elsewhere. The language is
 * switched by two radio buttons and a style sheet. Its policy lets through that one style sheet and refuses the rest.
 */
export function renderReport(report: Report): string {
  const styleHash = createHash('sha256').update(STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`
  const { city } = report
  return `${[
    '<!doctype html>',
    '<html lang="id">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    `<title>Laporan mutu data · ${escapeHtml(city.title.id)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<input class="switch" type="radio" name="language" id="language-id" checked aria-label="Bahasa Indonesia">',
    '<input class="switch" type="radio" name="language" id="language-en" aria-label="English">',
    '<div class="page">',
    `<header class="bar"><h1>${both('Laporan mutu data', 'Data quality report')}<small>${bilingual(city.title)} · ${escapeHtml(city.code)}</small></h1>`,
    '<div class="languages"><label for="language-id">Indonesia</label><label for="language-en">English</label></div></header>',
    '<main>',
    city.synthetic === null
      ? ''
      : `<p class="notice" role="note"><strong>${both('Data sintetis', 'Synthetic data')}</strong><span>${bilingual(city.synthetic)}</span></p>`,
    opening(report),
    section('first', 'Yang dikerjakan dahulu', 'What to do first', first(report.rules)),
    section('map', 'Peta temuan', 'Map of findings', mapSection(report)),
    section('rules', 'Temuan per aturan', 'Findings by rule', ruleList(report)),
    section(
      'areas',
      'Luas menurut SK dan luas terukur',
      'Area by decree and as measured',
      areaSection(report),
    ),
    section('completeness', 'Kelengkapan data RT', 'Completeness of RT data', completenessSection(report)),
    section('sources', 'Sumber data', 'Sources', sourcesTable(report)),
    '</main>',
    `<footer class="soft"><p>${both(
      'Isi yang sama, untuk dibaca program, ada di <code>report.json</code>. Catatan yang dikarantina disimpan lengkap di luar folder publik.',
      'The same content for programs is in <code>report.json</code>. Quarantined records are kept in full outside the public folder.',
    )}</p></footer>`,
    '</div>',
    '</body>',
    '</html>',
  ]
    .filter((line) => line !== '')
    .join('\n')}\n`
}

function section(id: string, titleId: string, titleEn: string, content: string): string {
  if (content === '') return ''
  return `<section id="${id}"><h2>${both(titleId, titleEn)}</h2>${content}</section>`
}

/** A drawing for wide windows and paper, and the same for a phone, so that its letters never shrink. */
function drawn(draw: (width: number) => string, wide: number): string {
  const drawing = draw(wide)
  return drawing === '' ? '' : `<div class="wide">${drawing}</div><div class="narrow">${draw(NARROW)}</div>`
}

function mapSection(report: Report): string {
  const { map } = report
  const svg = drawn((width) => mapSvg(map, width), WIDE)
  if (svg === '') return ''
  const titles = new Map(
    report.rules.map((rule, index) => [
      index + 1,
      `<a href="#${rule.code}">${bilingual(rule.title)}</a> (${number(rule.count)})`,
    ]),
  )
  const caption =
    map.findings_total === 0
      ? both('Tidak ada temuan yang letaknya dapat ditunjukkan.', 'No finding has a place that can be shown.')
      : both(
          'Angka di peta adalah nomor aturan. Letak rumah tangga tidak ditampilkan.',
          'Numbers on the map are the numbers of the rules. Places of households are not shown.',
        )
  const hidden = map.findings_total - map.findings.length
  const rest =
    hidden > 0
      ? ` ${number(map.findings.length)} ${both('dari', 'of')} ${number(map.findings_total)} ${both('letak digambar.', 'places are drawn.')}`
      : ''
  return `<figure>${svg}${mapLegend(map, titles)}<figcaption>${caption}${rest}</figcaption></figure>`
}

function areaSection(report: Report): string {
  if (report.reconciliation.length === 0) return ''
  const plot = drawn((width) => areaPlot(report.reconciliation, width), 640)
  return (
    `<p>${both(
      'Luas SK dihitung pada bidang datar UTM, jadi dicocokkan dengan luas UTM; luas di atas elipsoid ditulis di sampingnya. Di garis putus-putus keduanya sama.',
      'Decree hectares are planar UTM areas and are checked against the UTM area; the ellipsoidal area stands beside it. On the dashed line both agree.',
    )}</p>` +
    (plot === '' ? '' : `<figure>${plot}${statusLegend(report.reconciliation)}</figure>`) +
    reconciliationTable(report)
  )
}

function completenessSection(report: Report): string {
  const { criteria, rows } = report.completeness
  if (criteria.length === 0 || rows.length === 0) return ''
  const unit =
    rows.length > HEATMAP_ROWS
      ? both('Satu baris untuk satu kelurahan.', 'One row per kelurahan.')
      : both('Satu baris untuk satu RT.', 'One row per RT.')
  const names = criteria.map(({ id, title }) => `<li><b>${escapeHtml(id)}</b>${bilingual(title)}</li>`)
  return (
    `<p>${unit} ${both(
      'Kriteria tanpa nilai tidak dianggap nol: skornya menjadi rentang.',
      'A criterion without a value is not taken as zero: the score becomes a range.',
    )}</p>` +
    `<figure class="flow">${heatmapLegend()}${drawn((width) => heatmap(report, width), 720)}` +
    `<details><summary>${both('Nama kriteria', 'Names of the criteria')}</summary><ul class="criteria">${names.join('')}</ul></details></figure>` +
    leastComplete(report)
  )
}
