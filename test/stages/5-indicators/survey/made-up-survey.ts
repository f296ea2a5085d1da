import type { City } from '../../../../pipeline/city.ts'
import { loadMethodology } from '../../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../../pipeline/stages/5-indicators/index.ts'
import { writeSurvey } from '../../../../pipeline/stages/5-indicators/survey/write-survey.ts'
import type { Columns, Row } from '../../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../../support/stage-context.ts'
import { together } from '../../../support/together.ts'
import { HUNDRED } from '../fixtures.ts'

export const METHODOLOGY = loadMethodology('permen-pupr-14-2018')
export const KELURAHAN = '99.71.01.1001'
const LOCATIONS: Columns = {
  ...{ id: 'VARCHAR', rt_id: 'VARCHAR', zone_id: 'VARCHAR', kelurahan_code: 'VARCHAR' },
  ambiguous: 'BOOLEAN',
}
const AREAS: Columns = {
  ...{ admin_code: 'VARCHAR', level: 'VARCHAR', kelurahan_code: 'VARCHAR', rt_rw: 'VARCHAR' },
  area_ha_utm: 'DOUBLE',
}
const DENSITIES: Columns = {
  ...{ level: 'VARCHAR', unit_id: 'VARCHAR', vintage: 'BIGINT', buildings: 'BIGINT' },
  ...{ buildings_method: 'VARCHAR', area_ha_utm: 'DOUBLE' },
}

export interface DeficitRow {
  rt_id: string
  vintage: number
  criterion: string
  unit: string
  households: number
  answered: number | null
  weighted: boolean
  base: number
  deficient: number
  unanswered: number
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
  profile_percent: number | null
  difference_pct_points: number | null
  status: string
}

/** What a case gives; what is told of it goes by the same names and years. */
export interface Given {
  households: Row[]
  profiles?: Row[]
  deficits?: Row[]
  /** RT of a household by the place of its point; those that are not named have none. */
  points?: Record<string, string | { rt_id: string; ambiguous: boolean }>
  areas?: Row[]
  densities?: Row[]
}

export interface Told {
  rows: DeficitRow[]
  profiles: Row[]
  cell(criterion?: string, rt?: string): DeficitRow
}

/** A household that lacks nothing, in the RT its form names. */
export function household(id: string, answers: Row = {}): Row {
  return {
    household_id: id,
    survey_date: '2018-07-02',
    kelurahan_code: KELURAHAN,
    rt_rw: 'RT001-RW001',
    population: 4,
    families: 1,
    water_source: 'ledeng_meteran',
    source_id: 'survei',
    source_row: Number(id.replace(/\D/g, '')) + 1,
    ...answers,
  }
}

/** `count` households of which the first `bad` have the answers of `lacking`. */
export function group(count: number, bad: number, lacking: Row, all: Row = {}, prefix = 'h'): Row[] {
  return Array.from({ length: count }, (_, i) =>
    household(`${prefix}${i}`, { ...all, ...(i < bad ? lacking : {}) }),
  )
}

