import { readFileSync } from 'node:fs'
import { createExpression, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { loadDensityClasses, populationClass } from '../../pipeline/stages/4-density/classes.ts'
import { makeStyle } from '../../pipeline/stages/7-publish/style.ts'
import { hatchImage } from '../../pipeline/viewer/hatch.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { type Look, layerLook, pageStyle } from '../../pipeline/viewer/page-style.ts'
import {
  missingFilter,
  type Theme,
  themeColour,
  themeIndex,
  themes,
  valueColour,
} from '../../pipeline/viewer/themes.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const all = themes(legend)
const missing = legend.missing.colour
const layers = [
  'zones',
  'zone_labels',
  'zone_changes',
  'rt',
  'kelurahan',
  'kecamatan',
  'grid',
  'buildings',
  'interventions',
  'facilities',
]

function evaluate(expression: unknown, properties: Record<string, unknown>): unknown {
  const compiled = createExpression(expression, 'layers[0].paint.fill-color')
  if (compiled.result === 'error') throw new Error(JSON.stringify(compiled.value))
  return compiled.value.evaluate({ zoom: 12 }, { type: 'Polygon', properties } as never)
}

/** Values on, below and above every limit or class of a theme, and values that are none. */
function samples(theme: Theme): unknown[] {
  const known =
    theme.kind === 'class'
      ? theme.rows.map(({ code }) => code)
      : theme.bins.breaks.flatMap((b) => [b - 0.01, b, b + 0.01])
  return [...known, null, undefined, 'unknown class', '']
}

describe.each(all.map((theme) => [theme.key, theme] as const))('theme %s', (_key, theme) => {
  it('has one colour more than limits, all of them different and none that of missing data', () => {
    const colours = theme.kind === 'class' ? theme.rows.map(({ colour }) => colour) : theme.bins.colours
    if (theme.kind === 'bins') expect(colours).toHaveLength(theme.bins.breaks.length + 1)
    expect(new Set([...colours, missing]).size).toBe(colours.length + 1)
  })

  it('colours on the map as in legend and tooltip, and hatches exactly what has no value', () => {
    for (const value of samples(theme)) {
      const properties = value === undefined ? {} : { [theme.attribute]: value }
      const drawn = String(evaluate(themeColour(theme, missing), properties))
      expect([value, drawn]).toEqual([value, valueColour(theme, value, missing)])
      expect([value, evaluate(missingFilter(theme), properties)]).toEqual([value, drawn === missing])
    }
  })
})

describe('a density on a limit', () => {
  it('is in the class below it on the smoothed map, as the classes have it', () => {
    const smoothed = all.find(({ key }) => key === 'grid_population_smoothed') as Theme
    const classes = loadDensityClasses({ methodology: 'permen-pupr-14-2018' })
    for (const limit of [150, 200, 400])
      for (const density of [limit - 1e-3, limit, limit + 4e-7, limit + 6e-7, limit + 1e-3]) {
        const code = populationClass(classes, density)
        const at = legend.density_population_class.findIndex((row) => row.code === code)
        expect([density, themeIndex(smoothed, density)]).toEqual([density, at])
      }
  })

  it('is dense of buildings, and a score on a limit is in the class above it', () => {
    const index = (key: string, value: number) =>
      themeIndex(all.find((theme) => theme.key === key) as Theme, value)
    expect(index('density_buildings_per_ha', 200)).toBe(3)
    expect(index('density_buildings_per_ha', 199.99)).toBe(2)
    expect(index('score_total', 70)).toBe(7)
  })
})

describe('the style under the reader', () => {
  const city = { title: { id: 'a', en: 'a' }, attribution: { id: 'a', en: 'a' }, synthetic: null }
  const style = (present: string[]) =>
    pageStyle(
      makeStyle({
        city: { ...city, bounds: [104, 0, 105, 1] },
        tilesPath: 'a.pmtiles',
        layers: present,
        legend,
      }),
      legend,
    )
  const look: Look = {
    theme: all[0] as Theme,
    opacity: 1,
    hidden: new Set(),
    colours: new Map([['K01', '#b30000']]),
    labels: new Map([['K01', 'Kumuh "Berat"']]),
  }

  it('is valid for every theme, opacity and set of layers', () => {
    for (const present of [layers, ['zones'], ['kelurahan'], []]) {
      for (const theme of all) {
        const base = style(present)
        const drawn = base.layers.map((layer) => layerLook(layer, { ...look, theme, opacity: 0.4 }, legend))
        expect(validateStyleMin({ ...base, layers: drawn })).toEqual([])
      }
    }
  })

  it('keeps zones under the pointer when another layer is coloured', () => {
    const base = style(layers)
    const change = all.find(({ key }) => key === 'change') as Theme
    const fill = base.layers.find(({ id }) => id === 'zones-fill')
    const drawn = fill && layerLook(fill, { ...look, theme: change }, legend)
    expect(drawn?.paint).toMatchObject({ 'fill-opacity': 0 })
    expect(drawn?.layout?.visibility).not.toBe('none')
  })

  it('hides a layer that is switched off but never the land', () => {
    const base = style(layers)
    const hidden = new Set(['kelurahan', 'rt', 'zone_labels'])
    const visibility = Object.fromEntries(
      base.layers.map((layer) => [
        layer.id,
        layerLook(layer, { ...look, hidden }, legend).layout?.visibility,
      ]),
    )
    expect(visibility).toMatchObject({
      'kelurahan-line': 'none',
      'kelurahan-names': 'none',
      'rt-fill': 'none',
      'rt-line': 'none',
      zone_labels: 'none',
      'kelurahan-fill': 'visible',
      'buildings-fill': 'visible',
    })
  })
})

describe('hatchImage', () => {
  it('tiles without a seam and holds no other colour than its two', () => {
    const { width, height, data } = hatchImage(12, 4, '#9a9a9a', '#e9e9e9')
    const at = (x: number, y: number) => data[((y % height) * width + (x % width)) * 4]
    for (let i = 0; i < 12; i++) expect(at(i + 1, 11)).toBe(at(i, 12))
    expect(new Set(data)).toEqual(new Set([0x9a, 0xe9, 255]))
  })
})
