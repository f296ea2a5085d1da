import type { Atlas } from './atlas.ts'
import { type Lang, pick, t } from './i18n.ts'
import { decreeName } from './words.ts'

/** Language, title and description of the document: what a bookmark, a reader and a link that is passed on go by. */
export function nameDocument({ release: { city } }: Atlas, lang: Lang): void {
  const title = `${pick(lang, city.title)} · ${t(lang, 'atlas')}`
  const decree = city.decree === null ? '' : `, ${decreeName(city.decree, lang)}`
  document.documentElement.lang = lang
  document.title = title
  document
    .querySelector('meta[name=description]')
    ?.setAttribute('content', t(lang, 'description', { city: `${pick(lang, city.title)}${decree}` }))
}
