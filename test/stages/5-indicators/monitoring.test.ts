import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../../../pipeline/city.ts'
import { methodologiesOf } from '../../../pipeline/methodology/kinds.ts'
import { loadMonitoring } from '../../../pipeline/methodology/monitoring.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { heldBack, type PersonCount } from '../../../pipeline/stages/5-indicators/monitoring/hold-back.ts'
import { monitored } from '../../../pipeline/stages/5-indicators/monitoring/monitored.ts'
import { type Measurement, targetsOf } from '../../../pipeline/stages/5-indicators/monitoring/targets.ts'
import { writeMonitoring } from '../../../pipeline/stages/5-indicators/monitoring/write-monitoring.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { madeUpCity, stageContext, type TestStageContext } from '../../support/stage-context.ts'

const monitoring = loadMonitoring('p3ke-kemiskinan-ekstrem')

interface Vectors {
  falls: { start: number | null; end: number | null; fall_pct: number | null; reached: boolean | null }[]
  poverty_line: { day: number; month: number; family: number }
  variables: string[]
}

const measured = (target_id: string, moment: string, more: Measurement = {}): Measurement => ({
  target_id,
  moment,
  kelurahan_code: '99.71.01.1001',
  people: 10,
  intervention: 'bantuan sosial',
  budget_idr: 1000,
  target: '0 %',
  sector: 'pangan',
  ...more,
})

const ALL_TOLD = { columns: [], ofTarget: () => [] }
const of = (...rows: Measurement[]) => monitored(monitoring, targetsOf(monitoring, rows), ALL_TOLD)

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

describe.each(methodologiesOf('monitoring'))('the vectors of %s', (name) => {
  const file = join(PROJECT_ROOT, 'test/methodology/vectors', `${name}.yaml`)
  const vectors = parse(readFileSync(file, 'utf8')) as Vectors
  const own = loadMonitoring(name)

  it.each(vectors.falls)(
    'from $start to $end people is a fall of $fall_pct %',
    ({ start, end, ...expected }) => {
      const rows = [measured('1', 'awal', { people: start }), measured('1', 'akhir', { people: end })]
      const result = monitored(own, targetsOf(own, rows), ALL_TOLD)
      expect(result).toMatchObject({ people_start: start, people_end: end, fall_pct: expected.fall_pct })
      expect(result.target_reached).toBe(expected.reached)
    },
  )

  it('holds the line of poverty and the five variables', () => {
    expect(own.poverty_line).toMatchObject({
      idr_per_person_day: vectors.poverty_line.day,
      idr_per_person_month: vectors.poverty_line.month,
      idr_per_family_month: vectors.poverty_line.family,
    })
    expect(own.variables.map(({ column }) => column)).toEqual(vectors.variables)
  })
})

describe('targetsOf', () => {
  it('pairs start and end by code, in any order of rows', () => {
    const targets = targetsOf(monitoring, [
      measured('2', 'akhir', { people: 4 }),
      measured('1', 'awal'),
      measured('2', 'awal', { people: 9 }),
    ])
    expect(targets.map(({ target_id, start, end }) => [target_id, start?.people, end?.people])).toEqual([
      ['1', 10, undefined],
      ['2', 9, 4],
    ])
  })

  it('takes place and sector of the start, else of the end, and tells where they differ', () => {
    const targets = targetsOf(monitoring, [
      measured('1', 'awal', { kelurahan_code: null }),
      measured('1', 'akhir'),
      measured('2', 'awal', { sector: 'UMKM' }),
      measured('2', 'akhir'),
    ])
    expect(targets).toMatchObject([
      { location: '99.71.01.1001', sector: 'pangan', isMoved: false },
      { sector: 'UMKM', isMoved: true },
    ])
  })
})

describe('monitored', () => {
  it('knows a sum only where every target tells its part', () => {
    const both = [measured('1', 'awal'), measured('1', 'akhir', { people: 3 })]
    expect(of(...both, measured('2', 'awal', { people: 5 }))).toMatchObject({
      targets: 2,
      targets_at_end: 1,
      people_start: 15,
      people_end: null,
      fall_pct: null,
      budget_idr_start: 2000,
      budget_idr_end: null,
      target_reached: null,
      completeness_start_pct: 100,
      completeness_end_pct: 50,
      missing_start: [],
      missing_end: ['warga', 'lokasi', 'intervensi', 'anggaran', 'target'],
    })
  })

  it('names the variables that are missing', () => {
    const start = measured('1', 'awal', { kelurahan_code: null, budget_idr: null })
    const result = of(start, measured('1', 'akhir', { target: null }))
    expect(result).toMatchObject({
      completeness_start_pct: 60,
      missing_start: ['lokasi', 'anggaran'],
      completeness_end_pct: 80,
      missing_end: ['target'],
    })
  })

  it('tells results at both moments, unknown where one target is silent', () => {
    const result = of(
      measured('1', 'awal', { jobs_created: 0 }),
      measured('1', 'akhir', { jobs_created: 8, deaths: 1 }),
      measured('2', 'awal', { jobs_created: 1 }),
      measured('2', 'akhir', { jobs_created: 2 }),
    )
    expect(result.kpis.get('jobs_created')).toEqual({ start: 1, end: 10 })
    expect(result.kpis.get('deaths')).toEqual({ start: null, end: null })
    expect([...result.kpis.keys()]).toEqual(monitoring.kpis.map(({ column }) => column))
  })
})

