import { comparableName, editDistance } from '../decree/names.ts'
import { type Fault, UserError } from '../errors.ts'
import { parseRtRw } from '../values/rt-rw.ts'
import type { Level } from './levels.ts'

/** A unit a person may ask for. */
export interface Unit {
  level: Level
  unit_id: string
  /** Names people use for it, the one to show first; the code is not among them. */
  names: readonly string[]
  /** `RT002-RW006` and the names and code of its kelurahan; only of an RT. */
  rt?: { rt_rw: string; kelurahan: readonly string[] }
}

/** Words before a name that say its level. */
const LEVEL_WORDS: readonly (readonly [RegExp, Level])[] = [
  [/^(?:kelurahan\s|kel(?:\.\s*|\s))/i, 'kelurahan'],
  [/^(?:kecamatan\s|kec(?:\.\s*|\s))/i, 'kecamatan'],
  [/^kawasan\s/i, 'kawasan'],
  [/^(?:lokasi|zona|zone)\s/i, 'zone'],
]

const SUGGESTIONS = 5
/** Candidates named one by one; the others are counted. */
const CANDIDATES = 12

/**
 * The unit a text names: by its code as it stands, an RT in any spelling with or without its kelurahan before it, or a
 * name without regard to case and blanks.
 * @param level only units of this level
 * @throws UserError `usage` when no unit or more than one is meant, naming the nearest or all of them.
 */
export function findUnit(text: string, units: readonly Unit[], level?: Level): Unit {
  const asked = level === undefined ? units : units.filter((unit) => unit.level === level)
  const coded = asked.filter((unit) => sameCode(unit.unit_id, text) && unit.level !== 'kawasan')
  if (coded.length > 0) return only(coded, text)
  const spelled = spelledRt(text, asked)
  if (spelled.length > 0) return only(spelled, text)
  const named = namedUnits(text, asked)
  if (named.length > 0) return only(named, text)
  throw new UserError('usage', unknown(text, asked, level))
}

function sameCode(code: string, text: string): boolean {
  const plain = (one: string) => one.replaceAll(/\s+/g, '').toLowerCase()
  return plain(code) === plain(text)
}

/** RT of a text such as `RT 2 RW 6` or `Kampung Bugis RT002/RW006`. */
function spelledRt(text: string, units: readonly Unit[]): Unit[] {
  const start = /(?<!\p{L})R\.?[TW](?!\p{L})|(?<!\p{L})R\.?T(?=\d)|(?<!\p{L})RW(?=\d)/iu.exec(text)?.index
  if (start === undefined) return []
  const key = parseRtRw(text.slice(start))
  if (key?.rt === null || key === null) return []
  const place = text.slice(0, start).replace(/(?<![\s,:/])[\s,:/]+$/, '')
  return units.filter(
    ({ rt }) =>
      rt !== undefined &&
      (rt.rt_rw === key.key || (key.rw === null && rt.rt_rw.startsWith(`${key.key}-`))) &&
      (place.trim() === '' || rt.kelurahan.some((name) => comparableName(name) === comparableName(place))),
  )
}

function namedUnits(text: string, units: readonly Unit[]): Unit[] {
  const called = (name: string) => {
    const wanted = comparableName(name)
    return wanted === ''
      ? []
      : units.filter((unit) => unit.names.some((one) => comparableName(one) === wanted))
  }
  const word = LEVEL_WORDS.find(([pattern]) => pattern.test(text.trim()))
  const whole = called(text)
  if (word === undefined) return whole
  const [pattern, level] = word
  const meant = called(text.trim().replace(pattern, '')).filter((unit) => unit.level === level)
  return meant.length > 0 ? meant : whole
}

function only(found: readonly Unit[], text: string): Unit {
  const [first, ...more] = found
  if (more.length === 0) return first!
  const shown = found.slice(0, CANDIDATES).map((unit) => `${unit.level} ${described(unit)}`)
  if (found.length > CANDIDATES) shown.push(`and ${found.length - CANDIDATES} more`)
  const oneLevel = new Set(found.map((unit) => unit.level)).size === 1
  throw new UserError('usage', {
    what: 'several units are called so',
    got: text,
    expected: `one of\n${shown.join('\n')}`,
    next: oneLevel ? 'give the code of the one that is meant' : 'give its code, or say --level',
  })
}

function described({ unit_id, names }: Unit): string {
  const [name] = names
  return name === undefined || name === unit_id ? unit_id : `${unit_id} (${name})`
}

function unknown(text: string, units: readonly Unit[], level: Level | undefined): Fault {
  const wanted = comparableName(text)
  const reach = Math.max(2, Math.floor(wanted.length / 3))
  const near = units
    .map((unit) => {
      const spellings = [unit.unit_id, ...unit.names].map(comparableName)
      return { unit, distance: Math.min(...spellings.map((one) => distanceWithin(one, wanted, reach))) }
    })
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (described(a.unit) < described(b.unit) ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(({ unit }) => `${unit.level} ${described(unit)}`)
  return {
    what: level === undefined ? 'the city has no unit of this code or name' : `the city has no such ${level}`,
    got: text,
    expected: near.length === 0 ? 'a code or name that the built tables hold' : `nearest\n${near.join('\n')}`,
    next: 'take a code from the tables in stages/5-indicators,\nor see in stages/2-validate/report.html what was set aside',
  }
}

/** Names that differ by more in length alone need no letter compared. */
function distanceWithin(a: string, b: string, reach: number): number {
  return Math.abs(a.length - b.length) > reach ? Number.POSITIVE_INFINITY : editDistance(a, b)
}
