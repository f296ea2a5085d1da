import { readFileSync } from 'node:fs'
import { createExpression, type LayerSpecification, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { makeStyle } from '../../pipeline/stages/7-publish/style.ts'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { type Look, layerLook } from '../../pipeline/viewer/layer-look.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { pageStyle } from '../../pipeline/viewer/page-style.ts'
import type { ThemeValues } from '../../pipeline/viewer/theme-values.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'
import { leftPieces, notVerified, verification } from '../../pipeline/viewer/verification.ts'
import { verifiedInView } from '../../pipeline/viewer/verified-in-view.ts'
import { verifiedText } from '../../pipeline/viewer/verified-text.ts'
import { zoneChange } from '../../pipeline/viewer/zone-change.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend

const zone = (zone_id: string, area_ha: number, at = 0, area_ha_utm = area_ha): Zone => ({
  ...{ zone_id, name: zone_id, feature_id: 1, bounds: [at, at, at + 1, at + 1] },
  properties: {
    ...{ zone_id, decree_number: '337/2014', score_vintage: 2018 },
    ...{ area_ha_decree: area_ha, area_ha_utm },
  },
})

interface Piece {
  zone_id: string
  change: 'kept' | 'left' | 'added'
  area_ha_utm: number
  from_zone_id?: string | null
  from_decree?: string
  to_decree?: string
  shown?: boolean
}

const piece = (properties: Piece): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [0, 0] },
  properties: {
    ...{ from_decree: '337/2014', to_decree: 'verifikasi-2018', from_zone_id: properties.zone_id },
    ...{ from_vintage: 2014, to_vintage: 2018, shown: true },
    ...properties,
  },
})

const BUGIS = [
  piece({ zone_id: 'Bugis', change: 'kept', area_ha_utm: 4.66 }),
  piece({ zone_id: 'Bugis', change: 'left', area_ha_utm: 14.26 }),
]
const ZONES = [zone('Bugis', 18.92), zone('Pelantar', 51.85, 5), zone('Senggarang', 79.64, 9)]
const DECREES = [
  { decree_number: '337/2014', kind: 'decree', vintage: '2014' },
  { decree_number: 'verifikasi-2018', kind: 'verification', vintage: '2018' },
]

function atlasOf(
  pieces: Feature[] | null,
  decrees: Record<string, string>[] = DECREES,
  zones = ZONES,
): Atlas {
  const ready = <T>(value: T | null) => (value === null ? { state: 'absent' } : { state: 'ready', value })
  return {
    ...{ zones, legend },
    zone: (id: string) => zones.find(({ zone_id }) => zone_id === id) ?? null,
    hasLayer: (name: string) => name === 'zone_changes' && pieces !== null,
    table: (name: string) => ready(name === 'decrees' ? decrees : null),
    features: (name: string) => ready(name === 'zone_changes' ? pieces : null),
  } as unknown as Atlas
}

const all = themes(legend)
const themeOf = (key: string) => all.find((theme) => theme.key === key) as Theme
const inYear = (year: number | null, projected = false): Pick<ThemeValues, 'year'> => ({
  year: year === null ? null : { key: String(year), year, projected },
})

