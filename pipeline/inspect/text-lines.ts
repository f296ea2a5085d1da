/** Columns a terminal is taken to have. */
export const LINE_WIDTH = 100

/** Words in lines of at most the width; the first begins with `lead`, a line after it with `indent` blanks. */
export function wrap(text: string, indent: number, width = LINE_WIDTH, lead = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const limit = width - (lines.length === 0 ? lead.length : indent)
    if (line !== '' && line.length + 1 + word.length > limit) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((one, index) => (index === 0 ? lead : ' '.repeat(indent)) + one).join('\n')
}

/** Cut to the width, with a mark where something is missing. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`
}

/** Rows with their columns aligned to the left; the last column takes what is left of the line. */
export function table(
  rows: readonly (readonly string[])[],
  indent: number,
  widest: readonly number[],
): string[] {
  const widths = widest.map((most, column) =>
    Math.min(most, Math.max(0, ...rows.map((row) => (row[column] ?? '').length))),
  )
  return rows.map((row) => {
    const head = row
      .slice(0, -1)
      .map((cell, column) => cut(cell, widths[column]!).padEnd(widths[column]!))
      .join('  ')
    const left = ' '.repeat(indent) + head
    return `${left}  ${cut(row.at(-1) ?? '', LINE_WIDTH - left.length - 2)}`.trimEnd()
  })
}
