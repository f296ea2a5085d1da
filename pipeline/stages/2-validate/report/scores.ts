import { bilingual, both, drawn, escapeHtml, formatNumber, number } from './format.ts'
import { legend } from './legend.ts'
import { rounded as round, svgTitle, twice } from './svg.ts'
import type { Report, ScoreDistribution, ScoreGroup } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'
const FAINT = '#d9dbd8'
const GROUPS = 6

/** How the stated totals are spread, with the limits of the classes. */
export function scoreSection({ scores }: Report): string {
  const groups = scores.groups.filter(({ known }) => known > 0)
  if (groups.length === 0) return ''
  const figures = groups.slice(0, GROUPS).map((group) => {
    const without =
      group.unknown === 0
        ? ''
        : ` ${number(group.unknown)} ${both('tanpa jumlah nilai.', 'without a total score.')}`
    return (
      `<figure><h3>${groupName(group)}</h3>${drawn((width) => histogram(group, scores.classes, width), 720, 328)}` +
      `<figcaption>${number(group.known)} ${memberName(group)}.${without}</figcaption></figure>`
    )
  })
  const rest = groups.length - GROUPS
  const more =
    rest > 0
      ? `<p class="soft">${number(rest)} ${both('kelompok lain ada di', 'more groups are in')} <code>report.json</code>.</p>`
      : ''
  return `<p>${both(
    'Jumlah nilai seperti tertulis di sumber. Garis tegak adalah batas kelas; tumpukan tepat di batas patut diperiksa.',
    'Total scores as the sources state them. Upright lines are the limits of the classes; a pile just at a limit deserves a look.',
  )}</p>${figures.join('')}${more}${classLegend(scores)}`
}

function groupName({ of, name }: ScoreGroup): string {
  const text = escapeHtml(name)
  return of === 'zones'
    ? both(`Lokasi SK ${text}`, `Zones of decree ${text}`)
    : both(`RT ${text}`, `RT in ${text}`)
}

function memberName({ of, known }: ScoreGroup): string {
  if (of === 'rt') return both('RT dengan jumlah nilai', 'RT with a total score')
  return both(
    'lokasi dengan jumlah nilai',
    known === 1 ? 'zone with a total score' : 'zones with a total score',
  )
}

function histogram(group: ScoreGroup, classes: ScoreDistribution['classes'], width: number): string {
  const lowest = Math.min(0, ...group.scores.map(({ score }) => score))
  const highest = Math.max(...classes.map(({ max }) => max), ...group.scores.map(({ score }) => score))
  const step = classes.every(({ min }) => min % 2 === 0) ? 2 : 1
  const bins = new Map<number, number>()
  for (const { score, count } of group.scores) {
    const from = Math.floor(score / step) * step
    bins.set(from, (bins.get(from) ?? 0) + count)
  }
  const most = Math.max(...bins.values())
  const height = width < 500 ? 190 : 210
  const box = { left: 40, right: width - 8, top: 26, bottom: height - 40 }
  const span = Math.floor(highest / step) * step + step - lowest
  const x = (score: number) => box.left + ((score - lowest) / span) * (box.right - box.left)
  const ticks = countTicks(most)
  const top = ticks.at(-1)!
  const y = (count: number) => box.bottom - (count / top) * (box.bottom - box.top)
  const grid = ticks.map(
    (tick) =>
      `<path d="M${box.left} ${round(y(tick))}H${box.right}" stroke="${FAINT}"/>` +
      twice((language) => formatNumber(tick, 0, language), box.left - 6, y(tick) + 4, 'text-anchor="end"'),
  )
  const bars = [...bins]
    .sort(([a], [b]) => a - b)
    .map(
      ([from, count]) =>
        `<rect x="${round(x(from) + 0.5)}" y="${round(y(count))}" width="${round(x(from + step) - x(from) - 1)}" height="${round(box.bottom - y(count))}" fill="${colourOf(from, classes)}" stroke="${legend().ground.outline}" stroke-width=".8"><title>${from}${step > 1 ? `–${from + step - 1}` : ''}: ${count}</title></rect>`,
    )
  const limits = classes.map(({ code, min, max }, index) => {
    const middle = (x(Math.max(min, lowest)) + x(Math.min(max + 1, lowest + span))) / 2
    const line =
      index === 0
        ? ''
        : `<path d="M${round(x(min))} ${box.top - 8}V${box.bottom + 5}" stroke="${INK}" stroke-dasharray="4 3"/>` +
          `<text x="${round(x(min))}" y="${box.bottom + 17}" text-anchor="middle">${min}</text>`
    return `${line}<text x="${round(middle)}" y="${box.top - 11}" text-anchor="middle" font-weight="600" fill="${INK}">${escapeHtml(code)}</text>`
  })
  const ends = `<text x="${round(x(lowest))}" y="${box.bottom + 17}" text-anchor="middle">${lowest}</text><text x="${round(x(highest))}" y="${box.bottom + 17}" text-anchor="end">${highest}</text>`
  const members =
    group.of === 'rt' ? ['banyaknya RT', 'number of RT'] : ['banyaknya lokasi', 'number of zones']
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-size="11.5" fill="${SOFT}">`,
    svgTitle(`Sebaran nilai, ${group.name}`, `Distribution of scores, ${group.name}`),
    `${grid.join('')}${bars.join('')}${limits.join('')}${ends}`,
    `<path d="M${box.left} ${box.bottom}H${box.right}" stroke="${SOFT}"/>`,
    twice(
      (language) =>
        language === 'id'
          ? `jumlah nilai (mendatar), ${members[0]} (tegak)`
          : `total score (across), ${members[1]} (up)`,
      (box.left + box.right) / 2,
      height - 5,
      'text-anchor="middle"',
    ),
    '</svg>',
  ].join('')
}

function colourOf(score: number, classes: ScoreDistribution['classes']): string {
  const code = classes.find(({ min, max }) => score >= min && score <= max)?.code
  return legend().score_class.find((one) => one.code === code)?.colour ?? '#fff'
}

function countTicks(most: number): number[] {
  const rough = Math.max(1, most / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

function classLegend({ classes }: ScoreDistribution): string {
  const items = [...classes].reverse().map(({ code, title, min, max }) => {
    const colour = legend().score_class.find((one) => one.code === code)?.colour ?? '#fff'
    return `<li><svg width="18" height="14" aria-hidden="true"><rect x=".5" y=".5" width="17" height="13" fill="${colour}" stroke="${legend().ground.outline}"/></svg><span>${bilingual(title)} (${escapeHtml(code)}): ${min}–${max}</span></li>`
  })
  return `<ul class="legend">${items.join('')}</ul>`
}
