import { type Store, sqlName } from '../../store/index.ts'
import type { Side } from './compare-rows.ts'

const NUMBER = '-?\\d+(\\.\\d+)?(e-?\\d+)?'
const DECIMAL = '-?\\d+\\.\\d+(e-?\\d+)?'

/**
 * Columns of a CSV that tell its rows apart on both sides. A release does not say which they are: from the left those are taken that
 * tell more rows apart than the ones before, names, codes and whole numbers before measured ones; then those that the others
 * do without are left out.
 */
export async function tableKey(store: Store, a: Side, b: Side): Promise<string[]> {
  const common = [...b.columns.keys()].filter((column) => a.columns.has(column))
  const measured = new Set<string>()
  for (const side of [a, b]) {
    // A city's code looks like a decimal, among codes that do not.
    const isMeasured = common.map((name, i) => {
      const matches = (pattern: string) => `regexp_full_match(${sqlName(name)}, '${pattern}')`
      return `coalesce(bool_and(${matches(NUMBER)}) AND bool_or(${matches(DECIMAL)}), false) AS c${i}`
    })
    const [row] = await store.rows<Record<string, boolean>>(
      `SELECT ${isMeasured.join(', ')} FROM ${side.from}`,
    )
    for (const [i, name] of common.entries()) if (row![`c${i}`]) measured.add(name)
  }
  const candidates = [
    ...common.filter((name) => !measured.has(name)),
    ...common.filter((name) => measured.has(name)),
  ]
  const told = async (columns: readonly string[]): Promise<number> => {
    let sum = 0
    for (const { from } of [a, b])
      sum += await store.count(`(SELECT DISTINCT ${columns.map(sqlName).join(', ')} FROM ${from})`)
    return sum
  }
  const all = a.rows + b.rows
  let key: string[] = []
  let apart = 0
  for (const name of candidates) {
    if (apart === all) break
    const more = await told([...key, name])
    if (more > apart) key.push(name)
    apart = Math.max(apart, more)
  }
  for (const name of [...key].reverse()) {
    const without = key.filter((other) => other !== name)
    if (without.length > 0 && (await told(without)) === apart) key = without
  }
  return key
}
