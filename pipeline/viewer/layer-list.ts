import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { formatNumber, type Lang, t, type Word } from './i18n.ts'
import type { Theme } from './themes.ts'

export interface LayerListModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  hidden: readonly string[]
  /** In percent, where it is not whole. */
  opacity: Readonly<Record<string, number>>
  /** Zoom of the map, and the lowest at which each layer shows. */
  zoom: number | null
  firstZooms: ReadonlyMap<string, number>
}

export interface LayerListActions {
  setTheme(key: string): void
  setLayerShown(layer: string, shown: boolean): void
  setLayerOpacity(layer: string, percent: number): void
  zoomTo(zoom: number): void
}

const LAYERS = [
  'zones',
  'zone_labels',
  'rt',
  'buildings',
  'grid',
  'interventions',
  'facilities',
  'kelurahan',
  'kecamatan',
  'basemap',
] as const

/** Every layer with its sign, a switch, its opacity, and from which zoom on it shows. */
export function layerList(model: LayerListModel, actions: LayerListActions): HTMLElement {
  const { atlas, lang } = model
  const present = LAYERS.filter((layer) =>
    layer === 'basemap'
      ? atlas.release.city.basemap !== null
      : atlas.hasLayer(layer === 'zone_labels' ? 'zones' : layer),
  )
  return el(
    'fieldset',
    'layers',
    el('legend', {}, t(lang, 'layers')),
    ...present.map((layer) => layerRow(layer, model, actions)),
    el('p', 'layer-row', el('span', 'key key-outside'), el('span', 'layer-note', t(lang, 'outside'))),
  )
}

function layerRow(
  layer: (typeof LAYERS)[number],
  { lang, theme, hidden, opacity, zoom, firstZooms }: LayerListModel,
  actions: LayerListActions,
): HTMLElement {
  const word: Word = `layer_${layer}`
  // The density grid takes the place of the coloured zones.
  const isOn = layer === 'grid' ? theme.layer === 'grid' : !hidden.includes(layer)
  const input = el('input', {
    attrs: { type: 'checkbox', 'data-key': `layer-${layer}` },
    on: {
      change: () => {
        if (layer !== 'grid') actions.setLayerShown(layer, input.checked)
        else actions.setTheme(input.checked ? 'grid_population' : 'score_class')
      },
    },
  })
  input.checked = isOn
  const first = firstZooms.get(layer) ?? 0
  const isFar = zoom !== null && zoom < first
  return el(
    'div',
    isFar ? 'layer-row far' : 'layer-row',
    el('label', 'choice', input, el('span', `key key-${layer}`), el('span', 'layer-name', t(lang, word))),
    isFar && isOn ? zoomHint(first, lang, layer, actions) : null,
    isOn && !isFar ? opacitySlider(layer, opacity[layer] ?? 100, lang, actions) : null,
  )
}

function zoomHint(first: number, lang: Lang, layer: string, actions: LayerListActions): HTMLElement {
  const words = t(lang, 'from_zoom', { zoom: formatNumber(lang, first) })
  // A little further in, where what fades in with the zoom can be seen.
  const node = button(words, [words], () => actions.zoomTo(first + 0.6), 'zoom-hint')
  node.title = t(lang, 'zoom_there')
  node.dataset.key = `zoom-${layer}`
  // Once the map is near enough there is no hint any more.
  node.dataset.else = `layer-${layer}`
  return node
}

function opacitySlider(layer: string, percent: number, lang: Lang, actions: LayerListActions): HTMLElement {
  const label = t(lang, 'layer_opacity', { layer: t(lang, `layer_${layer}` as Word) })
  const input = el('input', {
    class: 'layer-opacity',
    attrs: {
      ...{ type: 'range', min: '10', max: '100', step: '5', 'data-key': `opacity-${layer}` },
      ...{ 'aria-label': label, title: label },
    },
    on: { input: () => actions.setLayerOpacity(layer, Number(input.value)) },
  })
  input.value = String(percent)
  return input
}
