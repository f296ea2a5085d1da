import { describe, expect, it } from 'vitest'
import { partsOfRt, type RowContext } from '../../pipeline/explain/numbers/row-context.ts'
import type { Selection, StageTables } from '../../pipeline/explain/stage-tables.ts'

/** Where the RT are, and the records of their profiles: others in each year. */
const RT_UNITS = [
  { vintage: 2018, rt_id: 'RT1', zone_id: 'Z1', in_sums: true, source_id: 'profil-2018', source_row: 7 },
  { vintage: 2018, rt_id: 'RT2', zone_id: 'Z1', in_sums: true, source_id: 'profil-2018', source_row: 8 },
  { vintage: 2020, rt_id: 'RT1', zone_id: 'Z1', in_sums: true, source_id: 'profil-2020', source_row: 1 },
  { vintage: 2020, rt_id: 'RT2', zone_id: 'Z2', in_sums: true, source_id: 'profil-2020', source_row: 2 },
  { vintage: 2020, rt_id: 'RT3', zone_id: 'Z1', in_sums: true, source_id: 'profil-2020', source_row: 3 },
].map((row) => ({ ...row, kelurahan_code: '99.71.01.1001', kawasan: null }))

/** Tables that keep what was made of them, as those of a publication do, and give the rows of the year that is asked for. */
function keeping(): StageTables {
  const kept = new Map<string, Promise<unknown>>()
  return {
    once: (name: string, make: () => Promise<unknown>) => {
      if (!kept.has(name)) kept.set(name, make())
      return kept.get(name)
    },
    rows: async (_stage: string, name: string, _columns: string[], { where, parameters }: Selection) => {
      if (name !== 'rt_units') return []
      expect(where).toBe('vintage IS NOT DISTINCT FROM ?')
      return RT_UNITS.filter(({ vintage }) => vintage === parameters![0])
    },
  } as unknown as StageTables
}

describe('the RT that a number is added up from', () => {
  const asking = (tables: StageTables, unit: { level: string; unit_id: string }) => {
    return (methodology: string, table: string, year: number | null, column: string, value: number) => {
      const context = { tables, unit, methodology: { id: methodology } } as unknown as RowContext
      const rows = ['RT1', 'RT2', 'RT3'].map((unit_id) => ({ unit_id, [column]: value }))
      return partsOfRt(context, { table, year, column }, rows)
    }
  }

  it('have the value of their own methodology, column, table and year', async () => {
    const asked = asking(keeping(), { level: 'zone', unit_id: 'Z1' })
    const values = async (...question: Parameters<typeof asked>) =>
      (await asked(...question)).map(({ value }) => value)
    expect(await values('a', 'progress', 2020, 'area_ha_slum', 1)).toEqual([1, 1])
    expect(await values('b', 'progress', 2020, 'area_ha_slum', 2)).toEqual([2, 2])
    expect(await values('a', 'progress', 2020, 'rt_slum', 3)).toEqual([3, 3])
    expect(await values('a', 'score_totals', 2020, 'area_ha_slum', 4)).toEqual([4, 4])
    expect(await values('a', 'progress', 2018, 'area_ha_slum', 5)).toEqual([5, 5])
  })

  it.each([
    [{ level: 'zone', unit_id: 'Z1' }, ['RT1', 'RT2'], ['RT1', 'RT3']],
    [{ level: 'zone', unit_id: 'Z2' }, [], ['RT2']],
    [{ level: 'kelurahan', unit_id: '99.71.01.1001' }, ['RT1', 'RT2'], ['RT1', 'RT2', 'RT3']],
  ])(
    'are those that the unit held that year, with the records of that year: %o',
    async (unit, of_2018, of_2020) => {
      const asked = asking(keeping(), unit)
      const records = (year: number, names: string[]) =>
        RT_UNITS.filter(({ vintage, rt_id }) => vintage === year && names.includes(rt_id)).map(
          ({ rt_id, source_id, source_row }) => ({ name: rt_id, value: 1, source_id, source_row }),
        )
      expect(await asked('a', 'progress', 2018, 'area_ha_slum', 1)).toEqual(records(2018, of_2018))
      expect(await asked('a', 'progress', 2020, 'area_ha_slum', 1)).toEqual(records(2020, of_2020))
      expect(await asked('a', 'progress', 2016, 'area_ha_slum', 1)).toEqual([])
      expect(await asked('a', 'progress', null, 'area_ha_slum', 1)).toEqual([])
    },
  )
})
