import { plainLine } from '../../terminal.ts'

/** Columns of a terminal that everything fits into. */
export const WIDTH = 100

/** Columns of the labels before facts. */
const LABEL = 20

/** Text broken at blanks into lines of at most `width` columns; a word that is longer is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plainLine(text).split(/\s+/)) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`
      continue
    }
    if (line !== '') lines.push(line)
    while (rest.length > width) {
      lines.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    line = rest
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** A heading with a rule below it. */
export function heading(text: string): string[] {
  const lines = wrapped(text, WIDTH)
  return ['', ...lines, '-'.repeat(Math.max(...lines.map((line) => line.length)))]
}

/** `label   text`, the text broken beside the label. */
export function fact(label: string, text: string): string[] {
  const beside = wrapped(text, WIDTH - LABEL - 2)
  const left = wrapped(label, LABEL - 2)
  return Array.from({ length: Math.max(beside.length, left.length) }, (_, i) =>
    `  ${(left[i] ?? '').padEnd(LABEL)}${beside[i] ?? ''}`.trimEnd(),
  )
}

/** A paragraph, indented. */
export function paragraph(text: string, indent = 2): string[] {
  return wrapped(text, WIDTH - indent).map((line) => ' '.repeat(indent) + line)
}

export interface TableColumn {
  head: string
  align?: 'left' | 'right'
  /** The column that gives way when the table is too wide: its cells are broken. */
  gives?: boolean
}

/** A heading of several words may stand on several lines. */
function headWidth({ head }: TableColumn): number {
  return Math.max(...head.split(' ').map((word) => word.length))
}

/** An aligned table, indented by two, no wider than {@link WIDTH}; a column without anything in it is left out. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const used = columns.flatMap((_, i) => (rows.some((row) => (row[i] ?? '') !== '') ? [i] : []))
  const widths = new Map(
    used.map((i) => [
      i,
      Math.max(headWidth(columns[i]!), ...rows.map((row) => plainLine(row[i] ?? '').length)),
    ]),
  )
  const gap = 2 * used.length
  const over = [...widths.values()].reduce((sum, width) => sum + width, gap) - WIDTH
  const giving = used.find((i) => columns[i]!.gives)
  if (over > 0 && giving !== undefined) widths.set(giving, Math.max(12, widths.get(giving)! - over))
  const line = (cells: readonly string[]) => {
    const broken = new Map(used.map((i) => [i, wrapped(cells[i] ?? '', widths.get(i)!)]))
    const height = Math.max(...[...broken.values()].map((part) => part.length))
    return Array.from({ length: height }, (_, at) =>
      used
        .map((i) => {
          const part = broken.get(i)![at] ?? ''
          const width = widths.get(i)!
          return `  ${columns[i]!.align === 'right' ? part.padStart(width) : part.padEnd(width)}`
        })
        .join('')
        .trimEnd(),
    )
  }
  if (used.length === 0) return []
  const rule = used.map((i) => `  ${'-'.repeat(widths.get(i)!)}`).join('')
  return [...line(columns.map((column) => column.head)), rule, ...rows.flatMap(line)]
}
