import { describe, expect, it } from 'vitest'
import type { Methodology } from '../../../pipeline/methodology/methodology.ts'
import { scoreOfPercent } from '../../../pipeline/methodology/score.ts'
import { HUNDRED } from './fixtures.ts'
import { casesOfOneCity, every, ids, methodology, score, without } from './scored-city.ts'

const told = casesOfOneCity()

describe('scores in SQL', () => {
  const percents = [
    0, 24.638, 24.994999, 24.995, 25, 50.769, 50.995, 51.087, 75, 75.904, 75.994999, 75.995, 76, 160,
  ]
  it(
    'agree with the pure functions at and beside every cut',
    told(
      percents.map((percent, i) => ({ rt_id: `RT ${i}`, volumes: every(percent) })),
      ({ cell }) => {
        percents.forEach((percent, i) => {
          for (const id of ids) {
            const { percent: got, score } = cell('rt', `RT ${i}`, id)
            expect([got, score]).toEqual([percent, scoreOfPercent(methodology, percent)])
          }
        })
      },
    ),
  )

  it(
    'reach a cut that binary fractions miss',
    told([{ rt_id: 'a', area_ha_verified: 0.2, volumes: { ...every(0), '4a': 0.04999 } }], ({ cell }) => {
      expect([cell('rt', 'a', '4a').percent, cell('rt', 'a', '4a').score]).toEqual([24.995, 1])
    }),
  )

  // Scores 5 and 0 average to 2.5; 76 + 0 of 100 + 300 is 19 percent and scores 0.
  it(
    'come from sums, never from averaged scores',
    told(
      [
        { rt_id: 'a', zone_id: 'Z', volumes: every(76) },
        { rt_id: 'b', zone_id: 'Z', ...HUNDRED, buildings: 300, volumes: every(0) },
      ],
      ({ cell, total }) => {
        expect(cell('zone', 'Z', '1a')).toMatchObject({ volume: 76, denominator: 400, percent: 19, score: 0 })
        expect(cell('zone', 'Z', '3a')).toMatchObject({ volume: 76, denominator: 200, percent: 38, score: 1 })
        expect(cell('city', '99.71', '1a')).toMatchObject({ percent: 19, score: 0 })
        expect(total('zone', 'Z')).toMatchObject({
          rt_count: 2,
          buildings: 400,
          area_ha_verified: 200,
          completeness_pct: 100,
        })
      },
    ),
  )

  it(
    'flag what should not be',
    told(
      [{ rt_id: 'a', drainage_ideal_m: 0, volumes: { ...every(10), '1a': 101, '4a': -5, '4b': 0, '4c': 7 } }],
      ({ cell }) => {
        expect(cell('rt', 'a', '4b')).toMatchObject({ percent: 0, score: 0, flag: 'denominator zero' })
        expect(cell('rt', 'a', '4c')).toMatchObject({ percent: 0, score: 0, flag: 'denominator zero' })
        expect(cell('rt', 'a', '1a')).toMatchObject({
          percent: 101,
          score: 5,
          flag: 'volume over denominator',
        })
        expect(cell('rt', 'a', '4a')).toMatchObject({ percent: -5, score: 0, flag: 'volume negative' })
        expect(cell('rt', 'a', '2a').flag).toBeNull()
      },
    ),
  )

  const dense = [{ rt_id: 'a', area_ha_verified: 0.5, volumes: { ...every(0), '1b': 0.1 } }]
  it(
    'flag a dense RT that is not counted whole, by the limit of the city',
    told(dense, ({ cell }) =>
      expect(cell('rt', 'a', '1b')).toMatchObject({
        ...{ percent: 20, score: 0, flag: 'volume under density rule' },
      }),
    ),
  )

  it('do not flag it in a larger city, where more stand so close', async () => {
    const { cell } = await score(dense, { city: { size_class: 'besar' } })
    expect(cell('rt', 'a', '1b')).toMatchObject({ percent: 20, score: 0, flag: null })
  })
})

