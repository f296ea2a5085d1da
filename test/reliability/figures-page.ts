import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../../pipeline/durable.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'

const PAGE = join(PROJECT_ROOT, 'docs/reliability.md')

/** Parts of the page that a run writes, each between `<!-- name:start -->` and `<!-- name:end -->`. */
export type FiguresName = 'faults' | 'disk' | 'kills' | 'hostile' | 'soak'

/** Writes what a run found between its own markers of the page, and leaves all else of it as it is. @throws Error without them */
export function writeFigures(name: FiguresName, text: string, page = PAGE): void {
  const [start, end] = [`<!-- ${name}:start -->\n`, `<!-- ${name}:end -->`]
  const whole = readFileSync(page, 'utf8')
  const [from, to] = [whole.indexOf(start), whole.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${page} has no place for ${name}`)
  writeFileDurably(page, `${whole.slice(0, from + start.length)}\n${text.trim()}\n\n${whole.slice(to)}`)
}
