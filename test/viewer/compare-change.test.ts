import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { type ColouredSide, changedText } from '../../pipeline/viewer/compare-change.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { themes } from '../../pipeline/viewer/themes.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const names = ['Bugis', 'Pasar', 'Teluk', 'Bukit']
const zones = names.map((name) => ({ zone_id: name, name, properties: {} }) as unknown as Zone)
const atlas = { zones } as unknown as Atlas

/** A side on which the zones are of these classes, in their order. */
function side(classes: (string | null)[], extent?: object): ColouredSide {
  const values = { zone: ({ zone_id }: Zone) => ({ score_class: classes[names.indexOf(zone_id)] }) }
  return { theme: themes(legend)[0], values, look: { extent } } as unknown as ColouredSide
}

describe('what changed between two sides', () => {
  it('names the zones with both classes, and counts those beyond two', () => {
    const left = side(['KS', 'KB', 'KR', null])
    expect(changedText(atlas, { left, right: side(['KR', 'KB', 'KR', null]) }, 'id')).toBe(
      '1 lokasi berubah: Bugis, Kumuh Sedang → Kumuh Ringan.',
    )
    expect(changedText(atlas, { left, right: side(['KR', 'KS', 'TK', 'KR']) }, 'en')).toMatch(
      /^4 zones change: Bugis, .+ → .+; Pasar, .+ → .+, and 2 more\.$/,
    )
  })

  it('says that nothing did, and nothing of the extent of a decree', () => {
    const left = side(['KS', 'KB', 'KR', null])
    expect(changedText(atlas, { left, right: left }, 'id')).toBe('Tidak ada lokasi yang berubah warna.')
    expect(changedText(atlas, { left, right: side([], {}) }, 'id')).toBeNull()
  })
})
