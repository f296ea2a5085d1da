import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { loadMethodology, type Methodology } from '../../../pipeline/methodology/methodology.ts'
import { percentOf, scoreOfPercent } from '../../../pipeline/methodology/score.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { runIndicators } from '../../../pipeline/stages/5-indicators/run.ts'
import { writeScores } from '../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { together } from '../../support/together.ts'
import { type CriterionRow, type Header, HUNDRED, type Rt, stagesOf, type TotalRow } from './fixtures.ts'

const methodology = loadMethodology('permen-pupr-14-2018')
const ids = methodology.criteria.map((criterion) => criterion.id)
const every = (volume: number) => Object.fromEntries(ids.map((id) => [id, volume]))
const without = (criterion: string, volume: number) =>
  Object.fromEntries(ids.flatMap((id) => (id === criterion ? [] : [[id, volume]])))

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

interface AspectRow {
  level: string
  vintage: number
  aspect: string
  percent_mean: number | null
  score_sum: number | null
}

interface Told {
  aspects: AspectRow[]
  cell(level: string, unit: string, criterion: string): CriterionRow
  total(level: string, unit: string): TotalRow
}

interface Result extends Told {
  context: TestStageContext
}

async function score(
  rts: Rt[],
  options: StageContextOptions = {},
  by: Methodology = methodology,
): Promise<Result> {
  const context = await stageContext(indicators, { ...options, tables: stagesOf(rts) })
  open.push(context)
  await writeScores(context, by, null)
  return { context, ...(await toldBy(context, () => true)) }
}

async function toldBy(context: TestStageContext, isOwn: (vintage: number | null) => boolean): Promise<Told> {
  const key = (level: string, unit: string, criterion: string) => `${level}|${unit}|${criterion}`
  const rows = (await context.read<CriterionRow>('criterion_scores')).filter((row) => isOwn(row.vintage))
  const cells = new Map(rows.map((row) => [key(row.level, row.unit_id, row.criterion), row]))
  const totals = (await context.read<TotalRow>('score_totals')).filter((row) => isOwn(row.vintage))
  const aspects = (await context.read<AspectRow>('aspect_scores')).filter((row) => isOwn(row.vintage))
  return {
    aspects,
    cell: (level, unit, criterion) => cells.get(key(level, unit, criterion))!,
    total: (level, unit) => totals.find((row) => row.level === level && row.unit_id === unit)!,
  }
}

const yearOf = (number: number) => 2018 + number

/** The cases by the whole stage, in one city: each in a year of its own, and no sum goes over two years. */
const inOneCity = together<Rt[], Told>(async (cases) => {
  const rts = cases.flatMap((one, number) => one.map((rt) => ({ ...rt, vintage: yearOf(number) })))
  const context = await stageContext(indicators, { tables: stagesOf(rts) })
  try {
    await runIndicators(context, methodology)
    return await Promise.all(cases.map((_, number) => toldBy(context, (year) => year === yearOf(number))))
  } finally {
    context.close()
  }
})

/** The body of a test that looks at a case of its own. */
function told(rts: Rt[], look: (one: Told) => void): () => Promise<void> {
  const result = inOneCity(rts)
  return async () => look(await result())
}

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

  const NAMES = [
    ...(['buildings', 'area_ha_verified', 'families', 'population'] as const),
    ...(['road_ideal_m', 'road_existing_m', 'drainage_ideal_m'] as const),
  ]
  const maybe = (n: fc.Arbitrary<number>) => fc.option(n, { freq: 3, nil: null })
  const hole = fc.record({
    header: fc.record(
      Object.fromEntries(NAMES.map((name) => [name, maybe(fc.integer({ min: 0, max: 20 }))])),
    ),
    // As many as any set has criteria.
    volumes: fc.array(maybe(fc.integer({ min: 0, max: 20 })), { minLength: 19, maxLength: 19 }),
    // How the holes are filled later: denominators anywhere above zero, volumes as a share of them.
    fill: fc.record({
      denominator: fc.constantFrom(0, 0.5, 3, 20, 100_000),
      share: fc.constantFrom(0, 0.2, 0.5, 0.9, 1),
    }),
  })

  it.each(['permen-pupr-14-2018', 'permen-pupr-02-2016'])(
    'gives under %s an interval that holds the score of every completion',
    async (set) => {
      const by = loadMethodology(set)
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(hole, { minLength: 1, maxLength: 3 }), { minLength: 80, maxLength: 80 }),
          async (zones) => {
            const rts = zones.flatMap((zone, z) =>
              zone.map((rt, r) => ({
                rt_id: `${z}/${r}`,
                zone_id: `zone ${z}`,
                ...(rt.header as Header),
                volumes: Object.fromEntries(by.criteria.map(({ id }, i) => [id, rt.volumes[i]!])),
              })),
            )
            const { cell, context } = await score(rts, {}, by)
            zones.forEach((zone, z) => {
              by.criteria.forEach(({ id, denominator }, i) => {
                let [volume, whole] = [0, 0]
                for (const rt of zone) {
                  const den = rt.header[denominator] ?? rt.fill.denominator
                  whole += den
                  volume += rt.volumes[i] ?? den * rt.fill.share
                }
                const complete = scoreOfPercent(by, percentOf(by, volume, whole))
                const { score_min, score_max } = cell('zone', `zone ${z}`, id)
                expect(complete).toBeGreaterThanOrEqual(score_min)
                expect(complete).toBeLessThanOrEqual(score_max)
              })
            })
            context.close()
            open = open.filter((other) => other !== context)
          },
        ),
        { numRuns: 1, endOnFailure: true },
      )
    },
  )
})

