import { button } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { type AskWhy, topicKey, type WhyTopic } from './why-topics.ts'

/** A small "why?" beside a number. @param what the number is called, for those who do not see where it stands */
export function whyButton(topic: WhyTopic, what: string, lang: Lang, ask: AskWhy): HTMLButtonElement {
  const node = button(t(lang, 'why_ask'), [t(lang, 'why_ask')], () => ask(topic), 'why-button')
  // What is seen stands first, so that whoever speaks to the page is understood.
  node.setAttribute('aria-label', `${t(lang, 'why_ask')} ${what}`)
  node.setAttribute('aria-haspopup', 'dialog')
  node.dataset.key = `why-${topicKey(topic)}`
  return node
}
