import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { digestFindings, digestPublic } from '../../../pipeline/stages/2-validate/digest.ts'
import { FINDING_COLUMNS } from '../../../pipeline/stages/2-validate/findings.ts'
import { digestOf } from '../../../pipeline/stages/2-validate/report/digest.ts'
import { type Finding, SEVERITIES } from '../../../pipeline/stages/2-validate/report/types.ts'
import { Store, writeTable } from '../../../pipeline/store/index.ts'

let store: Store
const folder = mkdtempSync(join(tmpdir(), 'petakumuh-digest-'))
beforeAll(async () => {
  store = await Store.open({ threads: 2 })
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const finding = fc.record({
  code: fc.constantFrom('KEY_DUP', 'OVER_WATER'),
  severity: fc.constantFrom(...SEVERITIES),
  table: fc.constantFrom('zones', 'households'),
  source_id: fc.constantFrom('a', 'b'),
  source_row: fc.option(fc.integer({ min: 1, max: 9 })),
  key: fc.option(fc.constantFrom('k', 'l')),
  field: fc.option(fc.constantFrom('f', 'g')),
  lon: fc.option(fc.constantFrom(106, 107)),
})

it('is the same from the table of findings as from a list of them', async () => {
  const path = join(folder, 'findings.parquet')
  await fc.assert(
    fc.asyncProperty(fc.array(finding, { maxLength: 700, size: 'max' }), async (drawn) => {
      // Each differs from the others in what stood there: where two are alike, either may be the example.
      const findings: Finding[] = drawn.map((one, index) => ({
        ...one,
        got: String(index).padStart(4, '0'),
        expected: null,
        message: { id: 'i', en: 'e' },
        lat: one.lon === null ? null : -6,
      }))
      const rows = findings.map(({ table, message, ...rest }) => ({
        ...rest,
        table_name: table,
        message_id: message.id,
        message_en: message.en,
      }))
      await writeTable(store, path, FINDING_COLUMNS, rows)
      const hectares = new Map([
        ['k', 0.1],
        ['l', 0.2],
      ])
      const [own, list] = [await digestFindings(store, path, hectares), digestOf(findings, hectares)]
      const byCode = (rules: typeof own.rules) => rules.toSorted((a, b) => (a.code < b.code ? -1 : 1))
      expect({ ...own, rules: byCode(own.rules) }).toEqual({ ...list, rules: byCode(list.rules) })

      // What is published tells of households no record, and of fewer than k nothing, by subtraction neither.
      const of = (one: Finding) => JSON.stringify([one.code, one.severity, one.source_id])
      const records = (rule: string) => {
        const rows = findings.flatMap((one) =>
          one.table === 'households' && of(one) === rule ? [one.source_row] : [],
        )
        return new Set(rows.filter((row) => row !== null)).size
      }
      const enough = new Set([...new Set(findings.map(of))].filter((rule) => records(rule) >= 5))
      const told = findings.filter((one) => one.table !== 'households' || enough.has(of(one)))
      const whole = digestOf(told, hectares)
      const others = digestOf(
        findings.filter(({ table }) => table !== 'households'),
        hectares,
      )
      const examples = (code: string) => others.rules.find((rule) => rule.code === code)?.examples ?? []
      expect(await digestPublic(store, path, hectares, 5)).toEqual({
        ...whole,
        rules: byCode(whole.rules).map((rule) => ({ ...rule, examples: examples(rule.code) })),
      })
    }),
    { numRuns: 12 },
  )
})
