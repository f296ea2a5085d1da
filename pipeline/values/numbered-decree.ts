import type { Language } from './language.ts'

/** Words that say by themselves what kind of decree it is. */
const KINDS = [
  ...['sk', 'skep', 'surat keputusan', 'keputusan', 'peraturan'],
  ...['kepwali?', 'kepbup', 'kepgub', 'kepmen[a-z]*', 'kepp?res'],
  ...['perwali?', 'perbup', 'pergub', 'perda', 'permen[a-z]*', 'perpres'],
  // `Kep. Riau` is a province.
  String.raw`kep(?=.*(?:\d/|/\d|\bno(?:mor)?\b))`,
]
/** A word stands by itself, or with a number that has a slash: `SK-337/2014`, but for `sk-2020`, `sk_2020` and `sk-kumuh-2020`. */
const SAYS_SO = new RegExp(String.raw`^(?:${KINDS.join('|')})(?:[\s./:]|[-_\d]\S*/|$)`, 'i')
const WORDS = {
  id: { number: 'SK Nomor', name: 'SK' },
  en: { number: 'Decree number', name: 'Decree' },
} as const

/**
 * A decree by what it is known by: `SK Nomor 337/2014` where that is a number, `SK sk-2020` where it is a name that
 * somebody gave it.
 */
export function numberedDecree(number: string, language: Language): string {
  if (SAYS_SO.test(number)) return number
  const isNumber = /^\d/.test(number) || (number.includes('/') && /\d/.test(number))
  return `${WORDS[language][isNumber ? 'number' : 'name']} ${number}`
}
