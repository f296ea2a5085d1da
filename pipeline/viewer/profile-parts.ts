import { el } from './dom.ts'
import { type Lang, t, type Word } from './i18n.ts'
import { whyButton } from './why-button.ts'
import type { AskWhy, WhyTopic } from './why-topics.ts'

/** One headed part of the profile. */
export function section(lang: Lang, heading: Word, ...children: (Node | null)[]): HTMLElement {
  return el('section', {}, el('h3', {}, t(lang, heading)), ...children)
}

/** Label and value lines; pairs without a value are left out. */
export function facts(pairs: [label: string, value: string | Node | null][]): HTMLElement | null {
  const known = pairs.filter(([, value]) => value !== null)
  if (known.length === 0) return null
  return el('dl', 'facts', ...known.flatMap(([label, value]) => [el('dt', {}, label), el('dd', {}, value)]))
}

/** A value with the way to it beside it; null where there is no value. */
export function withWhy(
  value: string | Node | null,
  topic: WhyTopic,
  what: string,
  lang: Lang,
  ask: AskWhy,
): Node | null {
  return value === null ? null : el('span', {}, value, ' ', whyButton(topic, what, lang, ask))
}
