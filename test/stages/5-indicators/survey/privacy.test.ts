import { describe, expect, it } from 'vitest'
import { loadTests } from '../../../../pipeline/methodology/tests.ts'
import { writeHouseholdTests } from '../../../../pipeline/stages/5-indicators/household-tests/write-household-tests.ts'
import { indicators } from '../../../../pipeline/stages/5-indicators/index.ts'
import { writeSurvey } from '../../../../pipeline/stages/5-indicators/survey/write-survey.ts'
import type { Row } from '../../../../pipeline/store/index.ts'
import { stageContext } from '../../../support/stage-context.ts'
import { type DeficitRow, group, METHODOLOGY, profile, survey, surveyed } from './made-up-survey.ts'

describe('what may be told of an RT', () => {
  const B = profile('B', { rt_rw: 'RT002-RW001', source_row: 2 })
  const waste = (count: number, rt: string, answer: string, prefix: string) =>
    group(count, 0, {}, { rt_rw: rt, waste_disposal: answer, waste_collected_per_week: 3 }, prefix)
  const six = waste(6, 'RT001-RW001', 'tps', 'a')

  it('is nothing where the few of another RT would follow from it and their kelurahan', async () => {
    const given = {
      households: [...six, ...waste(4, 'RT002-RW001', 'dibakar', 'b')],
      profiles: [profile('A'), B],
    }
    expect((await survey(given)).cell('6b')).toMatchObject({ answered: 6, status: 'too few' })
    const five = { ...given, households: [...six, ...waste(5, 'RT002-RW001', 'dibakar', 'b')] }
    expect((await survey(five)).cell('6b')).toMatchObject({ status: 'fills' })
  })

  it('nor where few of the other RT answered', async () => {
    const silent = group(4, 0, {}, { rt_rw: 'RT002-RW001' }, 'c')
    const households = [...six, ...waste(2, 'RT002-RW001', 'dibakar', 'b'), ...silent]
    const { rows } = await survey({ households, profiles: [profile('A'), B] })
    const of = (criterion: string) =>
      rows.filter((row) => row.criterion === criterion).map(({ status }) => status)
    expect(of('6b')).toEqual(['too few', 'too few'])
    expect(of('3a')).toEqual(['fills', 'fills'])
  })

  it('is the same in the figures of households, which lie in the RT the form names there too', async () => {
    const strays = group(1, 0, {}, { waste_disposal: 'dibakar' }, 's')
    const points = Object.fromEntries([...six.map((row) => [row.household_id, 'A']), ['s0', 'B']])
    const eight = waste(8, 'RT002-RW001', 'tps', 'b')
    const context = await surveyed([
      { households: [...six, ...strays, ...eight], points, profiles: [profile('A'), B] },
    ])
    try {
      const rows = await context.read<DeficitRow>('survey_deficits')
      await writeHouseholdTests(context, null, [loadTests('tridaya')])
      const figures = await context.read<Row>('household_indicators')
      const asked = (level: string, unit: string) =>
        figures.find(
          (row) => row.level === level && row.unit_id === unit && row.indicator === 'waste_collected',
        )!.surveyed
      for (const rt of ['A', 'B'])
        expect([rt, asked('rt', rt)]).toEqual([rt, rows.find(({ rt_id }) => rt_id === rt)!.households])
    } finally {
      context.close()
    }
  })
})

describe('a city without a survey', () => {
  it('has its tables, empty', async () => {
    const context = await stageContext(indicators, {
      tables: { '2-validate': { rt_profiles: [profile('A')] } },
    })
    try {
      expect(await writeSurvey(context, [METHODOLOGY])).toEqual({
        ...{ survey_deficits: 0, survey_profiles: 0, survey_zones: 0 },
      })
      expect(await context.read('survey_deficits')).toEqual([])
    } finally {
      context.close()
    }
  })

  it('may have a survey without a single household', async () => {
    const { rows, profiles } = await survey({ households: [] })
    expect([rows, profiles]).toEqual([[], []])
  })
})
