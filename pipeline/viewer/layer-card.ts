import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { type Lang, t, type Word } from './i18n.ts'
import { bandwidthOf, legendList } from './legend-list.ts'
import type { Bounds } from './release.ts'
import { type Theme, type ThemeKey, themes } from './themes.ts'

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