describe('missing data', () => {
  it(
    'gives an interval and a completeness, never a zero',
    told([{ rt_id: 'a', volumes: { ...without('1a', 100), '2a': null } }], ({ cell, total }) => {
      for (const id of ['1a', '2a']) {
        expect(cell('rt', 'a', id)).toMatchObject({
          volume: null,
          percent: null,
          score: null,
          score_min: 0,
          score_max: 5,
          flag: 'missing',
        })
      }
      expect(total('rt', 'a')).toMatchObject({
        score_total: null,
        score_min: 70,
        score_max: 80,
        score_class: 'KB',
        completeness_pct: 87.5,
      })
    }),
  )

  it(
    'leaves the class open when the interval spans two',
    told(
      [{ rt_id: 'a', volumes: { ...without('1a', 0), '2a': 100, '2b': 100, '3a': 51, '3b': 30 } }],
      ({ total }) => {
        expect(total('rt', 'a')).toMatchObject({
          score_total: null,
          score_class: null,
          score_min: 14,
          score_max: 19,
          score_class_min: 'TK',
          score_class_max: 'KR',
        })
      },
    ),
  )

  it(
    'keeps a zone certain where the missing RT cannot matter',
    told(
      [
        { rt_id: 'a', zone_id: 'Z', volumes: every(100) },
        { rt_id: 'b', zone_id: 'Z', buildings: 10, volumes: without('1a', 100) },
      ],
      ({ cell, total }) => {
        expect(cell('zone', 'Z', '1a')).toMatchObject({
          volume: null,
          score: null,
          score_min: 5,
          score_max: 5,
          flag: 'missing',
        })
        expect(total('zone', 'Z')).toMatchObject({
          score_total: 80,
          score_class: 'KB',
          completeness_pct: 96.875,
        })
      },
    ),
  )

  it(
    'does not add up headers of which one is unknown',
    told(
      [
        { rt_id: 'a', zone_id: 'Z', volumes: every(0) },
        { rt_id: 'b', zone_id: 'Z', area_ha_verified: null, volumes: every(0) },
      ],
      ({ total }) => {
        expect(total('zone', 'Z')).toMatchObject({ area_ha_verified: null, buildings: 200 })
      },
    ),
  )

  it(
    'treats what is not a finite number as missing',
    told(
      [{ rt_id: 'a', volumes: { ...every(0), '1a': Number.NaN, '2a': Number.POSITIVE_INFINITY } }],
      ({ cell }) => {
        expect([cell('rt', 'a', '1a').flag, cell('rt', 'a', '2a').flag]).toEqual(['missing', 'missing'])
      },
    ),
  )
})

describe('a methodology', () => {
  it('is data: two criteria of an invented one, with expressions and other bands', async () => {
    const invented: Methodology = {
      ...methodology,
      id: 'metode-uji',
      aspects: [{ id: 'x', label: { id: 'Aspek', en: 'Aspect' } }],
      criteria: [
        {
          ...methodology.criteria[0]!,
          id: "a'",
          aspect: 'x',
          denominator: '2 * (buildings + 50) - buildings',
        },
        { ...methodology.criteria[5]!, id: 'b', aspect: 'x', denominator: 'families' },
      ],
      bands: {
        ...methodology.bands,
        values: [
          { min_pct: 10, score: 7 },
          { min_pct: 0, score: 2 },
        ],
      },
      zero_denominator: { ...methodology.zero_denominator, percent: 100 },
      max_total: 14,
      classes: {
        ...methodology.classes,
        values: [
          { min: 0, max: 8, code: 'baik', label: { id: 'Baik', en: 'Good' } },
          { min: 9, max: 14, code: 'buruk', label: { id: 'Buruk', en: 'Bad' } },
        ],
      },
    }
    const { cell, total, aspects } = await score(
      [{ rt_id: 'a', families: 0, volumes: { "a'": 19, b: 0 } }],
      {},
      invented,
    )
    expect(cell('rt', 'a', "a'")).toMatchObject({ denominator: 200, percent: 9.5, score: 2 })
    expect(cell('rt', 'a', 'b')).toMatchObject({ percent: 100, score: 7, flag: 'denominator zero' })
    expect(total('rt', 'a')).toMatchObject({
      methodology: 'metode-uji',
      score_total: 9,
      score_class: 'buruk',
    })
    expect(aspects).toEqual(
      ['city', 'rt'].map((level) => ({
        level,
        unit_id: level === 'city' ? '99.71' : 'a',
        vintage: 2018,
        methodology: 'metode-uji',
        aspect: 'x',
        label_id: 'Aspek',
        label_en: 'Aspect',
        percent_mean: 54.75,
        percent_mean_worksheet: 54.75,
        score_sum: 9,
        score_max_possible: 14,
      })),
    )
  })
})

describe('aspects', () => {
  it(
    'are plain means of their percents, unknown while one criterion is',
    told([{ rt_id: 'a', volumes: { ...without('3b', 0), '4a': 100, '4b': 30, '4c': 60 } }], ({ aspects }) => {
      const of = (aspect: string) => aspects.find((row) => row.level === 'rt' && row.aspect === aspect)
      expect(of('4')).toMatchObject({ percent_mean: 63.333333333, score_sum: 9, score_max_possible: 15 })
      expect(of('3')).toMatchObject({ percent_mean: null, score_sum: null, score_max_possible: 10 })
    }),
  )
})
