import { readFileSync } from 'node:fs'
import { createExpression, type LayerSpecification, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import { makeStyle } from '../../pipeline/stages/7-publish/style.ts'
import { hatchedLayers, hatchesOf, hatchImages, NO_HATCHES } from '../../pipeline/viewer/class-hatches.ts'
import { extentLook, withExtent } from '../../pipeline/viewer/compare-extent.ts'
import { type Look, layerLook } from '../../pipeline/viewer/layer-look.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { pageStyle } from '../../pipeline/viewer/page-style.ts'
import { patternImage } from '../../pipeline/viewer/pattern.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
  difference_warn_pct: 0.1,
  difference_error_pct: 1,
})
const all = themes(legend, methodology)
const themeOf = (key: string) => all.find((theme) => theme.key === key) as Theme
const coloursOf = (theme: Theme) =>
  theme.kind === 'class' ? theme.rows.map(({ colour }) => colour) : theme.bins.colours

const style = withExtent(
  pageStyle(
    makeStyle({
      city: { title: { id: 'a', en: 'a' }, attribution: null, synthetic: null, bounds: [104, 0, 105, 1] },
      tilesPath: 'a.pmtiles',
      layers: ['zones', 'zone_labels', 'zone_changes', 'rt', 'grid'],
      legend,
    }),
    legend,
  ),
  legend,
)

function drawn(theme: Theme, given: Partial<Look> = {}): LayerSpecification[] {
  const look: Look = {
    ...{ theme, opacity: new Map(), hidden: new Set(), colours: new Map(), missing: null, rtColours: null },
    ...{ unsure: [], labels: new Map(), ...given },
  }
  return style.layers.map((layer) => extentLook(layerLook(layer, look, legend), given.extent !== undefined))
}

/** The image a hatch is made of over a feature. */
function hatchOver(layers: LayerSpecification[], id: string, properties: Record<string, unknown>): string {
  const layer = layers.find((one) => one.id === `${id}-hatch`) as { paint: { 'fill-pattern': unknown } }
  const pattern = layer.paint['fill-pattern']
  if (typeof pattern === 'string') return pattern
  const compiled = createExpression(pattern, 'layers[0].paint.fill-pattern')
  if (compiled.result === 'error') throw new Error(JSON.stringify(compiled.value))
  return String(compiled.value.evaluate({ zoom: 12 }, { type: 'Polygon', properties } as never))
}

describe.each(all.map((theme) => [theme.key, theme] as const))('hatches of %s', (_key, theme) => {
  it('tell all its classes apart: one each, and the lightest plain', () => {
    const hatches = hatchesOf(theme)
    expect(hatches.size).toBe(coloursOf(theme).length - 1)
    expect(new Set(hatches.values()).size).toBe(hatches.size)
  })

  it('lie over what carries its colours, in a style the renderer takes, with an image for each', () => {
    const hatches = hatchesOf(theme)
    const layers = hatchedLayers(drawn(theme), hatches)
    expect(validateStyleMin({ ...style, layers })).toEqual([])
    const fill = { zones: 'zones-fill', grid: 'grid-fill', zone_changes: 'zone_changes-fill' }[theme.layer]
    const over = layers.filter(({ id }) => id.endsWith('-hatch')).map(({ id }) => id)
    expect(over).toContain(`${fill}-hatch`)
    const images = Object.keys(hatchImages(hatches))
    const asked = JSON.stringify(layers).match(/class-hatch-\w+/g) ?? []
    expect(new Set(images)).toEqual(new Set([...asked, 'class-hatch-none']))
  })
})

describe('a hatch on the map', () => {
  it('follows the colour of a zone: worst with most ink, none over the lightest and over missing data', () => {
    const theme = themeOf('score_class')
    const layers = hatchedLayers(drawn(theme), hatchesOf(theme))
    const of = (score_class: unknown) => hatchOver(layers, 'zones-fill', { score_class })
    expect(['KB', 'KS', 'KR', 'TK', null].map(of)).toEqual(
      ['0', '1', '2', 'none', 'none'].map((name) => `class-hatch-${name}`),
    )
  })

  it('is that of the year that is drawn, not of the attributes the tiles carry', () => {
    const theme = themeOf('score_class')
    const [worst, , light] = coloursOf(theme)
    const look = { missing: ['K3'], colours: new Map([['K1', worst!]]), rtColours: new Map([['R1', light!]]) }
    const layers = hatchedLayers(drawn(theme, look), hatchesOf(theme))
    const own = { score_class: 'TK' }
    expect(hatchOver(layers, 'zones-fill', { ...own, zone_id: 'K1' })).toBe('class-hatch-0')
    expect(hatchOver(layers, 'zones-fill', { ...own, zone_id: 'K3' })).toBe('class-hatch-none')
    expect(hatchOver(layers, 'rt-fill', { score_class: 'KB', rt_id: 'R1' })).toBe('class-hatch-2')
  })

  it('is not over the extent of a decree, whose zones have no colour, nor where none are asked for', () => {
    const theme = themeOf('score_class')
    const extent = { type: 'FeatureCollection' as const, features: [] }
    const ids = (layers: LayerSpecification[]) =>
      layers.map(({ id }) => id).filter((id) => /-hatch$/.test(id))
    expect(ids(hatchedLayers(drawn(theme, { extent }), hatchesOf(theme)))).toEqual([])
    expect(ids(hatchedLayers(drawn(theme), NO_HATCHES))).toEqual([])
    expect(hatchImages(NO_HATCHES)).toEqual({})
  })
})

describe('the patterns', () => {
  const inkOf = (index: number) =>
    patternImage(index).data.filter((value, i) => i % 4 === 3 && value > 0).length

  it('have less ink from the worst class on, are seamless, and none is the diagonal of missing data', () => {
    const ink = [0, 1, 2].map(inkOf)
    expect(ink).toEqual([...ink].sort((a, b) => b - a))
    expect(inkOf(-1)).toBe(0)
    for (let index = 0; index < 8; index++) {
      const { width, height, data } = patternImage(index)
      const at = (x: number, y: number) => data[((y % height) * width + (x % width)) * 4 + 3]
      // The diagonal of missing data looks the same one step along and one step up, and has no other line.
      const isDiagonal = Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)])
        .map(([x, y]) => at(x!, y!) === at(x! + 1, y! + height - 1))
        .every(Boolean)
      expect([index, isDiagonal]).toEqual([index, false])
    }
  })
})
