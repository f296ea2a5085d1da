import { afterEach, describe, expect, it } from 'vitest'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { writeProgress } from '../../../pipeline/stages/5-indicators/progress/write-progress.ts'
import { writeScores } from '../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { type Rt, type Survey, stagesOf, surveyFilesOf } from './fixtures.ts'

const methodology = loadMethodology('permen-pupr-14-2018')
const every = (volume: number): Record<string, number> =>
  Object.fromEntries(methodology.criteria.map(({ id }) => [id, volume]))

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

interface World {
  rts: Rt[]
  rtZones: Row[]
  accepted?: Record<string, Row[]>
  survey?: Survey
}

/** Scores and progress of a city whose decree in force is `SK`. */
async function told({ rts, rtZones, accepted = {}, survey }: World) {
  const tables = stagesOf(rts, { decrees: [], interventions: [], ...accepted })
  tables['3-area'].rt_zones.rows = rtZones
  context = await stageContext(indicators, { tables })
  const files = await surveyFilesOf(context, survey)
  await writeScores(context, methodology, 'SK', files)
  await writeProgress(context, methodology)
  const [totals, progress] = [await context.read('score_totals'), await context.read('progress')]
  return {
    said: context.said.join('\n'),
    total: (level: string, vintage = 2018) =>
      totals.find((row) => row.level === level && row.vintage === vintage),
    year: (level: string, year: number) => progress.find((row) => row.level === level && row.year === year),
  }
}

const place = (rt_id: string, vintage: number | null) => ({ rt_id, vintage, zone_id: 'Z' })
const sound = (volume: number, more: Partial<Rt> = {}): Rt => ({
  ...{ rt_id: 'a', zone_id: 'Z', volumes: every(volume), ...more },
})
const bare = (volumes: Rt['volumes'], more: Partial<Rt> = {}): Rt => ({
  ...{ rt_id: 'b', profiled: false, volumes, ...more },
})
const work = (more: Row): Row => ({
  ...{ intervention_id: '1', activity: 'Jalan Beton', rt_id: 'a', volume: 10, unit: 'm', year: 2019 },
  ...{ cost_idr: 1000, fund_source: 'APBD', source_id: 'kegiatan', source_row: 1, ...more },
})

describe('an RT with volumes and no profile', () => {
  const rtZones = [place('a', 2018), place('b', 2014)]

  it('leaves the account of its zone and city open too: none is on target for the others', async () => {
    const { total, year, said } = await told({
      ...{ rts: [sound(30), bare(every(90))], rtZones },
      accepted: { interventions: [work({})] },
    })
    for (const level of ['zone', 'city']) {
      expect(total(level)).toMatchObject({ score_total: null, completeness_pct: 50, rt_count: 2 })
      expect(year(level, 2019)).toMatchObject({
        ...{ score_total: null, area_ha_slum: null, target_gap_ha: null, on_target: null, rt_count: 2 },
      })
    }
    expect(said).toContain('1 RT have deficits of a year and no profile of it')
  })

  it('is summed where a survey of its households fills what it does not state', async () => {
    const { '1a': _, ...some } = every(90)
    const { total } = await told({
      ...{ rts: [sound(10), bare(some)], rtZones },
      survey: {
        deficits: [
          {
            rt_id: 'b',
            vintage: 2018,
            methodology: methodology.id,
            criterion: '1a',
            percent: 90,
            status: 'fills',
          },
        ],
        profiles: [{ rt_id: 'b', vintage: 2018, population: 20, families: 6, buildings: 6 }],
      },
    })
    expect(total('zone')).toMatchObject({ score_total: null, rt_count: 2 })
  })

  it('does not take the place of a total that its decree states', async () => {
    const { total, year } = await told({
      ...{ rts: [bare(every(90))], rtZones: [place('b', null)] },
      accepted: {
        zones: [{ zone_id: 'Z', decree_number: 'SK', score_stated: 42, source_id: 'z', source_row: 1 }],
        decrees: [{ decree_number: 'SK', vintage: 2018, kind: 'decree', source_id: 'd', source_row: 1 }],
      },
    })
    expect(total('zone')).toMatchObject({ score_source: 'stated', score_total: 42 })
    expect(year('zone', 2018)).toMatchObject({ kind: 'surveyed', score_total: 42 })
  })

  it('is in no sum, and told, where nothing else knows its code', async () => {
    const { total, said } = await told({ rts: [sound(60), bare({ '1a': 0 })], rtZones: [place('a', 2018)] })
    expect(total('city')).toMatchObject({ score_total: 48, rt_count: 1 })
    expect(said).toContain('1 RT have deficits, and no profile of any year, map or survey tells of them')
  })

  it('stays on the list of a decree year that tells of it by its volumes alone', async () => {
    const decree = (decree_number: string, vintage: number, source_row: number) => ({
      ...{ decree_number, vintage, kind: 'decree', source_id: 'd', source_row },
    })
    const { year } = await told({
      rts: [
        ...[sound(60, { vintage: 2014 }), sound(90, { rt_id: 'b', vintage: 2014 }), sound(10)],
        bare(every(90), { vintage: 2018 }),
      ],
      rtZones: [place('a', 2014), place('b', 2014), place('a', 2018)],
      accepted: { decrees: [decree('A', 2014, 1), decree('SK', 2018, 2)], interventions: [work({})] },
    })
    expect(year('city', 2019)).toMatchObject({ score_total: null, area_ha_slum: null, rt_count: 2 })
  })
})

it('a survey whose volumes were all set aside ends no account: works go on from the one before', async () => {
  const { year } = await told({
    rts: [sound(60, { vintage: 2021 }), sound(0, { vintage: 2023, volumes: {} })],
    rtZones: [place('a', 2021), place('a', 2023)],
    accepted: { interventions: [work({ year: 2024, volume: 1 })] },
  })
  expect(year('zone', 2024)).toMatchObject({ kind: 'projected', baseline_vintage: 2021, score_total: 48 })
})

it('an RT of which every volume of every survey was set aside leaves the account of its zone open', async () => {
  const { year } = await told({
    rts: [sound(60), sound(0, { rt_id: 'c', volumes: {} })],
    rtZones: [place('a', 2018), place('c', 2018)],
    accepted: { interventions: [work({})] },
  })
  expect(year('zone', 2019)).toMatchObject({
    kind: 'projected',
    score_total: null,
    rt_count: 2,
    on_target: null,
  })
})
