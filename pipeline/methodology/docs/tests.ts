import type { Severity, SeverityClass, Test, TestRule, TestsMethodology } from '../tests.ts'
import { generatedFrom, sourceOf, table } from './page.ts'

/** The reference page of a methodology of tests in Markdown, derived from its YAML and nothing else. */
export function testsMarkdown(m: TestsMethodology): string {
  const source = sourceOf(m)
  const code = (text: string) => `\`${text.replaceAll(/\s+/g, ' ').trim()}\``
  const tables = Object.keys(m.counts)
  const counted = Object.entries(m.counts).map(([name, counts]) => {
    const each = Object.entries(counts).map(([count, column]) =>
      column === 'rows' ? `${count} (each row is one)` : `${count} (sum of ${code(column)})`,
    )
    return `- ${code(name)}: ${each.join(', ')}`
  })
  const testRow = (test: Test) => [
    test.id,
    test.label.id,
    test.label.en,
    ...(tables.length > 1 ? [code(test.table)] : []),
    test.of === undefined ? '' : code(test.of),
    code(test.when),
    source(test),
  ]
  const groups = Object.entries(m.groups).flatMap(([group, label]) => {
    const tests = m.tests.filter((test) => test.group === group)
    const rules = m.rules.filter((rule) => rule.group === group)
    const severity = m.severity.filter((one) => one.group === group)
    return [
      `## ${label.id} / ${label.en}`,
      ...(tests.length === 0
        ? []
        : [
            table(
              [
                ...['Id', 'Uji', 'Test'],
                ...(tables.length > 1 ? ['Table'] : []),
                ...['Of', 'Condition', 'Source'],
              ],
              tests.map(testRow),
            ),
          ]),
      ...tests.flatMap(({ id, note }) =>
        note === undefined ? [] : [`- \`${id}\`: ${note.en} *${note.id}*`],
      ),
      ...(rules.length === 0
        ? []
        : [
            table(
              ['Id', 'Aturan', 'Rule', 'Holds where', 'Source'],
              rules.map((rule) => [rule.id, rule.label.id, rule.label.en, combined(rule), source(rule)]),
            ),
          ]),
      ...severity.flatMap((one) => [
        `How many of ${one.tests.map(code).join(', ')} hold. Source: ${source(one)}.`,
        table(
          ['Id', 'Kelas', 'Class', 'Tests'],
          one.classes.map((c) => [c.id, c.label.id, c.label.en, limit(c, one)]),
        ),
      ]),
    ]
  })
  const parts = [
    generatedFrom(m),
    `# ${m.title.id}`,
    `*${m.title.en}*`,
    `Source: ${source(m)}. Each number names its source and how sure we are of it: **high** = read in a public source and checked on real data, **medium** = read in one source, **low** = common practice without a source at hand. What the figures mean, their bounds and what is held back: [household-rules.md](household-rules.md).`,
    ...m.notes.flatMap((note) => [note.en, `*${note.id}*`]),
    `Counted:\n\n${counted.join('\n')}`,
    'A condition whose answer is missing, or is a word the form does not know, is unknown: it is never false. "Of" says who counts; where it is blank, everybody does.',
    ...groups,
  ]
  return `${parts.join('\n\n')}\n`
}

function combined({ combine, tests, over }: TestRule): string {
  if (combine === 'weighted')
    return `${tests.map(({ id, weight }) => `${weight} x \`${id}\``).join(' + ')} > ${over}`
  return tests.map(({ id }) => `\`${id}\``).join(combine === 'any' ? ' or ' : ' and ')
}

function limit({ exactly, at_least, only }: SeverityClass, { tests }: Severity): string {
  if (only !== undefined) return `only \`${only}\``
  return at_least === undefined ? `${exactly} of ${tests.length}` : `${at_least} or more of ${tests.length}`
}
