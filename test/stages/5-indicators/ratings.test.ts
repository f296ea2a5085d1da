import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../../../pipeline/city.ts'
import { methodologiesOf } from '../../../pipeline/methodology/kinds.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { considerations } from '../../../pipeline/stages/5-indicators/ratings/considerations.ts'
import { landLegality } from '../../../pipeline/stages/5-indicators/ratings/land-legality.ts'
import { priorityRange } from '../../../pipeline/stages/5-indicators/ratings/priority-range.ts'
import { rate } from '../../../pipeline/stages/5-indicators/ratings/rating.ts'
import { baanMankong } from '../../../pipeline/stages/5-indicators/ratings/rating-texts.ts'

const methodology = loadMethodology('permen-pupr-14-2018')
const every = methodologiesOf('deficit_scores').map((name) => loadMethodology(name))

interface Vectors {
  codes: {
    code: string
    class: string
    legality: string
    considerations: string
    priority: number
    treatment: string
  }[]
  considerations: {
    answers: (string | null)[]
    min: number | null
    max: number | null
    class: string | null
  }[]
}
const vectors = parse(
  readFileSync(join(PROJECT_ROOT, 'test/stages/5-indicators/ratings-vectors.yaml'), 'utf8'),
) as Vectors

describe.each(every)('the eighteen classes of $id', (methodology) => {
  it.each(vectors.codes)('$code has priority $priority and treatment $treatment', (row) => {
    const rating = rate(methodology, {
      score_class: row.class,
      land_legality: row.legality,
      other_considerations: row.considerations,
      authority_area_ha: null,
    })
    expect(rating).toEqual({
      class_code: row.code,
      priority: row.priority,
      treatment: row.treatment,
      authority: null,
    })
  })

  it('are all there', () => {
    expect(new Set(vectors.codes.map(({ code }) => code)).size).toBe(18)
    expect(methodology.priority.values.flatMap((row) => Object.values(row.codes)).sort()).toEqual(
      vectors.codes.map(({ code }) => code).sort(),
    )
  })
})

describe.each(every)('other considerations of $id', (methodology) => {
  const of = (answers: readonly (string | null)[], stated: string | null = null) =>
    considerations(
      methodology,
      { strategic_value: answers[0]!, social_support: answers[2]!, other_considerations: stated },
      () => answers[1]!,
    )

  it.each(vectors.considerations)('$answers sum to $min..$max: $class', ({ answers, min, max, ...row }) => {
    expect(of(answers)).toMatchObject({ min, max, value: row.class })
    expect(of(answers).source).toBe(row.class === null ? null : 'computed')
  })

  it('say which classes are left', () => {
    expect(of(['ada', 'sedang', null]).possible).toEqual(['tinggi', 'sedang'])
    expect(of([null, null, null]).possible).toEqual(['tinggi', 'sedang', 'rendah'])
    expect(of(['ada', 'sedang', null]).flags).toEqual(['considerations incomplete'])
    expect(of([null, null, null]).flags).toEqual([])
    expect(of(['ada', 'sedang', null]).items).toBe('8a 5; 8b 3; 8c ?')
  })

  it('go by what is stated, and a sum that cannot give it is flagged', () => {
    expect(of(['tidak', 'rendah', 'tidak'], 'tinggi')).toMatchObject({
      value: 'tinggi',
      source: 'stated',
      min: 3,
      max: 3,
      possible: ['tinggi'],
      flags: ['stated considerations differ from their items'],
    })
    expect(of(['ada', 'sedang', null], 'tinggi').flags).toEqual([])
    expect(of([null, null, null], 'rendah').flags).toEqual([])
  })

  it('take nothing from a word without points', () => {
    expect(of(['barangkali', 'sedang', 'ya'])).toMatchObject({ min: 9, max: 13, value: null })
  })

  it('are only stated where the methodology has no rule', () => {
    const { other_considerations: _, ...bare } = methodology
    const zone = { strategic_value: 'ada', other_considerations: 'sedang' }
    expect(considerations(bare, zone, () => null)).toMatchObject({ value: 'sedang', min: null, items: null })
    expect(considerations(bare, {}, () => null).possible).toEqual(['tinggi', 'sedang', 'rendah'])
  })
})

