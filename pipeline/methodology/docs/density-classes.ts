import type { DensityClasses } from '../density-classes.ts'
import { generatedFrom, sourceOf, table } from './page.ts'

/** The reference page of density classes in Markdown, derived from their YAML and nothing else. */
export function densityClassesMarkdown(m: DensityClasses): string {
  const source = sourceOf(m)
  const range = (index: number): string => {
    const [from, to] = [m.classes[index - 1]?.max, m.classes[index]!.max]
    return [from === undefined ? null : `> ${from}`, to === undefined ? null : `<= ${to}`]
      .filter((part) => part !== null)
      .join(' and ')
  }
  const parts = [
    generatedFrom(m),
    `# ${m.title.id}`,
    `*${m.title.en}*`,
    `What is classed: \`${m.expression}\` of the table \`densities\`, in ${m.unit}, compared to six decimals. A density of exactly a limit belongs to the class below it. Source: ${source(m)}.`,
    '## Classes',
    table(
      ['Density', 'Code', 'Kelas', 'Class', 'Printed as', 'Perumahan', 'Housing', 'Source'],
      m.classes.map((c, i) => [
        range(i),
        c.code,
        c.label.id,
        c.label.en,
        c.printed?.en ?? '',
        c.housing?.id ?? '',
        c.housing?.en ?? '',
        source(c),
      ]),
    ),
    ...(m.holes.length === 0
      ? []
      : [
          '## Holes in the printed limits',
          table(
            ['At', 'Ditutup', 'Closed', 'Source'],
            m.holes.map((hole) => [hole.at, hole.closed.id, hole.closed.en, source(hole)]),
          ),
        ]),
  ]
  return `${parts.join('\n\n')}\n`
}