describe('what was verified by the year that is drawn', () => {
  const score = themeOf('score_class')

  it('is told from the year of the verification on, of what works are expected to make of it too', () => {
    const atlas = atlasOf(BUGIS)
    const told = (year: number | null, projected = false) =>
      verification(atlas, score, inYear(year, projected))?.years ?? null
    expect([told(2014), told(2017), told(2018), told(2024, true)]).toEqual([null, null, [2018], [2018]])
    // Without a choice of years it is that of the newest survey.
    expect(told(null)).toEqual([2018])
  })

  it('is told where the theme is of slum and a year, and of no density or area', () => {
    const atlas = atlasOf(BUGIS)
    const told = all.filter((theme) => verification(atlas, theme, inYear(null)) !== null)
    expect([...new Set(told.map(({ group }) => group))]).toEqual(['slum'])
  })

  it('is nothing in a city without a verification, without pieces, and of zones that were never scored', () => {
    const decree = [{ decree_number: '337/2014', kind: 'decree', vintage: '2014' }]
    expect(verification(atlasOf(BUGIS, decree), score, inYear(2018))).toBe(null)
    expect(verification(atlasOf(null), score, inYear(2018))).toBe(null)
    expect(verification(atlasOf([]), score, inYear(2018))).toBe(null)
    const unscored = ZONES.map((one) => ({ ...one, properties: { decree_number: '337/2014' } }))
    expect(verification(atlasOf(BUGIS, DECREES, unscored), score, inYear(null))).toBe(null)
  })

  it('adds up to the hectares of the zones in view, as measured where the decree states others', () => {
    const verified = verification(atlasOf(BUGIS), score, inYear(2018))!
    // Each zone counts once, in the head or among those that were not verified.
    expect(verifiedInView(ZONES, verified, null)).toEqual({
      count: 1,
      parts: [
        { word: 'verified_left', sign: 'left', count: null, hectares: 14.26 },
        { word: 'verified_kept', sign: null, count: null, hectares: 4.66 },
        { word: 'verified_not', sign: null, count: 2, hectares: 51.85 + 79.64 },
      ],
    })
    expect(verifiedInView(ZONES, verified, [5, 5, 6, 6])).toEqual({
      count: 0,
      parts: [{ word: 'verified_not', sign: null, count: 1, hectares: 51.85 }],
    })
    const other = [zone('Pelantar', 50, 0, 51.85)]
    expect(verifiedInView(other, verified, null).parts.map(({ hectares }) => hectares)).toEqual([51.85])
  })

  const merged = (...more: Feature[]) => [
    piece({ zone_id: 'A', from_zone_id: 'A', change: 'kept', area_ha_utm: 2 }),
    piece({ zone_id: 'A', from_zone_id: 'B', change: 'kept', area_ha_utm: 2 }),
    piece({ zone_id: 'A', from_zone_id: 'A; B', change: 'added', area_ha_utm: 0.5 }),
    piece({ zone_id: 'A', from_zone_id: 'A', change: 'left', area_ha_utm: 1 }),
    ...more,
  ]

  it('is of merged zones what each kept, and once what was added to both', () => {
    const zones = [zone('A', 3), zone('B', 2, 5)]
    const atlas = atlasOf(merged(), DECREES, zones)
    const verified = verification(atlas, score, inYear(2018))!
    const told = (view: [number, number, number, number] | null) =>
      verifiedInView(zones, verified, view).parts.map(({ word, hectares }) => [word, hectares])
    expect(told(null)).toEqual([
      ['verified_left', 1],
      ['verified_kept', 4],
      ['verified_added', 0.5],
    ])
    expect(told([5, 5, 6, 6])).toEqual([
      ['verified_kept', 2],
      ['verified_added', 0.5],
    ])
    expect(zones.map((one) => verifiedText(atlas, one, { vintage: 2018 }, 'en'))).toEqual(
      ['2.00', '2.00'].map((ha) => `${ha}\u00a0ha still slum (2018, measured)`),
    )
    const parts = (one: Zone) =>
      zoneChange(atlas, one)?.parts.map(({ row, area_ha, shared_with }) => [row.code, area_ha, shared_with])
    expect(zones.map(parts)).toEqual([
      [
        ['kept', 2, []],
        ['left', 1, []],
        ['added', 0.5, ['B']],
      ],
      [
        ['kept', 2, []],
        ['left', null, []],
        ['added', 0.5, ['A']],
      ],
    ])
  })

  it('counts no ground twice of which one of the merged zones was verified anew', () => {
    const later = { to_decree: 'verifikasi-2020', shown: false }
    const pieces = merged(
      piece({ zone_id: 'A', change: 'kept', area_ha_utm: 1.5, ...later }),
      piece({ zone_id: 'A', change: 'left', area_ha_utm: 1.5, ...later }),
    )
    const decrees = [...DECREES, { decree_number: 'verifikasi-2020', kind: 'verification', vintage: '2020' }]
    const zones = [zone('A', 3), zone('B', 2)]
    const verified = verification(atlasOf(pieces, decrees, zones), score, inYear(2020))!
    expect(verifiedInView(zones, verified, null).parts.map(({ hectares }) => hectares)).toEqual([
      1.5, 3.5, 0.5,
    ])
  })

  it('is of each zone by the newest verification that speaks of it', () => {
    const later = { to_decree: 'verifikasi-2020', shown: false }
    const pieces = [
      ...BUGIS,
      piece({ zone_id: 'Bugis', change: 'kept', area_ha_utm: 1, ...later }),
      piece({ zone_id: 'Bugis', change: 'left', area_ha_utm: 17.92, ...later }),
      piece({ zone_id: 'Pelantar', change: 'kept', area_ha_utm: 51.85 }),
      // From one verification to the next: no ground of the decree.
      piece({
        zone_id: 'Bugis',
        change: 'left',
        area_ha_utm: 3.66,
        ...later,
        from_decree: 'verifikasi-2018',
      }),
    ]
    const decrees = [...DECREES, { decree_number: 'verifikasi-2020', kind: 'verification', vintage: '2020' }]
    const by = (year: number) => verification(atlasOf(pieces, decrees), score, inYear(year))!
    expect(by(2018).years).toEqual([2018])
    expect(by(2020).years).toEqual([2018, 2020])
    expect([...by(2020).byZone].map(([id, { year }]) => [id, year])).toEqual([
      ['Bugis', 2020],
      ['Pelantar', 2018],
    ])
    expect(leftPieces(by(2018))).toEqual(['337/2014 verifikasi-2018 Bugis'])
    expect(leftPieces(by(2020))).toEqual(['337/2014 verifikasi-2020 Bugis'])
  })
})

