import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { type Lang, pick, t, type Word } from './i18n.ts'
import { bandwidthOf } from './legend-list.ts'
import { showsCriteria } from './score-base.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, type ThemeGroup, themes } from './themes.ts'
import { num } from './zones.ts'

/** The groups below the criteria. */
const GROUPS: Exclude<ThemeGroup, 'criteria' | 'slum'>[] = ['handling', 'area', 'density', 'grid']

/** The themes this release can show. */
function offeredThemes(atlas: Atlas, shown: Theme): Theme[] {
  return themes(atlas.legend, atlas.methodology).filter((theme) => {
    if (theme.key === shown.key) return true
    // Whether the grid was smoothed is known once it is read, which happens when it is first shown.
    if (theme.key.endsWith('_smoothed')) return bandwidthOf(atlas, shown) !== null
    if (theme.layer !== 'zones') return atlas.hasLayer(theme.layer)
    if (theme.criterion !== undefined)
      return atlas.fileAddress('criterion_scores.csv') !== null && showsCriteria(atlas)
    if (theme.group === 'slum') return true
    return atlas.zones.some(
      ({ properties: p }) => num(p, theme.attribute) !== null || typeof p[theme.attribute] === 'string',
    )
  })
}

/** What the map is coloured by: a button for each theme, and one list of all criteria by aspect. */
export function themeChooser(
  atlas: Atlas,
  lang: Lang,
  theme: Theme,
  setTheme: (key: string) => void,
): HTMLElement {
  const offered = offeredThemes(atlas, theme)
  const choice = (offer: Theme) => {
    const input = el('input', {
      attrs: { type: 'radio', name: 'theme', value: offer.key, 'data-key': `theme-${offer.key}` },
      on: { change: () => setTheme(offer.key) },
    })
    input.checked = offer.key === theme.key
    return el('label', 'choice', input, el('span', {}, pick(lang, offer.title)))
  }
  const group = (word: Word, ...children: HTMLElement[]) =>
    children.length === 0
      ? null
      : el(
          'div',
          { class: 'chooser-group', attrs: { role: 'group', 'aria-labelledby': `chooser-${word}` } },
          el('p', { class: 'chooser-title', attrs: { id: `chooser-${word}` } }, t(lang, word)),
          ...children,
        )
  const criteria = offered.filter(({ criterion }) => criterion !== undefined)
  return el(
    'div',
    { class: 'chooser', attrs: { role: 'group', 'aria-label': t(lang, 'shown') } },
    group('group_slum', ...offered.filter((offer) => offer.group === 'slum').map(choice)),
    group(
      'group_criteria',
      ...(criteria.length === 0 ? [] : [criteriaList(atlas, lang, theme, criteria, setTheme)]),
    ),
    ...GROUPS.map((name) =>
      group(`group_${name}`, ...offered.filter((offer) => offer.group === name).map(choice)),
    ),
  )
}

function criteriaList(
  { methodology }: Atlas,
  lang: Lang,
  theme: Theme,
  criteria: Theme[],
  setTheme: (key: string) => void,
): HTMLElement {
  const list = el(
    'select',
    {
      class: theme.criterion === undefined ? 'criteria-list' : 'criteria-list chosen',
      attrs: { 'aria-label': t(lang, 'group_criteria'), 'data-key': 'criterion' },
      on: { change: () => list.value !== '' && setTheme(list.value) },
    },
    el('option', { attrs: { value: '' } }, t(lang, 'choose_criterion')),
    ...(methodology?.aspects ?? []).map(({ id, label }) =>
      el(
        'optgroup',
        { attrs: { label: pick(lang, label) } },
        ...criteria
          .filter(({ criterion }) => criterion?.aspect === id)
          .map(({ key, title }) => el('option', { attrs: { value: key } }, pick(lang, title))),
      ),
    ),
  )
  list.value = theme.criterion === undefined ? '' : theme.key
  return list
}

/** The years a theme can be shown for; none where there is one only. */
export function yearChooser(
  values: ThemeValues,
  lang: Lang,
  setYear: (key: string) => void,
): HTMLElement | null {
  const { years, year } = values
  if (years.length < 2) return null
  return el(
    'div',
    { class: 'years', attrs: { role: 'group', 'aria-label': t(lang, 'year_shown') } },
    ...years.map((of) => {
      const text = of.projected ? t(lang, 'year_projected', { year: String(of.year) }) : String(of.year)
      const node = button(text, [text], () => setYear(of.key), 'year-button')
      node.dataset.key = `year-${of.key}`
      node.setAttribute('aria-pressed', String(of.key === year?.key))
      return node
    }),
  )
}
