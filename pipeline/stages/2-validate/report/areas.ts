import { areaPlot } from './area-plot.ts'
import { STATUS_NAMES, statusSign, worstFirst } from './area-status.ts'
import { areaStrip, STRIP_ROWS, stripRows } from './area-strip.ts'
import { both, difference, drawn, escapeHtml, label, number, quantity } from './format.ts'
import type { Reconciliation, Report } from './types.ts'

const TABLE_ROWS = 20
const FOLDED_ROWS = 480

/** Decree against measured hectares: the diagonal, the differences worst first, and the table. */
export function areaSection(report: Report): string {
  if (report.reconciliation.length === 0) return ''
  const plot = drawn((width) => areaPlot(report.reconciliation, width), 640, 328)
  return (
    `<p>${both(
      'Luas SK dihitung pada bidang datar UTM, jadi dicocokkan dengan luas UTM; luas di atas elipsoid ditulis di sampingnya. Di garis putus-putus keduanya sama.',
      'Decree hectares are planar UTM areas and are checked against the UTM area; the ellipsoidal area stands beside it. On the dashed line both agree.',
    )}</p>` +
    (plot === '' ? '' : `<figure>${plot}${statusLegend(report)}</figure>`) +
    strip(report) +
    reconciliationTable(report)
  )
}

function strip(report: Report): string {
  const { area_limits, reconciliation, reconciliation_total } = report
  const rows = stripRows(reconciliation)
  if (rows.length === 0) return ''
  const more = reconciliation_total - rows.length
  const { missing } = report.stats.area_status
  const rest =
    rows.length === STRIP_ROWS && more > 0
      ? ` ${both(`${STRIP_ROWS} terburuk digambar;`, `The worst ${STRIP_ROWS} are drawn;`)} ${number(more)} ${both('lokasi lain ada di tabel.', more === 1 ? 'more is in the table.' : 'more are in the table.')}`
      : missing > 0
        ? ` ${number(missing)} ${both('lokasi tanpa luas SK tidak digambar.', missing === 1 ? 'location without a decreed area is not drawn.' : 'locations without a decreed area are not drawn.')}`
        : ''
  return (
    `<h3>${both('Selisih tiap lokasi', 'Difference of each location')}</h3><figure>${drawn((width) => areaStrip(rows, area_limits, width), 720, 328)}` +
    `<figcaption>${both(
      'Luas SK dibanding luas UTM (bulat) dan luas elipsoid (garis tegak), dalam persen; terburuk di atas. Pita tengah: di dalam batas peringatan; pita luar: batas kesalahan. Skala di luar pita memadat.',
      'Decree against UTM area (dot) and ellipsoidal area (upright stroke), in percent; worst first. Inner band: within the warning limit; outer band: the error limit. The scale is compressed away from the centre.',
    )}${rest}</figcaption></figure>`
  )
}

function reconciliationTable(report: Report): string {
  const rows = [...report.reconciliation].sort(worstFirst)
  const head =
    `<thead><tr><th scope="col">${both('Lokasi', 'Location')}</th><th scope="col" class="num">${both('SK', 'Decree')}</th><th scope="col" class="num">UTM</th>` +
    `<th scope="col" class="num">${both('Elipsoid', 'Ellipsoid')}</th><th scope="col" class="num">${both('Selisih', 'Difference')}</th><th scope="col" class="status">Status</th></tr></thead>`
  const { stats } = report
  const total =
    `<tfoot><tr><th scope="row">${both('Jumlah SK yang berlaku', 'Total of the decree in force')}<small>${number(stats.zones)} ${both('lokasi', stats.zones === 1 ? 'location' : 'locations')}</small></th>` +
    `<td class="num">${label('SK', 'Decree')}${quantity(stats.area_ha_decree, 2, 'ha')}</td>` +
    `<td class="num">${label('UTM', 'UTM')}${quantity(stats.area_ha_utm, 2, 'ha')}</td><td class="num">${label('Elipsoid', 'Ellipsoid')}${quantity(stats.area_ha_geodesic, 2, 'ha')}</td>` +
    `<td class="empty"></td><td class="empty"></td></tr></tfoot>`
  const shown = rows.slice(0, TABLE_ROWS).map(reconciliationRow).join('')
  const folded = rows.slice(TABLE_ROWS, TABLE_ROWS + FOLDED_ROWS)
  const more =
    folded.length === 0
      ? ''
      : `<details><summary>${number(folded.length)} ${both('lokasi lain', folded.length === 1 ? 'more location' : 'more locations')}</summary>` +
        `<table class="stack"><caption class="unseen">${both('Lokasi lain', 'More locations')}</caption>${head}<tbody>${folded.map(reconciliationRow).join('')}</tbody></table></details>`
  const left = report.reconciliation_total - TABLE_ROWS - folded.length
  const rest =
    left > 0
      ? `<p class="soft">${number(left)} ${both('lokasi berikutnya, yang selisihnya lebih kecil, ada di', 'further locations, with smaller differences, are in')} <code>${escapeHtml(report.full.areas)}</code>.</p>`
      : ''
  return (
    `<table class="stack"><caption>${both('Luas tiap lokasi, selisih terbesar di atas', 'Area of each location, largest difference first')}</caption>` +
    `${head}<tbody>${shown}</tbody>${total}</table>${more}${rest}`
  )
}

function reconciliationRow(row: Reconciliation): string {
  const details = [
    row.kelurahan === null ? '' : escapeHtml(row.kelurahan),
    row.name === null ? '' : escapeHtml(row.zone_id),
    escapeHtml(row.decree_number),
  ].filter((part) => part !== '')
  const pct = row.area_difference_pct
  const decimals = pct !== null && Math.abs(pct) < 1 ? 2 : 1
  return (
    `<tr><th scope="row">${escapeHtml(row.name ?? row.zone_id)}<small>${details.join(' · ')}</small></th>` +
    `<td class="num">${label('SK', 'Decree')}${quantity(row.area_ha_decree, 2, 'ha')}</td>` +
    `<td class="num">${label('UTM', 'UTM')}${quantity(row.area_ha_utm, 2, 'ha')}</td>` +
    `<td class="num">${label('Elipsoid', 'Ellipsoid')}${quantity(row.area_ha_geodesic, 2, 'ha')}</td>` +
    `<td class="num">${label('Selisih', 'Difference')}${difference(pct, decimals, '%')}</td>` +
    `<td class="status full${row.area_status === 'ok' ? '' : ' off'}">${statusSign(row.area_status)} ${STATUS_NAMES[row.area_status]}</td></tr>`
  )
}

/** The signs of the plot with how many zones carry each. */
function statusLegend({ stats }: Report): string {
  const items = (['wrong', 'stale', 'missing', 'ok'] as const).flatMap((status) => {
    const count = stats.area_status[status]
    return count === 0
      ? []
      : [`<li>${statusSign(status)}<span>${STATUS_NAMES[status]}: ${number(count)}</span></li>`]
  })
  return `<ul class="legend">${items.join('')}</ul>`
}
