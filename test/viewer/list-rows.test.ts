import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { listRow } from '../../pipeline/viewer/list-rows.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
  ...{ difference_warn_pct: 0.1, difference_error_pct: 1 },
})
const scores = {
  state: 'ready',
  value: new Map([['A', [{ criterion: '2a', vintage: 2018, score: 3, percent: 60 }]]]),
}
const absent = () => ({ state: 'absent' })
const atlas = {
  methodology,
  release: { city: { methodology: methodology.id, synthetic: null } },
  ...{ scores: () => scores, projections: absent, criterionOfRt: absent, progress: absent, table: absent },
} as unknown as Atlas
const rowOf = (key: string, properties: object) => {
  const theme = themes(legend, methodology).find((one) => one.key === key) as Theme
  const zone = { zone_id: 'A', properties } as unknown as Zone
  return listRow(zone, { atlas, lang: 'id', theme, values: themeValues(atlas, theme, null) })
}

describe('a row of the downloaded table', () => {
  it.each(['priority', 'treatment'])(
    'holds no code that only the page knows: %s of what is no slum',
    (key) => {
      const properties = { zone_id: 'A', score_class: 'TK', priority: null, treatment: null }
      expect(rowOf(key, properties)).toEqual(properties)
    },
  )

  it('holds what the map shows of a criterion, by the name of the criterion', () => {
    const key = themes(legend, methodology).find(({ criterion }) => criterion?.id === '2a')!.key
    expect(rowOf(key, { zone_id: 'A' })).toEqual({
      ...{ zone_id: 'A', criterion_2a_percent: 60, criterion_2a_score: 3, shown_year: '2018' },
    })
  })
})
