import { bilingual, both, drawn, number } from './format.ts'
import { mapLegend, mapSvg, NAMED_ZONES } from './map-svg.ts'
import type { Report } from './types.ts'

/** The findings on the map, with the list of what each number means. */
export function mapSection(report: Report): string {
  const { map } = report
  const svg = drawn((width) => mapSvg(map, width), 920, 328)
  if (svg === '') return ''
  const titles = new Map(
    report.rules.map((rule, index) => [
      index + 1,
      `<a href="#${rule.code}">${bilingual(rule.title)}</a> (${number(rule.count)})`,
    ]),
  )
  const notes = [
    map.findings_total === 0
      ? both('Tidak ada temuan yang letaknya dapat ditunjukkan.', 'No finding has a place that can be shown.')
      : both(
          'Angka di peta adalah nomor aturan; satu angka dapat mewakili beberapa titik berdekatan. Nomor gelap: rekaman ditolak. Letak rumah tangga tidak ditampilkan.',
          'Numbers on the map are the numbers of the rules; one may stand for several points nearby. Dark numbers: records were rejected. Places of households are not shown.',
        ),
  ]
  const hidden = map.findings_total - map.findings.length
  if (hidden > 0) {
    notes.push(
      `${number(map.findings.length)} ${both('dari', 'of')} ${number(map.findings_total)} ${both('letak digambar.', 'places are drawn.')}`,
    )
  }
  if (map.zones_total > map.zones.length) {
    notes.push(
      `${number(map.zones.length)} ${both('dari', 'of')} ${number(map.zones_total)} ${both('lokasi digambar.', 'zones are drawn.')}`,
    )
  }
  if (map.zones.length > NAMED_ZONES) {
    notes.push(
      both(
        'Nama lokasi tidak ditulis karena rapat; semuanya ada di tabel luas.',
        'Zones lie too close to be named; all are in the table of areas.',
      ),
    )
  }
  return `<figure>${svg}${mapLegend(map, titles)}<figcaption>${notes.join(' ')}</figcaption></figure>`
}
