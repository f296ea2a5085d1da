import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { methodologiesOf } from '../../pipeline/methodology/kinds.ts'
import { loadTests } from '../../pipeline/methodology/tests.ts'
import { planItems } from '../../pipeline/methodology/tests-sql.ts'
import { Store } from '../../pipeline/store/index.ts'
import { judge } from './support/judge.ts'

interface Vector {
  name: string
  table?: string
  row: Record<string, string | number>
  /** true, false, `unknown`, or `out` for who does not count. */
  expect: Record<string, boolean | 'unknown' | 'out'>
}

const vectorsOf = (name: string): Vector[] =>
  parse(readFileSync(join(import.meta.dirname, 'vectors', `${name}.yaml`), 'utf8'))

let store: Store
beforeAll(async () => {
  store = await Store.open({ threads: 1 })
})
afterAll(() => store.close())

describe.each(methodologiesOf('tests'))('%s', (name) => {
  const methodology = loadTests(name)
  const vectors = vectorsOf(name)

  it.each(vectors)('$name', async ({ table, row, expect: expected }) => {
    const of = table ?? Object.keys(methodology.counts)[0]!
    const [found] = await judge(store, methodology, of, [row])
    for (const [id, result] of Object.entries(expected)) expect([id, found![id]]).toEqual([id, result])
  })

  it('has a vector that holds and one that does not for every test, rule and class', () => {
    const items = Object.keys(methodology.counts).flatMap((table) => planItems(methodology, table, '').items)
    for (const { id } of items) {
      const results = new Set(vectors.flatMap((vector) => vector.expect[id] ?? []))
      expect([id, results.has(true), results.has(false)]).toEqual([id, true, true])
    }
  })
})