export function profile(rt: string, header: Row = {}): Row {
  return {
    ...{ rt_id: rt, vintage: 2018, kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001' },
    ...{ ...HUNDRED, source_id: 'profil', source_row: 1, ...header },
  }
}

export const UNSAFE = { water_source: 'sumur_tak_terlindung' }

interface Settings {
  city?: Partial<City>
  threads?: number
}

/** The stage on the given cases, one city; close it after use. */
export async function surveyed(given: Given[], settings: Settings = {}): Promise<TestStageContext> {
  const all = (rows: (one: Given) => Row[] | undefined) => given.flatMap((one) => rows(one) ?? [])
  const points = all((one) =>
    Object.entries(one.points ?? {}).map(([id, at]) =>
      typeof at === 'string' ? { id, rt_id: at, ambiguous: false } : { id, ...at },
    ),
  )
  const context = await stageContext(indicators, {
    ...settings,
    tables: {
      '2-validate': {
        households: all((one) => one.households),
        rt_profiles: all((one) => one.profiles ?? [profile('A')]),
        rt_deficits: all((one) => one.deficits),
      },
      '3-area': { admin_areas: { columns: AREAS, rows: all((one) => one.areas) } },
      '4-density': {
        household_locations: { columns: LOCATIONS, rows: points },
        densities: { columns: DENSITIES, rows: all((one) => one.densities) },
      },
    },
  })
  await writeSurvey(context, [METHODOLOGY])
  return context
}

async function toldBy(context: TestStageContext): Promise<Told & { said: string }> {
  const rows = await context.read<DeficitRow>('survey_deficits')
  return {
    rows,
    profiles: await context.read('survey_profiles'),
    said: context.said.join('\n'),
    cell: cellOf(rows),
  }
}

const cellOf =
  (rows: DeficitRow[]) =>
  (criterion = '3a', rt = 'A') =>
    rows.find((row) => row.rt_id === rt && row.criterion === criterion)!

/** A city of one case, for what the stage says and for settings of the city. */
export async function survey(given: Given, settings: Settings = {}): Promise<Told & { said: string }> {
  const context = await surveyed([given], settings)
  try {
    return await toldBy(context)
  } finally {
    context.close()
  }
}

const YEARS_APART = 150

/**
 * The case as it stands among others: with a kecamatan, years, sources and RT of its own. Weights count or not in a whole
 * year, and what few answer is held back in the units of a year: with years of its own a case touches no other.
 */
function apart(given: Given, number: number): Given {
  const later = (year: number) => year + YEARS_APART * number
  const named: Record<string, (value: string) => string> = {
    survey_date: (date) => `${later(Number(date.slice(0, 4)))}${date.slice(4)}`,
    kelurahan_code: (code) => code.replace('99.71.01', `99.71.${String(number + 1).padStart(2, '0')}`),
  }
  for (const name of ['household_id', 'source_id', 'rt_id', 'unit_id', 'id'])
    named[name] = (id) => `${number}:${id}`
  named.admin_code = (code) => (code === KELURAHAN ? named.kelurahan_code!(code) : named.rt_id!(code))
  const row = (one: Row): Row =>
    Object.fromEntries(
      Object.entries(one).map(([name, value]) => {
        if (name === 'vintage' && typeof value === 'number') return [name, later(value)]
        return [name, typeof value === 'string' ? (named[name]?.(value) ?? value) : value]
      }),
    )
  const points = Object.entries(given.points ?? {}).map(([id, at]) => {
    const { rt_id, ambiguous } = typeof at === 'string' ? { rt_id: at, ambiguous: false } : at
    return [`${number}:${id}`, { rt_id: `${number}:${rt_id}`, ambiguous }] as const
  })
  return {
    households: given.households.map(row),
    profiles: (given.profiles ?? [profile('A')]).map(row),
    deficits: (given.deficits ?? []).map(row),
    areas: (given.areas ?? []).map(row),
    densities: (given.densities ?? []).map(row),
    points: Object.fromEntries(points),
  }
}

/** What is told of a case that stood among others, by its own names. */
function own(told: Told, number: number): Told {
  const mine = <T extends { rt_id: string; vintage: number }>(rows: T[]): T[] =>
    rows
      .filter(({ rt_id }) => rt_id.startsWith(`${number}:`))
      .map((row) => ({
        ...row,
        rt_id: row.rt_id.slice(`${number}:`.length),
        vintage: row.vintage - YEARS_APART * number,
        ...('kelurahan_code' in row ? { kelurahan_code: KELURAHAN } : {}),
      }))
  const rows = mine(told.rows)
  return { rows, profiles: mine(told.profiles as (Row & DeficitRow)[]), cell: cellOf(rows) }
}

/**
 * Makes the bodies of the tests of one file: each looks at a case of its own, or at several, all of which the stage meets
 * in one city.
 */
export function casesOfOneCity() {
  const inOneCity = together<Given, Told>(async (cases) => {
    const context = await surveyed(cases.map(apart))
    try {
      const all = await toldBy(context)
      return cases.map((_, number) => own(all, number))
    } finally {
      context.close()
    }
  })
  return (given: Given | Given[], look: (...cases: Told[]) => void): (() => Promise<void>) => {
    const results = [given].flat().map(inOneCity)
    return async () => look(...(await Promise.all(results.map((result) => result()))))
  }
}
