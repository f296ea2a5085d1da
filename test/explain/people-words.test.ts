import { describe, expect, it } from 'vitest'
import { measureLines } from '../../pipeline/explain/print/measure-lines.ts'
import type { Trace } from '../../pipeline/explain/trace.ts'
import type { DensityTrace } from '../../pipeline/explain/trace-measures.ts'

const part = (population: number | null, share_pct: number) => ({
  ...{ rt_id: `RT${share_pct}`, population, families: null, share_pct, source_id: null, source_row: null },
})

/** The line of the people of a zone as `explain` prints it. */
function people(density: Partial<DensityTrace>): string {
  const known = { vintage: 2014, population_classes: [], buildings_limit: null, parts: [], ...density }
  const lines = measureLines({ areas: null, density: known } as unknown as Trace, 'id')
  return lines.find((line) => line.includes('(2014)') || line.includes('tidak diketahui'))!.trim()
}

describe('the people of a zone in print', () => {
  it('are said to be the sum of RT only where they are', () => {
    const told = { population: 500, rt_in_unit: 2, rt_told: 2, parts: [part(200, 40), part(300, 100)] }
    expect(people({ ...told, population_method: 'rt_profiles_by_area' })).toMatch(
      /500 \(2014\): jumlah 2 RT, 1 di antaranya hanya sebagian$/,
    )
    expect(people({ ...told, population_method: 'rt_profiles', parts: [part(500, 100)] })).toMatch(
      /500 \(2014\): jumlah 1 RT$/,
    )
    expect(people({ ...told, population_method: 'households_weighted' })).toMatch(/500 \(2014\)$/)
  })

  it('are not known where an RT does not tell, and it says how many do', () => {
    const open = { population: null, population_method: null, rt_in_unit: 4, rt_told: 1 }
    expect(people({ ...open, parts: [part(200, 100), part(null, 100)] })).toMatch(
      /tidak diketahui: hanya 1 dari 4 RT yang menyebutnya$/,
    )
    expect(people({ ...open, rt_told: 4 })).toMatch(/tidak diketahui$/)
  })
})
