import { describe, expect, it } from 'vitest'
import { LateFindings, setAside } from '../../../pipeline/stages/2-validate/set-aside.ts'
import { tableSchema } from '../../../pipeline/store/index.ts'
import { catalogue } from '../../support/judging.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { type Workspace, type WorkspaceSpec, workspace } from '../../support/workspace.ts'
import { admin } from './faults/admin.ts'
import { area } from './faults/area.ts'
import { decree } from './faults/decree.ts'
import { geometry } from './faults/geometry.ts'
import { indicator } from './faults/indicator.ts'
import { privacy } from './faults/privacy.ts'
import { value } from './faults/value.ts'
import { works } from './faults/works.ts'

const because = { reason: { id: 'Karena diuji.', en: 'Because it is tested.' }, until: '2099-12-31' }

function settingAside(spec: WorkspaceSpec, codes: readonly string[]): WorkspaceSpec {
  const quality = codes.map((code) => ({ code, severity: 'quarantine' as const, ...because }))
  return { ...spec, city: { ...spec.city, quality } }
}

/** Codes that set a record aside; of each such record no row is left, and every count is that of its file. */
async function codesAside(made: Workspace): Promise<Set<string>> {
  await made.run('2-validate')
  const aside = (await made.findings()).filter(({ severity }) => severity === 'quarantine')
  const left = new Map<string, Set<string>>()
  for (const table of new Set(made.city.sources.map((source) => source.table))) {
    const rows = await made.rows<Record<string, unknown>>('2-validate', table)
    const { key } = tableSchema(table)
    const names = rows.flatMap((row) => {
      const record = `${row.source_id} ${row.source_row}`
      return [record, `${record} ${key.map((name) => row[name]).join(' · ')}`]
    })
    left.set(table, new Set(names))
    for (const { id, table: of } of made.city.sources) {
      if (of !== table) continue
      const { accepted } = made.report().sources.find((source) => source.source_id === id)!
      expect(rows.filter((row) => row.source_id === id)).toHaveLength(accepted)
    }
  }
  const isUnpivoted = (id: string) => made.city.sources.find((source) => source.id === id)?.unpivot
  const stayed = aside.filter(({ table_name, source_id, source_row, key }) => {
    const record = `${source_id} ${source_row}`
    return left.get(table_name)?.has(isUnpivoted(source_id) && key !== null ? `${record} ${key}` : record)
  })
  expect(stayed.map(({ code, source_id, source_row, key }) => [code, source_id, source_row, key])).toEqual([])
  return new Set(aside.map(({ code }) => code))
}

describe.each(Object.entries({ admin, area, decree, geometry, indicator, privacy, value, works }))(
  'the rules of the group %s, where a city has them set records aside',
  (_, { dirty, met }) => {
    it('do so, each of them, and no row is lost', async () => {
      let codes = Object.keys(met).filter((code) => catalogue.get(code)!.about === undefined)
      // What one rule sets aside another cannot see: those that had nothing to say are asked again without the others.
      for (let before = -1; codes.length > 0 && codes.length !== before; ) {
        before = codes.length
        const aside = await codesAside(await workspace(settingAside(dirty, codes)))
        codes = codes.filter((code) => !aside.has(code))
      }
      expect(codes).toEqual([])
    })
  },
)

describe('a rule that speaks once of a value many records repeat', () => {
  const known = csvSource('decrees', 'decree_number,kind,vintage\n1,decree,2020')
  const rows = csvSource(
    'decree_rows',
    'decree_number,row_number,location,kelurahan\n1,1,a,k\n9,1,b,k\n9,2,c,k\n9,3,d,k',
  )
  it('names each of them where they are set aside, and the first where they are not', async () => {
    const said = async (spec: WorkspaceSpec) => {
      const made = await workspace(spec)
      await made.run('2-validate')
      const found = (await made.findings()).filter(({ code }) => code === 'DECREE_UNKNOWN')
      const left = await made.rows('2-validate', 'decree_rows')
      return [found.map(({ source_row }) => source_row), left.map(({ location }) => location)]
    }
    const spec = { sources: [known, rows] }
    expect(await said(spec)).toEqual([[2], ['a', 'b', 'c', 'd']])
    expect(await said(settingAside(spec, ['DECREE_UNKNOWN']))).toEqual([[2, 3, 4], ['a']])
  })

  it('names of an unpivoted record the row alone', async () => {
    const volumes = csvSource('rt_deficits', 'RT;V1;V2\na;1;2\nb;3;4', {
      delimiter: ';',
      columns: { rt_id: 'RT', vintage: { value: 2020 } },
      unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '9z': 'V2' } },
    })
    const made = await workspace(settingAside({ sources: [volumes] }, ['CRITERION_UNKNOWN']))
    await made.run('2-validate')
    const left = await made.rows('2-validate', 'rt_deficits')
    expect(left.map(({ rt_id, criterion }) => `${rt_id} ${criterion}`)).toEqual(['a 1a', 'b 1a'])
  })
})

it('a finding that would set aside a record no table has is our own mistake', async () => {
  const late = new LateFindings()
  late.add({ code: 'X', table: 'decrees', source_id: 'a', source_row: 7, key: null } as never)
  const bench = {
    context: { directory: '/', store: { batches: async function* () {} } },
    gone: new Map(),
  }
  const done = setAside(tableSchema('decrees'), late, '/ingested', bench as never, () => {})
  await expect(done).rejects.toThrow('X sets aside record 7 of a')
})
