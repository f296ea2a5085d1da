import { expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { sourcesOf } from '../../../pipeline/stages/7-publish/sources-of.ts'
import { PUBLISHED_TABLES } from '../../../pipeline/stages/7-publish/tables.ts'

it('makes works of their list and where it lies, not of a survey that stands in for deficits', () => {
  const city = {
    sources: ['interventions', 'rt_profiles', 'rt_deficits', 'households'].map((table) => ({
      ...{ id: `s-${table}`, table },
    })),
  } as unknown as Pick<City, 'sources'>
  const of = (name: string) =>
    sourcesOf(city, PUBLISHED_TABLES.find((table) => table.name === name)!.tables, ['households'])
  expect(of('works')).toEqual(['s-interventions', 's-rt_profiles'])
  expect(of('works_costs')).toEqual(of('works'))
  expect(of('progress')).toContain('s-households')
})
