import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../../pipeline/paths.ts'
import type { SoakFigures } from './soak.ts'

const PAGE = join(PROJECT_ROOT, 'docs/reliability.md')
const START = '<!-- soak:start -->'
const END = '<!-- soak:end -->'

/** Writes what a soak found between its own markers of the page, and leaves all else of it as it is. */
export function writeFigures(figures: SoakFigures, page = PAGE): void {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Reliability\n'
  const section = `${START}\n${figuresText(figures)}\n${END}`
  const start = text.indexOf(START)
  const end = text.indexOf(END)
  const whole =
    start < 0 || end < start
      ? `${text.trimEnd()}\n\n${section}\n`
      : text.slice(0, start) + section + text.slice(end + END.length)
  writeFileSync(page, whole)
}

export function figuresText(figures: SoakFigures): string {
  const { nights, cities, seed, mishaps, edits, results, disk_bytes, faults } = figures
  const counts = (of: Record<string, number>): string =>
    Object.entries(of)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')
  const mb = (bytes: number | undefined): string => `${Math.round((bytes ?? 0) / 1e6)} MB`
  const halfway = Math.ceil(disk_bytes.length / 2)
  return `## Night after night

\`make soak NIGHTS=${nights} CITIES=${cities} SEED=${seed}\` runs ${nights} nights over ${cities} small made-up cities whose sources are edited, spoilt and mended between them, and one calm
night at the end. It is repeated by its seed, but for the instant at which a signal strikes.

| What | Figure |
|---|---|
| nights, by what befell them | ${counts(mishaps)} (${figures.begun} of ${nights + 1} had begun when they were ended) |
| edits of sources | ${counts(edits)} |
| how the nights of the cities ended | ${counts(results)} |
| served releases held to their manifests, file by file | ${figures.releases_checked} |
| largest release | ${(figures.largest_release_bytes / 1e6).toFixed(1)} MB |
| disk after night ${halfway}, after the last, at most (limit) | ${mb(disk_bytes[halfway - 1])}, ${mb(disk_bytes.at(-1))}, ${mb(Math.max(...disk_bytes))} (${mb(figures.disk_limit_bytes)}) |
| pointers that were not whole, lines of the history that were missing or twice, files left behind, processes left alive | ${faults.length} |
| time, on ${availableParallelism()} processors | ${Math.round(figures.seconds / 60)} min |

After each night: what \`latest.json\` of a city names is there whole, by the hashes of its manifest, and what was served once is never gone; the history has every city of every night
once and in order, also of a night that was killed; no more releases lie there than are kept; nothing temporary is left by work that could end; no process lives; the exit code is the
highest of the cities. After the last night every city is well.`
}
