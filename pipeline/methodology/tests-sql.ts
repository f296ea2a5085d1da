import type { Text } from '../store/index.ts'
import { parseCondition } from './condition.ts'
import type { Severity, SeverityClass, TestRule, TestsMethodology } from './tests.ts'

/** A figure of a methodology: a test, a rule or a class of severity, in the order of the file. */
export interface Item {
  id: string
  group: string
  label: Text
  /** Column that is TRUE, FALSE or NULL = not known. */
  column: string
  /** Who counts: a column of the same kind, or null where everybody does. */
  of: string | null
}

/** The figures of one methodology over one table, and the columns their SQL makes, level upon level. */
export interface ItemPlan {
  items: Item[]
  /** SQL of columns over a row `r` of the table. */
  tests: string[]
  /** SQL of columns over those of `tests`. */
  rules: string[]
}

/**
 * The figures of a methodology over one of its tables.
 * @param prefix of its columns, so that several methodologies go through one pass.
 */
export function planItems(methodology: TestsMethodology, table: string, prefix: string): ItemPlan {
  const own = methodology.tests.filter((test) => test.table === table)
  const column = new Map(own.map(({ id }, i) => [id, `${prefix}test${i}`]))
  /** Conditions on who counts, each once: tests that ask the same people share them. */
  const asked = [...new Set(own.flatMap(({ of }) => of ?? []))]
  const items: Item[] = own.map(({ id, group, label, of }) => ({
    ...{ id, group, label, column: column.get(id)! },
    of: of === undefined ? null : `${prefix}of${asked.indexOf(of)}`,
  }))
  const rules: string[] = []
  const add = (id: string, group: string, label: Text, sql: string): void => {
    const name = `${prefix}rule${rules.length}`
    rules.push(`${sql} AS ${name}`)
    items.push({ id, group, label, column: name, of: null })
  }
  for (const rule of methodology.rules) {
    if (!column.has(rule.tests[0]!.id)) continue
    add(rule.id, rule.group, rule.label, ruleSql(rule, column))
  }
  for (const severity of methodology.severity) {
    if (!column.has(severity.tests[0]!)) continue
    for (const one of severity.classes)
      add(one.id, severity.group, one.label, classSql(one, severity, column))
  }
  return {
    items,
    tests: [
      ...own.map(({ when, id }) => `${parseCondition(when, table).sql('r')} AS ${column.get(id)}`),
      ...asked.map((of, i) => `${parseCondition(of, table).sql('r')} AS ${prefix}of${i}`),
    ],
    rules,
  }
}

/** Every row of `from` with the columns of all plans after its own. */
export function itemsQuery(plans: readonly ItemPlan[], from: string): string {
  const columns = (of: readonly string[]) => ['*', ...of].join(', ')
  return `SELECT ${columns(plans.flatMap((plan) => plan.rules))}
    FROM (SELECT ${columns(plans.flatMap((plan) => plan.tests))} FROM ${from} r)`
}

/** TRUE or FALSE as soon as the tests that are known decide it, else NULL. */
function ruleSql({ combine, tests, over }: TestRule, column: Map<string, string>): string {
  if (combine !== 'weighted') {
    return `(${tests.map(({ id }) => column.get(id)).join(combine === 'any' ? ' OR ' : ' AND ')})`
  }
  const sum = (held: string) =>
    tests.map(({ id, weight }) => `CASE WHEN ${column.get(id)} ${held} THEN ${weight} ELSE 0 END`).join(' + ')
  return `CASE WHEN ${sum('IS TRUE')} > ${over} THEN true WHEN ${sum('IS NOT FALSE')} <= ${over} THEN false END`
}

function classSql(one: SeverityClass, { tests }: Severity, column: Map<string, string>): string {
  if (one.only !== undefined) {
    const others = tests.filter((id) => id !== one.only).map((id) => `NOT ${column.get(id)}`)
    return `(${[column.get(one.only), ...others].join(' AND ')})`
  }
  const held = (how: string) => tests.map((id) => `(${column.get(id)} ${how})::TINYINT`).join(' + ')
  const [least, most] = [held('IS TRUE'), held('IS NOT FALSE')]
  if (one.at_least !== undefined)
    return `CASE WHEN ${least} >= ${one.at_least} THEN true WHEN ${most} < ${one.at_least} THEN false END`
  return `CASE WHEN ${least} > ${one.exactly} OR ${most} < ${one.exactly} THEN false WHEN ${least} = ${most} THEN true END`
}