describe('land legality', () => {
  const of = (facts: Record<string, number | string | null>) => landLegality(methodology, facts)

  it.each<[string, Record<string, number | string>, string | null]>([
    ['both over half', { land_clear_status_pct: 50.1, plan_conformity_pct: 100 }, 'legal'],
    [
      'exactly half is not more than half',
      { land_clear_status_pct: 50, plan_conformity_pct: 100 },
      'tidak legal',
    ],
    ['one under half', { land_clear_status_pct: 80, plan_conformity_pct: 20 }, 'tidak legal'],
    ['a part unknown, the other good: never assumed legal', { land_clear_status_pct: 80 }, null],
    [
      'a part unknown, the other bad: no resettlement on half of the evidence',
      { plan_conformity_pct: 0 },
      null,
    ],
    ['nothing known', {}, null],
    [
      'hectares in place of the percent',
      { land_legal_ha: 3, land_without_title_ha: 1, land_illegal_ha: 1, plan_conformity_pct: 60 },
      'legal',
    ],
    [
      'hectares of exactly half, however they divide',
      { land_legal_ha: 0.3, land_without_title_ha: 0.1, land_illegal_ha: 0.2, plan_conformity_pct: 60 },
      'tidak legal',
    ],
    [
      'hectares with one part unknown',
      { land_legal_ha: 3, land_illegal_ha: 1, plan_conformity_pct: 60 },
      null,
    ],
    [
      'hectares of nothing',
      { land_legal_ha: 0, land_without_title_ha: 0, land_illegal_ha: 0, plan_conformity_pct: 60 },
      null,
    ],
  ])('%s', (_, facts, expected) => {
    expect(of(facts).value).toBe(expected)
    expect(of(facts).source).toBe(expected === null ? null : 'computed')
  })

  it('goes by what is stated, and parts that say otherwise are flagged', () => {
    const parts = { land_clear_status_pct: 20, plan_conformity_pct: 20 }
    expect(of({ land_legality: 'legal', ...parts })).toEqual({
      value: 'legal',
      source: 'stated',
      items: '9a 20; 9b 20',
      flags: ['stated land legality differs from its parts'],
    })
    expect(of({ land_legality: 'tidak legal', ...parts }).flags).toEqual([])
  })

  it('flags what is incomplete, and a percent its hectares speak against', () => {
    expect(of({ plan_conformity_pct: 20 }).flags).toEqual(['land legality incomplete'])
    const hectares = { land_legal_ha: 1, land_without_title_ha: 1, land_illegal_ha: 1 }
    const both = of({ land_clear_status_pct: 90, plan_conformity_pct: 90, ...hectares })
    expect(both).toMatchObject({ value: 'legal', flags: ['share 9a differs from its hectares'] })
  })
})

describe('the range of a priority', () => {
  const range = (min: string | null, max: string | null, ...other: string[]) =>
    priorityRange(methodology, { score_class_min: min, score_class_max: max }, other)

  it('is one number where all is known, and what is possible else', () => {
    expect(range('KS', 'KS', 'sedang')).toEqual({ priority_min: 5, priority_max: 5, mayBeNone: false })
    expect(range('KR', 'KB', 'tinggi')).toEqual({ priority_min: 1, priority_max: 3, mayBeNone: false })
    expect(range('KR', 'KS', 'tinggi', 'sedang', 'rendah')).toMatchObject({
      priority_min: 2,
      priority_max: 9,
    })
    expect(range('TK', 'KR', 'rendah')).toEqual({ priority_min: 9, priority_max: 9, mayBeNone: true })
  })

  it('is empty where no class is known or none has a priority', () => {
    expect(range(null, null, 'tinggi')).toEqual({ priority_min: null, priority_max: null, mayBeNone: false })
    expect(range('TK', 'TK', 'tinggi')).toMatchObject({ priority_min: null, priority_max: null })
  })
})

describe('the words of Baan Mankong', () => {
  it('are marked as our own reading with low confidence', () => {
    for (const treatment of Object.keys(methodology.treatment.labels)) {
      const text = baanMankong(methodology, treatment)!
      expect(text.id).toMatch(/tafsir kami sendiri.*keyakinan rendah/)
      expect(text.en).toMatch(/our own reading.*low confidence/)
    }
    expect(baanMankong(methodology, 'peremajaan')!.en).toMatch(/reblocking, land sharing or reconstruction/)
    expect(baanMankong(methodology, null)).toBeNull()
  })
})
