import { readFileSync, writeFileSync } from 'node:fs'
import type { Facts } from './programs-row.ts'
import { aligned, megabytes, rate, times } from './report.ts'

export interface ProgramFigures {
  name: string
  workSeconds: number
  seconds: number
  peakMb: number | null
  facts: Facts
}

export interface ProgramLine {
  what: string
  amount: number
  unit: string
  ours: ProgramFigures
  peers: ProgramFigures[]
  notes: string[]
}

/** A row of the bench as Markdown: a table of its lines, what each program found, notes. */
export function rowText(title: string, conditions: string, lines: ProgramLine[]): string {
  const unit = lines[0]!.unit
  const header = [
    'what',
    'program',
    `${unit}/s`,
    'work, s',
    'whole process, s',
    'peak MB',
    'speed of ours',
    'memory of ours',
  ]
  const cells = lines.flatMap(({ what, amount, ours, peers }) =>
    [ours, ...peers].map((program) => {
      const isOurs = program === ours
      return [
        what,
        program.name,
        rate(amount / program.workSeconds),
        seconds(program.workSeconds),
        seconds(program.seconds),
        megabytes(program.peakMb),
        isOurs ? '' : times(program.workSeconds / ours.workSeconds),
        isOurs || !program.peakMb || !ours.peakMb ? '' : times(ours.peakMb / program.peakMb),
      ]
    }),
  )
  const found = lines.flatMap((line) =>
    [line.ours, ...line.peers].map(
      ({ name, facts }) => `- ${lines.length > 1 ? `${line.what}, ` : ''}${name}: ${told(facts)}`,
    ),
  )
  const notes = [...new Set(lines.flatMap((line) => line.notes))].map((note) => `- ${note}`)
  const table = aligned([header, ...cells], new Set([0, 1]))
  return [`### ${title}`, conditions, table, ['Found:', '', ...found].join('\n'), notes.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
}

function told(facts: Facts): string {
  return Object.entries(facts)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? value.toLocaleString('en-US', { maximumSignificantDigits: 15 }) : value}`,
    )
    .join(', ')
}

function seconds(value: number): string {
  return value < 0.1 ? value.toPrecision(2) : value.toFixed(2)
}

/**
 * Puts the texts of rows between the marks of a document, in the given order of all rows; a row that was not run keeps
 * the text it has.
 */
export function writeRows(
  path: string,
  group: string,
  order: readonly string[],
  texts: ReadonlyMap<string, string>,
): void {
  const first = `<!-- ${group}:begin -->`
  const last = `<!-- ${group}:end -->`
  const rowMark = (id: string): string => `<!-- ${group}:row ${id} -->`
  const document = readFileSync(path, 'utf8')
  const [begin, end] = [document.indexOf(first), document.indexOf(last)]
  if (begin < 0 || end < begin) throw new Error(`${path} lacks the marks ${first} and ${last}`)
  const kept = new Map<string, string>()
  for (const block of document
    .slice(begin + first.length, end)
    .split(`<!-- ${group}:row `)
    .slice(1)) {
    const [id, ...text] = block.split(' -->')
    kept.set(id!, text.join(' -->').trim())
  }
  const blocks = order.flatMap((id) => {
    const text = texts.get(id) ?? kept.get(id)
    return text === undefined ? [] : [`${rowMark(id)}\n${text}`]
  })
  const section = blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n\n`
  writeFileSync(path, `${document.slice(0, begin + first.length)}\n\n${section}${document.slice(end)}`)
}
