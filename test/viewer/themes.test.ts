import { readFileSync } from 'node:fs'
import { createExpression, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { UNKNOWN_DECREE } from '../../pipeline/city-checks.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadDensityClasses, populationClass } from '../../pipeline/stages/4-density/classes.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import { makeStyle } from '../../pipeline/stages/7-publish/style.ts'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { hatchImage } from '../../pipeline/viewer/hatch.ts'
import { type Look, layerLook } from '../../pipeline/viewer/layer-look.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import type { PublishedMethodology } from '../../pipeline/viewer/methodology.ts'
import { firstZooms, pageStyle } from '../../pipeline/viewer/page-style.ts'
import { handlingTerm } from '../../pipeline/viewer/terms.ts'
import {
  missingFilter,
  NOT_SLUM,
  type Theme,
  themeColour,
  themeIndex,
  themes,
  valueColour,
} from '../../pipeline/viewer/themes.ts'
import {
  decreeName,
  decreeShort,
  shortName,
  valueText,
  verificationTitle,
} from '../../pipeline/viewer/words.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
  difference_warn_pct: 0.1,
  difference_error_pct: 1,
})
const all = themes(legend, methodology)
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

interface DrawnLayer {
  id: string
  paint?: Record<string, unknown>
  filter?: unknown
}

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

