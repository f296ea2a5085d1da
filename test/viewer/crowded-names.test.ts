import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Look, layerLook } from '../../pipeline/viewer/layer-look.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend

/** How points and names of zones look in a city of so many. */
function lookOfZones(count: number): { radius: unknown; text: unknown; padding: unknown } {
  const look: Look = {
    ...{ theme: themes(legend)[0] as Theme, opacity: new Map(), hidden: new Set(), missing: null },
    colours: new Map(Array.from({ length: count }, (_, i) => [`K${i}`, '#b30000'])),
    ...{ rtColours: null, unsure: [], labels: new Map([['K0', 'Kumuh Berat']]) },
  }
  const layer = (id: string, type: string) =>
    layerLook({ id, source: 'atlas', 'source-layer': 'zone_labels', type } as never, look, legend)
  const [point, names] = [layer('zones-point', 'circle'), layer('zone_labels', 'symbol')]
  const layout = (names.layout ?? {}) as Record<string, unknown>
  return {
    radius: (point.paint as Record<string, unknown>)['circle-radius'],
    text: layout['text-field'],
    padding: layout['text-padding'],
  }
}

describe('a city of hundreds of zones', () => {
  it('has smaller points the more there are, never too small to be seen', () => {
    const widest = (count: number) => (lookOfZones(count).radius as number[]).at(-1) ?? 0
    expect(widest(200)).toBeLessThan(5)
    expect(widest(438)).toBeLessThan(widest(200))
    expect(widest(2000)).toBeGreaterThan(2)
  })

  it('names zones later and further apart; one of a few is as the style has it', () => {
    const [few, many] = [lookOfZones(8), lookOfZones(438)]
    expect([few.radius, few.padding]).toEqual([undefined, undefined])
    expect((few.text as unknown[])[2]).not.toBe('')
    expect((many.text as unknown[]).slice(0, 4)).toEqual(['step', ['zoom'], '', 12.75])
    expect(many.padding).toBeDefined()
  })
})
