import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import type { Bins } from './legend.ts'
import type { Bounds } from './release.ts'
import {
  isCellDrawn,
  isSmoothed,
  type Theme,
  type ThemeKey,
  themeIndex,
  themes,
  themeUnit,
} from './themes.ts'
import { splitLabel } from './words.ts'
import { boundsOverlap, geometryBounds, num, zoneHectares } from './zones.ts'

export interface LayerCardModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  view: Bounds | null
  opacity: number
  hidden: ReadonlySet<string>
  folded: boolean
}

export interface LayerCardActions {
  setTheme(key: ThemeKey): void
  setOpacity(share: number): void
  setLayerShown(layer: string, shown: boolean): void
  setFolded(folded: boolean): void
}

const GROUPS: { word: Word; keys: ThemeKey[] }[] = [
  { word: 'group_slum', keys: ['score_class', 'score_total'] },
  { word: 'group_density', keys: ['density_population_class', 'density_buildings_per_ha'] },
  {
    word: 'group_grid',
    keys: ['grid_population', 'grid_buildings', 'grid_population_smoothed', 'grid_buildings_smoothed'],
  },
  { word: 'group_change', keys: ['change'] },
]

const TOGGLES: { layer: string; word: Word; detail: boolean }[] = [
  { layer: 'zone_labels', word: 'layer_zone_labels', detail: false },
  { layer: 'kelurahan', word: 'layer_kelurahan', detail: false },
  { layer: 'rt', word: 'layer_rt', detail: true },
  { layer: 'buildings', word: 'layer_buildings', detail: true },
  { layer: 'interventions', word: 'layer_interventions', detail: true },
  { layer: 'facilities', word: 'layer_facilities', detail: true },
]

/** The left card: what is shown, its legend with counts and hectares, layers and colour strength. */
export function layerCard(model: LayerCardModel, actions: LayerCardActions): HTMLElement[] {
  const { lang, folded } = model
  const fold = button(
    t(lang, folded ? 'open_panel' : 'fold_panel'),
    folded ? 'up' : 'down',
    () => actions.setFolded(!folded),
    'icon-button fold',
  )
  fold.dataset.key = 'fold'
  fold.setAttribute('aria-expanded', String(!folded))
  return [
    el('div', 'card-head', el('h2', {}, t(lang, folded ? `theme_${model.theme.key}` : 'shown')), fold),
    chooser(model, actions),
    legendList(model),
    el('div', 'extras', layerToggles(model, actions), opacitySlider(model, actions)),
  ]
}

function chooser({ atlas, lang, theme }: LayerCardModel, actions: LayerCardActions): HTMLElement {
  const offered = new Set(
    themes(atlas.legend)
      .filter(({ layer }) => layer === 'zones' || atlas.hasLayer(layer))
      .map(({ key }) => key),
  )
  // Whether the grid was smoothed is known once it is read, which happens when it is first shown.
  if (bandwidthOf(atlas, theme) === null)
    for (const key of ['grid_population_smoothed', 'grid_buildings_smoothed'] as const)
      if (key !== theme.key) offered.delete(key)
  return el(
    'div',
    { class: 'chooser', attrs: { role: 'radiogroup', 'aria-label': t(lang, 'shown') } },
    ...GROUPS.map(({ word, keys }) => {
      const shown = keys.filter((key) => offered.has(key))
      if (shown.length === 0) return null
      return el(
        'div',
        'chooser-group',
        el('p', 'chooser-title', t(lang, word)),
        ...shown.map((key) => {
          const input = el('input', {
            attrs: { type: 'radio', name: 'theme', value: key, 'data-key': `theme-${key}` },
            on: { change: () => actions.setTheme(key) },
          })
          input.checked = key === theme.key
          return el('label', 'choice', input, el('span', {}, t(lang, `theme_${key}`)))
        }),
      )
    }),
  )
}

interface LegendRow {
  label: string
  colour: string | null
  count: number
  hectares: number
}

function legendList({ atlas, lang, theme, view }: LayerCardModel): HTMLElement {
  const items = legendItems(atlas, theme)
  const rows = legendRows(atlas, theme, lang)
  for (const item of items ?? []) {
    if (view !== null && !boundsOverlap(item.bounds, view)) continue
    const index = themeIndex(theme, item.value)
    const row = rows[index < 0 ? rows.length - 1 : index]
    if (!row) continue
    row.count++
    row.hectares += item.hectares
  }
  const shown = rows.filter((row, i) => i < rows.length - 1 || row.count > 0)
  const unit = themeUnit(theme)
  const bandwidth_m = isSmoothed(theme) ? bandwidthOf(atlas, theme) : null
  const total = shown.reduce(
    (sum, row) => ({ count: sum.count + row.count, hectares: sum.hectares + row.hectares }),
    {
      count: 0,
      hectares: 0,
    },
  )
  const counted =
    theme.layer === 'zones'
      ? t(lang, total.count === 1 ? 'zone_one' : 'zones')
      : t(lang, theme.layer === 'grid' ? 'cells' : 'pieces')
  return el(
    'div',
    'legend',
    el('h3', {}, t(lang, `theme_${theme.key}`), unit && el('span', 'unit', ` (${t(lang, unit)})`)),
    el(
      'ul',
      {},
      ...shown.map((row) => {
        const swatch = el('span', {
          class: row.colour ? 'swatch' : 'swatch hatch',
          attrs: { 'aria-hidden': 'true' },
        })
        if (row.colour) swatch.style.backgroundColor = row.colour
        return el(
          'li',
          row.count === 0 ? 'empty' : '',
          swatch,
          legendLabel(row.label),
          el('span', 'legend-count', formatNumber(lang, row.count)),
          el('span', 'legend-area', `${formatNumber(lang, row.hectares, 2)} ha`),
        )
      }),
    ),
    bandwidth_m !== null &&
      el('p', 'legend-note', t(lang, 'smoothed_over', { n: formatNumber(lang, bandwidth_m) })),
    el(
      'p',
      'legend-total',
      items === null
        ? t(lang, 'loading')
        : `${formatNumber(lang, total.count)} ${counted}, ${formatNumber(lang, total.hectares, 2)} ha ${t(lang, 'in_view')}`,
    ),
  )
}

