import { describe, expect, it } from 'vitest'
import { findingsOf, type UnitCodes } from '../../pipeline/explain/findings.ts'
import type { StageTables } from '../../pipeline/explain/stage-tables.ts'

/** Keys of findings, by table; each is its own message. */
const KEYS: Record<string, string[]> = {
  rt_profiles: ['7 · 2018', '2019 · 2018'],
  rt_deficits: ['7 · 2019', '7 · 2019 · 4a', '2018 · 2019 · 4a'],
  zones: ['7 · Z1', '2019 · 7', '7'],
  kawasan_profiles: ['7 · 2019', 'Tanjung · 2019'],
  admin_units: ['7', '2019'],
  interventions: ['7', '7 · 2019 · Jalan', 'Z1 · 2019 · 4a'],
  decrees: ['7'],
  decree_rows: ['1/2020 · 7', '7 · 2019'],
}

async function told(unit: Partial<UnitCodes>, vintage: number | null): Promise<string[]> {
  const rows = Object.entries(KEYS).flatMap(([table_name, keys]) =>
    keys.map((key) => ({
      ...{ code: 'ANY', severity: 'warn', table_name, source_id: 's', source_row: 1, key },
      ...{ message_id: key, message_en: `${table_name} ${key}` },
    })),
  )
  const tables = { rows: async () => rows } as unknown as StageTables
  const found = await findingsOf(
    tables,
    { level: 'rt', codes: new Set(), rt: new Set(), ...unit },
    [],
    vintage,
  )
  return found.map(({ message }) => message.en)
}

const rt = (id: string) => ({ level: 'rt', codes: new Set([id]), rt: new Set([id]) }) as const

describe('a finding is told of', () => {
  it('the RT whose code its key begins with, and of no RT or zone whose code looks like a year, a number of a decree, row or work', async () => {
    expect(await told(rt('2019'), 2019)).toEqual(['admin_units 2019'])
    expect(await told(rt('2019'), 2018)).toEqual(['rt_profiles 2019 · 2018', 'admin_units 2019'])
    expect(await told(rt('7'), 2019)).toEqual([
      ...['rt_deficits 7 · 2019', 'rt_deficits 7 · 2019 · 4a', 'admin_units 7'],
      'interventions 7 · 2019 · Jalan',
    ])
    expect(await told({ level: 'zone', codes: new Set(['7']) }, 2019)).toEqual([
      'zones 2019 · 7',
      'interventions 7 · 2019 · Jalan',
    ])
  })

  it('its own year, which an RT with the code of a year does not stand for', async () => {
    expect(await told(rt('2018'), 2018)).toEqual([])
    expect(await told(rt('2018'), 2019)).toEqual(['rt_deficits 2018 · 2019 · 4a'])
    expect(await told(rt('2018'), null)).toEqual(['rt_deficits 2018 · 2019 · 4a'])
  })

  it('a zone, a kawasan and the RT in them', async () => {
    expect(
      await told({ level: 'zone', codes: new Set(['Z1']), rt: new Set(['2018', '2019']) }, null),
    ).toEqual([
      ...['rt_profiles 2019 · 2018', 'rt_deficits 2018 · 2019 · 4a', 'zones 7 · Z1', 'admin_units 2019'],
      'interventions Z1 · 2019 · 4a',
    ])
    expect(await told({ level: 'kawasan', codes: new Set(['Tanjung']) }, 2019)).toEqual([
      'kawasan_profiles Tanjung · 2019',
    ])
  })
})
