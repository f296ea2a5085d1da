import { tableSchema, tableSchemas } from '../store/index.ts'
import type { CheckedYaml, Key } from '../yaml-file.ts'
import { known, list } from './check-parts.ts'
import { parseCondition } from './condition.ts'
import { type Test, type TestsMethodology, testOf, type WrittenTests } from './tests.ts'
import { ExpressionFault } from './tokens.ts'

/** Words that a count may be instead of a column: each row is one. */
export const ROWS = 'rows'

/**
 * What the JSON Schema cannot say: that tables, columns, words, groups and tests are there and rules are whole.
 * @throws UserError `config` naming file, line and key.
 */
export function checkTests(methodology: TestsMethodology, written: WrittenTests, file: CheckedYaml): void {
  checkCounts(methodology, file)
  checkNames(methodology, file)
  methodology.tests.forEach((test, index) => {
    checkTest(methodology, test, ['tests', index], file)
  })
  methodology.rules.forEach((rule, index) => {
    const key: Key = ['rules', index]
    checkUsed(methodology, rule.tests, [...key, 'tests'], file)
    const weighted = rule.combine === 'weighted'
    written.rules![index]!.tests.forEach((test, at) => {
      if ((typeof test === 'object') === weighted) return
      throw file.fault([...key, 'tests', at], {
        what: weighted
          ? 'a test of a weighted rule has no weight'
          : 'a weight in a rule that is not weighted',
        got: JSON.stringify(test),
        expected: weighted ? 'the id of a test with its weight: { water: 15 }' : 'the id of a test',
      })
    })
    checkLimit(methodology, index, weighted, file)
  })
  methodology.severity.forEach((severity, index) => {
    const key: Key = ['severity', index]
    const tests = severity.tests.map((id) => ({ id }))
    checkUsed(methodology, tests, [...key, 'tests'], file)
    checkClasses(methodology, index, file)
  })
}

function checkCounts({ counts }: TestsMethodology, file: CheckedYaml): void {
  for (const [table, columns] of Object.entries(counts)) {
    known(table, [...tableSchemas().keys()], ['counts', table], 'there is no such canonical table', file)
    const numbers = tableSchema(table)
      .columns.filter(({ type, unit }) => unit !== null && unit !== 'year' && type !== 'string')
      .map(({ name }) => name)
    for (const [count, column] of Object.entries(columns))
      known(column, [ROWS, ...numbers], ['counts', table, count], 'this can not be counted', file)
  }
}

/** Every figure has a name of its own and a group that is there; every group has a figure. */
function checkNames({ groups, tests, rules, severity }: TestsMethodology, file: CheckedYaml): void {
  const seen = new Set<string>()
  const used = new Set<string>()
  const name = (id: string, key: Key): void => {
    if (seen.has(id)) throw file.fault([...key, 'id'], { what: 'stands twice', got: id })
    seen.add(id)
  }
  const group = (of: string, key: Key): void => {
    known(of, Object.keys(groups), [...key, 'group'], 'there is no such group', file)
    used.add(of)
  }
  for (const [part, rows] of Object.entries({ tests, rules })) {
    rows.forEach(({ id, group: of }, index) => {
      name(id, [part, index])
      group(of, [part, index])
    })
  }
  severity.forEach(({ group: of, classes }, index) => {
    group(of, ['severity', index])
    for (const [at, { id }] of classes.entries()) name(id, ['severity', index, 'classes', at])
  })
  const idle = Object.keys(groups).find((one) => !used.has(one))
  if (idle !== undefined) throw file.fault(['groups', idle], { what: 'nothing is in the group', got: idle })
}

function checkTest(methodology: TestsMethodology, test: Test, key: Key, file: CheckedYaml): void {
  const tables = Object.keys(methodology.counts)
  known(test.table, tables, [...key, 'table'], 'nothing is counted of this table', file)
  for (const part of ['of', 'when'] as const) {
    const text = test[part]
    if (text === undefined) continue
    try {
      const columns = parseCondition(text, test.table).columns
      const secret = tableSchema(test.table).columns.find(
        ({ name, privacy }) => columns.includes(name) && privacy !== 'public' && privacy !== 'aggregate',
      )
      if (secret) throw new ExpressionFault(`asks for ${secret.name}, which is ${secret.privacy}`)
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error
      throw file.fault([...key, part], { what: `the condition ${error.message}`, got: text })
    }
  }
}

/** The tests a rule or severity names are there, each once, of one table, and of everybody. */
function checkUsed(
  methodology: TestsMethodology,
  used: readonly { id: string }[],
  key: Key,
  file: CheckedYaml,
): void {
  const ids = methodology.tests.map(({ id }) => id)
  const tables = new Set<string>()
  used.forEach(({ id }, at) => {
    known(id, ids, [...key, at], 'there is no such test', file)
    if (used.findIndex((other) => other.id === id) < at)
      throw file.fault([...key, at], { what: 'stands twice', got: id })
    const test = testOf(methodology, id)!
    if (test.of !== undefined) {
      throw file.fault([...key, at], {
        what: 'the test does not ask everybody (`of`), so it can not be combined',
        got: id,
      })
    }
    tables.add(test.table)
    if (tables.size > 1)
      throw file.fault([...key, at], { what: 'the tests are of several tables', got: list([...tables]) })
  })
}

function checkLimit({ rules }: TestsMethodology, index: number, weighted: boolean, file: CheckedYaml): void {
  const { over, tests } = rules[index]!
  const key: Key = ['rules', index, 'over']
  if (!weighted) {
    if (over !== undefined)
      throw file.fault(key, { what: 'a limit in a rule that is not weighted', got: String(over) })
    return
  }
  const most = tests.reduce((sum, { weight }) => sum + weight, 0)
  if (over === undefined || over >= most) {
    throw file.fault(over === undefined ? ['rules', index] : key, {
      what: 'the limit of a weighted rule can not be passed or is missing',
      got: over === undefined ? 'nothing' : String(over),
      expected: `over: a whole number below ${most}, the sum of the weights`,
    })
  }
}

function checkClasses({ severity }: TestsMethodology, index: number, file: CheckedYaml): void {
  const { classes, tests } = severity[index]!
  classes.forEach(({ exactly, at_least, only }, at) => {
    const key: Key = ['severity', index, 'classes', at]
    const given = [exactly, at_least, only].filter((one) => one !== undefined)
    if (given.length !== 1) {
      throw file.fault(key, {
        what: 'a class has one limit',
        got: `${given.length}`,
        expected: 'exactly, at_least or only',
      })
    }
    const number = exactly ?? at_least
    if (number !== undefined && number > tests.length)
      throw file.fault(key, { what: 'there are not so many tests', got: String(number) })
    if (only !== undefined) known(only, tests, [...key, 'only'], 'the test is not in the list', file)
  })
}