describe('a zone', () => {
  const millesimal = fc.integer({ min: 0, max: 30_000 }).map((n) => n / 1000)
  const part = fc.record({ volume: millesimal, whole: millesimal, cut: fc.integer({ min: 0, max: 10 }) })

  it('does not change when an RT is split in two or the RTs come in another order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 120, maxLength: 120 }),
        async (zones) => {
          const rt = (zone: string, name: string, volume: number, whole: number): Rt => ({
            rt_id: `${zone}/${name}`,
            zone_id: zone,
            ...Object.fromEntries(Object.keys(HUNDRED).map((column) => [column, 0])),
            road_ideal_m: whole,
            volumes: { ...every(0), '2a': volume },
          })
          const thousandth = (n: number) => Math.round(n * 1000) / 1000
          const whole = zones.flatMap((rts, z) =>
            rts.map((p, r) => rt(`whole ${z}`, `${r}`, p.volume, p.whole)),
          )
          const split = zones.flatMap((rts, z) =>
            rts.flatMap((p, r) => {
              const [v, w] = [thousandth((p.volume * p.cut) / 10), thousandth((p.whole * p.cut) / 10)]
              return [
                rt(`split ${z}`, `${r}a`, v, w),
                rt(`split ${z}`, `${r}b`, thousandth(p.volume - v), thousandth(p.whole - w)),
              ]
            }),
          )
          const { cell, context } = await score([...whole, ...split.reverse()])
          zones.forEach((_, z) => {
            const one = cell('zone', `whole ${z}`, '2a')
            expect(cell('zone', `split ${z}`, '2a')).toEqual({ ...one, unit_id: `split ${z}` })
          })
          context.close()
          open = []
        },
      ),
      { numRuns: 1, endOnFailure: true },
    )
  })

  it('does not change with the unit of area: hectares, ares or square metres', async () => {
    const areas = fc.array(
      fc.record({ volume: fc.integer({ min: 0, max: 3000 }), whole: fc.integer({ min: 1, max: 3000 }) }),
      { minLength: 40, maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(areas, async (zones) => {
        const rts = zones.flatMap(({ volume, whole }, z) =>
          [1, 100, 10_000].map((per_ha) => ({
            rt_id: `${z} / ${per_ha}`,
            kawasan: `kawasan ${z} in ${per_ha}`,
            buildings: 0,
            area_ha_verified: (whole * per_ha) / 1000,
            volumes: { ...every(0), '4a': (volume * per_ha) / 1000 },
          })),
        )
        const { cell, context } = await score(rts)
        zones.forEach((_, z) => {
          const scores = [1, 100, 10_000].map(
            (unit) => cell('kawasan', `kawasan ${z} in ${unit}`, '4a').score,
          )
          expect(new Set(scores).size).toBe(1)
        })
        context.close()
        open = []
      }),
      { numRuns: 1, endOnFailure: true },
    )
  })

  it('gives the same bytes for any order of rows and any number of threads', async () => {
    const rts = Array.from({ length: 60 }, (_, i) => ({
      rt_id: `rt ${i}`,
      zone_id: `zone ${i % 7}`,
      vintage: 2014 + (i % 2),
      source_row: i + 1,
      area_ha_verified: 0.1 + i / 7,
      volumes: every(i / 3),
    }))
    const staged = async (given: Rt[], threads: number) => {
      const context = await stageContext(indicators, { threads, tables: stagesOf(given) })
      open.push(context)
      await runIndicators(context, methodology)
      return context
    }
    const first = await staged(rts, 1)
    const second = await staged([...rts].reverse(), 3)
    for (const name of indicators.writes) expect(await second.read(name)).toEqual(await first.read(name))
  })
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
    const { cell, total, context } = await score(
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
    expect(await context.read('aspect_scores')).toEqual(
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

describe('the stage', () => {
  it('writes every table with its columns when there is nothing to score', async () => {
    const context = await stageContext(indicators, { tables: stagesOf([]) })
    open.push(context)
    const outcome = await indicators.run(context)
    expect(outcome.rows).toEqual(Object.fromEntries(indicators.writes.map((name) => [name, 0])))
    expect(outcome.summary).toBe('0 RT and 0 zones scored, 0 zones rated')
  })

  it('refuses a key that occurs twice instead of adding it up', async () => {
    const tables = stagesOf([{ rt_id: 'a', volumes: { '1a': 5 } }])
    const { rt_deficits } = tables['2-validate']
    rt_deficits.push({ ...rt_deficits[0]!, volume: 7 })
    const context = await stageContext(indicators, { tables })
    open.push(context)
    const error: unknown = await indicators.run(context).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).kind).toBe('contract')
    expect((error as UserError).message).toMatch(/rt_deficits occurs twice[\s\S]*a, 2018, 1a/)
  })

  it('says which deficits it cannot use', async () => {
    const tables = stagesOf([{ rt_id: 'a', volumes: { ...every(0), '4e': 3 } }])
    const { rt_deficits } = tables['2-validate']
    rt_deficits.push({ ...rt_deficits[0]!, rt_id: 'tanpa profil' })
    const context = await stageContext(indicators, { tables })
    open.push(context)
    await indicators.run(context)
    expect(context.said.join('\n')).toMatch(
      /1 deficits of criterion 4e[\s\S]*1 RT have deficits but no profile[\s\S]*1 RT belong to no zone/,
    )
  })

  it('declares the files that shape its output', () => {
    const city = { methodology: 'permen-pupr-14-2018' } as Parameters<typeof indicators.files>[0]
    const files = indicators.files(city).map((path) => path.split('/').at(-1))
    expect(files).toContain('permen-pupr-14-2018.yaml')
    expect(files).toContain('deficit-scores.schema.json')
  })
})
