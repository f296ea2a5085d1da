import type { City } from '../../../../pipeline/city.ts'
import { loadMethodology } from '../../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../../pipeline/stages/5-indicators/index.ts'
import { writeProgress } from '../../../../pipeline/stages/5-indicators/progress/write-progress.ts'
import { writeScores } from '../../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import type { Row } from '../../../../pipeline/store/index.ts'
import { stageContext } from '../../../support/stage-context.ts'
import { together } from '../../../support/together.ts'
import { type Rt, stagesOf } from '../fixtures.ts'

const methodology = loadMethodology('permen-pupr-14-2018')

export const every = (volume: number): Record<string, number> =>
  Object.fromEntries(methodology.criteria.map(({ id }) => [id, volume]))

export const ROAD = 'Jalan Beton'
export const HOUSE = 'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)'
export const KELURAHAN = '99.71.01.1001'

/** What a case gives: RT-years, and works of which {@link work} says what a row leaves out. */
export interface Given {
  rts: Rt[]
  works: Row[]
}

interface Settings {
  decrees?: Row[]
  indicators?: Partial<City['indicators']>
  threads?: number
}

export interface Told {
  rows: Row[]
  criteria: Row[]
  costs: Row[]
  works: Row[]
  row(level: string, unit: string, year: number, kind?: string): Row
  cell(level: string, unit: string, year: number, criterion?: string): Row
}

/** An RT in zone Z of kawasan Muara that lacks `volume` percent of everything. */
export const rt = (rt_id: string, volume: number, more: Partial<Rt> = {}): Rt => ({
  rt_id,
  zone_id: 'Z',
  kawasan: 'Muara',
  kelurahan_code: KELURAHAN,
  volumes: every(volume),
  ...more,
})

/** Metres of road of 2019 in RT `a`, but for what the row says. */
const work = (row: Row, at: number): Row => ({
  ...{ intervention_id: String(at), activity: ROAD, rt_id: 'a', volume: 10, unit: 'm', year: 2019 },
  ...{ cost_idr: 1000, fund_source: 'APBD', source_id: 'kegiatan', source_row: at + 1 },
  ...row,
})

/** A city of one case, for what is told of all of it, what the stage says and its settings. */
export async function progress(given: Given, settings: Settings = {}): Promise<Told & { said: string[] }> {
  const { decrees = [], indicators: some = {}, threads } = settings
  const context = await stageContext(indicators, {
    threads,
    tables: stagesOf(given.rts, { interventions: given.works.map(work), decrees }),
    city: {
      indicators: {
        ...{ methodologies: null, survey: 'fill', works_of_survey_year: 'included' },
        target: { ha: 0, year: null },
        ...some,
      },
    },
  })
  try {
    await writeScores(context, methodology, null)
    await writeProgress(context, methodology)
    const [rows, criteria, costs, works] = [
      await context.read('progress'),
      await context.read('progress_criteria'),
      await context.read('works_costs'),
      await context.read('works'),
    ]
    return { ...toldBy(rows, criteria, costs, works), said: context.said }
  } finally {
    context.close()
  }
}

function toldBy(
  rows: Row[],
  criteria: Row[],
  costs: Row[],
  works: Row[],
  unitOf: (level: string, unit: string) => string = (_, unit) => unit,
): Told {
  const isOf = (row: Row, level: string, unit: string, year: number) =>
    row.level === level && row.unit_id === unitOf(level, unit) && row.year === year
  return {
    ...{ rows, criteria, costs, works },
    row: (level, unit, year, kind = 'projected') =>
      rows.find((row) => isOf(row, level, unit, year) && row.kind === kind)!,
    cell: (level, unit, year, criterion = '2a') =>
      criteria.find((row) => isOf(row, level, unit, year) && row.criterion === criterion)!,
  }
}

/** The code with the kecamatan of the case in place of its first or second, `99.71.01` or `99.71.02`. */
const codeOf = (code: string, number: number) =>
  code.replace(/^99\.71\.0([12])/, (_, one) => `99.71.${String(2 * number + Number(one)).padStart(2, '0')}`)

/** The case as it stands among others: with RT, zones, a kawasan and a kecamatan of its own. */
function apart({ rts, works }: Given, number: number): Given {
  const own = <T extends object>(row: T): T =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (typeof value !== 'string') return [name, value]
        if (['rt_id', 'zone_id', 'kawasan'].includes(name)) return [name, `${value} ${number}`]
        if (name === 'kelurahan_code') return [name, codeOf(value, number)]
        return [name, value]
      }),
    ) as T
  return {
    rts: rts.map(own),
    works: works.map((row, at) => own({ ...work(row, at), intervention_id: `${number}.${at}` })),
  }
}

/** The cases as one city. */
export function allOf(cases: readonly Given[]): Given {
  const given = cases.map(apart)
  const works = given.flatMap((one) => one.works)
  return {
    rts: given.flatMap((one) => one.rts),
    works: works.map((row, at) => ({ ...row, source_row: at + 1 })),
  }
}

/**
 * What is told of a case that stood among others, by its own names. A unit is told of in all years of the city: those that
 * only other cases have are left out. What is told of the city is told of all cases.
 */
function ownOf(told: Told, { rts, works }: Given, number: number): Told {
  const { rows, criteria, costs } = told
  const unitOf = (level: string, unit: string) => {
    if (level === 'city') throw new Error('the city is of all cases: ask for it in a city of one')
    return level === 'kelurahan' || level === 'kecamatan' ? codeOf(unit, number) : `${unit} ${number}`
  }
  const years = new Set([
    ...rts.map(({ vintage }) => vintage ?? 2018),
    ...works.map(({ year }) => year ?? 2019),
  ])
  const isOwn = (row: Row) => {
    const unit = String(row.unit_id)
    const held =
      unit.endsWith(` ${number}`) ||
      ['99.71.01', '99.71.02'].some((code) => unit.startsWith(codeOf(code, number)))
    return row.level !== 'city' && held && years.has(row.year as number)
  }
  const isOwnWork = ({ interventions }: Row) => String(interventions).startsWith(`["${number}.`)
  return toldBy(
    rows.filter(isOwn),
    criteria.filter(isOwn),
    costs.filter(isOwn),
    told.works.filter(isOwnWork),
    unitOf,
  )
}

/**
 * Makes the bodies of the tests of one file: each looks at a case of its own, or at several, all of which the stage meets
 * in one city.
 */
export function casesOfOneCity(settings: Settings = {}) {
  const inOneCity = together<Given, Told>(async (cases) => {
    const all = await progress(allOf(cases), settings)
    return cases.map((one, number) => ownOf(all, one, number))
  })
  return (given: Given | Given[], look: (...cases: Told[]) => void): (() => Promise<void>) => {
    const results = [given].flat().map(inOneCity)
    return async () => look(...(await Promise.all(results.map((result) => result()))))
  }
}
