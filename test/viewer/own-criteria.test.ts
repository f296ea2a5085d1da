import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { projectionsByZone } from '../../pipeline/viewer/criterion-projections.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { scoresByZone } from '../../pipeline/viewer/scores.ts'
import { surveyComparison } from '../../pipeline/viewer/survey-comparison.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import type { Theme } from '../../pipeline/viewer/themes.ts'
import { progressByZone } from '../../pipeline/viewer/zone-progress.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const [OWN, OTHER] = ['permen-pupr-14-2018', 'permen-pupr-02-2016']

/** A row by the own criteria, one of the same by others, and one that names none. */
const rowsOf = (row: Record<string, string>) =>
  [OWN, OTHER, ''].map((methodology, i) => ({ ...row, methodology, id: 'ABC'[i]!, rt_id: 'ABC'[i]! }))

const atlasOf = (methodology: string | null) => {
  const ready = <T>(value: T) => ({ state: 'ready', value })
  const rt = rowsOf({
    level: 'rt',
    vintage: '2018',
    score_total: '40',
    score_class: 'KS',
    percent: '30',
    score: '1',
  })
  const years = [
    { zone_id: 'Z', year: '2018', kind: 'surveyed' },
    { zone_id: 'Z', year: '2020', kind: 'surveyed' },
  ]
  const score = { level: 'zone', id: 'Z', vintage: '2018', criterion: '1a', aspect: '1', percent: '30' }
  return {
    ...{ legend, release: { city: { methodology } } },
    ...{
      progress: () => ready(progressByZone(years)),
      wholeTable: () => ready(rt),
      criterionOfRt: () => ready(rt),
    },
    ...{
      scores: () => ready(scoresByZone([score], new Set(['Z']))),
      projections: () => ({ state: 'absent' }),
    },
    zones: [],
  } as unknown as Atlas
}

describe.each([
  [OWN, ['A', 'C']],
  [null, ['A', 'B', 'C']],
])('rows of several sets of criteria, in a release scored by %s', (methodology, expected) => {
  const ids = (of: ReadonlyMap<string, unknown> | null) => [...(of ?? [])].map(([id]) => id)

  it('count where they are of its own, and where they name none: totals and criteria of RT', () => {
    const atlas = atlasOf(methodology)
    const total = { key: 'score_class', attribute: 'score_class', by_year: 'score', kind: 'class', rows: [] }
    const criterion = { ...total, by_year: 'criterion', criterion: { id: '1a', aspect: '1', bands: [] } }
    for (const theme of [total, criterion])
      expect(ids(themeValues(atlas, theme as unknown as Theme, '2018').rt)).toEqual(expected)
  })

  it('count so too among scores and projections of zones, and cells of the survey', () => {
    const zones = new Set(['A', 'B', 'C'])
    const scores = scoresByZone(
      rowsOf({ level: 'zone', vintage: '2018', criterion: '1a' }),
      zones,
      methodology,
    )
    expect(ids(scores)).toEqual(expected)
    const all = scoresByZone(rowsOf({ level: 'zone', vintage: '2018', criterion: '1a' }), zones)
    const works = rowsOf({ level: 'zone', year: '2020', criterion: '1a' })
    expect(ids(projectionsByZone(works, all, methodology))).toEqual(expected)
    const cells = rowsOf({ criterion: '1a', vintage: '2018', status: 'agrees' })
    const mapping = rowsOf({ zone_id: 'Z', vintage: '' })
    expect(surveyComparison(cells, mapping, 'Z', methodology).compared).toBe(expected.length)
  })
})
