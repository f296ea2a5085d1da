import { createHash } from 'node:crypto'
import type { StageName } from '../stage.ts'
import { filled } from '../values/language.ts'
import { isWarned } from './city-run.ts'
import type { CityStatus, Status } from './status-file.ts'
import {
  changedWords,
  failedCount,
  faultWords,
  type Language,
  RESULTS,
  stageTitle,
  WORDS,
  warnedCount,
} from './words.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #222; --soft: #4d4d4d; --line: #bdbdbd; --ground: #fafaf7; --bad: #b30000; --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --soft: #bbb; --line: #555; --ground: #1b1b1b; --bad: #ff9d8a; --good: #8fd6a8 } }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 3rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
h1 { font-size: 1.4rem; margin: 0 }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; flex-wrap: wrap }
a { color: inherit }
.verdict { font-size: 1.2rem; margin: 1rem 0 .25rem }
.soft, footer { color: var(--soft); font-size: .9rem }
.table { overflow-x: auto; margin: 1.5rem 0 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600; font-size: .85rem; color: var(--soft) }
tbody th { font-size: 1rem; color: inherit }
.number { text-align: right }
.long { min-width: 11rem }
.bad { color: var(--bad); font-weight: 600 }
.good { color: var(--good); font-weight: 600 }
code { font-size: .85em; overflow-wrap: anywhere }
ul { margin: 0; padding-left: 1.1rem }
summary { cursor: pointer }
time { white-space: nowrap }
@media (max-width: 45rem) {
  thead { display: none }
  table, tbody, tr, td, tbody th { display: block }
  td, tbody th { border: 0; padding: .2rem 0 }
  tr { border-bottom: 1px solid var(--line); padding: .75rem 0 }
  .number { text-align: left }
  td::before { content: attr(data-label) ': '; color: var(--soft); font-weight: 400; font-size: .9rem }
}
body:has(#en:target) #id, body:not(:has(#en:target)) #en { display: none }
`

/** Nothing is loaded and nothing runs: the page is one file with one style, named by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** The status as a page for people, in both languages; where `:has` is not known both are shown. */
export function statusPage(status: Status): string {
  return `<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="robots" content="noindex">
<title>${text(WORDS.title.id)} · ${text(WORDS.title.en)}</title>
<style>${STYLE}</style>
</head>
<body>
${section(status, 'id', 'en')}
${section(status, 'en', 'id')}
</body>
</html>
`
}

function section(status: Status, language: Language, other: Language): string {
  const say = (word: keyof typeof WORDS): string => text(WORDS[word][language])
  const { run, cities } = status
  const columns = ['city', 'result', 'lastGood', 'failures', 'changed', 'duration'] as const
  const head = columns
    .map((word) => `<th scope="col"${isNumber(word) ? ' class="number"' : ''}>${say(word)}</th>`)
    .join('')
  const rows = cities.map((city) => row(city, status, language)).join('\n')
  const ended = run.ended === null ? '' : ` · ${say('ended')} ${time(run.ended)}`
  return `<main id="${language}" lang="${language}">
<header><h1>${say('title')}</h1><a href="#${other}" lang="${other}">${say('other')}</a></header>
${verdict(status, language)}
<p class="soft">${say('started')} ${time(run.started)}${ended}</p>
${cities.length === 0 ? `<p>${say('noneYet')}</p>` : `<div class="table"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table></div>`}
<footer><p>${say('note')}</p></footer>
</main>`
}

function isNumber(word: string): boolean {
  return word === 'failures'
}

function verdict({ run, cities }: Status, language: Language): string {
  const say = (word: keyof typeof WORDS): string => text(WORDS[word][language])
  const isGoing = run.ended === null
  const ended = cities.flatMap(({ last_run }) => (last_run === null ? [] : [last_run]))
  const bad = ended.filter((one) => one.exit !== 0 && !isWarned(one)).length
  const warned = ended.filter(isWarned).length
  const going = isGoing ? `<p class="verdict">${say('going')}</p>\n` : ''
  if (bad > 0) {
    const words = text(failedCount(bad, cities.length, language))
    return `${going}<p class="verdict bad">✗ ${words}</p>\n<p>${say('servedStill')}</p>`
  }
  if (warned > 0)
    return `${going}<p class="verdict bad">! ${text(warnedCount(warned, cities.length, language))}</p>`
  const isKnown = cities.length > 0 && cities.every(({ last_run }) => last_run !== null)
  return isKnown && !isGoing ? `<p class="verdict good">✓ ${say('allWell')}</p>` : going
}

function row(city: CityStatus, { run }: Status, language: Language): string {
  const say = (word: keyof typeof WORDS): string => text(WORDS[word][language])
  const { last_run, last_good, consecutive_failures } = city
  const good =
    last_good === null
      ? say('never')
      : `${time(last_good.confirmed)}<br><span class="soft">${say('release')} <code>${text(last_good.release ?? '')}</code></span>`
  const changed = last_run === null ? [] : changedWords(last_run, language)
  const list =
    changed.length === 0
      ? say('nothing')
      : `<ul>${changed.map((one) => `<li>${text(one)}</li>`).join('')}</ul>`
  return `<tr>
<th scope="row">${text(city.title?.[language] ?? city.city)}</th>
<td data-label="${say('result')}">${result(city, run.ended === null, language)}</td>
<td data-label="${say('lastGood')}">${good}</td>
<td data-label="${say('failures')}" class="number${consecutive_failures > 0 ? ' bad' : ''}">${consecutive_failures}</td>
<td data-label="${say('changed')}">${list}</td>
<td data-label="${say('duration')}" class="long">${duration(city, language)}</td>
</tr>`
}

function result({ last_run, building_since }: CityStatus, isGoing: boolean, language: Language): string {
  const say = (word: keyof typeof WORDS): string => text(WORDS[word][language])
  if (building_since !== null) return `${say(isGoing ? 'building' : 'killed')} ${time(building_since)}`
  if (last_run === null) return say('waiting')
  const { exit, fault, old_sources } = last_run
  const mark = exit === 0 ? '<span class="good">✓' : `<span class="bad">${isWarned(last_run) ? '!' : '✗'}`
  const why =
    fault === null ? '' : `<br>${text(faultWords(fault, language))} <span class="soft">(${exit})</span>`
  const old = old_sources.map(
    ({ source, age_days }) =>
      `<br><span class="soft">${text(filled(WORDS.oldSource[language], { n: age_days, name: source }))}</span>`,
  )
  return `${mark} ${text(RESULTS[last_run.result]?.[language] ?? last_run.result)}</span>${why}${old.join('')}`
}

function duration({ last_run }: CityStatus, language: Language): string {
  if (last_run === null || last_run.seconds === null) return '–'
  const whole = secondsText(last_run.seconds, language)
  const memory =
    last_run.peak_memory_mb === null
      ? ''
      : `<p class="soft">${text(WORDS.memory[language])}: ${last_run.peak_memory_mb} MB</p>`
  const stages = Object.entries(last_run.stages) as [StageName, number][]
  if (stages.length === 0) return whole
  const items = stages
    .map(
      ([stage, seconds]) =>
        `<li>${text(stageTitle(stage, language))}: ${secondsText(seconds, language)}</li>`,
    )
    .join('')
  const label = `${whole} <span class="soft">${text(WORDS.stages[language])}</span>`
  return `<details><summary>${label}</summary><ul>${items}</ul>${memory}</details>`
}

function secondsText(seconds: number, language: Language): string {
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  if (seconds < 60) return `${number.format(seconds)} ${language === 'id' ? 'dtk' : 's'}`
  return `${number.format(seconds / 60)} ${language === 'id' ? 'mnt' : 'min'}`
}

/** Days and minutes in UTC, the same everywhere. */
function time(iso: string): string {
  const shown = `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
  return `<time datetime="${text(iso)}">${text(shown)}</time>`
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