describe('poverty_monitoring', () => {
  async function written(rows: Measurement[], methodologies: string[] | null = null): Promise<Row[]> {
    context = await stageContext(indicators, {
      city: { indicators: { ...madeUpCity().indicators, methodologies } },
      tables: {
        '2-validate': {
          poverty_targets: rows.map((row, i) => ({ ...row, source_id: 'sasaran', source_row: i + 1 })),
        },
      },
    })
    await writeMonitoring(context)
    return context.read('poverty_monitoring')
  }
  const short = (row: Row) => [
    row.level,
    row.unit_id,
    row.sector,
    row.people_start,
    row.people_end,
    row.fall_pct,
  ]

  it('has a row per unit and sector of every level, and an open end stays open above', async () => {
    const rows = await written([
      measured('1', 'awal'),
      measured('1', 'akhir', { people: 6 }),
      measured('2', 'awal', { kelurahan_code: '99.71.01.1002', people: 30 }),
      measured('2', 'akhir', { kelurahan_code: '99.71.01.1002', people: 26 }),
      measured('3', 'awal', { kelurahan_code: '99.71.02.1001', people: 7 }),
      measured('4', 'awal', { sector: 'UMKM' }),
      measured('4', 'akhir', { sector: 'UMKM', people: 0, jobs_created: 3 }),
    ])
    expect(rows.map(short)).toEqual([
      ['kelurahan', '99.71.01.1001', 'pangan', 10, 6, 40],
      ['kelurahan', '99.71.01.1001', 'UMKM', 10, 0, 100],
      ['kelurahan', '99.71.01.1002', 'pangan', 30, 26, 13.333333],
      ['kelurahan', '99.71.02.1001', 'pangan', 7, null, null],
      ['kecamatan', '99.71.01', 'pangan', 40, 32, 20],
      ['kecamatan', '99.71.01', 'UMKM', 10, 0, 100],
      ['kecamatan', '99.71.02', 'pangan', 7, null, null],
      ['city', '99.71', 'pangan', 47, null, null],
      ['city', '99.71', 'UMKM', 10, 0, 100],
    ])
    expect(rows[1]).toMatchObject({
      methodology: 'p3ke-kemiskinan-ekstrem',
      sector_label_en: 'Small enterprises',
      jobs_created_start: null,
      jobs_created_end: 3,
      target_pct: 0,
      target_year: 2024,
      target_reached: true,
    })
    expect(rows[7]).toMatchObject({ targets: 3, targets_at_end: 2, target_reached: null })
  })

  it('counts targets without a place in the city alone and says so', async () => {
    const rows = await written([measured('1', 'awal', { kelurahan_code: null, sector: null })])
    expect(rows.map(short)).toEqual([['city', '99.71', null, 10, null, null]])
    expect(rows[0]).toMatchObject({ missing_start: 'lokasi', sector_label_id: null })
    expect(context!.said.join()).toMatch(/1 targets name no kelurahan.*: 1/)
  })

  it('says where the end tells another place', async () => {
    await written([measured('1', 'awal'), measured('1', 'akhir', { kelurahan_code: '99.71.02.1001' })])
    expect(context!.said.join()).toMatch(/another place or sector at the end/)
  })

  it('is empty without targets, or where the city leaves the methodology out', async () => {
    expect(await written([])).toEqual([])
    context!.close()
    expect(await written([measured('1', 'awal')], ['un-habitat'])).toEqual([])
  })

  it('publishes no count of 1 to k - 1 persons, at no level', async () => {
    const rows = await written([
      measured('1', 'awal'),
      measured('1', 'akhir', { people: 4, deaths: 2, jobs_created: 3 }),
    ])
    for (const row of rows)
      expect(row).toMatchObject({
        ...{ people_start: 10, people_end: null, fall_pct: null, target_reached: null, deaths_end: null },
        ...{ jobs_created_end: 3, missing_end: 'warga', completeness_end_pct: 80 },
      })
    expect(
      (await context!.read('poverty_targets')).map(({ moment, people, deaths, jobs_created }) => [
        ...[moment, people, deaths, jobs_created],
      ]),
    ).toEqual([
      ['akhir', null, null, 3],
      ['awal', 10, null, null],
    ])
  })

  it('lets no total of a kecamatan or of the city tell a count that is held back', async () => {
    const kelurahan = (n: number) => ({ kelurahan_code: `99.71.01.100${n}` })
    const rows = await written([
      measured('1', 'awal', { ...kelurahan(1), people: 3 }),
      measured('2', 'awal', { ...kelurahan(2), people: 40 }),
      measured('3', 'awal', { ...kelurahan(3), people: 20 }),
      measured('4', 'awal', { ...kelurahan(3), people: 8 }),
    ])
    // Of kelurahan 3 the smaller target goes as well: it would follow from its targets.
    expect(
      rows.map(({ unit_id, people_start, missing_start }) => [unit_id, people_start, missing_start]),
    ).toEqual([
      ['99.71.01.1001', null, 'warga'],
      ['99.71.01.1002', 40, null],
      ['99.71.01.1003', null, 'warga'],
      ['99.71.01', 71, null],
      ['99.71', 71, null],
    ])
    const told = await context!.read('poverty_targets')
    expect(told.map(({ target_id, people }) => [target_id, people])).toEqual([
      ['1', null],
      ['2', 40],
      ['3', 20],
      ['4', null],
    ])
  })

  it('tells nobody which cell is held back and which nobody filled', async () => {
    const kelurahan = (n: number) => ({ kelurahan_code: `99.71.01.100${n}` })
    for (const few of [1, 4]) {
      const both = (people: number | null, deaths: number | null) => [
        // The start alone is few, or both are, or a few stand beside one that nobody told.
        measured('1', 'awal', { ...kelurahan(1), people }),
        measured('1', 'akhir', { ...kelurahan(1), people: 0, deaths }),
        measured('2', 'awal', { ...kelurahan(2), people, deaths }),
        measured('2', 'akhir', { ...kelurahan(2), people, people_trained: people }),
        measured('3', 'awal', { ...kelurahan(3), people }),
        measured('4', 'awal', { ...kelurahan(3), people: null }),
      ]
      const held = await written(both(few, few))
      context!.close()
      const unknown = await written(both(null, null))
      context!.close()
      expect(held).toEqual(unknown)
    }
  })

  it('holds the targets back where the city leaves the methodology out', async () => {
    await written([measured('1', 'awal', { people: 4 })], ['un-habitat'])
    expect(await context!.read('poverty_targets')).toMatchObject([{ target_id: '1', people: null }])
  })
})

