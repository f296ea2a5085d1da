import { readFileSync, writeFileSync } from 'node:fs'

/** Figures of one program in one row. */
export interface Figures {
  seconds: number
  workSeconds?: number
  peakMb: number | null
}

/** A row of the report: a program of the project and one peer, if there is one. */
export interface Line {
  section: string
  title: string
  features: number
  ours: Figures
  peer: { name: string; figures: Figures } | null
}

const HEADER = [
  'what',
  'features',
  'work alone, features/s',
  'features/s',
  'peak MB',
  'peer',
  'features/s',
  'peak MB',
  'speed against the peer',
  'memory against the peer',
]
const TEXT_COLUMNS = new Set([0, 5])

/** The lines as Markdown tables that are aligned as text too, one a section. */
export function tables(lines: Line[]): string {
  const sections = [...new Set(lines.map((line) => line.section))]
  return sections
    .map((section) => {
      const rows = lines.filter((line) => line.section === section).map(cellsOf)
      return `### ${section}\n\n${aligned([HEADER, ...rows], TEXT_COLUMNS)}`
    })
    .join('\n\n')
}

function cellsOf({ title, features, ours, peer }: Line): string[] {
  const figures = peer?.figures
  return [
    title,
    features.toLocaleString('en-US'),
    ours.workSeconds === undefined ? '' : rate(features / ours.workSeconds),
    rate(features / ours.seconds),
    megabytes(ours.peakMb),
    peer?.name ?? 'none here',
    figures ? rate(features / figures.seconds) : '',
    figures ? megabytes(figures.peakMb) : '',
    figures ? times(figures.seconds / ours.seconds) : '',
    figures?.peakMb && ours.peakMb ? times(ours.peakMb / figures.peakMb) : '',
  ]
}

/** A Markdown table that is aligned as text too; the first row is the header, columns of text stand to the left. */
export function aligned(rows: string[][], textColumns: ReadonlySet<number>): string {
  const widths = rows[0]!.map((_, i) => Math.max(3, ...rows.map((row) => row[i]!.length)))
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, i) => (textColumns.has(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) =>
    textColumns.has(i) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(rows[0]!), line(rule), ...rows.slice(1).map(line)].join('\n')
}

/** Where the project is behind, in words; worst first. */
export function slower(lines: Line[]): string {
  const behind = lines
    .flatMap(({ title, features, section, ours, peer }) =>
      peer && peer.figures.seconds < ours.seconds
        ? [
            {
              what: `${title} (${features.toLocaleString('en-US')}${section.startsWith('From') ? ', to a table' : ''})`,
              peer: peer.name,
              ratio: ours.seconds / peer.figures.seconds,
            },
          ]
        : [],
    )
    .filter((each, i, all) => all.findIndex((one) => one.what === each.what && one.peer === each.peer) === i)
    .sort((a, b) => b.ratio - a.ratio)
  if (behind.length === 0) return 'Nothing here takes longer than its peer.'
  const list = behind.map((each) => `- ${each.what}: ${each.ratio.toFixed(1)} times as long as ${each.peer}`)
  return `Takes longer than its peer, whole processes compared, worst first:\n\n${list.join('\n')}`
}

export function rate(perSecond: number): string {
  return Number(perSecond.toPrecision(3)).toLocaleString('en-US')
}

export function megabytes(mb: number | null): string {
  return mb === null ? 'not known' : Math.round(mb).toLocaleString('en-US')
}

export function times(ratio: number): string {
  return `${ratio.toPrecision(2)} x`
}

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'

/** Puts the text between the marks of a document. */
export function writeBetweenMarks(path: string, text: string): void {
  const document = readFileSync(path, 'utf8')
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${path} lacks the marks ${BEGIN} and ${END}`)
  writeFileSync(path, `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`)
}
