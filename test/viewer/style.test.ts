import { readFileSync } from 'node:fs'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { makeStyle } from '../../pipeline/stages/7-publish/style.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend

const city = {
  title: { id: 'Kota Contoh', en: 'Sample City' },
  attribution: { id: 'Dinas <b>Perkim</b> & mitra', en: 'Housing office' },
  synthetic: { id: 'Data sintetis', en: 'Synthetic data' },
  bounds: [104.39, 0.83, 104.57, 0.99] as [number, number, number, number],
}
const all = [
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

describe('makeStyle', () => {
  it('takes each of its colours from the legend', () => {
    const style = JSON.stringify(makeStyle({ city, tilesPath: 'tiles/a.pmtiles', layers: all, legend }))
    const known = JSON.stringify(legend)
    const colours = new Set(style.match(/#[0-9a-f]{3,8}\b/gi))
    expect(colours.size).toBeGreaterThan(10)
    expect([...colours].filter((colour) => !known.includes(colour))).toEqual([])
    const other = JSON.parse(known.replaceAll(/#[0-9a-f]{6}/gi, '#123456')) as Legend
    const recoloured = JSON.stringify(
      makeStyle({ city, tilesPath: 'tiles/a.pmtiles', layers: all, legend: other }),
    )
    expect(new Set(recoloured.match(/#[0-9a-f]{6}/gi))).toEqual(new Set(['#123456']))
  })

  it('has no colour of missing data written out in the style sheets', () => {
    const css = ['card', 'sheet'].map((name) =>
      readFileSync(new URL(`../../pipeline/viewer/styles/${name}.css`, import.meta.url), 'utf8'),
    )
    const hatch = /^\.hatch \{([^}]*)\}/m.exec(css.join('\n'))![1]
    expect(hatch).toContain('var(--missing)')
    expect(hatch).not.toContain('#')
  })

  it('is a valid style for every set of layers', () => {
    for (const layers of [all, ['zones'], ['zones', 'kelurahan'], []]) {
      expect(
        validateStyleMin(makeStyle({ city, tilesPath: 'tiles/a-0123456789ab.pmtiles', layers, legend })),
      ).toEqual([])
    }
  })

  it('asks for nothing outside its own archive', () => {
    const style = makeStyle({ city, tilesPath: 'tiles/a.pmtiles', layers: all, legend })
    expect(style.glyphs).toBeUndefined()
    expect(style.sprite).toBeUndefined()
    expect(Object.values(style.sources).map((source) => ('url' in source ? source.url : null))).toEqual([
      'pmtiles://tiles/a.pmtiles',
    ])
    expect(JSON.stringify(style)).not.toMatch(/https?:/)
  })

  it('leaves out what the archive does not hold, and draws what it holds', () => {
    const style = makeStyle({ city, tilesPath: 'a.pmtiles', layers: ['zones'], legend })
    expect(style.layers.map((layer) => layer.id)).toEqual(['sea', 'zones-fill', 'zones-line'])
    const full = makeStyle({ city, tilesPath: 'a.pmtiles', layers: all, legend })
    const drawn = new Set(
      full.layers.map((layer) => ('source-layer' in layer ? layer['source-layer'] : 'sea')),
    )
    expect([...drawn].sort()).toEqual(['sea', ...all].sort())
  })

  it('takes every class colour from the legend and hides the change layer', () => {
    const style = makeStyle({ city, tilesPath: 'a.pmtiles', layers: all, legend })
    const fill = style.layers.find((layer) => layer.id === 'zones-fill')
    for (const row of legend.score_class)
      expect(JSON.stringify(fill)).toContain(`"${row.code}","${row.colour}"`)
    expect(style.layers.find((layer) => layer.id === 'zone_changes-fill')?.layout?.visibility).toBe('none')
  })

  it('escapes the attribution, names the synthetic notice and is centred on the bounds', () => {
    const style = makeStyle({ city, tilesPath: 'a.pmtiles', layers: all, legend })
    const source = style.sources.atlas
    expect(source && 'attribution' in source ? source.attribution : '').toBe(
      'Dinas &lt;b&gt;Perkim&lt;/b&gt; &amp; mitra / Housing office · Data sintetis / Synthetic data',
    )
    expect(style.center).toEqual([104.48, 0.91])
    expect(style.zoom).toBe(11.5)
  })

  it('credits nobody where nobody is stated', () => {
    const nobody = { ...city, attribution: null, synthetic: null }
    const style = makeStyle({ city: nobody, tilesPath: 'a.pmtiles', layers: all, legend })
    expect(style.sources.atlas).toEqual({ type: 'vector', url: 'pmtiles://a.pmtiles' })
    expect(validateStyleMin(style)).toEqual([])
  })

  it('gives the same bytes twice and stays finite for a city of no extent', () => {
    const input = { city, tilesPath: 'a.pmtiles', layers: all, legend }
    expect(JSON.stringify(makeStyle(input))).toBe(JSON.stringify(makeStyle(input)))
    const point = makeStyle({ ...input, city: { ...city, bounds: [104, 1, 104, 1] } })
    expect(validateStyleMin(point)).toEqual([])
    expect(point.zoom).toBe(16)
  })
})
