import type { Language } from './language.ts'

/** Names that say by themselves that they are of a decree. */
const SAYS_SO =
  /^(?:(?:sk|kepwal|kepwali|kepbup|kepgub|kepmen)(?![a-z])(?!-\d{4}$)|(?:surat keputusan|keputusan)[\s.])/i
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
