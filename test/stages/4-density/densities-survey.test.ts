import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateFrom, type SurveySums } from '../../../pipeline/stages/4-density/survey.ts'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

type Household = { weight: number | null; people: number | null }

function sumsOf(households: Household[]): SurveySums {
  const sum = (list: number[]) => (list.length === 0 ? null : list.reduce((total, value) => total + value, 0))
  const counted = households.filter((h) => h.people !== null)
  const weighted = counted.filter((h) => h.weight !== null)
  return {
    counted: counted.length,
    counted_weighted: weighted.length,
    weight_all: sum(households.flatMap((h) => h.weight ?? [])),
    weight_counted: sum(weighted.map((h) => h.weight!)),
    people: sum(weighted.map((h) => h.weight! * h.people!)),
    people_squared: sum(weighted.map((h) => (h.weight! * h.people!) ** 2)),
  }
}

const sampleOf = (households: Household[]) => {
  const { counted_weighted, weight_all } = sumsOf(households)
  return {
    counted: counted_weighted,
    missing_share: 0,
    mean_weight: weight_all === null ? null : weight_all / households.length,
    least_weight: Math.min(...households.flatMap((h) => h.weight ?? [])),
  }
}

describe('an estimate from a weighted sample', () => {
  it('is the sum of weights, and of weights times members', () => {
    const unit = [
      { weight: 10, people: 3 },
      { weight: 20, people: 4 },
    ]
    const all = [...unit, { weight: 10, people: 5 }, { weight: 12, people: 2 }]
    const estimate = estimateFrom(sumsOf(unit), sampleOf(all))!
    expect(estimate).toMatchObject({ households: 30, people: 110 })
    // n = 4, sum of squares 900 + 6400, total 110: 4/3 x (7300 - 12100 / 4).
    expect(Math.sqrt((4 / 3) * 4275)).toBeCloseTo(75.5, 1)
    expect(estimate.standard_error).toBe(75)
  })

  it('has the error of the textbook: that of the sum over the whole sample, 0 for households elsewhere', () => {
    const household = fc.record({
      weight: fc.double({ min: 2, max: 90, noNaN: true }),
      people: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(
        fc.array(household, { minLength: 1, maxLength: 20 }),
        fc.array(household, { minLength: 1, maxLength: 20 }),
        (unit, rest) => {
          const n = unit.length + rest.length
          const z = [...unit.map((h) => h.weight * h.people), ...rest.map(() => 0)]
          const total = z.reduce((sum, value) => sum + value, 0)
          const variance = (n / (n - 1)) * z.reduce((sum, value) => sum + (value - total / n) ** 2, 0)
          const estimate = estimateFrom(sumsOf(unit), sampleOf([...unit, ...rest]))!
          expect(estimate.people).toBeCloseTo(total, 6)
          expect(estimate.standard_error).toBe(Number(Math.sqrt(variance).toPrecision(2)))
        },
      ),
      { numRuns: 500, seed: 5 },
    )
  })

  it('gives households that do not tell their members the mean of those of the unit that do', () => {
    const unit = [
      { weight: 10, people: 4 },
      { weight: 30, people: null },
    ]
    expect(estimateFrom(sumsOf(unit), sampleOf(unit))).toMatchObject({ households: 40, people: 160 })
  })

  it('is none where a counted household has no weight, or none is counted', () => {
    const unit = [
      { weight: 10, people: 4 },
      { weight: null, people: 4 },
    ]
    const sample = { counted: 9, missing_share: 0, mean_weight: 10, least_weight: 2 }
    expect(estimateFrom(sumsOf(unit), sample)).toBeNull()
    expect(estimateFrom(sumsOf([{ weight: 10, people: null }]), sample)).toBeNull()
    expect(
      estimateFrom(sumsOf([]), { counted: 0, missing_share: 0, mean_weight: null, least_weight: null }),
    ).toBeNull()
  })

  it.each([
    ['of mean 1', [0.8, 1.2], false],
    ['of a mean close to 1', [1.02, 1.04], false],
    ['below 1, which no inverse of a probability is', [0.4, 3, 3], false],
    ['of 1 for who was sure to be asked', [1, 1.4], true],
    ['of 1 less what a division rounds off', [1 - 1e-9, 1.5], true],
  ])('with weights %s tells of all households: %j %s', (_, weights, told) => {
    const unit = weights.map((weight) => ({ weight, people: 4 }))
    expect(estimateFrom(sumsOf(unit), sampleOf(unit)) !== null).toBe(told)
  })

  it('asks the weights of the whole survey, not those of the unit', () => {
    const unit = [{ weight: 10, people: 4 }]
    const all = [...unit, { weight: 0.5, people: 4 }]
    expect(estimateFrom(sumsOf(unit), sampleOf(all))).toBeNull()
  })

  it('makes up for a twentieth of records missing, and tells nothing beyond', () => {
    const unit = [
      { weight: 10, people: 3 },
      { weight: 20, people: 4 },
    ]
    const sample = sampleOf(unit)
    const whole = estimateFrom(sumsOf(unit), sample)!
    const most = estimateFrom(sumsOf(unit), { ...sample, missing_share: 0.05 })!
    expect([most.people, most.households].map((n) => n * 0.95)).toEqual([
      expect.closeTo(whole.people, 9),
      expect.closeTo(whole.households, 9),
    ])
    expect(most.standard_error! / whole.standard_error!).toBeCloseTo(1 / 0.95, 1)
    expect(estimateFrom(sumsOf(unit), { ...sample, missing_share: 0.051 })).toBeNull()
  })

  it('has no error from a sample of one', () => {
    const unit = [{ weight: 10, people: 4 }]
    expect(estimateFrom(sumsOf(unit), sampleOf(unit))).toMatchObject({ people: 40, standard_error: null })
  })
})

interface Surveyed {
  level: string
  unit_id: string
  population: number | null
  population_method: string | null
  population_standard_error: number | null
  population_published: boolean
  households_estimated: number | null
}

const household = (
  household_id: string,
  east_m: number,
  population: number | null,
  weight: number | null,
) => ({
  household_id,
  population,
  weight,
  geometry: { type: 'Point', coordinates: at(east_m, 10) },
})

async function surveyed(households: ReturnType<typeof household>[]) {
  const sources: SourceSpec[] = [
    kelurahanSource(),
    featureSource('zones', [
      { zone_id: 'Z', decree_number: '1/2020', geometry: rectangle(0, 0, 100, 100) },
      { zone_id: 'Y', decree_number: '1/2020', geometry: rectangle(200, 0, 100, 100) },
    ]),
    csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020'),
    featureSource('households', households),
  ]
  const made = await workspace({ sources })
  await made.run('4-density')
  const rows = await made.rows<Surveyed>('4-density', 'densities')
  return (level: string, id: string) => rows.find((row) => row.level === level && row.unit_id === id)!
}

const inZ = (weight: number | null) => [1, 2, 3, 4, 5].map((n) => household(`z${n}`, 10 * n, 4, weight))

it('a weighted survey is published of zones with k households, and stays inside elsewhere', async () => {
  const of = await surveyed([...inZ(12.5), household('y1', 210, 6, 10)])
  expect(of('zone', 'Z')).toMatchObject({
    population: 250,
    population_method: 'households_weighted',
    population_published: true,
    households_estimated: 63,
  })
  // z = 50 five times and 0 once.
  expect(Math.sqrt((6 / 5) * (12_500 - 250 ** 2 / 6))).toBeCloseTo(50, 9)
  expect(of('zone', 'Z').population_standard_error).toBe(50)
  expect(of('zone', 'Y')).toMatchObject({
    population: null,
    population_method: 'suppressed',
    population_standard_error: null,
    households_estimated: null,
    population_published: false,
  })
  // Less the zone above, the kelurahan would tell of one household.
  expect(of('kelurahan', '99.71.01.1001')).toMatchObject({ population: 310, population_published: false })
})

it('households set aside or without a place are not forgotten', async () => {
  const swapped = (id: string) => ({
    ...household(id, 10, 4, 12.5),
    geometry: { type: 'Point', coordinates: [-6.5, 106.5] },
  })
  const few = await surveyed([
    ...Array.from({ length: 24 }, (_, n) => household(`z${n}`, n + 1, 4, 12.5)),
    swapped('lost'),
  ])
  // 24 of 25 records are left: 24 x 12.5 x 4 people stand for 1,250.
  expect(few('zone', 'Z')).toMatchObject({ population: 1250, population_method: 'households_weighted' })
  const many = await surveyed([...inZ(12.5), swapped('lost'), swapped('lost too')])
  expect(many('zone', 'Z')).toMatchObject({
    population_method: 'households_surveyed',
    population_published: false,
  })
})

it('one counted household without a weight, or of weight 0, makes its unit a sample again', async () => {
  for (const weight of [null, 0]) {
    const of = await surveyed([...inZ(12), household('z6', 60, 3, weight), household('y1', 210, 6, 10)])
    expect(of('zone', 'Z')).toMatchObject({
      population: 23,
      population_method: 'households_surveyed',
      population_standard_error: null,
      population_published: false,
    })
  }
})

it('sums of weights do not hang on how many threads there are', async () => {
  const many = Array.from({ length: 5000 }, (_, n) =>
    household(`h${n}`, (n * 7) % 100, 1 + (n % 9), 1.1 + (n % 97) / 7),
  )
  const written = await Promise.all(
    [1, 4].map(async (threads) => {
      const made = await workspace({
        sources: [kelurahanSource(), featureSource('households', many)],
        threads,
      })
      await made.run('4-density')
      return made.files().get('stages/4-density/densities.parquet')!
    }),
  )
  expect(written[0]!.length).toBeGreaterThan(1000)
  expect(written[0]!.equals(written[1]!)).toBe(true)
})

it.each([
  ['close to 1', (n: number) => 1.02 + n / 1000],
  ['scaled to the sample', (n: number) => 0.4 + (2.6 * n) / 19],
])('a survey with weights %s stays a sample, and is not published', async (_, weight) => {
  const of = await surveyed(
    Array.from({ length: 20 }, (_, n) =>
      household(`z${String(n).padStart(2, '0')}`, 4 * n + 2, 4, weight(n)),
    ),
  )
  expect(of('zone', 'Z')).toMatchObject({
    population: 80,
    population_method: 'households_surveyed',
    population_standard_error: null,
    population_published: false,
    households_estimated: null,
  })
})

it('a survey without weights stays a sample', async () => {
  const of = await surveyed(inZ(null))
  expect(of('zone', 'Z')).toMatchObject({
    population: 20,
    population_method: 'households_surveyed',
    population_published: false,
  })
})
