import { availableParallelism } from 'node:os'
import type { SoakFigures, Struck } from './soak.ts'

const counts = (of: Record<string, number>): string =>
  Object.entries(of)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')

/** Nights without a mishap, and of each mishap in how many nights it struck of those in which it was tried. */
export function mishapCounts(mishaps: Record<string, Struck>): string {
  const { none = { tried: 0, struck: 0 }, ...others } = mishaps
  const told = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { tried, struck }]) => `${name} ${struck} of ${tried}`)
  return [`calm ${none.tried}`, ...told].join(', ')
}

export function figuresText(figures: SoakFigures): string {
  const { nights, cities, seed, edits, results, disk_bytes, faults } = figures
  const mb = (bytes: number | undefined): string => `${Math.round((bytes ?? 0) / 1e6)} MB`
  const halfway = Math.ceil(disk_bytes.length / 2)
  return `## Night after night

\`make soak NIGHTS=${nights} CITIES=${cities} SEED=${seed}\` runs ${nights} nights over ${cities} small made-up cities whose sources are edited, spoilt and mended between them, and one calm
night at the end. It is repeated by its seed, but for the instant at which a signal strikes. A mishap struck where the night was still running when the signal was sent, where the
night told of a build that was killed, and where the full disk or the lack of a right ended a city with 50.

| What | Figure |
|---|---|
| nights, and in how many of those in which it was tried a mishap struck | ${mishapCounts(figures.mishaps)} (${figures.begun} of ${nights + 1} had begun when they were ended) |
| edits of sources | ${counts(edits)} |
| how the nights of the cities ended | ${counts(results)} |
| served releases held to their manifests, file by file | ${figures.releases_checked} |
| largest release | ${(figures.largest_release_bytes / 1e6).toFixed(1)} MB |
| disk after night ${halfway}, after the last, at most (limit) | ${mb(disk_bytes[halfway - 1])}, ${mb(disk_bytes.at(-1))}, ${mb(Math.max(...disk_bytes))} (${mb(figures.disk_limit_bytes)}) |
| pointers that were not whole, lines of the history that were missing or twice, files left behind, processes left alive | ${faults.length} |
| time, on ${availableParallelism()} processors | ${Math.round(figures.seconds / 60)} min |

After each night: what \`latest.json\` of a city names is there whole, by the hashes of its manifest, and what was served once is never gone; the history has every city of every night
once and in order, also of a night that was killed; no more releases lie there than are kept; nothing temporary is left by work that could end, also where the system refused it something;
no process lives; the exit code is the highest of the cities. After the last night every city is well.`
}

/** What nights with a stand-in for their builds prove: nothing of releases and of the disk. */
export function standInText({ mishaps, results, begun, nights, faults }: SoakFigures): string {
  return `${begun} of ${nights + 1} nights had begun: ${mishapCounts(mishaps)}
cities: ${counts(results)}
amiss in lock, history, status and exit codes: ${faults.length}`
}
