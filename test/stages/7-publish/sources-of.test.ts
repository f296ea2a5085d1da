import { expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { layerProfiles } from '../../../pipeline/layers/profiles.ts'
import { type Filling, sourcesOf } from '../../../pipeline/stages/7-publish/sources-of.ts'
import { PUBLISHED_TABLES } from '../../../pipeline/stages/7-publish/tables.ts'

const TABLES = [
  'interventions',
  'admin_units',
  'zones',
  'rt_profiles',
  'rt_deficits',
  'households',
  'buildings',
]
const CITY = {
  sources: [...TABLES, 'water'].map((table) => ({ id: `s-${table}`, table })),
} as unknown as Pick<City, 'sources'>
const table = (name: string) => PUBLISHED_TABLES.find((one) => one.name === name)!
const layer = layerProfiles().find(({ name }) => name === 'interventions')!
const ids = (...tables: string[]) => tables.map((name) => `s-${name}`)
/** What tells a work, its RT (also one of stated percents alone) and the zone of that, by a map too. */
const TOLD = ids('interventions', 'admin_units', 'zones', 'rt_profiles', 'rt_deficits')

it.each<[string, Filling['places'], string[]]>([
  ['fills deficits of RT that have profiles', [], TOLD],
  ['tells of RT that no profile of its year has', ['households'], [...TOLD, ...ids('households')]],
])('names the sources of works, their costs and their layer where a survey %s', (_, places, expected) => {
  const filling = { deficits: ['households', 'buildings'], places }
  for (const made of [table('works'), table('works_costs'), layer])
    expect([made.name, sourcesOf(CITY, [made], filling)]).toEqual([made.name, expected])
})

it('names the map that says in which zone an RT lies wherever RT are summed', () => {
  const summed =
    'rt_zones rt_units criterion_scores aspect_scores score_totals zone_ratings progress progress_criteria works works_costs'
  for (const name of summed.split(' '))
    expect([name, table(name).tables]).toEqual([name, expect.arrayContaining(['admin_units', 'zones'])])
})

it('makes what reads deficits of all that stands in for them, whatever it is listed with', () => {
  const filling = { deficits: ['households', 'buildings'], places: [] }
  for (const made of [[table('progress')], [table('works'), table('progress')]])
    expect(sourcesOf(CITY, made, filling)).toEqual(expect.arrayContaining(ids('households', 'buildings')))
  const read = sourcesOf(CITY, [table('works'), table('zone_areas')], filling)
  expect(read).toEqual(TOLD)
})
