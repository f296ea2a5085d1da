import { METHODOLOGY_DIR } from '../city.ts'
import type { Text } from '../store/index.ts'
import { type MethodologyHead, readMethodology, type Sourced } from './read.ts'
import { checkTests } from './tests-check.ts'

/** What every figure has: a name of its own, a group and a label. */
export interface Labelled {
  id: string
  /** Key of {@link TestsMethodology.groups}. */
  group: string
  label: Text
}

/** A condition on one row of a canonical table. */
export interface Test extends Labelled, Sourced {
  /** Key of {@link TestsMethodology.counts}. */
  table: string
  /** Condition: who counts. Everybody when it is left out. */
  of?: string
  /** Condition: who has what the label says. */
  when: string
  note?: Text
}

/** Tests of one row, combined. */
export interface TestRule extends Labelled, Sourced {
  combine: 'any' | 'all' | 'weighted'
  /** With their weights, which are 1 unless the rule is weighted. */
  tests: { id: string; weight: number }[]
  /** Weighted rules hold where the weights of the tests that hold add up to more. */
  over?: number
}

/** A class of how many tests hold of one row; one of the three is given. */
export interface SeverityClass {
  id: string
  label: Text
  exactly?: number
  at_least?: number
  only?: string
}

export interface Severity extends Sourced {
  group: string
  tests: string[]
  classes: SeverityClass[]
}

/** A checked file of kind `tests`: conditions on rows, counted, and rules that combine them. */
export interface TestsMethodology extends MethodologyHead {
  kind: 'tests'
  notes: Text[]
  /** Of each canonical table what is counted: `rows`, or the column of numbers that is added up. */
  counts: Record<string, Record<string, string>>
  groups: Record<string, Text>
  tests: Test[]
  rules: TestRule[]
  severity: Severity[]
}

/** The file as it is written: the table of a test, notes, rules and severity may be left out, weights stand beside ids. */
export type WrittenTests = Omit<TestsMethodology, 'tests' | 'rules' | 'severity' | 'notes'> & {
  notes?: Text[]
  tests: (Omit<Test, 'table'> & { table?: string })[]
  rules?: (Omit<TestRule, 'tests'> & { tests: (string | Record<string, number>)[] })[]
  severity?: Severity[]
}

/**
 * Reads a methodology of tests by name.
 * @throws UserError `config` naming file, line and key when it is missing or not as it must be.
 */
export function loadTests(name: string, directory: string = METHODOLOGY_DIR): TestsMethodology {
  const { methodology, file } = readMethodology<MethodologyHead>('tests', name, directory)
  const written = methodology as unknown as WrittenTests
  const first = Object.keys(written.counts)[0]!
  const complete: TestsMethodology = {
    ...written,
    notes: written.notes ?? [],
    tests: written.tests.map((test) => ({ ...test, table: test.table ?? first })),
    rules: (written.rules ?? []).map((rule) => ({ ...rule, tests: rule.tests.map(weighed) })),
    severity: written.severity ?? [],
  }
  checkTests(complete, written, file)
  return complete
}

function weighed(test: string | Record<string, number>): { id: string; weight: number } {
  if (typeof test === 'string') return { id: test, weight: 1 }
  const [id, weight] = Object.entries(test)[0]!
  return { id, weight }
}

/** The test of that id. */
export function testOf({ tests }: Pick<TestsMethodology, 'tests'>, id: string): Test | undefined {
  return tests.find((test) => test.id === id)
}

/** The canonical table that the rows of a figure are of: of each test, rule and class of severity by its id. */
export function tableOfFigures(methodology: TestsMethodology): ReadonlyMap<string, string> {
  const of = (id: string) => testOf(methodology, id)!.table
  return new Map([
    ...methodology.tests.map(({ id, table }) => [id, table] as const),
    ...methodology.rules.map(({ id, tests }) => [id, of(tests[0]!.id)] as const),
    ...methodology.severity.flatMap(({ tests, classes }) =>
      classes.map(({ id }) => [id, of(tests[0]!)] as const),
    ),
  ])
}
