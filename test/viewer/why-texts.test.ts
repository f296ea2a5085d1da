import { readFileSync } from 'node:fs'
import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { NumberRule, TracedNumber } from '../../pipeline/values/traced-numbers.ts'
import { netOfText, withheldText } from '../../pipeline/viewer/why-density-text.ts'
import { roundingText } from '../../pipeline/viewer/why-number-text.ts'
import { unitText } from '../../pipeline/viewer/why-numbers.ts'
import { letterOf, recordMarks } from '../../pipeline/viewer/why-record-marks.ts'
import { type PublishedTrace, readTrace, tracePath } from '../../pipeline/viewer/why-trace.ts'
import { isSurveyedSince, worksText } from '../../pipeline/viewer/why-works-text.ts'
import { demoCity } from '../support/demo-city.ts'

const NUMBER = /[\d.]+(?:,\d+)?/.source
const EQUATION = new RegExp(`: (${NUMBER})\\s\\S+ − (${NUMBER})\\s.* = (${NUMBER})\\s`)
const numberOf = (text: string | undefined) => Number(text?.replaceAll('.', '').replace(',', '.'))

async function demoTraces(): Promise<PublishedTrace[]> {
  const city = await demoCity()
  const read = (path: string) => JSON.parse(readFileSync(city.released(path), 'utf8'))
  const { features } = read('geojson/zones.geojson') as FeatureCollection
  return features.map(({ id, properties }) => readTrace(read(tracePath(id as number)), properties!.zone_id)!)
}

describe('what works make of a criterion', () => {
  it('is arithmetic that holds as it is printed, on every row of the demo', async () => {
    let told = 0
    let beyond = 0
    for (const trace of await demoTraces())
      for (const { works, unit, criterion } of trace.criteria)
        for (const one of works) {
          const text = worksText(trace, one, unit, 'id')
          if (text === null) continue
          const [, start, taken, end] = EQUATION.exec(text) ?? []
          expect([trace.zone_id, criterion, text, numberOf(start) - numberOf(taken)]).toEqual([
            ...[trace.zone_id, criterion, text],
            expect.closeTo(numberOf(end), 6),
          ])
          told++
          if (text.includes('di luar kebutuhan')) beyond++
        }
    expect(told).toBeGreaterThan(beyond)
    expect(beyond).toBeGreaterThan(0)
  })

  it('names the survey it starts from and what of the works was beyond the need', () => {
    const works = {
      ...{ year: 2018, baseline_vintage: 2014, volume_start: 1392.24, volume_works: 2762.38 },
      ...{ works_beyond_need: 2491.07, volume_end: 1120.93, percent_end: 30, score_end: 1 },
    }
    const bands = [
      { min_pct: 0, score: 0, printed: null },
      { min_pct: 24.995, score: 1, printed: null },
    ]
    expect(worksText({ bands }, works, 'm', 'id')?.replaceAll('\u00a0', ' ')).toBe(
      '2018, dari survei 2014: 1.392,24 m − 271,31 m (dari 2.762,38 m; 2.491,07 m di luar kebutuhan) = 1.120,93 m, jadi 30,0 %, nilai 1',
    )
    const needed = { ...works, volume_works: 271.31, works_beyond_need: 0 }
    expect(worksText({ bands }, needed, 'm', 'en')?.replaceAll('\u00a0', ' ')).toBe(
      '2018, from the survey of 2014: 1,392.24 m − 271.31 m = 1,120.93 m, so 30.0 %, score 1',
    )
    expect(worksText({ bands }, { ...works, volume_start: null }, 'm', 'en')).toBeNull()
  })

  it.each([
    { year: 2018, baseline_vintage: 2014, since: true },
    { year: 2016, baseline_vintage: 2014, since: true },
    { year: 2018, baseline_vintage: 2018, since: false },
    { year: 2020, baseline_vintage: 2014, since: false },
    { year: 2020, baseline_vintage: 2018, since: false },
  ])('is what was expected before a survey of 2018: %o', ({ year, baseline_vintage, since }) => {
    const none = { volume_start: 1, volume_works: 1, works_beyond_need: 0, volume_end: 0 }
    const works = { year, baseline_vintage, ...none, percent_end: 0, score_end: 0 }
    expect(isSurveyedSince({ vintage: 2018 }, works)).toBe(since)
    expect(isSurveyedSince({ vintage: null }, works)).toBe(false)
  })
})

