import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { withRoom } from '../../pipeline/viewer/padding.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const theme = themes(legend)[0] as Theme
const zone = { properties: { score_class: 'KB', score_total: 62, name: 'a' } } as unknown as Zone

describe('the values of a year whose table cannot be read', () => {
  const atlas = { progress: () => ({ state: 'failed' }) } as unknown as Atlas

  it('are none, and never those of another year', () => {
    const values = themeValues(atlas, theme, '2014')
    expect(values.state).toBe('failed')
    expect(values.zone(zone)).toEqual({ name: 'a' })
    // Joined by id: else the tiles would be drawn by what they carry of the newest year.
    expect(values.rt).toEqual(new Map())
  })

  it('are those the zones carry where no year was asked for', () => {
    const values = themeValues(atlas, theme, null)
    expect([values.state, values.zone(zone).score_class, values.rt]).toEqual(['ready', 'KB', null])
  })
})

describe('the room between the cards', () => {
  it('is left as the cards ask for it, and never less than a tenth of the map', () => {
    const wide = { top: 40, right: 400, bottom: 80, left: 300 }
    expect(withRoom({ width: 1280, height: 800 }, wide)).toEqual(wide)
    const narrow = withRoom({ width: 720, height: 100 }, { top: 90, right: 403, bottom: 90, left: 339 })
    expect(720 - narrow.left - narrow.right).toBeCloseTo(72, 9)
    expect(100 - narrow.top - narrow.bottom).toBeCloseTo(10, 9)
    expect(narrow.right / narrow.left).toBeCloseTo(403 / 339, 9)
  })
})
