import type { LayerProfile } from '../../../layers/profiles.ts'
import { type Text, tableSchema } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import { both as word } from '../../../viewer/i18n.ts'
import type { Legend } from '../../../viewer/legend.ts'
import { type Theme, themes, themeUnit } from '../../../viewer/themes.ts'
import { WATER_FILE } from '../ground.ts'
import { labels } from './labels.ts'
import { categorized, singleSymbol } from './renderers.ts'
import { dot, fill, outline } from './symbols.ts'
import { themeRenderer } from './themes.ts'

/** What of a layer the project asks for. */
type DrawnProfile = Pick<LayerProfile, 'name' | 'title' | 'geometry' | 'attributes'>

/** A layer of the QGIS project: a published layer in one of its looks, or the ground below them. */
export interface DrawnLayer {
  /** Name of its style file, and its id in the project. */
  id: string
  profile: DrawnProfile
  /** GeoJSON file it draws, below the folder of the release. */
  path: string
  title: Text
  group: Text
  isShown: boolean
  /** Drawn between these denominators of the map scale; always when left out. */
  scales?: { nearest: number; farthest: number }
  /** Markup of the renderer, and of the labels where it has any. */
  renderer: string
  labeling?: string
}

export interface DrawnInput {
  layers: readonly LayerProfile[]
  legend: Legend
  /** Whether any feature of a layer has a value: a theme without one would show nothing but hatches. */
  hasValues(layer: string, attribute: string): boolean
  /** Whether the release has water as ground of the map. */
  hasWater: boolean
}

const GROUPS = {
  points: { id: 'Kegiatan dan fasilitas', en: 'Works and facilities' },
  themes: { id: 'Tema lain', en: 'Other themes' },
  detail: { id: 'Rincian', en: 'Detail' },
  zones: { id: 'Kawasan kumuh', en: 'Slum zones' },
  borders: { id: 'Batas wilayah', en: 'Administrative borders' },
  ground: { id: 'Dasar peta', en: 'Ground of the map' },
} satisfies Record<string, Text>

/** Scales at which `style.json` begins to show detail (zoom 14) and points (13), and ends the dots of zones (12). */
const DETAIL = { nearest: 0, farthest: 20_000 }
const POINTS = { nearest: 0, farthest: 40_000 }
const FAR = { nearest: 75_000, farthest: 100_000_000 }

const ZONE_NAME = 'coalesce("name", "kelurahan", "zone_id")'

/**
 * All layers of the project from the topmost down, in the order and the colours of `style.json`, and each further theme of
 * the page once, switched off. A layer that neither draws is opened all the same, switched off.
 */
export function drawnLayers({ layers, legend, hasValues, hasWater }: DrawnInput): DrawnLayer[] {
  const profiles = new Map(layers.map((layer) => [layer.name, layer]))
  const { ground, symbol, missing } = legend
  const thick = outline(ground.outline, 0.4)
  const thin = outline(ground.outline, 0.12, 0.55)
  const mark = (colour: string) => dot(colour, 2.2, ground.outline, 0.25)
  const drawn = (
    name: string,
    group: Text,
    look: Pick<DrawnLayer, 'renderer'> & Partial<DrawnLayer>,
  ): DrawnLayer[] => {
    const profile = profiles.get(name)
    return profile === undefined
      ? []
      : [
          {
            ...{
              id: name,
              profile,
              path: `geojson/${name}.geojson`,
              title: profile.title,
              group,
              isShown: true,
            },
            ...look,
          },
        ]
  }
  const ofTheme = (theme: Theme, id: string, group: Text, look: Partial<DrawnLayer> = {}): DrawnLayer[] =>
    drawn(theme.layer, group, {
      id,
      title: themeTitle(theme),
      renderer: themeRenderer(id, theme, legend, theme.layer === 'grid' ? thin : thick),
      ...look,
    })
  const [slumClass, ...further] = themes(legend) as [Theme, ...Theme[]]
  const others = further.filter((theme) => hasValues(theme.layer, theme.attribute))
  const looks = [
    ...drawn('interventions', GROUPS.points, {
      renderer: singleSymbol('marker', [dot(symbol.intervention, 2.4, symbol.halo, 0.3)]),
      scales: POINTS,
    }),
    ...drawn('facilities', GROUPS.points, {
      renderer: singleSymbol('marker', [dot(symbol.facility, 2.4, symbol.halo, 0.3)]),
      scales: DETAIL,
    }),
    // Above what they would be hidden by, once they are switched on.
    ...others.flatMap((theme) => ofTheme(theme, styleName(theme, others), GROUPS.themes, { isShown: false })),
    ...drawn('buildings', GROUPS.detail, {
      renderer: singleSymbol('fill', [fill(symbol.building, 0.65)]),
      scales: DETAIL,
    }),
    ...drawn('rt', GROUPS.detail, {
      renderer: themeRenderer('rt', slumClass, legend, thin),
      scales: DETAIL,
    }),
    ...drawn('zone_labels', GROUPS.zones, {
      renderer: categorized('marker', 'score_class', [
        ...legend.score_class.map((row) => ({
          value: row.code,
          label: both(row),
          layers: [mark(row.colour)],
        })),
        { value: null, label: both(missing), layers: [mark(missing.colour)] },
      ]),
      scales: FAR,
    }),
    ...ofTheme(slumClass, 'zones', GROUPS.zones, { labeling: labels(ZONE_NAME, symbol) }),
    ...drawn('kecamatan', GROUPS.borders, {
      renderer: singleSymbol('fill', [outline(ground.kecamatan, 0.5)]),
    }),
    ...drawn('kelurahan', GROUPS.borders, {
      renderer: singleSymbol('fill', [fill(ground.land, 1), outline(ground.kelurahan, 0.26)]),
    }),
    ...drawn('city', GROUPS.borders, {
      renderer: singleSymbol('fill', [fill(ground.land, 1), outline(ground.kecamatan, 0.5)]),
    }),
    ...(hasWater ? [waterLayer(ground.sea)] : []),
  ]
  const left = layers.filter((layer) => !looks.some(({ profile }) => profile === layer))
  const plain = left.flatMap(({ name, geometry }) =>
    drawn(name, GROUPS.themes, {
      isShown: false,
      renderer:
        geometry === 'point'
          ? singleSymbol('marker', [mark(missing.colour)])
          : singleSymbol(geometry === 'line' ? 'line' : 'fill', [thick]),
    }),
  )
  return [...plain, ...looks]
}

/** Lies below the land, as on the page. */
function waterLayer(colour: string): DrawnLayer {
  const { title, columns } = tableSchema('water')
  const attributes = columns.filter(({ name }) => name === 'water_id' || name === 'kind')
  return {
    ...{ id: 'water', path: WATER_FILE, title, group: GROUPS.ground, isShown: true },
    profile: {
      ...{ name: 'water', title, geometry: 'polygon' },
      attributes: attributes.map(({ name, title }) => ({ name, type: 'string', title })),
    },
    renderer: singleSymbol('fill', [fill(colour, 1)]),
  }
}

/** The first theme of a layer gives the style of that layer; the others are named by what they show. */
function styleName({ layer, attribute }: Theme, others: readonly Theme[]): string {
  const isFirst = layer !== 'zones' && others.find((theme) => theme.layer === layer)?.attribute === attribute
  return isFirst ? layer : `${layer}-${attribute}`
}

function themeTitle(theme: Theme): Text {
  const unit = themeUnit(theme)
  if (unit === null) return theme.title
  const { id, en } = word(unit)
  return { id: `${theme.title.id} (${id})`, en: `${theme.title.en} (${en})` }
}
