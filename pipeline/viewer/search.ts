import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import { isNearWord } from './near-word.ts'
import type { Bounds } from './release.ts'
import { rtText } from './rt-name.ts'
import { zoneTitle } from './words.ts'
import { joinBounds, knownBounds, str, type Zone } from './zones.ts'

/** The kinds of places that are found, in the order the groups are shown. */
export const PLACE_KINDS = ['zone', 'kawasan', 'kelurahan', 'kecamatan', 'rt'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

/** A place a reader can look for by name. */
export interface Place {
  kind: PlaceKind
  /** Unlike any other of its kind. */
  id: string
  name: string
  /** Where it lies, in words. */
  within: string
  bounds: Bounds
  /** The zone that is chosen with it. */
  zone_id: string | null
  /** Where the outline of the place can be read; null for zones, which are marked themselves. */
  feature: Feature | null
}

/** What places were made of, and they: a question is asked anew with every letter. */
interface MadePlaces {
  of: readonly unknown[]
  places: readonly Place[]
}
const made = new WeakMap<object, { areas?: MadePlaces; rt?: MadePlaces; all?: MadePlaces }>()
const NOT_READ: Feature[] = []

/**
 * The places of the release that are read so far, the same array until more are; RT, which can be megabytes, are read for a
 * question with a number.
 */
export function placesOf(atlas: Atlas, lang: Lang, question: string): readonly Place[] {
  const read = (layer: string) => {
    const features = atlas.features(layer)
    return features.state === 'ready' ? features.value : NOT_READ
  }
  const known = made.get(atlas) ?? {}
  made.set(atlas, known)
  const [kelurahan, kecamatan] = [read('kelurahan'), read('kecamatan')]
  const rt = /\d/.test(question) ? read('rt') : NOT_READ
  known.areas = remade(known.areas, [lang, kelurahan, kecamatan], () => [
    ...atlas.zones.map((zone) => zonePlace(zone, lang)),
    ...kawasanPlaces(atlas, lang),
    ...kelurahan.flatMap((feature) => areaPlace(feature, 'kelurahan')),
    ...kecamatan.flatMap((feature) => areaPlace(feature, 'kecamatan')),
  ])
  const areas = known.areas.places
  if (rt.length === 0) return areas
  known.rt = remade(known.rt, [rt, kelurahan], () => {
    const names = namesOf(kelurahan)
    return rt.flatMap((feature) => rtPlace(feature, names))
  })
  const ofRt = known.rt.places
  known.all = remade(known.all, [areas, ofRt], () => [...areas, ...ofRt])
  return known.all.places
}

function remade(
  known: MadePlaces | undefined,
  of: readonly unknown[],
  make: () => readonly Place[],
): MadePlaces {
  return known?.of.every((one, i) => one === of[i]) ? known : { of, places: make() }
}

/** The place of an RT that is named by its id, as a trace names it; null where the map has none, or is not read. */
export function placeOfRt(atlas: Atlas, rt_id: string): Place | null {
  const [rt, kelurahan] = [atlas.features('rt'), atlas.features('kelurahan')]
  const found =
    rt.state === 'ready' ? rt.value.find(({ properties }) => properties?.rt_id === rt_id) : undefined
  if (found === undefined) return null
  return rtPlace(found, namesOf(kelurahan.state === 'ready' ? kelurahan.value : []))[0] ?? null
}

function namesOf(kelurahan: readonly Feature[]): Map<string | null, string | null> {
  return new Map(kelurahan.map(({ properties: p }) => [str(p ?? {}, 'kelurahan_code'), str(p ?? {}, 'name')]))
}

function zonePlace(zone: Zone, lang: Lang): Place {
  const { zone_id, bounds, properties } = zone
  const within = [str(properties, 'kelurahan'), str(properties, 'kecamatan')].filter((name) => name !== null)
  return {
    ...{ kind: 'zone', id: zone_id, name: zoneTitle(zone, lang), within: within.join(', ') },
    ...{ bounds, zone_id, feature: null },
  }
}

/** Zones of a kawasan that are named; more of them are counted. */
const MOST_NAMED = 3

/** Kawasan that are more than one zone of the same name. */
function kawasanPlaces({ zones }: Atlas, lang: Lang): Place[] {
  const byName = new Map<string, Zone[]>()
  for (const zone of zones) {
    const kawasan = str(zone.properties, 'kawasan')
    if (kawasan !== null) byName.set(kawasan, [...(byName.get(kawasan) ?? []), zone])
  }
  return [...byName].flatMap(([name, own]): Place[] => {
    const bounds = joinBounds(own.map((zone) => zone.bounds))
    const first = own[0]
    if (bounds === null || !first || (own.length === 1 && folded(zoneTitle(first, lang)) === folded(name)))
      return []
    const within =
      own.length > MOST_NAMED
        ? `${formatNumber(lang, own.length)} ${t(lang, 'zones')}`
        : own.map((zone) => zoneTitle(zone, lang)).join(', ')
    const zone_id = own.length === 1 ? first.zone_id : null
    return [{ kind: 'kawasan', id: name, name, within, bounds, zone_id, feature: null }]
  })
}

function areaPlace(feature: Feature, kind: 'kelurahan' | 'kecamatan'): Place[] {
  const p = feature.properties ?? {}
  const name = str(p, 'name')
  if (name === null || !feature.geometry) return []
  return [
    {
      ...{ kind, id: str(p, 'kelurahan_code') ?? name, name },
      within: kind === 'kelurahan' ? (str(p, 'kecamatan') ?? '') : '',
      ...{ bounds: knownBounds(feature.geometry), zone_id: null, feature },
    },
  ]
}

function rtPlace(feature: Feature, kelurahan: ReadonlyMap<string | null, string | null>): Place[] {
  const p = feature.properties ?? {}
  const id = str(p, 'rt_id')
  // An RT without a number goes by its id.
  const name = str(p, 'rt_rw') ?? id
  if (id === null || name === null || !feature.geometry) return []
  return [
    {
      ...{ kind: 'rt', id, name: rtText(name), within: kelurahan.get(str(p, 'kelurahan_code')) ?? '' },
      ...{ bounds: knownBounds(feature.geometry), zone_id: str(p, 'zone_id'), feature },
    },
  ]
}

/** How many of each kind are shown. */
const MOST = 6

/** The places of one kind that answer a question. */
export interface FoundPlaces {
  /** The first of them. */
  places: Place[]
  /** How many there are, shown or not. */
  total: number
}

export interface Found {
  kinds: Map<PlaceKind, FoundPlaces>
  /** Whether a word of the question was read as one that is written nearly so, because none is written so. */
  isNear: boolean
}

/**
 * Places whose name or surroundings hold every word of a question, by kind: those that begin with it first, RT in the order
 * of kelurahan, RW and RT. An RT, or a zone called by one, is found by its numbers too, with and without leading zeros:
 * `RT 3 RW 1`, `003/001`, and `RW 1` for all of an RW.
 */
export function findPlaces(places: readonly Place[], question: string): Found {
  const wanted = asked(question)
  if (wanted.words.length + wanted.numbers.length === 0 && wanted.rt === null && wanted.rw === null)
    return { kinds: new Map(), isNear: false }
  const exact = placesAs(places, wanted, (text, word) => text.includes(word))
  if (exact.size > 0 || wanted.words.length === 0) return { kinds: exact, isNear: false }
  const isNear = new Map<string, boolean>()
  const near = placesAs(places, wanted, (text, word) =>
    wordsOf(text).some((other) => {
      const pair = `${word} ${other}`
      const known = isNear.get(pair) ?? isNearWord(word, other)
      isNear.set(pair, known)
      return known
    }),
  )
  return { kinds: near, isNear: near.size > 0 }
}

type Holds = (text: string, word: string) => boolean

function placesAs(places: readonly Place[], wanted: Question, holds: Holds): Map<PlaceKind, FoundPlaces> {
  const found = new Map<PlaceKind, FoundPlaces>()
  for (const kind of PLACE_KINDS) {
    const ranked = places
      .filter((place) => place.kind === kind)
      .flatMap((place) => {
        const rank = rankOf(place, wanted, holds)
        return rank === null ? [] : [{ place, rank, order: rtOrder(place) }]
      })
      .sort((a, b) => a.rank - b.rank || compareOrder(a.order, b.order))
    if (ranked.length > 0)
      found.set(kind, { places: ranked.slice(0, MOST).map(({ place }) => place), total: ranked.length })
  }
  return found
}

/** 0 where the name begins with the question, 1 where a word of it does, 2 where it is held; null where it is not. */
function rankOf(place: Place, { words, numbers, rt, rw, code }: Question, holds: Holds): number | null {
  const { name, within, own, others } = textOf(place)
  if (code !== null && place.kind !== 'rt' && folded(place.id).startsWith(code)) return 0
  if ((rt !== null && own.rt !== rt) || (rw !== null && own.rw !== rw)) return null
  const isNumbered = own.rt !== null || place.kind === 'rt'
  if (!numbers.every((number, i) => (isNumbered ? others[i] === number : others.includes(number))))
    return null
  if (place.kind === 'rt') {
    const isIt = rt !== null || rw !== null || numbers.length > 0
    return isIt && words.every((word) => holds(within, word)) ? 0 : null
  }
  const text = `${name} ${within}`
  if (!words.every((word) => holds(text, word))) return null
  const [first] = words
  if (first === undefined) return 2
  if (name.startsWith(first)) return 0
  return wordsOf(name).some((word) => word.startsWith(first)) ? 1 : name.includes(first) ? 2 : 3
}

/** The texts of a place as they are compared. */
interface PlaceText {
  name: string
  within: string
  own: { rt: string | null; rw: string | null }
  /** Numbers of its name. */
  others: string[]
}
const texts = new WeakMap<Place, PlaceText>()

function textOf(place: Place): PlaceText {
  const known = texts.get(place)
  if (known !== undefined) return known
  const [name, within] = [folded(place.name), folded(place.within)]
  const text = { name, within, own: rtRwOf(name), others: numbersOf(name) }
  texts.set(place, text)
  return text
}

interface Question {
  words: string[]
  /** Those of which is not said what they number. */
  numbers: string[]
  rt: string | null
  rw: string | null
  /** The whole of it, where it may be a code such as `21.72.01`. */
  code: string | null
}

/** A question in its parts. Of two bare numbers the first is of an RT, as in `003/001`; after `RT 3` the next is of the RW. */
function asked(question: string): Question {
  const text = folded(question)
  const { rt, rw } = rtRwOf(text)
  const parts = text
    .replaceAll(RT_OR_RW, ' ')
    .split(/[\s/,;.-]+/)
    .filter((part) => part !== '' && part !== 'rt' && part !== 'rw')
  const bare = parts.filter((part) => NUMBER.test(part)).map(withoutZeros)
  const [next, ...others] = bare
  const isOfRw = rt !== null && rw === null && next !== undefined
  return {
    words: parts.filter((part) => !NUMBER.test(part)),
    numbers: isOfRw ? others : bare,
    ...{ rt, rw: isOfRw ? next : rw },
    code: /^\d\d\.\d\d/.test(text) ? text : null,
  }
}

const NUMBER = /^\d{1,4}$/
const RT_OR_RW = /\b(rt|rw)[\s.]*(\d+[a-z]?)(?![a-z\d])|(?<=\d)(rw)[\s.]*(\d+[a-z]?)(?![a-z\d])/g

/** The numbers of the RT and the RW that a folded text names, without leading zeros; null where it names none. */
function rtRwOf(text: string): { rt: string | null; rw: string | null } {
  const named = [...text.matchAll(RT_OR_RW)].map((match) => ({
    of: match[1] ?? match[3],
    number: withoutZeros(match[2] ?? match[4] ?? ''),
  }))
  const number = (what: string) => named.find(({ of }) => of === what)?.number ?? null
  return { rt: number('rt'), rw: number('rw') }
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '')
}

function numbersOf(text: string): string[] {
  return (text.match(/\d+[a-z]?/g) ?? []).map(withoutZeros)
}

function wordsOf(text: string): string[] {
  return text.split(/[\s/,;.-]+/)
}

/** Kelurahan, RW and RT; null for what is not called by an RT, which keeps its place, before those that are. */
function rtOrder(place: Place): [within: string, rw: number, rt: number] | null {
  const { within, own } = textOf(place)
  const { rt, rw } = own
  if (rt === null && rw === null) return null
  return [within, Number.parseInt(rw ?? '0', 10), Number.parseInt(rt ?? '0', 10)]
}

function compareOrder(a: ReturnType<typeof rtOrder>, b: ReturnType<typeof rtOrder>): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || a[1] - b[1] || a[2] - b[2]
}

/** Without case, accents and doubled blanks, as names are compared. */
export function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
