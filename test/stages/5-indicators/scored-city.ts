import { loadMethodology, type Methodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { runIndicators } from '../../../pipeline/stages/5-indicators/run.ts'
import { writeScores } from '../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { together } from '../../support/together.ts'
import { type CriterionRow, type Rt, stagesOf, type TotalRow } from './fixtures.ts'

export const methodology = loadMethodology('permen-pupr-14-2018')
export const ids = methodology.criteria.map((criterion) => criterion.id)
export const every = (volume: number) => Object.fromEntries(ids.map((id) => [id, volume]))
export const without = (criterion: string, volume: number) =>
  Object.fromEntries(ids.flatMap((id) => (id === criterion ? [] : [[id, volume]])))

export interface Told {
  aspects: Row[]
  cell(level: string, unit: string, criterion: string): CriterionRow
  total(level: string, unit: string): TotalRow
}

/** The scores of a city of its own, without what the stage makes of them. */
export async function score(
  rts: Rt[],
  options: StageContextOptions = {},
  by: Methodology = methodology,
): Promise<Told> {
  const context = await stageContext(indicators, { ...options, tables: stagesOf(rts) })
  try {
    await writeScores(context, by, null)
    return await toldBy(context, () => true)
  } finally {
    context.close()
  }
}

async function toldBy(context: TestStageContext, isOwn: (vintage: number | null) => boolean): Promise<Told> {
  const key = (level: string, unit: string, criterion: string) => `${level}|${unit}|${criterion}`
  const rows = (await context.read<CriterionRow>('criterion_scores')).filter((row) => isOwn(row.vintage))
  const cells = new Map(rows.map((row) => [key(row.level, row.unit_id, row.criterion), row]))
  const totals = (await context.read<TotalRow>('score_totals')).filter((row) => isOwn(row.vintage))
  const aspects = (await context.read('aspect_scores')).filter((row) => isOwn(row.vintage as number))
  return {
    aspects,
    cell: (level, unit, criterion) => cells.get(key(level, unit, criterion))!,
    total: (level, unit) => totals.find((row) => row.level === level && row.unit_id === unit)!,
  }
}

const yearOf = (number: number) => 2018 + number

/**
 * Makes the bodies of the tests of one file: each looks at a case of its own, all of which the whole stage meets in one
 * city. Each has a year of its own, and no sum goes over two years.
 */
export function casesOfOneCity() {
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
  return (rts: Rt[], look: (one: Told) => void): (() => Promise<void>) => {
    const result = inOneCity(rts)
    return async () => look(await result())
  }
}
