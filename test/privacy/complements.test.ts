import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadTests } from '../../pipeline/methodology/tests.ts'
import { writeHouseholdTests } from '../../pipeline/stages/5-indicators/household-tests/write-household-tests.ts'
import { indicators } from '../../pipeline/stages/5-indicators/index.ts'
import { placeHouseholds } from '../../pipeline/stages/5-indicators/survey/places.ts'
import { writeSurvey } from '../../pipeline/stages/5-indicators/survey/write-survey.ts'
import type { Columns, Row } from '../../pipeline/store/index.ts'
import { stageContext } from '../support/stage-context.ts'

const K = 5
const SURVEYS = 15
const METHODOLOGY = loadMethodology('permen-pupr-14-2018')

/** Two kelurahan; three zones, one of a kawasan that lies in both; RT in zones, beside them, and none. */
const SPOTS = [
  { kelurahan: '99.71.01.1001', zone: 'Z1', kawasan: 'Pesisir', rt: 'A' },
  { kelurahan: '99.71.01.1001', zone: 'Z1', kawasan: 'Pesisir', rt: 'B' },
  { kelurahan: '99.71.01.1001', zone: 'Z2', kawasan: 'Bukit', rt: 'C' },
  { kelurahan: '99.71.01.1001', zone: null, kawasan: null, rt: 'D' },
  { kelurahan: '99.71.01.1001', zone: null, kawasan: null, rt: 'E' },
  { kelurahan: '99.71.02.1001', zone: 'Z3', kawasan: 'Pesisir', rt: 'F' },
  { kelurahan: '99.71.02.1001', zone: null, kawasan: null, rt: 'G' },
  { kelurahan: '99.71.02.1001', zone: 'Z3', kawasan: 'Pesisir', rt: null },
] as const

interface House {
  spot: (typeof SPOTS)[number]
  population: number | null
  floor_area_m2: number | null
  waste_disposal: string | null
  water_source: string | null
  work_status: number | null
}

/** Few of most kinds in most places, for that is where something is to be hidden. */
const house = (spot: House['spot']) =>
  fc.record({
    spot: fc.constant(spot),
    population: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 5 }),
    floor_area_m2: fc.option(fc.constantFrom(8, 90), { freq: 4 }),
    waste_disposal: fc.option(fc.constantFrom('tps', 'dibakar'), { freq: 4 }),
    water_source: fc.option(fc.constantFrom('ledeng_meteran', 'sumur_tak_terlindung'), { freq: 8 }),
    work_status: fc.option(fc.constantFrom(1, 4, 7), { freq: 3 }),
  })
const SURVEY = fc
  .tuple(
    ...SPOTS.map((spot) =>
      fc.oneof(
        ...[0, 3, 9, 14].map((maxLength) =>
          fc.array(house(spot), { minLength: Math.min(maxLength, 1), maxLength, size: 'max' }),
        ),
      ),
    ),
  )
  .map((spots) => spots.flat())

/** A published count of records, and the households of its unit. */
interface Told {
  members: ReadonlySet<number>
  count: number
}

/** Of one survey: what is published of which unit, by what it is a count of. */
type Published = Map<string, Map<string, Told>>

function membersOf(houses: readonly House[]): Map<string, Set<number>> {
  const members = new Map<string, Set<number>>()
  houses.forEach(({ spot }, i) => {
    const { kelurahan, zone, kawasan, rt } = spot
    const levels = { city: '99.71', kecamatan: kelurahan.slice(0, 8), kelurahan, kawasan, zone, rt }
    for (const [level, id] of Object.entries(levels)) {
      if (id === null) continue
      const key = `${level} ${id}`
      members.set(key, (members.get(key) ?? new Set()).add(i))
    }
  })
  return members
}

/**
 * Every published count less those of every family of units that lie in its unit and apart from each other.
 * @returns the first that leaves 1 to k - 1, in words
 */
function derived(units: ReadonlyMap<string, Told>): string | null {
  for (const [whole, { members, count }] of units) {
    const inside = [...units].filter(
      ([name, unit]) => name !== whole && [...unit.members].every((one) => members.has(one)),
    )
    const search = (from: number, left: number, free: ReadonlySet<number>, taken: string): string | null => {
      if (taken !== '' && left > 0 && left < K) return `${whole}${taken} = ${left}`
      for (let i = from; i < inside.length; i++) {
        const [name, unit] = inside[i]!
        if (![...unit.members].every((one) => free.has(one))) continue
        const rest = new Set([...free].filter((one) => !unit.members.has(one)))
        const found = search(i + 1, left - unit.count, rest, `${taken} - ${name}`)
        if (found !== null) return found
      }
      return null
    }
    const found = search(0, count, members, '')
    if (found !== null) return found
  }
  return null
}

const year = (i: number) => 2001 + i
const LOCATION: Columns = {
  ...{ id: 'VARCHAR', lon: 'DOUBLE', lat: 'DOUBLE', zone_id: 'VARCHAR', rt_id: 'VARCHAR' },
  ...{ kelurahan_code: 'VARCHAR', ambiguous: 'BOOLEAN' },
} as const

