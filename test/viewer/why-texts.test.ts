import { readFileSync } from 'node:fs'
import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
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
