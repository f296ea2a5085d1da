import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { digestFindings } from '../../../pipeline/stages/2-validate/digest.ts'
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
    }),
    { numRuns: 12 },
  )
})
