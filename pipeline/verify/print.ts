import type { ArchiveReport, Proof, ZoomProof } from '../archive/index.ts'
import { plainLine, table } from '../terminal.ts'
import { numberText } from '../values/written-number.ts'
import { detailIn } from './details.ts'
import { lossIn } from './losses.ts'
import { CHECKS, type Language, WORDS } from './words.ts'

/** The report as lines for people: what the archive holds, every check with its faults, the faults. */
export function reportLines(report: ArchiveReport, language: Language): string[] {
  const words = WORDS[language]
  const lines: string[] = []
  if (report.zooms.length > 0) lines.push(...table([[...words.zoom], ...zoomRows(report, words.all)]), '')
  const [check, faults, what] = words.checks
  const rows = report.checks.map((code) => [...[code, `${report.counts[code] ?? 0}`, CHECKS[code][language]]])
  lines.push(...table([[check, faults, what], ...rows], 2))
  const isSound = report.violations.length === 0
  if (!isSound) lines.push('', ...faultLines(report, language))
  if (!report.checks.includes('tile')) lines.push('', words.notMade)
  lines.push('', isSound ? words.sound : words.faulty)
  return lines.map(plainLine)
}

/** What the tiles hold of the source: a table for each layer, every kind of loss with its first examples, the verdict. */
export function proofLines({ layers, loss_count, losses, tiles }: Proof, language: Language): string[] {
  const words = WORDS[language]
  const lines: string[] = []
  for (const layer of layers) {
    const deepest = layer.zooms.at(-1)?.zoom
    const isTold = (zoom: ZoomProof) => layer.features_without_id === 0 || zoom.zoom === deepest
    const rows = layer.zooms.map((zoom) => [
      `${zoom.zoom}`,
      ...[zoom.features, zoom.features_dropped].map((count) => (isTold(zoom) ? `${count}` : '-')),
      ...[zoom.features_clustered, zoom.drawings, zoom.tiles].map(String),
      isTold(zoom) ? numberText(zoom.max_error_units, language, 2, 2) : '-',
    ])
    lines.push(
      '',
      `${layer.name}: ${layer.features} ${words.features}`,
      ...table([[...words.proof], ...rows]),
    )
    if (!layer.zooms.every(isTold)) lines.push(words.withoutId)
  }
  lines.push('')
  if (loss_count > 0) lines.push(...losses.map((loss) => `  ${lossIn(language, loss)}`))
  if (loss_count > losses.length) lines.push(`  + ${loss_count - losses.length} ${words.more}`)
  lines.push(loss_count === 0 ? `${words.proven} (${tiles} ${words.zoom[1]})` : words.notProven)
  return lines.map(plainLine)
}

function zoomRows({ zooms }: ArchiveReport, all: string): string[][] {
  const rows = zooms.map(({ zoom, tiles, contents, bytes, largest }) => [
    zoom,
    tiles,
    contents,
    bytes,
    largest,
  ])
  const sum = (column: number) => rows.reduce((total, row) => total + row[column]!, 0)
  const largest = Math.max(...zooms.map((zoom) => zoom.largest))
  return [...rows.map((row) => row.map(String)), [all, `${sum(1)}`, `${sum(2)}`, `${sum(3)}`, `${largest}`]]
}

function faultLines({ checks, violations, counts }: ArchiveReport, language: Language): string[] {
  const lines: string[] = []
  for (const code of checks) {
    const told = violations.filter((violation) => violation.code === code)
    for (const { detail } of told) lines.push(`  ${code}: ${detailIn(language, detail)}`)
    const untold = (counts[code] ?? 0) - told.length
    if (untold > 0) lines.push(`  ${code}: + ${untold} ${WORDS[language].more}`)
  }
  return lines
}
