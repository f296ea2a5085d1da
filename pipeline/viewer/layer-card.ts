import { button, el } from './dom.ts'
import { pick, t } from './i18n.ts'
import { type LayerListActions, type LayerListModel, layerList } from './layer-list.ts'
import { type LegendModel, legendList } from './legend-list.ts'
import { themeChooser, yearChooser } from './theme-chooser.ts'

export interface LayerCardModel extends LegendModel, LayerListModel {
  folded: boolean
}

export interface LayerCardActions extends LayerListActions {
  setYear(key: string): void
  setFolded(folded: boolean): void
}

/** The left card: what is shown, its legend with counts and hectares, and the layers. */
export function layerCard(model: LayerCardModel, actions: LayerCardActions): HTMLElement[] {
  const { atlas, lang, theme, values, folded } = model
  const fold = button(
    t(lang, folded ? 'open_panel' : 'fold_panel'),
    folded ? 'up' : 'down',
    () => actions.setFolded(!folded),
    'icon-button fold',
  )
  fold.dataset.key = 'fold'
  fold.setAttribute('aria-expanded', String(!folded))
  return [
    el('div', 'card-head', el('h2', {}, folded ? pick(lang, theme.title) : t(lang, 'shown')), fold),
    el('div', 'legend-block', legendList(model), yearChooser(values, lang, actions.setYear)),
    themeChooser(atlas, lang, theme, actions.setTheme),
    layerList(model, actions),
  ]
}
