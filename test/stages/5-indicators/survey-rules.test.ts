import { describe, expect, it } from 'vitest'
import { parseCondition } from '../../../pipeline/methodology/condition.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { writeSurvey } from '../../../pipeline/stages/5-indicators/survey/write-survey.ts'
import { PUBLISHED_TABLES, tableQuery } from '../../../pipeline/stages/7-publish/tables.ts'
import { type Row, tableSchema } from '../../../pipeline/store/index.ts'
import { methodologyFault } from '../../support/changed-methodology.ts'
import { stageContext } from '../../support/stage-context.ts'

const NAME = 'permen-pupr-14-2018'
const faultOf = (before: string | RegExp, after: string) =>
  methodologyFault(loadMethodology, NAME, before, after)

const asked = (name: string) =>
  loadMethodology(name).criteria.flatMap(({ id, survey }) => (survey ? [`${id} ${survey.counts}`] : []))

describe('survey rules of a methodology', () => {
  it('count in the unit of their criterion; nobody is asked for metres and hectares', () => {
    expect(asked(NAME)).toEqual(
      '1a households,1c households,3a families,3b families,5a families,5b families,6a families,6b families'
        .split(',')
        .concat(['7a households', '7b households']),
    )
    expect(asked('permen-pupr-02-2016')).toEqual(
      '1a households,1c households,3a population,3b population,5a population'.split(','),
    )
  })

  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'a word nobody can answer',
      'fire_extinguisher = tidak',
      'fire_extinguisher = belum',
      /belum[\s\S]*ya, tidak/,
    ],
    ['a column that is not there', 'fire_extinguisher = tidak', 'apar = tidak', /condition/],
    ['a condition without an end', 'fire_extinguisher = tidak', '(fire_extinguisher = tidak', /not closed/],
    ['another unit than the criterion', 'counts: families', 'counts: households', /expected[\s\S]*families/],
    ['a rule without a measure of agreement', /survey_agreement:.*\n/, '', /survey_agreement/],
    ['a table of no survey', 'table: households', 'table: buildings', /survey\.table/],
  ])('refuses %s, with file and line', (_, before, after, message) => {
    const error = faultOf(before, after)
    expect(error.kind).toBe('config')
    expect(error.message).toMatch(message)
    expect(error.message).toMatch(/permen-pupr-14-2018\.yaml/)
  })
})

describe('what a rule takes as known', () => {
  const BAD_YES = ['over_water', 'in_setback']
  const GOOD_NUMBER: Record<string, number> = { floor_area_m2: 400, water_litres_per_day: 9000 }

  /** A good and a bad answer to a question of the form. */
  function answersOf(column: string): [good: string | number, bad: string | number] {
    if (column === 'population') return [4, 4]
    const answers = tableSchema('households').columns.find(({ name }) => name === column)!.answers
    if (answers === null) return [GOOD_NUMBER[column] ?? 7, 1]
    const [first, last] = [answers[0]!, answers.at(-1)!]
    return BAD_YES.includes(column) ? [last, first] : [first, last]
  }

  it.each([NAME, 'permen-pupr-02-2016'])(
    'in %s is never an answer that could only tell one side, whichever questions a survey asked',
    async (name) => {
      const methodology = loadMethodology(name)
      const surveys = methodology.criteria.flatMap(({ survey }) => {
        if (!survey) return []
        const texts = [survey.when, survey.known_when ?? survey.when]
        const columns = [...new Set(texts.flatMap((text) => parseCondition(text, survey.table).columns))]
        const sets = columns.flatMap((one) => [[one], columns.filter((other) => other !== one)])
        return [...sets, columns].map((asked) => ({ columns, asked }))
      })
      const households = surveys.flatMap(({ columns, asked }, number) => {
        const row = (isBad: (column: string) => boolean): Row =>
          Object.fromEntries(asked.map((column) => [column, answersOf(column)[isBad(column) ? 1 : 0]]))
        const kinds = [() => false, () => true, ...columns.map((one) => (column: string) => column === one)]
        return kinds.map((kind, i) => ({
          ...{ household_id: `h${number}-${i}`, survey_date: '2018-05-01', kelurahan_code: '99.71.01.1001' },
          ...{
            rt_rw: `RT${number}`,
            source_id: `s${number}`,
            source_row: i + 1,
            population: null,
            ...row(kind),
          },
        }))
      })
      const rt_profiles = surveys.map((_, number) => ({
        ...{ rt_id: `RT${number}`, vintage: 2018, kelurahan_code: '99.71.01.1001', rt_rw: `RT${number}` },
        ...{ source_id: 'profil', source_row: number + 1 },
      }))
      const context = await stageContext(indicators, {
        tables: { '2-validate': { households, rt_profiles } },
      })
      try {
        await writeSurvey(context, [methodology])
        const rows = await context.read<{
          answered: number
          deficient: number
          base: number
          unanswered: number
        }>('survey_deficits')
        const told = rows.filter(({ answered }) => answered > 0)
        expect(told.length).toBeGreaterThan(0)
        const oneSided = told.filter(
          ({ deficient, base, unanswered }) =>
            unanswered > 0 && (deficient === 0 || deficient === base - unanswered),
        )
        expect(oneSided).toEqual([])
      } finally {
        context.close()
      }
    },
  )
})

