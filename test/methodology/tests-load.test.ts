import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { METHODOLOGY_DIR } from '../../pipeline/city.ts'
import { methodologyMarkdown } from '../../pipeline/methodology/docs/index.ts'
import { methodologiesOf } from '../../pipeline/methodology/kinds.ts'
import { loadTests } from '../../pipeline/methodology/tests.ts'
import { methodologyFault } from '../support/changed-methodology.ts'

describe('loadTests', () => {
  const faultOf = (name: string, before: string | RegExp, after: string) =>
    methodologyFault(loadTests, name, before, after)

  it('reads weights beside ids and the table of a test that names none', () => {
    const bps = loadTests('bps-rumah-tangga-kumuh')
    expect(bps.rules[0]!.tests).toEqual([
      { id: 'water', weight: 15 },
      { id: 'sanitation', weight: 15 },
      { id: 'durability', weight: 35 },
      { id: 'floor_area', weight: 35 },
    ])
    expect(bps.rules[0]!.over).toBe(35)
    expect(bps.tests[0]!.table).toBe('households')
    expect(loadTests('hunian-layak').rules[0]!.tests.map(({ weight }) => weight)).toEqual([1, 1, 1, 1])
  })

  it('says of Tridaya in title and on its page that the figures are of our own making', () => {
    const { title } = loadTests('tridaya')
    expect(title.id).toContain('bukan indikator resmi')
    expect(title.en).toContain('not official')
    expect(methodologyMarkdown('tridaya')).toContain('not official')
  })

  const [BPS, UN] = ['bps-rumah-tangga-kumuh', 'un-habitat-slum-household']
  it.each<[string, string, string | RegExp, string, string, RegExp]>([
    [
      'an unknown column',
      BPS,
      'floor_area_m2 < 7.2',
      'luas_lantai < 7.2',
      'tests[3].when',
      /names luas_lantai/,
    ],
    [
      'an unknown word',
      BPS,
      'asbes, bambu',
      'asbes, emas',
      'tests[2].when',
      /names emas, which roof never holds/,
    ],
    [
      'a secret column',
      BPS,
      'floor_area_m2 < 7.2 * population',
      'nik is given',
      'tests[3].when',
      /nik, which is secret/,
    ],
    ['a broken condition', BPS, '7.2 * population', '7.2 *', 'tests[3].when', /ends too early/],
    ['an unknown group', BPS, 'group: slum', 'group: kumuh', 'rules[0].group', /no such group/],
    [
      'a group without figures',
      BPS,
      'groups:',
      'groups:\n  other: { id: a, en: b }',
      'groups.other',
      /nothing is in/,
    ],
    ['an unknown test in a rule', BPS, '{ water: 15 }', '{ air: 15 }', 'rules[0].tests[0]', /no such test/],
    [
      'a test twice in a rule',
      BPS,
      '{ sanitation: 15 }',
      '{ water: 15 }',
      'rules[0].tests[1]',
      /stands twice/,
    ],
    [
      'a weight that is no whole number',
      BPS,
      '{ water: 15 }',
      '{ water: 0.15 }',
      'rules[0].tests[0].water',
      /0.15/,
    ],
    ['a test without a weight', BPS, '{ water: 15 }', 'water', 'rules[0].tests[0]', /has no weight/],
    ['a limit that is never passed', BPS, 'over: 35', 'over: 100', 'rules[0].over', /below 100/],
    ['no limit', BPS, '    over: 35\n', '', 'rules[0]', /limit/],
    [
      'a limit in another rule',
      UN,
      'combine: any',
      'combine: any\n    over: 3',
      'rules[0].over',
      /not weighted/,
    ],
    [
      'a weight in another rule',
      UN,
      '[water, sanitation, living',
      '[{ water: 2 }, sanitation, living',
      'rules[0].tests[0]',
      /a weight in a rule/,
    ],
    ['a name twice', UN, 'id: slum_4', 'id: slum_5', 'rules[1].id', /stands twice/],
    [
      'an unknown table',
      BPS,
      'counts: { households',
      'counts: { rumah',
      'counts.rumah',
      /no such canonical table/,
    ],
    [
      'a count that is no number',
      BPS,
      'people: population',
      'people: roof',
      'counts.households.people',
      /can not be counted/,
    ],
    [
      'a test of a table that is not counted',
      BPS,
      'group: lacks',
      'table: zones\n    group: lacks',
      'tests[0].table',
      /nothing is counted/,
    ],
    [
      'a combined test that does not ask everybody',
      BPS,
      'group: lacks',
      'of: roof is given\n    group: lacks',
      'rules[0].tests[0]',
      /does not ask everybody/,
    ],
    [
      'a class without a limit',
      UN,
      'id: deprivations_0_of_5, exactly: 0',
      'id: deprivations_0_of_5',
      'severity[0].classes[0]',
      /one limit/,
    ],
    [
      'a class of more tests than there are',
      UN,
      'exactly: 5',
      'exactly: 6',
      'severity[0].classes[5]',
      /not so many/,
    ],
    [
      'a class of a test outside its list',
      UN,
      'only: sanitation',
      'only: tenure',
      'severity[1].classes[6].only',
      /not in the list/,
    ],
    ['an unknown key', BPS, 'combine: weighted', 'combin: weighted', 'rules[0].combin', /unknown key/],
    [
      'an unknown way of combining',
      BPS,
      'combine: weighted',
      'combine: most',
      'rules[0].combine',
      /any, all, weighted/,
    ],
    [
      'a source that is not listed',
      BPS,
      'source: databoks',
      'source: kabar',
      'rules[0].source',
      /not listed/,
    ],
    ['a label in one language', BPS, ', en: House not durable', '', 'tests[2].label.en', /missing/],
    ['another kind', BPS, 'kind: tests', 'kind: monitoring', 'kind', /another kind/],
  ])('refuses %s with file, line and key', (_, name, before, after, key, message) => {
    const error = faultOf(name, before, after)
    expect(error.kind).toBe('config')
    expect(error.message).toMatch(message)
    expect(error.fault.where?.file).toContain(`${name}.yaml`)
    expect(error.fault.where?.line).toBeGreaterThan(1)
    expect(error.fault.where?.key).toBe(key)
  })
})

describe.each(methodologiesOf('tests'))('the page of %s', (name) => {
  it('names every test, rule, class, group and source in both languages', () => {
    const methodology = loadTests(name)
    const page = methodologyMarkdown(name)
    for (const { id, label } of [
      ...methodology.tests,
      ...methodology.rules,
      ...methodology.severity.flatMap((s) => s.classes),
    ])
      expect(page).toContain(`| ${id} | ${label.id} | ${label.en} |`)
    for (const group of Object.values(methodology.groups))
      expect(page).toContain(`## ${group.id} / ${group.en}`)
  })

  it('uses every source it lists', () => {
    const { sources } = loadTests(name)
    const text = readFileSync(join(METHODOLOGY_DIR, `${name}.yaml`), 'utf8')
    for (const source of Object.keys(sources)) expect(text).toContain(`source: ${source}\n`)
  })
})