describe('the themes of a methodology', () => {
  it('call treatments and levels of government as the profile and the table call them', () => {
    const theme = all.find(({ key }) => key === 'treatment')
    const rows = theme?.kind === 'class' ? theme.rows.filter(({ code }) => code !== NOT_SLUM) : []
    expect(rows.length).toBe(3)
    for (const { code, id, en } of rows)
      expect([handlingTerm(methodology, code, 'id'), handlingTerm(methodology, code, 'en')]).toEqual([id, en])
    expect(handlingTerm(methodology, 'kabupaten/kota', 'en')).toBe('Regency or city government')
    expect(handlingTerm(null, 'rendah', 'en')).toBe('Low')
  })

  it('never write a percent as the cut it does not reach, beside the score below it', () => {
    const theme = all.find(({ key }) => key === 'criterion:2a') as Theme
    const said = (criterion_percent: number, score: number, lang: 'id' | 'en') =>
      valueText(theme, { criterion_percent, criterion_score: score }, lang)
    expect(said(24.980041, 0, 'id')).toBe('24,98\u00a0%, nilai 0')
    expect(said(75.9804, 3, 'en')).toBe('75.98\u00a0%, score 3')
    expect([said(24.995, 1, 'en'), said(30.04, 1, 'id')]).toEqual([
      '25.0\u00a0%, score 1',
      '30,0\u00a0%, nilai 1',
    ])
  })

  it('are a theme for each criterion with the bands of its file, worst first, and its ranks and treatments', () => {
    const criteria = all.filter(({ criterion }) => criterion !== undefined)
    expect(criteria).toHaveLength(methodology.criteria.length)
    for (const theme of criteria)
      expect(theme.kind === 'class' && theme.rows.map(({ code, id }) => [code, id])).toEqual([
        ['5', '76–100 % (nilai 5)'],
        ['3', '51–75 % (nilai 3)'],
        ['1', '25–50 % (nilai 1)'],
        ['0', '< 25 % (nilai 0)'],
      ])
    const rowsOf = (key: string) => {
      const theme = all.find((candidate) => candidate.key === key)
      return theme?.kind === 'class' ? theme.rows.map(({ code }) => code) : []
    }
    expect(rowsOf('priority')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', NOT_SLUM])
    expect(rowsOf('treatment')).toEqual(['pemugaran', 'peremajaan', 'pemukiman kembali', NOT_SLUM])
  })

  it('print the limits of the decreed-area difference as the city sets them, and none it does not tell', () => {
    const labels = (limits: PublishedMethodology['area_difference']) => {
      const { area_difference: _, ...others } = methodology
      const told = limits === undefined ? others : { ...others, area_difference: limits }
      const theme = themes(legend, told).find(({ key }) => key === 'area_status')
      return theme?.kind === 'class' ? theme.rows.map(({ id, en }) => [id, en]) : []
    }
    expect(labels({ warn_pct: 0.25, error_pct: 2 })).toEqual([
      ['Sesuai (≤ 0,25 %)', 'Agrees (≤ 0.25 %)'],
      ['Perlu diperiksa (> 0,25 – 2 %)', 'To be checked (> 0.25 – 2 %)'],
      ['Tidak sesuai (> 2 %)', 'Does not agree (> 2 %)'],
    ])
    expect(labels(undefined)).toEqual(legend.area_status.map(({ id, en }) => [id, en]))
  })

  it('follow another methodology: its criteria, its bands and as many colours', () => {
    const other = {
      ...methodology,
      criteria: [{ ...methodology.criteria[0]!, id: 'x1' }],
      bands: {
        ...methodology.bands,
        values: [0, 20, 40, 60, 80].map((min_pct, score) => ({ min_pct, score, printed: null })),
      },
    }
    const theme = themes(legend, other).find(({ criterion }) => criterion?.id === 'x1')
    const rows = theme?.kind === 'class' ? theme.rows : []
    expect(rows.map(({ code, en }) => [code, en])[0]).toEqual(['4', '≥ 80 % (score 4)'])
    expect(new Set(rows.map(({ colour }) => colour)).size).toBe(5)
    expect(rows.at(-1)?.colour).toBe(legend.criterion_score[0]?.colour)
  })

  it('part the total score by the limits of its classes, in their colours, whatever methodology it is', () => {
    const bins = (...of: Parameters<typeof themes>) => {
      const theme = themes(...of).find(({ key }) => key === 'score_total')
      return theme?.kind === 'bins' ? theme : null
    }
    expect(bins(legend, methodology)?.classes?.map(({ id }) => id)).toEqual([
      ...['Tidak Kumuh (0–15)', 'Kumuh Ringan (16–37)', 'Kumuh Sedang (38–59)', 'Kumuh Berat (60–80)'],
    ])
    const values = methodology.classes.values.map((of) => ({ ...of, min: of.min + 4, max: of.max + 4 }))
    const other = { ...methodology, classes: { ...methodology.classes, values } }
    expect(bins(legend, other)?.bins.breaks).toEqual([20, 42, 64])
    const colours = legend.score_class.map(({ colour }) => colour).reverse()
    expect(bins(legend, other)?.bins.colours).toEqual(colours)
    expect(bins(legend)?.bins).toEqual({ breaks: [16, 38, 60], colours })
  })

  it('are none where the release does not tell it', () => {
    expect(themes(legend).filter(({ criterion, group }) => criterion || group === 'handling')).toEqual([])
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
    expect([15.9, 16, 37.9, 38, 59.9, 60, 80].map((score) => index('score_total', score))).toEqual([
      ...[0, 1, 1, 2, 2, 3, 3],
    ])
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
    opacity: new Map(),
    hidden: new Set(),
    colours: new Map([['K01', '#b30000']]),
    missing: null,
    rtColours: null,
    unsure: [],
    labels: new Map([['K01', 'Kumuh "Berat"']]),
  }

  it('is valid for every theme, opacity and set of layers', () => {
    const opacity = new Map([...layers, 'zones'].map((layer) => [layer, 0.4]))
    for (const present of [layers, ['zones'], ['kelurahan'], []]) {
      for (const theme of all) {
        const base = style(present)
        const drawn = base.layers.map((layer) => layerLook(layer, { ...look, theme, opacity }, legend))
        expect(validateStyleMin({ ...base, layers: drawn })).toEqual([])
      }
    }
  })

  it('writes the names that the tiles do not carry, alone over an extent', () => {
    const names = new Map([['K01', 'Bandengan\nRT 004/RW 004']])
    const fieldOf = (given: object) => {
      const layer = style(layers).layers.find(({ id }) => id === 'zone_labels')!
      return layerLook(layer, { ...look, ...given }, legend).layout as { 'text-field': unknown[] }
    }
    const nameOf = (field: unknown, zone_id: string) => evaluate(field, { zone_id, name: 'RT004-RW004' })
    const { 'text-field': withClass } = fieldOf({ names })
    expect(withClass[0]).toBe('step')
    expect(nameOf(withClass[2], 'K01')).toBe('Bandengan\nRT 004/RW 004')
    const { 'text-field': alone } = fieldOf({ names, extent: { type: 'FeatureCollection', features: [] } })
    expect([nameOf(alone, 'K01'), nameOf(alone, 'K02')]).toEqual(['Bandengan\nRT 004/RW 004', 'RT004-RW004'])
  })

  it('draws what the tiles do not carry by id: its colours, what is missing, and what is expected', () => {
    const joined = {
      ...look,
      theme: all.find(({ key }) => key === 'criterion:1a') as Theme,
      ...{ missing: ['K02'], unsure: ['K01'], rtColours: new Map([['R1', '#fdcc8a']]) },
    }
    const drawn = new Map(
      style(layers).layers.map((layer) => [layer.id, layerLook(layer, joined, legend) as DrawnLayer]),
    )
    const of = (id: string, property: string, attributes: Record<string, unknown>) =>
      String(evaluate(drawn.get(id)?.paint?.[property], attributes))
    const isIn = (id: string, attributes: Record<string, unknown>) =>
      evaluate(drawn.get(id)?.filter, attributes)
    expect(of('zones-fill', 'fill-color', { zone_id: 'K01' })).toBe('#b30000')
    expect(of('zones-fill', 'fill-color', { zone_id: 'K02' })).toBe(missing)
    expect([isIn('zones-missing', { zone_id: 'K02' }), isIn('zones-missing', { zone_id: 'K01' })]).toEqual([
      true,
      false,
    ])
    expect([isIn('zones-unsure', { zone_id: 'K02' }), isIn('zones-unsure', { zone_id: 'K01' })]).toEqual([
      false,
      true,
    ])
    expect(of('rt-fill', 'fill-color', { rt_id: 'R1' })).toBe('#fdcc8a')
    expect([isIn('rt-fill', { rt_id: 'R1' }), isIn('rt-fill', { rt_id: 'R2' })]).toEqual([true, false])
  })

  it('draws no RT in the colours of another year than that of the map', () => {
    const inYear = { ...look, theme: all.find(({ key }) => key === 'score_class') as Theme, rtColours: null }
    const drawn = (rtYear?: number) => {
      const given = rtYear === undefined ? inYear : { ...inYear, rtYear }
      const filled = style(layers).layers.find(({ id }) => id === 'rt-fill')!
      const { filter } = layerLook(filled, given, legend) as DrawnLayer
      const rt = { score_class: 'KR', score_total: 20 }
      return [2014, 2018].map((score_vintage) => evaluate(filter, { ...rt, score_vintage }))
    }
    expect([drawn(), drawn(2018)]).toEqual([
      [true, true],
      [false, true],
    ])
  })

  it('fades a layer by its own opacity, also what fades in with the zoom', () => {
    const drawn = style(layers).layers.map(
      (layer) => layerLook(layer, { ...look, opacity: new Map([['buildings', 0.5]]) }, legend) as DrawnLayer,
    )
    const paint = (id: string) => drawn.find((layer) => layer.id === id)?.paint
    expect(paint('buildings-fill')?.['fill-opacity']).toEqual([
      'interpolate',
      ['linear'],
      ['zoom'],
      14,
      0,
      14.7,
      0.325,
    ])
    expect(paint('facilities-point')?.['circle-opacity']).toBe(1)
  })

  it('knows from which zoom on each layer shows', () => {
    const zooms = firstZooms(style(layers))
    expect([zooms.get('zones'), zooms.get('rt'), zooms.get('buildings'), zooms.get('interventions')]).toEqual(
      [0, 13, 14, 13],
    )
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

describe('the words of a decree', () => {
  const theme = themes(legend, methodology).find(({ key }) => key === 'area_status')!

  it('say that a difference above the limit of its class holds the rounding of the decree', () => {
    const text = (area_status: string, area_difference_pct: number) =>
      valueText(theme, { area_status, area_difference_pct }, 'id')
    expect(text('ok', 0.81)).toBe('Sesuai, +0,81\u00a0% (termasuk pembulatan SK)')
    expect(text('ok', -0.1)).toBe('Sesuai, −0,10\u00a0%')
    expect(text('stale', -1.2)).toBe('Perlu diperiksa, −1,2\u00a0% (termasuk pembulatan SK)')
    expect(text('wrong', 40)).toBe('Tidak sesuai, +40,0\u00a0%')
  })

  it('are its number where there is little room, and the title of a verification, which is none', () => {
    expect(['337/2014', 'SK 12/2021', 'sk-2020'].map((number) => decreeShort(number, 'id'))).toEqual([
      ...['SK 337/2014', 'SK 12/2021', 'sk-2020'],
    ])
    const value = [
      { decree_number: 'verifikasi-2018', kind: 'verification', title: 'Verifikasi Kampung Bugis 2018' },
      { decree_number: 'tanpa-judul', kind: 'verification', title: '' },
      { decree_number: '337/2014', kind: 'decree', title: 'Keputusan' },
    ]
    const atlas = { table: () => ({ state: 'ready', value }) } as unknown as Pick<Atlas, 'table'>
    const titles = value.map(({ decree_number }) => verificationTitle(atlas, decree_number))
    expect(titles).toEqual(['Verifikasi Kampung Bugis 2018', 'tanpa-judul', null])
    const named = (number: string) => shortName(atlas, number, 'id')
    expect([named('verifikasi-2018'), named('337/2014')]).toEqual([
      ...['Verifikasi Kampung Bugis 2018', 'SK 337/2014'],
    ])
    // Before the table is read, and where it cannot be, a verification would be called a decree.
    for (const state of ['loading', 'failed'] as const) {
      const unread = { table: () => ({ state }) } as unknown as Pick<Atlas, 'table'>
      expect(shortName(unread, 'verifikasi-2018', 'id')).toBe('verifikasi-2018')
    }
  })

  it('say where none has been filled in', () => {
    const decree = { number: UNKNOWN_DECREE, date: '', title: null }
    expect([decreeShort(UNKNOWN_DECREE, 'id'), decreeName(decree, 'en')]).toEqual([
      ...['SK yang nomornya belum diisi', 'a decree whose number is not filled in yet'],
    ])
  })
})
