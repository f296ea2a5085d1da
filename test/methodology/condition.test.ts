import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCondition } from '../../pipeline/methodology/condition.ts'
import { ExpressionFault } from '../../pipeline/methodology/expression.ts'
import { Store } from '../../pipeline/store/index.ts'

let store: Store
beforeAll(async () => {
  store = await Store.open({ threads: 1 })
})
afterAll(() => store.close())

/** Answers of one household; what is left out was not answered. */
interface Answers {
  roof?: string
  work_status?: number
  population?: number
  floor_area_m2?: number
  habitable_rooms?: number
  tenure?: string
}

async function of(condition: string, answers: Answers): Promise<boolean | null> {
  const text = (value?: string) => (value === undefined ? 'NULL::VARCHAR' : `'${value}'`)
  const number = (value: number | undefined, type: string) => `${value ?? 'NULL'}::${type}`
  const [row] = await store.rows<{ holds: boolean | null }>(
    `SELECT ${parseCondition(condition, 'households').sql('r')} AS holds FROM (SELECT ${text(answers.roof)} AS roof,
      ${text(answers.tenure)} AS tenure, ${number(answers.work_status, 'BIGINT')} AS work_status,
      ${number(answers.population, 'BIGINT')} AS population, ${number(answers.floor_area_m2, 'DOUBLE')} AS floor_area_m2,
      ${number(answers.habitable_rooms, 'BIGINT')} AS habitable_rooms) r`,
  )
  return row!.holds
}

describe('parseCondition', () => {
  it.each<[string, Answers, boolean | null]>([
    ['roof in (beton, genteng)', { roof: 'beton' }, true],
    ['roof in (beton, genteng)', { roof: 'seng' }, false],
    ['roof in (beton, genteng)', {}, null],
    ['roof in (beton, genteng)', { roof: 'emas' }, null],
    ['roof not in (beton, genteng)', { roof: 'emas' }, null],
    ['roof not in (beton, genteng)', { roof: 'seng' }, true],
    ['roof = seng', { roof: 'seng' }, true],
    ["roof = 'seng'", { roof: 'seng' }, true],
    ['roof <> seng', { roof: 'seng' }, false],
    ['roof <> seng', {}, null],
    ['work_status in (3, 4)', { work_status: 4 }, true],
    ['work_status = 4', { work_status: 5 }, false],
    ['work_status = 4', { work_status: 9 }, null],
    ['roof is given', {}, false],
    ['roof is not given', {}, true],
    ['roof is given', { roof: 'emas' }, true],
    ['floor_area_m2 < 7.2 * population', { floor_area_m2: 21.6, population: 3 }, false],
    ['floor_area_m2 >= 7.2 * population', { floor_area_m2: 21.6, population: 3 }, true],
    ['floor_area_m2 / population < 7.2', { floor_area_m2: 21.5, population: 3 }, true],
    ['floor_area_m2 < 7.2 * population', { population: 3 }, null],
    ['population / habitable_rooms > 3', { population: 4, habitable_rooms: 0 }, null],
    ['(population + 1) * 2 > 9', { population: 4 }, true],
    ['unknown', { roof: 'seng' }, null],
    ['roof = seng and unknown', { roof: 'beton' }, false],
    ['roof = seng or unknown', { roof: 'seng' }, true],
    ['roof = seng or population > 3', { population: 4 }, true],
    ['roof = seng or population > 3', { population: 3 }, null],
    ['roof = seng and population > 3', { population: 3 }, false],
    ['not roof = seng', { roof: 'seng' }, false],
    ['not (roof = seng or population > 3)', {}, null],
    // `and` binds tighter than `or`
    ['roof = seng or roof = beton and population > 3', { roof: 'seng', population: 1 }, true],
    ['(roof = seng or roof = beton) and population > 3', { roof: 'seng', population: 1 }, false],
    ['((population > 3))', { population: 4 }, true],
  ])('%s of %j is %j', async (condition, answers, expected) => {
    expect(await of(condition, answers)).toBe(expected)
  })

  it('names its columns once, in order', () => {
    const { columns } = parseCondition('roof = seng and (population > 3 or roof is not given)', 'households')
    expect(columns).toEqual(['roof', 'population'])
  })

  it.each([
    ['', /ends too early/],
    ['roof', /comparison|arithmetic|number/],
    ['roof = jerami', /names jerami, which roof never holds: it holds beton/],
    ['roof in (beton, emas)', /emas/],
    ['roof in beton', /parenthesis after "in"/],
    ['roof in (beton', /ends too early|not closed/],
    ['roof in ()', /not closed/],
    ['roof = <> beton', /never holds/],
    ['roof is beton', /"given"/],
    ['atap = seng', /atap, which is no column of households/],
    ['(atap = seng)', /atap/],
    ['kelurahan_code in (a)', /lists no answers/],
    ['population >', /ends too early/],
    ['population > 3 and', /ends too early/],
    ['(population > 3', /not closed/],
    ['population > 3)', /after its end/],
    ['population > 3 population', /after its end/],
    ['population + 3', /comparison/],
    ['household_id > 3', /no number/],
    ['roof > 3', /no number/],
    ['population > 3; DROP TABLE x', /has ;/],
    ["roof in ('beton') OR 1 = 1 --", /comparison|after its end|column|number/],
  ])('refuses %j', (condition, message) => {
    expect(() => parseCondition(condition, 'households')).toThrow(ExpressionFault)
    expect(() => parseCondition(condition, 'households')).toThrow(message)
  })

  it('does not let a quote out of its text', () => {
    expect(() => parseCondition("roof = 'a''b'", 'households')).toThrow(ExpressionFault)
  })
})
