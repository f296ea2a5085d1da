import { readdirSync, readFileSync } from 'node:fs'
import type { FeatureCollection } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { featureFault } from '../../../pipeline/release/feature-fault.ts'
import { parseCsv } from '../../../pipeline/viewer/csv.ts'
import { type PublishedMethodology, readMethodology } from '../../../pipeline/viewer/methodology.ts'
import { demoCity } from '../../support/demo-city.ts'

describe('what a release holds for its page', () => {
  let city: Awaited<ReturnType<typeof demoCity>>
  const text = (path: string) => readFileSync(city.released(path), 'utf8')
  beforeAll(async () => {
    city = await demoCity()
  })

  it('tells the methodology: every criterion with a unit, bands lowest first, classes worst first', () => {
    const told = readMethodology(JSON.parse(text('methodology.json'))) as PublishedMethodology
    expect(told.criteria).toHaveLength(16)
    expect(new Set(told.criteria.map(({ aspect }) => aspect))).toEqual(
      new Set(told.aspects.map(({ id }) => id)),
    )
    expect(told.criteria.every(({ unit, label }) => unit.id && unit.en && label.id && label.en)).toBe(true)
    expect(told.bands.values.map(({ min_pct, score }) => [min_pct, score])).toEqual([
      [0, 0],
      [24.995, 1],
      [50.995, 3],
      [75.995, 5],
    ])
    expect(told.classes.values.map(({ code }) => code)).toEqual(['KB', 'KS', 'KR', 'TK'])
    expect(told.max_total).toBe(80)
    expect(told.area_difference).toEqual({ warn_pct: 0.1, error_pct: 1 })
  })

  it('is nothing a page of another format would take for its own', () => {
    expect([null, [], {}, { format: 'petakumuh-methodology/2' }].map(readMethodology)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('has the rows of the RT by criterion, all of them and nothing else', () => {
    const whole = parseCsv(text('tables/criterion_scores.csv')).filter(({ level }) => level === 'rt')
    const files = readdirSync(city.released('tables/rt')).sort()
    expect(files).toEqual(
      [...new Set(whole.map(({ criterion }) => `criterion_scores-${criterion}.csv`))].sort(),
    )
    const parts = files.map((file) => ({ file, rows: parseCsv(text(`tables/rt/${file}`)) }))
    expect(parts.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(whole.length)
    for (const { file, rows } of parts)
      expect(
        new Set(rows.map(({ level, criterion }) => `${level} criterion_scores-${criterion}.csv`)),
      ).toEqual(new Set([`rt ${file}`]))
  })

  it('has the water the city told of as valid GeoJSON', () => {
    const { features } = JSON.parse(text('ground/water.geojson')) as FeatureCollection
    expect(features.length).toBeGreaterThan(0)
    expect(features.map(featureFault).filter((fault) => fault !== undefined)).toEqual([])
  })
})