describe('why a number has no density', () => {
  const limits = { ground_inside_least_pct: 40, buildings_elsewhere_most_pct: 2 }
  const counted = {
    ...{ limits, rt_ground_inside_pct: 39.5, population: 500, density_population_per_ha: null },
    ...{ buildings: 500, buildings_method: 'rt_profiles', buildings_elsewhere: null },
    density_buildings_per_ha: null,
  }
  const said = (over: Partial<typeof counted> | Record<string, unknown>, of: 'people' | 'buildings') =>
    withheldText({ ...counted, ...over }, of, 'en')?.replaceAll('\u00a0', ' ') ?? null

  it('is that its RT lie mostly elsewhere, by the limit that the trace tells', () => {
    expect(said({}, 'people')).toMatch(/^Only 39\.5 % of the ground .* \(40 % is needed\)/)
    expect(said({}, 'buildings')).toMatch(/^Only 39\.5 %/)
    expect(said({ rt_ground_inside_pct: 40 }, 'people')).toBeNull()
    expect(said({ population: null }, 'people')).toBeNull()
    // As many people as buildings, of which one has a density.
    expect(said({ density_buildings_per_ha: 3 }, 'buildings')).toBeNull()
    expect(said({ density_buildings_per_ha: 3 }, 'people')).toMatch(/^Only/)
  })

  it('is that too many of its located buildings count elsewhere', () => {
    const located = { buildings_method: 'footprints', buildings_elsewhere: 25 }
    expect(said(located, 'buildings')).toMatch(/^4\.8 % of the buildings .* \(at most 2 %\)/)
    expect(said({ ...located, buildings_elsewhere: 10 }, 'buildings')).toBeNull()
    expect(said({ ...located, buildings: 0 }, 'buildings')).toMatch(/^100\.0 %/)
  })

  it('of the demo is published with the limits, and net ground by what it leaves out', async () => {
    const traces = await demoTraces()
    const methods = new Set(traces.map(({ density }) => density!.net_method))
    expect(methods.size).toBeGreaterThan(0)
    for (const method of methods) expect(netOfText(method, 'id')).toMatch(/^tanpa /)
    expect(traces[0]!.density!.limits).toEqual({
      ground_inside_least_pct: 50,
      buildings_elsewhere_most_pct: 1,
    })
    expect([netOfText('water', 'en'), netOfText('all_water', 'en')]).toEqual(['without water', null])
  })
})

describe('a share between two bounds', () => {
  const rule = {
    answers: [
      { column: 'least', formula: null },
      { column: 'most', formula: null },
    ],
  } as unknown as NumberRule
  const said = (least: number | null, most: number) =>
    roundingText(rule, { values: { least, most } } as unknown as TracedNumber, 'id')?.replaceAll(
      '\u00a0',
      ' ',
    )

  it('says that its ends are rounded outward, where they are', () => {
    expect(said(56.480881, 56.707712)).toMatch(/^Ditulis 56,4–56,8 %: ujung bawah dibulatkan ke bawah/)
    expect([said(56.5, 57), said(42.857143, 42.857143), said(null, 57)]).toEqual(Array(3).fill(undefined))
  })
})

describe('the records of an RT', () => {
  const part = { source: 0, source_row: 48, denominator_source: 0, denominator_source_row: 48 }

  it('stand once where volume and denominator are of one record, else each by what it is of', () => {
    expect(recordMarks('id', part, [0], [0])).toEqual(['rek. 48'])
    const apart = { ...part, denominator_source_row: 12 }
    expect(recordMarks('id', apart, [0], [0])).toEqual(['volume rek. 48', 'pembagi rek. 12'])
    // The same number of two files.
    const files = { ...part, denominator_source: 1 }
    expect(recordMarks('en', files, [0], [1])).toEqual(['volume rec. 48', 'out of rec. 48'])
    expect(recordMarks('en', { ...part, source: null }, [], [0])).toEqual(['out of rec. 48'])
    expect(recordMarks('en', part, [2, 0], [0])).toEqual(['volume rec. B\u00a048', 'out of rec. 48'])
  })

  it('are of files by letters, however many', () => {
    expect([0, 25, 26, 51, 52].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA'])
  })
})

describe('the unit of a criterion', () => {
  it('is its sign behind a number, and its name where it has none', () => {
    const unit_label = { id: 'unit bangunan', en: 'buildings' }
    expect(unitText({ unit: 'unit', unit_label }, 'id')).toBe('unit bangunan')
    expect(unitText({ unit: 'm', unit_label }, 'en')).toBe('m')
  })
})
