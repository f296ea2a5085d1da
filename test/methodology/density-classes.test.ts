import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { densityClass, loadDensityClasses } from '../../pipeline/methodology/density-classes.ts'
import { methodologiesOf, POPULATION_CLASSES } from '../../pipeline/methodology/kinds.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { methodologyFault } from '../support/changed-methodology.ts'

const VECTORS = join(PROJECT_ROOT, 'test/methodology/vectors')

interface Vectors {
  classes: { people_per_ha: number; code: string }[]
  housing: { code: string; id: string | null }[]
}

describe.each(methodologiesOf('density_classes'))('%s', (name) => {
  const classes = loadDensityClasses(name)
  const vectors = parse(readFileSync(join(VECTORS, `${name}.yaml`), 'utf8')) as Vectors

  it.each(vectors.classes)('puts $people_per_ha people/ha into $code', ({ people_per_ha, code }) => {
    expect(densityClass(classes, people_per_ha)).toBe(code)
  })

  it.each(vectors.housing)('asks of $code for $id', ({ code, id }) => {
    expect(classes.classes.find((c) => c.code === code)!.housing?.id ?? null).toBe(id)
  })
})

describe('loadDensityClasses', () => {
  const faultOf = (before: string | RegExp, after: string) =>
    methodologyFault(loadDensityClasses, POPULATION_CLASSES, before, after).message

  it.each<[string, string | RegExp, string, RegExp]>([
    ['a limit below the one before', 'max: 200', 'max: 120', /do not rise[\s\S]*classes\[1\]\.max/],
    ['a limit twice', 'max: 200', 'max: 150', /do not rise[\s\S]*classes\[1\]\.max/],
    ['a class in the middle without an end', / +max: 200\n/, '', /has no end[\s\S]*classes\[1\]/],
    [
      'a last class that ends',
      'code: sangat padat',
      'code: sangat padat\n    max: 900',
      /the last class ends/,
    ],
    ['a class twice', 'code: tinggi', 'code: sedang', /stands twice[\s\S]*classes\[2\]/],
    ['a source that is not listed', 'source: perda_madiun', 'source: kabar', /not listed[\s\S]*holes\[0\]/],
    ['a text for a number', 'max: 150', 'max: banyak', /classes\[0\]\.max[\s\S]*"banyak"/],
    ['a column it cannot class', 'density_population_per_ha', 'score_total', /key +expression/],
    ['another kind', 'kind: density_classes', 'kind: tests', /another kind/],
  ])('refuses %s', (_, before, after, message) => {
    const said = faultOf(before, after)
    expect(said).toMatch(message)
    expect(said).toMatch(/sni-03-1733-2004\.yaml:\d+/)
  })

  it('refuses a methodology of scores', () => {
    expect(() => loadDensityClasses('permen-pupr-14-2018')).toThrow(/another kind/)
  })
})

describe('the classes a city uses', () => {
  it('are those the other considerations are counted by', () => {
    const codes = loadDensityClasses(POPULATION_CLASSES).classes.map(({ code }) => code)
    const item = loadMethodology('permen-pupr-14-2018').other_considerations!.items.find(
      ({ id }) => id === '8b',
    )!
    expect(Object.keys(item.values)).toEqual(codes)
  })
})
