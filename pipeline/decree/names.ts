/** Words before a name that are never part of it. */
const OFFICE = /^(?:(?:kelurahan|kecamatan)\s+|(?:kel|kec)(?:\.\s*|\s+))/
/** Words before a name that may belong to it: Desa Baru is a name of its own, or the desa of Baru. */
const VILLAGE = new Set(['desa', 'ds'])
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii']
/** Words that decrees shorten. */
const SHORTENED = new Map([
  ['kp', 'kampung'],
  ['kmp', 'kampung'],
  ['sei', 'sungai'],
  ['tg', 'tanjung'],
  ['tj', 'tanjung'],
  ['tjg', 'tanjung'],
])
/** A number that a table counts its rows by, not one that a place bears. */
const RUNNING = /^0\d+$/

/** Letters from which a name may differ by one; shorter ones (Jati, Sari) turn into other places by a letter. */
const LETTERS_FOR_ONE = 5
/** Letters from which a name may differ by more, one in each word at most. */
const LETTERS_FOR_MORE = 8

interface Name {
  words: readonly string[]
  /** The words without blanks. */
  text: string
  /** The numbers it bears, in digits: `2` of Sidomulyo II. */
  numerals: string
}

/**
 * A place name reduced to what is compared: no case, no office before it (kelurahan, kecamatan), no blanks or
 * punctuation, Roman numerals behind it as digits, shortened words in full (Kp., Tj., Sei).
 */
export function comparableName(name: string): string {
  return parsed(name).text
}

const known = new Map<string, Name>()
const MOST_KNOWN = 100_000

function parsed(name: string): Name {
  let found = known.get(name)
  if (found === undefined) {
    found = nameFrom(wordsOf(name))
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(name, found)
  }
  return found
}

function wordsOf(name: string): string[] {
  let text = name.normalize('NFKD').toLowerCase().trim()
  while (OFFICE.test(text)) text = text.replace(OFFICE, '')
  const words = text
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}']+/u)
    .map((word) => word.replaceAll("'", ''))
    .filter((word) => word !== '')
  return words.map((word, place) => {
    const roman = place === 0 ? -1 : ROMAN.indexOf(word)
    return roman < 0 ? (SHORTENED.get(word) ?? word) : String(roman + 1)
  })
}

function nameFrom(words: readonly string[]): Name {
  return {
    words,
    text: words.join(''),
    numerals: words.flatMap((word) => word.match(/\d+/g) ?? []).join(' '),
  }
}

/** The same name without the word for a village before it, or null where there is none or nothing else. */
function withoutVillage({ words }: Name): Name | null {
  return words.length > 1 && VILLAGE.has(words[0]!) ? nameFrom(words.slice(1)) : null
}

/** Smallest number of letters to insert, delete, replace or exchange with a neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

/**
 * Letters by which two names differ, up to `limit`; null when they are not one name spelled in two ways. Names of
 * kelurahan are built of a few words in turn: Sidoarjo and Sidorejo, Karangsari and Karangjati differ by two letters and
 * are two places, as are Purwodadi I and Purwodadi II. So one letter may differ, or one in each of several words, and
 * numbers must be equal. A running number (01, 02) that a table adds to a name counts as its digits.
 */
function distanceOf(wanted: Name, candidate: Name, limit: number): number | null {
  if (wanted.text === candidate.text) return 0
  if (wanted.numerals !== candidate.numerals) {
    if (candidate.numerals !== '' || !wanted.words.some((word) => RUNNING.test(word))) return null
    const plain = nameFrom(wanted.words.filter((word) => !RUNNING.test(word)))
    const more = wanted.text.length - plain.text.length
    return more <= limit && plain.text === candidate.text ? more : null
  }
  const letters = Math.min(wanted.text.length, candidate.text.length)
  const most = letters < LETTERS_FOR_ONE ? 0 : letters < LETTERS_FOR_MORE ? 1 : limit
  const reach = Math.min(most, limit)
  if (Math.abs(candidate.text.length - wanted.text.length) > reach) return null
  const distance = editDistance(wanted.text, candidate.text)
  if (distance > reach) return null
  return distance <= 1 || differByWord(wanted, candidate) ? distance : null
}

function differByWord(a: Name, b: Name): boolean {
  return a.words.length === b.words.length && a.words.every((word, i) => editDistance(word, b.words[i]!) <= 1)
}

export interface NameMatch<T> {
  item: T
  /** 0 when only case, blanks, a prefix or a shortened word differ. */
  distance: number
}

/**
 * The one item whose name is nearest, within `limit` letters; null when none is, or when two names are equally near. Of
 * items with the same name it is the first. A name is sought as it stands before it is sought without `desa` before it.
 */
export function nearestName<T>(
  name: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  limit: number,
): NameMatch<T> | null {
  const wanted = parsed(name)
  if (wanted.text === '') return null
  const short = withoutVillage(wanted)
  let best: NameMatch<T> | null = null
  /** Twice the distance, one more where a word was left out. */
  let least = Number.POSITIVE_INFINITY
  let tie = false
  for (const item of items) {
    const full = parsed(nameOf(item))
    const rank = rankOf(wanted, short, full, limit)
    if (rank === null || rank > least) continue
    if (rank < least) {
      best = { item, distance: rank >> 1 }
      least = rank
      tie = false
    } else if (comparableName(nameOf(best!.item)) !== full.text) tie = true
  }
  return tie ? null : best
}

function rankOf(wanted: Name, short: Name | null, full: Name, limit: number): number | null {
  const whole = distanceOf(wanted, full, limit)
  if (whole === 0) return 0
  const without = withoutVillage(full)
  const others = [short && distanceOf(short, full, limit), without && distanceOf(wanted, without, limit)]
  const ranks = others.flatMap((distance) => (distance === null ? [] : [2 * distance + 1]))
  if (whole !== null) ranks.push(2 * whole)
  return ranks.length === 0 ? null : Math.min(...ranks)
}

/** The names of a cell that holds several: `Melati dan Kenanga`, `A, B`, `A/B`, `A & B`. */
export function namesIn(cell: string): string[] {
  return cell
    .replace(/\s+/g, ' ')
    .split(/[,;/&+]| (?:dan|serta) /i)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Whether one name says the other and more: `Kawasan Pantai Impian` and `Pantai Impian`. Numbers must be equal. */
export function isNameWithin(a: string, b: string): boolean {
  const [one, other] = [parsed(a), parsed(b)]
  if (one.numerals !== other.numerals) return false
  const [short, long] = one.words.length <= other.words.length ? [one, other] : [other, one]
  return short.words.length > 0 && ` ${long.words.join(' ')} `.includes(` ${short.words.join(' ')} `)
}
