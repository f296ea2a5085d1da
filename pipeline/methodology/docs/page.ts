import type { MethodologyHead, Sourced } from '../read.ts'

/** First line of a generated page. */
export function generatedFrom({ id }: { id: string }): string {
  return `<!-- Generated from schemas/methodologies/${id}.yaml by \`npm run docs\`: edit the YAML and run that. -->`
}

/** How a page names the source of a number and how sure we are of it. */
export function sourceOf(methodology: MethodologyHead): (of: Sourced) => string {
  return (of) => `${methodology.sources[of.source]!.en} (${of.confidence})`
}

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
