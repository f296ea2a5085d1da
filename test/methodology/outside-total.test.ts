import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadChanged, methodologyFault } from '../support/changed-methodology.ts'

const NAME = 'permen-pupr-14-2018'

describe('what a methodology says outside its total', () => {
  const faultOf = (before: string | RegExp, after: string) =>
    methodologyFault(loadMethodology, NAME, before, after).message

  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'a share that is no column of zones',
      'share_pct: plan_conformity_pct',
      'share_pct: kesesuaian',
      /no such percent[\s\S]*land_legality\.items\[1\]\.share_pct[\s\S]*kesesuaian/,
    ],
    [
      'hectares that are no column of zones',
      'land_illegal_ha]',
      'luas_ilegal]',
      /no such hectares[\s\S]*hectares\.to\[2\]/,
    ],
    ['a part outside its whole', 'of: land_legal_ha', 'of: area_ha_decree', /not among its whole/],
    ['a limit of all the land', 'more_than_pct: 50', 'more_than_pct: 100', /rule\.more_than_pct/],
    ['another rule than all', 'items: all', 'items: any', /land_legality\.rule\.items/],
    ['an outcome zones never hold', 'not_met: tidak legal', 'not_met: ilegal', /values\.not_met/],
    [
      'an answer zones never hold',
      '{ ada: 5, tidak: 1 }',
      '{ ada: 5, tiada: 1 }',
      /items\[0\]\.values\.tiada/,
    ],
    ['an answer without points', '{ ya: 5, tidak: 1 }', '{ ya: 5 }', /no points[\s\S]*got +tidak/],
    [
      'a column without answers',
      'column: social_support',
      'column: name',
      /list of answers[\s\S]*social_support/,
    ],
    ['an item nothing answers', / +column: social_support\n/, '', /column or by a density[\s\S]*neither/],
    [
      'an item answered twice',
      'column: social_support',
      'column: social_support\n      density: sni-03-1733-2004',
      /column or by a density[\s\S]*both/,
    ],
    ['classes of density that are not there', 'density: sni-03-1733-2004', 'density: sni-99', /sni-99/],
    ['a hole between sums', 'min: 11, max: 15', 'min: 12, max: 15', /hole[\s\S]*sum of 11/],
    ['sums in two classes', 'min: 6, max: 10', 'min: 5, max: 10', /overlap[\s\S]*sum of 5/],
    [
      'a Baan Mankong word for no treatment',
      'pemugaran: { id: penataan',
      'pemutihan: { id: penataan',
      /no such treatment[\s\S]*baan_mankong\.values\.pemutihan/,
    ],
  ])('refuses %s', (_, before, after, message) => {
    const said = faultOf(before, after)
    expect(said).toMatch(message)
    expect(said).toMatch(/permen-pupr-14-2018\.yaml:\d+/)
  })

  it('may be left out: then nothing is computed from it', () => {
    const before = /\nland_legality:[\s\S]*?(?=\n# How the three)|\nother_considerations:[\s\S]*$/g
    const methodology = loadChanged(loadMethodology, NAME, before, '\n')
    expect([methodology.land_legality, methodology.other_considerations]).toEqual([undefined, undefined])
  })
})
