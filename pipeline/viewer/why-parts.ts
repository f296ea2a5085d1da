import { el } from './dom.ts'
import { type Lang, pick, t } from './i18n.ts'
import type { Bilingual } from './legend.ts'
import type { AskWhy } from './why-topics.ts'
import type { PublishedTrace, RuleRef } from './why-trace.ts'

/** Shows an RT on the map: tells an RT that is not mapped from a map that could not be loaded. */
export type ShowRt = (rt_id: string) => Promise<'shown' | 'unmapped' | 'failed'>

/** What the proof of a number is written from. */
export interface WhyContext {
  trace: PublishedTrace
  lang: Lang
  /** Goes on to another number of the same zone. */
  ask: AskWhy
  /** Null where there is no map of RT. */
  showRt: ShowRt | null
}

/** The proof of one number: what is asked, the answer, and its steps. */
export interface Proof {
  title: string
  /** Of which year, or by what. */
  aside: string | null
  answer: string
  /** What the answer amounts to, as the class of a score. */
  meaning: string | null
  steps: (Node | null)[]
}

/** One headed step of a proof; null where nothing is to be said. */
export function step(heading: string, ...children: (Node | string | null)[]): HTMLElement | null {
  const said = children.filter((child) => child !== null)
  return said.length === 0 ? null : el('section', 'why-step', el('h4', {}, heading), ...said)
}

export function line(text: string | null, className = ''): HTMLElement | null {
  return text === null ? null : el('p', className, text)
}

/** Arithmetic with its numbers in it, on a line of its own. */
export function formula(text: string): HTMLElement {
  return el('p', 'why-formula', text)
}

const CONFIDENCE = {
  high: ['why_confidence_high', 'why_confidence_high_is'],
  medium: ['why_confidence_medium', 'why_confidence_medium_is'],
  low: ['why_confidence_low', 'why_confidence_low_is'],
} as const

/** The regulation or document a rule is from, and how sure that is. */
export function basis({ trace, lang }: WhyContext, rule: RuleRef | null): HTMLElement | null {
  const text: Bilingual | undefined = rule === null ? undefined : trace.rule_sources[rule.source]
  if (rule === null || text === undefined) return null
  return el(
    'div',
    'why-source',
    `${t(lang, 'why_source')}: ${pick(lang, text)}`,
    ' · ',
    sureness(rule.confidence, lang),
  )
}

/** How sure a source is, which opens to what that means. */
export function sureness(confidence: RuleRef['confidence'], lang: Lang): HTMLElement {
  const [word, meaning] = CONFIDENCE[confidence]
  return el('details', 'why-sure', el('summary', {}, t(lang, word)), el('span', {}, t(lang, meaning)))
}

/** Cells of a table of numbers; the first of a row is its head. */
export interface ProofTable {
  /** Null where the heading above says it all. */
  caption: string | null
  head: string[]
  rows: { cells: (Node | string)[]; mark?: boolean }[]
  foot?: string[]
}

/** A table whose first column is named and whose others are numbers. */
export function proofTable({ caption, head, rows, foot }: ProofTable): HTMLElement {
  const rowOf = (cells: (Node | string)[], mark = false) =>
    el(
      'tr',
      mark ? 'marked' : '',
      ...cells.map((cell, i) => (i === 0 ? el('th', { attrs: { scope: 'row' } }, cell) : el('td', {}, cell))),
    )
  return el(
    'table',
    'why-table',
    caption === null ? null : el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...head.map((cell) => el('th', { attrs: { scope: 'col' } }, cell)))),
    el('tbody', {}, ...rows.map(({ cells, mark }) => rowOf(cells, mark))),
    foot ? el('tfoot', {}, rowOf(foot)) : null,
  )
}

/** Steps of a scale, the one that is reached marked in words too. */
export function scale(
  lang: Lang,
  rows: { name: string; value: string; colour: string | null; reached: boolean }[],
): HTMLElement {
  return el(
    'ul',
    'why-scale',
    ...rows.map(({ name, value, colour, reached }) => {
      const swatch = el('span', { class: 'swatch small', attrs: { 'aria-hidden': 'true' } })
      if (colour !== null) swatch.style.backgroundColor = colour
      return el(
        'li',
        reached ? 'reached' : '',
        colour === null ? null : swatch,
        el('span', 'why-scale-name', name),
        el('span', 'why-scale-value', value),
        reached ? el('strong', 'why-here', '← ', el('span', {}, t(lang, 'why_reached'))) : null,
      )
    }),
  )
}

/** Whether a sum agrees, told by a sign and in words. */
export function verdict(agrees: boolean, text: string): HTMLElement {
  return el('p', agrees ? 'why-verdict agrees' : 'why-verdict warn', `${agrees ? '✓' : '!'} ${text}`)
}
