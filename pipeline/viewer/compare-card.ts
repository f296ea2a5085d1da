import type { Atlas } from './atlas.ts'
import { changedText } from './compare-change.ts'
import type { SideChoice } from './compare-choices.ts'
import type { Side } from './compare-sides.ts'
import type { CompareState } from './compare-state.ts'
import { button, el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import type { Bounds } from './release.ts'
import { retryNote } from './unread-note.ts'

export interface CompareCardModel {
  atlas: Atlas
  lang: Lang
  choices: SideChoice[]
  compare: CompareState
  /** Null while they are being read. */
  sides: { left: Side; right: Side } | null
  view: Bounds | null
  /** Asks anew for what could not be read; null where nothing failed. */
  unread: (() => void) | null
}

/** The left card while two sides are compared: what each is, and its legend. */
export function compareCard(
  { atlas, lang, choices, compare, sides, view, unread }: CompareCardModel,
  actions: { choose(compare: CompareState): void; stop(): void },
): HTMLElement[] {
  const close = button(t(lang, 'compare_stop'), 'close', actions.stop, 'icon-button')
  close.dataset.key = 'compare-stop'
  const side = (which: 'left' | 'right') =>
    el(
      'section',
      { class: 'compare-side', attrs: { 'aria-label': t(lang, `compare_${which}`) } },
      el(
        'label',
        'field',
        el('span', {}, t(lang, `compare_${which}`)),
        chooser(lang, which, choices, compare, actions.choose),
      ),
      sides !== null
        ? sides[which].legend(view)
        : unread === null
          ? el('p', 'note', t(lang, 'loading'))
          : retryNote(lang, which, 'compare-stop', unread),
    )
  const changed = sides === null ? null : changedText(atlas, sides, lang)
  return [
    el('div', 'card-head', el('h2', {}, t(lang, 'compare')), close),
    ...(changed === null ? [] : [el('p', 'compare-changed', changed)]),
    el('div', 'compare-sides', side('left'), side('right')),
  ]
}

function chooser(
  lang: Lang,
  which: 'left' | 'right',
  choices: SideChoice[],
  compare: CompareState,
  choose: (compare: CompareState) => void,
): HTMLSelectElement {
  const groups = (['score', 'decree'] as const).map((group) => {
    const own = choices.filter((choice) => choice.group === group)
    return own.length === 0
      ? null
      : el(
          'optgroup',
          { attrs: { label: t(lang, `compare_group_${group}`) } },
          ...own.map(({ key, label }) => el('option', { attrs: { value: key } }, label)),
        )
  })
  const list = el(
    'select',
    {
      attrs: { 'data-key': `compare-${which}` },
      on: { change: () => choose({ ...compare, [which]: list.value }) },
    },
    ...groups,
  )
  list.value = compare[which]
  return list
}