describe('the other set of criteria', () => {
  it('counts people, and leaves out households that do not tell how many they are', async () => {
    const row = (i: number, population: number | null) => ({
      ...{ household_id: `h${i}`, survey_date: '2016-05-01', kelurahan_code: '99.71.01.1001' },
      ...{ rt_rw: 'RT001-RW001', water_source: i === 0 ? 'air_permukaan' : 'pah', population },
      ...{ source_id: 'survei', source_row: i + 1 },
    })
    const households = [7, 1, 1, 1, 2, null].map((population, i) => row(i, population))
    const rt_profiles = [
      {
        ...{ rt_id: 'A', vintage: 2016, kelurahan_code: '99.71.01.1001', rt_rw: 'RT001-RW001' },
        ...{ population: 100, source_id: 'profil', source_row: 1 },
      },
    ]
    const context = await stageContext(indicators, { tables: { '2-validate': { households, rt_profiles } } })
    try {
      await writeSurvey(context, [loadMethodology('permen-pupr-02-2016')])
      const rows = await context.read<Record<string, unknown>>('survey_deficits')
      expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({
        ...{ unit: 'jiwa', households: 6, answered: 5, base: 12, deficient: 7, status: 'fills' },
      })
    } finally {
      context.close()
    }
  })
})

it('releases no row of an RT or criterion of which nothing may be told', async () => {
  const context = await stageContext(indicators, {})
  try {
    const rows = [
      ['A', 9, 9, 'agrees'],
      // Few answers, and many that would give away the few of another RT.
      ['B', 9, 4, 'too few'],
      ['C', 9, 9, 'too few'],
      // Counted buildings, in an RT that may not be told of and in one that may.
      ['D', null, null, 'fills'],
      ['E', 5, null, 'compared'],
      ['F', 4, null, 'compared'],
    ].map(
      ([rt, households, answered, status]) =>
        `('${rt}', ${households}::BIGINT, ${answered}::BIGINT, '${status}')`,
    )
    const path = context.written('survey_deficits.parquet')
    await context.store.run(
      `COPY (SELECT *, 2018 AS vintage, 'm' AS methodology, '1a' AS criterion
        FROM (VALUES ${rows.join(', ')}) t(rt_id, households, answered, status)) TO '${path}' (FORMAT parquet)`,
    )
    const published = PUBLISHED_TABLES.find(({ name }) => name === 'survey_deficits')!
    const query = tableQuery({ ...context, table: () => path }, published)!
    expect((await context.store.rows<{ rt_id: string }>(query)).map(({ rt_id }) => rt_id)).toEqual([
      ...['A', 'D', 'E'],
    ])
  } finally {
    context.close()
  }
})
