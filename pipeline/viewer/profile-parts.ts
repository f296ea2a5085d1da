import { el } from './dom.ts'
import { type Lang, t, type Word } from './i18n.ts'
import { whyButton } from './why-button.ts'
import { type AskWhy, numberTopic, type WhyTopic } from './why-topics.ts'

/** One headed part of the profile. */
export function section(lang: Lang, heading: Word, ...children: (Node | null)[]): HTMLElement {
  return el('section', {}, el('h3', {}, t(lang, heading)), ...children)
}

/** {@link section} with the year that its numbers are of in the heading, where it is known. */
export function sectionOfYear(
  lang: Lang,
  heading: Word,
  year: number | null,
  ...children: (Node | null)[]
): HTMLElement {
  const of = year === null ? null : el('span', 'unit', `, ${year}`)
  return el('section', {}, el('h3', {}, t(lang, heading), of), ...children)
}

/** Label and value lines; pairs without a value are left out. */
export function facts(pairs: [label: string, value: string | Node | null][]): HTMLElement | null {
  const known = pairs.filter(([, value]) => value !== null)
  if (known.length === 0) return null
  return el('dl', 'facts', ...known.flatMap(([label, value]) => [el('dt', {}, label), el('dd', {}, value)]))
}

/** A note whose numbers have a way; null where there is nothing to say. */
export function noteWithWhy(
  text: string | null,
  number: string,
  what: Word,
  lang: Lang,
  ask: AskWhy | null,
): HTMLElement | null {
  return text === null ? null : el('p', 'note', withWhy(text, numberTopic(number), t(lang, what), lang, ask))
}

/** A value with the way to it beside it, where it can be asked; null where there is no value. */
export function withWhy(
  value: string | Node | null,
  topic: WhyTopic,
  what: string,
  lang: Lang,
  ask: AskWhy | null,
): Node | null {
  if (value === null) return null
  return el('span', {}, value, ' ', ask && whyButton(topic, what, lang, ask))
}