function legendLabel(label: string): HTMLElement {
  const { name, limits } = splitLabel(label)
  return el('span', 'legend-label', name, limits && el('small', {}, limits))
}

/** One row per class or bin and a last one for missing data. */
function legendRows(atlas: Atlas, theme: Theme, lang: Lang): LegendRow[] {
  const { missing } = atlas.legend
  const zero = { count: 0, hectares: 0 }
  const classes =
    theme.kind === 'class'
      ? theme.rows.map((row) => ({ label: pick(lang, row), colour: row.colour, ...zero }))
      : theme.bins.colours.map((colour, i) => ({
          label: binLabel(theme.bins, i, lang),
          colour,
          ...zero,
        }))
  return [...classes, { label: pick(lang, missing), colour: null, ...zero }]
}

function binLabel({ breaks, limits_belong }: Bins, index: number, lang: Lang): string {
  const [above, below] = limits_belong === 'below' ? ['> ', '≤ '] : ['≥ ', '< ']
  const from = breaks[index - 1]
  const to = breaks[index]
  if (from === undefined) return `${below}${formatNumber(lang, to ?? 0)}`
  if (to === undefined) return `${above}${formatNumber(lang, from)}`
  // What stands without a sign belongs to the row.
  return limits_belong === 'below'
    ? `${above}${formatNumber(lang, from)} – ${formatNumber(lang, to)}`
    : `${formatNumber(lang, from)} – ${below}${formatNumber(lang, to)}`
}

interface LegendItem {
  value: unknown
  hectares: number
  bounds: Bounds
}

/** What the legend counts; null while it is being fetched. */
function legendItems(atlas: Atlas, theme: Theme): LegendItem[] | null {
  if (theme.layer === 'zones') {
    return atlas.zones.map(({ properties, bounds }) => ({
      value: properties[theme.attribute],
      hectares: zoneHectares(properties) ?? 0,
      bounds,
    }))
  }
  const features = atlas.features(theme.layer)
  if (features.state === 'loading') return null
  return features.state === 'ready' ? features.value.flatMap((feature) => drawnItem(feature, theme)) : []
}

/** A feature as the map draws it in the theme; none where it does not. */
function drawnItem(feature: Feature, theme: Theme): LegendItem[] {
  const properties = feature.properties ?? {}
  if (!feature.geometry || properties.shown === false) return []
  const value = properties[theme.attribute]
  if (theme.layer === 'grid' && !isCellDrawn(theme, properties)) return []
  const hectares = num(properties, 'area_ha_utm') ?? num(properties, 'area_ha_geodesic') ?? 0
  return [{ value, hectares, bounds: geometryBounds(feature.geometry) }]
}

/** Bandwidth of the smoothed grid in metres; null where it was not smoothed, is not shown or not read yet. */
function bandwidthOf(atlas: Atlas, theme: Theme): number | null {
  if (theme.layer !== 'grid') return null
  const cells = atlas.features('grid')
  return cells.state === 'ready' ? num(cells.value[0]?.properties ?? {}, 'bandwidth_m') : null
}

function layerToggles(
  { atlas, lang, hidden }: LayerCardModel,
  actions: LayerCardActions,
): HTMLElement | null {
  const present = TOGGLES.filter(({ layer }) => layer === 'zone_labels' || atlas.hasLayer(layer))
  if (present.length === 0) return null
  return el(
    'fieldset',
    'toggles',
    el('legend', {}, t(lang, 'layers')),
    ...present.map(({ layer, word, detail }) => {
      const input = el('input', {
        attrs: { type: 'checkbox', 'data-key': `layer-${layer}` },
        on: { change: () => actions.setLayerShown(layer, input.checked) },
      })
      input.checked = !hidden.has(layer)
      const label = el(
        'label',
        'choice',
        input,
        el('span', `key key-${layer}`),
        el('span', {}, t(lang, word)),
      )
      if (detail) label.title = t(lang, 'from_zoom')
      return label
    }),
  )
}

function opacitySlider({ lang, opacity }: LayerCardModel, actions: LayerCardActions): HTMLElement {
  const input = el('input', {
    attrs: { type: 'range', min: '10', max: '100', step: '5', 'data-key': 'opacity' },
    on: { input: () => actions.setOpacity(Number(input.value) / 100) },
  })
  input.value = String(Math.round(opacity * 100))
  return el('label', 'opacity', el('span', {}, t(lang, 'opacity')), input)
}
