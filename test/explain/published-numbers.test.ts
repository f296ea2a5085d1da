import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberWay } from '../../pipeline/values/number-arithmetic.ts'
import type { NumberRule, TracedNumber } from '../../pipeline/values/traced-numbers.ts'
import {
  NUMBERS_PATH,
  type PublishedNumbers,
  readNumbers,
  tracedNumber,
} from '../../pipeline/viewer/why-numbers-file.ts'
import { type PublishedTrace, readTrace, tracePath } from '../../pipeline/viewer/why-trace.ts'
import { demoCity } from '../support/demo-city.ts'

type Cells = Record<string, string>
type Told = { trace: PublishedTrace; rule: NumberRule; told: TracedNumber }

let city: Awaited<ReturnType<typeof demoCity>>
let rules: PublishedNumbers
let all: Told[]

beforeAll(async () => {
  city = await demoCity()
  const read = (path: string) => JSON.parse(readFileSync(city.released(path), 'utf8'))
  rules = readNumbers(read(NUMBERS_PATH))!
  const traces = city
    .layer('zones')
    .features.map(({ id, properties }) => readTrace(read(tracePath(id as number)), properties!.zone_id)!)
  all = traces.flatMap((trace) =>
    trace.numbers!.map(([number, key]) => ({ trace, ...tracedNumber(trace, rules, { number, key })! })),
  )
})

function ofNumber(id: string): Told[] {
  return all.filter(({ told }) => told.number === id)
}

function table(name: string): Cells[] {
  return parse(readFileSync(city.released(`tables/${name}.csv`), 'utf8'), { columns: true, bom: true })
}

describe('the numbers of the demo city as they are published', () => {
  it('come out by their formulas, or for a reason that their rule knows', () => {
    const outcomes = new Map<string, Set<string>>()
    for (const { trace, rule, told } of all) {
      const { outcome } = numberWay(rule, told, { number: String, times: 'x', minus: '-', many: String })
      const place = [trace.zone_id, told.number, told.key, outcome]
      expect([...place, /^(none|agrees|explained)$/.test(outcome)]).toEqual([...place, true])
      outcomes.set(told.number, (outcomes.get(told.number) ?? new Set()).add(outcome))
    }
    for (const { id, answers } of rules.numbers) {
      const hasFormula = answers.some(({ formula }) => formula !== null)
      expect([id, outcomes.get(id)!.has('agrees')]).toEqual([id, hasFormula])
    }
  })

  it('of the change are the rows of the file that they are said to stand in', () => {
    const changes = rules.numbers.filter(({ published }) => published.rows !== null)
    expect(changes.map(({ id }) => id)).toEqual(['area_ha_kept', 'area_ha_left', 'area_ha_added'])
    const rows = city.layer('zone_changes').features.map(({ properties }) => properties!)
    for (const { rule, told } of changes.flatMap(({ id }) => ofNumber(id))) {
      const { from_decree, to_decree, side, zone } = told.values
      expect(rule.published.file).toBe('geojson/zone_changes.geojson')
      const own = rows.filter(
        (row) =>
          row.from_decree === from_decree &&
          row.to_decree === to_decree &&
          rule.published.rows!.en.includes(`change = ${row.change},`) &&
          row[`${side}_zone_id`]?.split('; ').includes(zone),
      )
      const sum = own.reduce((hectares, row) => hectares + row[rule.published.columns[0]!], 0)
      expect([rule.id, told.values[rule.id]]).toEqual([rule.id, expect.closeTo(sum, 9)])
    }
    expect(ofNumber('area_ha_left').some(({ told }) => (told.values.area_ha_left as number) > 10)).toBe(true)
  })

  it('of progress are the newest year of a zone, held against its first survey', () => {
    const rows = table('progress').filter(({ level }) => level === 'zone')
    const progress = rules.numbers.filter((rule) => rule.table === 'progress' && rule.parts !== 'rt')
    let told = 0
    for (const { trace, rule, told: one } of progress.flatMap(({ id }) => ofNumber(id))) {
      const own = rows.filter(({ id }) => id === trace.zone_id)
      const [first, last] = [own[0]!, own.at(-1)!]
      expect([rule.id, String(one.year)]).toEqual([rule.id, last.year])
      for (const [column, value] of Object.entries(one.values)) {
        const cell = column.startsWith('start_') ? first[column.slice('start_'.length)] : last[column]
        if (cell === undefined) continue
        expect([rule.id, column, value === null ? '' : Number(value)]).toEqual([
          ...[rule.id, column, cell === '' ? '' : Number(cell)],
        ])
        told++
      }
      if (rule.id === 'cost_idr_total')
        expect(one.parts.map(({ name, value }) => [name, value])).toEqual(
          own.slice(1).map(({ year, cost_idr }) => [year, Number(cost_idr)]),
        )
    }
    expect(told).toBeGreaterThan(20)
  })

  it('of hectares still slum are those of the RT of the survey, each with its profile', () => {
    const rows = table('progress').filter(({ level, kind }) => level === 'rt' && kind === 'surveyed')
    const profiles = table('rt_units')
    const zones = ofNumber('area_ha_slum')
    expect(zones.length).toBeGreaterThan(1)
    for (const { trace, told } of zones) {
      const year = String(told.year)
      const members = profiles.filter(
        ({ zone_id, vintage, in_sums }) =>
          zone_id === trace.zone_id && vintage === year && in_sums === 'true',
      )
      const expected = members.map(({ rt_id, source_id, source_row }) => {
        const { area_ha_slum } = rows.find(({ id, year: of }) => id === rt_id && of === year)!
        return [rt_id, Number(area_ha_slum), source_id, Number(source_row)]
      })
      const parts = told.parts.map(({ name, value, source, source_row }) => [
        ...[name, value, trace.files[source!]?.source_id, source_row],
      ])
      expect(parts).toEqual(expected.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)))
    }
  })
})