/** What is published of several surveys, each of a year of its own and with zones of its own. */
async function publishedOf(surveys: readonly (readonly House[])[]): Promise<Published[]> {
  const all = surveys.flatMap((houses, i) => houses.map((one, j) => ({ ...one, i, id: `${i}-${j}` })))
  const own = (i: number, id: string | null) => id && `${i}${id}`
  const zones = surveys.flatMap((_, i) =>
    [...new Map(SPOTS.flatMap(({ zone, kawasan }) => (zone === null ? [] : [[zone, kawasan] as const])))].map(
      ([zone, kawasan]): Row => ({
        ...{ zone_id: own(i, zone), kawasan, decree_number: 'SK1', source_id: 'z', source_row: 1 },
      }),
    ),
  )
  const context = await stageContext(indicators, {
    city: { privacy: { k: K } },
    tables: {
      '2-validate': {
        zones,
        households: all.map(
          ({ spot: _spot, i, id, ...answers }, row): Row => ({
            ...{ household_id: id, survey_date: `${year(i)}-05-01`, source_id: `s${i}`, source_row: row + 1 },
            ...answers,
          }),
        ),
      },
      '4-density': {
        household_locations: {
          columns: LOCATION,
          rows: all.map(({ spot, i, id }) => ({
            ...{ id, lon: 0, lat: 0, zone_id: own(i, spot.zone), rt_id: own(i, spot.rt) },
            ...{ kelurahan_code: spot.kelurahan, ambiguous: false },
          })),
        },
      },
    },
  })
  try {
    const places = await placeHouseholds(context, 'SK1')
    await writeSurvey(context, [METHODOLOGY], places)
    const tests = ['un-habitat-slum-household', 'tridaya', 'sakernas-status-pekerjaan'].map((name) =>
      loadTests(name),
    )
    await writeHouseholdTests(context, 'SK1', tests, places)
    const figures = await context.read('household_indicators')
    const deficits = await context.read('survey_deficits')
    const told = await context.read('survey_zones')
    return surveys.map((houses, i) => {
      const units = membersOf(houses)
      const found: Published = new Map()
      const add = (what: string, unit: string, count: number) => {
        const of = found.get(what) ?? new Map<string, Told>()
        found.set(what, of.set(unit, { members: units.get(unit)!, count }))
      }
      const ofTelling = (unit: string) =>
        add('people', unit, [...units.get(unit)!].filter((at) => houses[at]!.population !== null).length)
      const unitOf = (level: unknown, id: unknown) =>
        `${level} ${String(id).replace(new RegExp(`^${i}(?=[A-Z])`), '')}`
      for (const row of figures) {
        if (row.vintage !== year(i) || !row.published) continue
        const unit = unitOf(row.level, row.unit_id)
        if (row.counts === 'people') ofTelling(unit)
        else {
          const [base, least, most] = [row.base, row.yes_min, row.yes_max].map(Number)
          add('households', unit, Number(row.surveyed))
          add(`base of ${row.methodology} ${row.indicator}`, unit, base!)
          add(`answers to ${row.methodology} ${row.indicator}`, unit, least! + base! - most!)
        }
      }
      for (const row of deficits) {
        if (row.vintage !== year(i) || row.status === 'too few') continue
        const unit = unitOf('rt', row.rt_id)
        add('households', unit, Number(row.households))
        if (METHODOLOGY.criteria.find(({ id }) => id === row.criterion)!.survey!.counts === 'population')
          ofTelling(unit)
      }
      for (const { zone_id } of told)
        if (String(zone_id).startsWith(`${i}Z`)) ofTelling(unitOf('zone', zone_id))
      return found
    })
  } finally {
    context.close()
  }
}

describe('what is published of surveyed households', () => {
  it('leaves no few of them when one subtracts, whatever of it, from whatever it lies in', async () => {
    const { PRIVACY_SEED = '337' } = process.env
    const seed = PRIVACY_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(PRIVACY_SEED)
    const surveys = fc.sample(SURVEY, { numRuns: SURVEYS, seed })
    const published = await publishedOf(surveys)
    // The search finds something where nothing is hidden, and something is left to search in.
    const open = surveys.filter((houses) => {
      const units = [...membersOf(houses)].map(
        ([name, of]) => [name, { members: of, count: of.size }] as const,
      )
      return derived(new Map(units.filter(([, { count }]) => count >= K))) !== null
    })
    expect(open.length).toBeGreaterThan(SURVEYS / 5)
    expect(published.filter((found) => (found.get('households')?.size ?? 0) > 3).length).toBeGreaterThan(
      SURVEYS / 5,
    )
    const leaks = published.flatMap((found, i) =>
      [...found].flatMap(([what, units]) => {
        const leak = derived(units)
        return leak === null ? [] : [`survey ${i}, ${what}: ${leak}`]
      }),
    )
    expect(leaks, `seed ${seed}`).toEqual([])
  })
})
