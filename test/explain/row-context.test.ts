import { describe, expect, it } from 'vitest'
import { partsOfRt, type RowContext } from '../../pipeline/explain/numbers/row-context.ts'
import type { StageTables } from '../../pipeline/explain/stage-tables.ts'

/** Tables that keep what was made of them, as those of a publication do. */
function keeping(): StageTables {
  const kept = new Map<string, Promise<unknown>>()
  const member = { rt_id: 'RT1', zone_id: 'Z1', in_sums: true, source_id: 'profil', source_row: 1 }
  return {
    once: (name: string, make: () => Promise<unknown>) => {
      if (!kept.has(name)) kept.set(name, make())
      return kept.get(name)
    },
    rows: async (_stage: string, name: string) => (name === 'rt_units' ? [member] : []),
  } as unknown as StageTables
}

describe('the RT that a number is added up from', () => {
  it('are those of its own methodology, column, table and year', async () => {
    const tables = keeping()
    const asked = async (methodology: string, table: string, year: number, column: string, value: number) => {
      const context = { tables, unit: { level: 'zone', unit_id: 'Z1' }, methodology: { id: methodology } }
      const rows = [{ unit_id: 'RT1', [column]: value }]
      const parts = await partsOfRt(context as unknown as RowContext, { table, year, column }, rows)
      return parts.map((part) => part.value)
    }
    expect(await asked('a', 'progress', 2020, 'area_ha_slum', 1)).toEqual([1])
    expect(await asked('b', 'progress', 2020, 'area_ha_slum', 2)).toEqual([2])
    expect(await asked('a', 'progress', 2020, 'rt_slum', 3)).toEqual([3])
    expect(await asked('a', 'score_totals', 2020, 'area_ha_slum', 4)).toEqual([4])
    expect(await asked('a', 'progress', 2018, 'area_ha_slum', 5)).toEqual([5])
  })
})
