import { button, el } from './dom.ts'
import { type Lang, t } from './i18n.ts'

/** A command with a button that copies it; where the browser does not let the page copy, it says to take it from the text. */
export function commandLine(command: string, lang: Lang): HTMLElement {
  const words = t(lang, 'why_copy')
  const copy = button(
    words,
    [words],
    () =>
      copied(command).then(
        () => copy.replaceChildren(t(lang, 'why_copied')),
        () => copy.replaceChildren(t(lang, 'why_copy_failed')),
      ),
    'text-button',
  )
  copy.dataset.key = 'copy-why'
  return el('div', 'why-command', el('code', {}, command), copy)
}

/** Pages that are not served over https have no clipboard at all. */
async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
