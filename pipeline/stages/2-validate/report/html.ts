import { createHash } from 'node:crypto'
import { areaSection } from './areas.ts'
import { completenessSection } from './completeness-section.ts'
import { correctionSection } from './corrections.ts'
import { bilingual, both, date, escapeHtml } from './format.ts'
import { mapSection } from './map-section.ts'
import { first, opening } from './opening.ts'
import { policySection } from './policy.ts'
import { isPersonal } from './privacy.ts'
import { quarantineSection } from './quarantine-section.ts'
import { ruleList } from './rules.ts'
import { scoreSection } from './scores.ts'
import { sourcesTable } from './sources.ts'
import { STYLE } from './style.ts'
import type { Report, Text } from './types.ts'

interface Section {
  id: string
  title: Text
  content: string
}

/**
 * The report as one HTML page that needs nothing else: no script, no request, no image from elsewhere. The language is
 * switched by two radio buttons and a style sheet. Its policy lets through that one style sheet and refuses the rest.
 */
export function renderReport(report: Report): string {
  const styleHash = createHash('sha256').update(STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`
  const { city } = report
  const sections = sectionsOf(report).filter(({ content }) => content !== '')
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
    `<header class="bar"><h1>${both('Laporan mutu data', 'Data quality report')}<small>${bilingual(city.title)} · ${escapeHtml(city.code)}${dataDate(report)}</small></h1>`,
    '<div class="languages"><label for="language-id">Indonesia</label><label for="language-en">English</label></div></header>',
    '<main>',
    city.synthetic === null
      ? ''
      : `<p class="notice" role="note"><strong>${both('Data sintetis', 'Synthetic data')}</strong><span>${bilingual(city.synthetic)}</span></p>`,
    opening(report),
    excerptNote(report),
    contents(sections),
    ...sections.map(
      ({ id, title, content }) =>
        `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${bilingual(title)}</h2>${content}</section>`,
    ),
    '</main>',
    `<footer class="soft"><p>${both(
      `Isi yang sama, untuk dibaca program, ada di <code>report.json</code>; semua temuan ada di <code>${escapeHtml(report.full.findings)}</code>.`,
      `The same content for programs is in <code>report.json</code>; every finding is in <code>${escapeHtml(report.full.findings)}</code>.`,
    )}</p></footer>`,
    '</div>',
    '</body>',
    '</html>',
  ]
    .filter((line) => line !== '')
    .join('\n')}\n`
}

/** Says of the report of a release what it leaves out, and where that is. */
function excerptNote({ excerpt, sources }: Report): string {
  if (excerpt === null || !sources.some(({ table }) => isPersonal(table))) return ''
  const { least_records, whole } = excerpt
  return `<p class="soft">${both(
    `Demi privasi, dari tabel tentang rumah tangga hanya disebut aturan yang mengenai sedikitnya ${least_records} rekaman, tanpa nomor rekaman. Laporan lengkapnya, untuk yang memperbaiki data, ada di luar folder publik: <code>${escapeHtml(whole)}</code>.`,
    `For privacy, of tables about households only rules that met at least ${least_records} records are told, without record numbers. The whole report, for whoever mends the data, lies outside the public folder: <code>${escapeHtml(whole)}</code>.`,
  )}</p>`
}

function sectionsOf(report: Report): Section[] {
  const section = (id: string, titleId: string, titleEn: string, content: string): Section => ({
    id,
    title: { id: titleId, en: titleEn },
    content,
  })
  return [
    section('first', 'Yang dikerjakan dahulu', 'What to do first', first(report)),
    section('map', 'Peta temuan', 'Map of findings', mapSection(report)),
    section('rules', 'Temuan per aturan', 'Findings by rule', ruleList(report)),
    section('quarantine', 'Karantina', 'Quarantine', quarantineSection(report)),
    section(
      'areas',
      'Luas menurut SK dan luas terukur',
      'Area by decree and as measured',
      areaSection(report),
    ),
    section('scores', 'Sebaran nilai', 'Distribution of scores', scoreSection(report)),
    section('completeness', 'Kelengkapan data RT', 'Completeness of RT data', completenessSection(report)),
    section('corrections', 'Koreksi', 'Corrections', correctionSection(report)),
    section('policy', 'Aturan yang diubah kota', 'Rules the city changed', policySection(report)),
    section('sources', 'Sumber data', 'Sources', sourcesTable(report)),
  ]
}

function dataDate({ reference_date }: Report): string {
  return reference_date === null ? '' : ` · ${both('data sampai', 'data up to')} ${date(reference_date)}`
}

function contents(sections: readonly Section[]): string {
  const items = sections.map(({ id, title }) => `<li><a href="#${id}">${bilingual(title)}</a></li>`)
  return `<nav class="contents" aria-label="Isi / Contents"><ul>${items.join('')}</ul></nav>`
}