describe('zones that a verification does not speak of', () => {
  it('are all but those with a piece, and are told as not verified and not as kept', () => {
    const atlas = atlasOf(BUGIS)
    expect(notVerified(atlas).map(({ zone_id }) => zone_id)).toEqual(['Pelantar', 'Senggarang'])
    const told = (at: number) =>
      zoneChange(atlas, ZONES[at]!)?.parts.map(({ row, area_ha }) => [row.code, area_ha])
    expect(told(0)).toEqual([
      ['kept', 4.66],
      ['left', 14.26],
      ['added', null],
    ])
    expect(told(1)).toEqual([['not_verified', 51.85]])
    expect(zoneChange(atlas, ZONES[1]!)?.isNotVerified).toBe(true)
  })

  it('are none where the later side is a decree, which speaks of all, or the earlier is not that of the zones', () => {
    const decrees = DECREES.map((row) => ({ ...row, kind: 'decree' }))
    expect(notVerified(atlasOf(BUGIS, decrees))).toEqual([])
    const older = BUGIS.map((one) => ({ ...one, properties: { ...one.properties, from_decree: '1/2009' } }))
    expect(notVerified(atlasOf(older))).toEqual([])
    expect(zoneChange(atlasOf(older), ZONES[1]!)).toBe(null)
    expect(notVerified(atlasOf(null))).toEqual([])
  })

  it('are not taken for verified by a code that the verification gave to other ground', () => {
    const pieces = [piece({ zone_id: 'Pelantar', from_zone_id: 'Bugis', change: 'kept', area_ha_utm: 4.66 })]
    expect(notVerified(atlasOf(pieces)).map(({ zone_id }) => zone_id)).toEqual(['Pelantar', 'Senggarang'])
  })
})

describe('the map', () => {
  const base = pageStyle(
    makeStyle({
      city: { title: { id: 'a', en: 'a' }, attribution: null, synthetic: null, bounds: [104, 0, 105, 1] },
      tilesPath: 'a.pmtiles',
      layers: ['zones', 'zone_labels', 'zone_changes', 'rt', 'grid'],
      legend,
    }),
    legend,
  )
  const drawn = (theme: Theme, given: Partial<Look>) => {
    const look: Look = {
      ...{ theme, opacity: new Map([['zones', 0.5]]), hidden: new Set(), colours: new Map(), missing: null },
      ...{ rtColours: null, unsure: [], labels: new Map(), ...given },
    }
    const style = { ...base, layers: base.layers.map((layer) => layerLook(layer, look, legend)) }
    expect(validateStyleMin(style)).toEqual([])
    return (id: string) => style.layers.find((layer) => layer.id === id) as LayerSpecification
  }
  const evaluate = (expression: unknown, properties: Record<string, unknown>): unknown => {
    const made = createExpression(expression, 'layers[0]')
    if (made.result !== 'success') throw new Error(JSON.stringify(made.value))
    return made.value.evaluate({ zoom: 13 }, { type: 'Polygon', properties } as never)
  }

  it('stripes the ground that left by the verification of the year, over zones and RT and under their lines', () => {
    const look = drawn(themeOf('score_class'), { left: ['337/2014 verifikasi-2018 Bugis'] })
    const layer = look('zones-left') as { filter: unknown; layout: object }
    expect(layer.layout).toEqual({ visibility: 'visible' })
    const is = (of: Feature, more: object = {}) => evaluate(layer.filter, { ...of.properties, ...more })
    expect(BUGIS.map((of) => is(of))).toEqual([false, true])
    expect([is(BUGIS[1]!, { to_decree: 'verifikasi-2020' }), is(BUGIS[1]!, { zone_id: 'Pelantar' })]).toEqual(
      [false, false],
    )
    const at = (id: string) => base.layers.findIndex((one) => one.id === id)
    expect([at('zones-fill') < at('zones-left'), at('rt-fill') < at('zones-left')]).toEqual([true, true])
    expect(at('zones-left')).toBeLessThan(at('zones-line'))
  })

  it('stripes nothing in other themes, without a verification, and while zones are switched off', () => {
    const visible = (look: (id: string) => LayerSpecification) => look('zones-left').layout?.visibility
    const left = ['337/2014 verifikasi-2018 Bugis']
    expect(visible(drawn(themeOf('change'), { left }))).toBe('none')
    expect(visible(drawn(themeOf('score_class'), { left, hidden: new Set(['zones']) }))).toBe('none')
    const none = drawn(themeOf('score_class'), {})('zones-left') as { filter: unknown }
    expect(none.filter).toEqual(['literal', false])
  })

  it('colours zones that were not verified in the change, and no other zone', () => {
    const fill = drawn(themeOf('change'), { notVerified: ['Pelantar'] })('zones-fill')
    const opacity = (fill.paint as Record<string, unknown>)['fill-opacity']
    expect((fill.paint as Record<string, unknown>)['fill-color']).toBe(legend.not_verified.colour)
    expect(evaluate(opacity, { zone_id: 'Pelantar' })).toBeCloseTo(0.41)
    expect(evaluate(opacity, { zone_id: 'Bugis' })).toBe(0)
    const others = drawn(themeOf('change'), {})('zones-fill')
    expect((others.paint as Record<string, unknown>)['fill-opacity']).toBe(0)
  })
})