describe('what is held back', () => {
  const persons = (random: () => number) => (random() < 0.3 ? 0 : Math.ceil(12 * random()))
  /** Wholes of three levels of parts, made up by a generator of its own. */
  function madeUp(seed: number): PersonCount {
    let state = seed
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state / 2 ** 32
    }
    const made = (name: string, depth: number): PersonCount => {
      if (depth === 0) return { name, persons: persons(random), parts: [] }
      const parts = Array.from({ length: 1 + Math.floor(4 * random()) }, (_, i) =>
        made(`${name}.${i}`, depth - 1),
      )
      return { name, persons: parts.reduce((sum, part) => sum + part.persons!, 0), parts }
    }
    return made('city', 3)
  }

  it('follows from no published count less those inside it, however the counts fall', () => {
    const k = 5
    let hidden = 0
    for (let seed = 1; seed <= 300; seed++) {
      const city = madeUp(seed * 7919)
      const held = heldBack([city], k)
      hidden += held.size
      const all = (count: PersonCount): PersonCount[] => [count, ...count.parts.flatMap(all)]
      const told = (count: PersonCount): number =>
        held.has(count.name) ? count.parts.reduce((sum, part) => sum + told(part), 0) : count.persons!
      const faults = all(city).filter((count) => {
        const inside = count.parts.reduce((sum, part) => sum + told(part), 0)
        const left = count.persons! - inside
        // A held count of which its parts told all but few would follow from them.
        if (held.has(count.name)) return left < Math.min(count.persons!, k)
        if (count.persons! > 0 && count.persons! < k) return true
        return count.parts.length > 0 && left > 0 && left < k
      })
      expect([seed, faults]).toEqual([seed, []])
    }
    expect(hidden).toBeGreaterThan(300)
  })

  it('is nothing where all counts are unknown, nothing or enough', () => {
    const leaf = (name: string, count: number | null): PersonCount => ({ name, persons: count, parts: [] })
    const parts = [leaf('a', null), leaf('b', 0), leaf('c', 5)]
    expect([...heldBack([{ name: 'w', persons: null, parts }], 5)]).toEqual([])
  })
})
