import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import type { Lang } from './i18n.ts'
import type { Bounds } from './release.ts'
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

/** The places of the release that are read so far; RT, which can be megabytes, are read for a question with a number. */
export function placesOf(atlas: Atlas, lang: Lang, question: string): Place[] {
  const read = (layer: string) => {
    const features = atlas.features(layer)
    return features.state === 'ready' ? features.value : []
  }
  const kelurahan = read('kelurahan')
  const names = namesOf(kelurahan)
  return [
    ...atlas.zones.map((zone) => zonePlace(zone, lang)),
    ...kawasanPlaces(atlas, lang),
    ...kelurahan.flatMap((feature) => areaPlace(feature, 'kelurahan')),
    ...read('kecamatan').flatMap((feature) => areaPlace(feature, 'kecamatan')),
    ...(/\d/.test(question) ? read('rt').flatMap((feature) => rtPlace(feature, names)) : []),
  ]
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
    const within = own.map((zone) => zoneTitle(zone, lang)).join(', ')
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

/** `RT001-RW002` as people write it: `RT 001/RW 002`. */
function rtText(rt_rw: string): string {
  const parts = /^RT\s*(\w+)\s*[-/]\s*RW\s*(\w+)$/i.exec(rt_rw)
  return parts === null ? rt_rw : `RT ${parts[1]}/RW ${parts[2]}`
}

/** How many of each kind are shown. */
const MOST = 6

/**
 * Places whose name or surroundings hold every word of a question, by kind: those that begin with it first. An RT is found
 * by its numbers too, with and without leading zeros: `RT 3 RW 1`, `003/001`.
 */
export function findPlaces(places: readonly Place[], question: string): Map<PlaceKind, Place[]> {
  const wanted = asked(question)
  const found = new Map<PlaceKind, Place[]>()
  if (wanted.words.length + wanted.numbers.length === 0) return found
  for (const kind of PLACE_KINDS) {
    const ranked = places
      .filter((place) => place.kind === kind)
      .flatMap((place) => {
        const rank = rankOf(place, wanted)
        return rank === null ? [] : [{ place, rank }]
      })
      .sort((a, b) => a.rank - b.rank)
    if (ranked.length > 0)
      found.set(
        kind,
        ranked.slice(0, MOST).map(({ place }) => place),
      )
  }
  return found
}

/** 0 where the name begins with the question, 1 where a word of it does, 2 where it is held; null where it is not. */
function rankOf(place: Place, { words, numbers, code }: Question): number | null {
  const name = folded(place.name)
  const within = folded(place.within)
  const own = numbersOf(name)
  if (place.kind === 'rt') {
    const isIt = numbers.length > 0 && numbers.every((number, i) => own[i] === number)
    return isIt && words.every((word) => within.includes(word)) ? 0 : null
  }
  if (code !== null && folded(place.id).startsWith(code)) return 0
  const text = `${name} ${within}`
  if (!words.every((word) => text.includes(word)) || !numbers.every((number) => own.includes(number)))
    return null
  const [first] = words
  if (first === undefined) return 2
  if (name.startsWith(first)) return 0
  return name.split(' ').some((word) => word.startsWith(first)) ? 1 : name.includes(first) ? 2 : 3
}

interface Question {
  words: string[]
  /** Without leading zeros. */
  numbers: number[]
  /** The whole of it, where it may be a code such as `21.72.01`. */
  code: string | null
}

/** A question in its parts; `rt` and `rw` only tell what the numbers are. */
function asked(question: string): Question {
  const parts = folded(question)
    .replaceAll(/\b(rt|rw)\.?\s*(?=\d)/g, ' ')
    .split(/[\s/,;.-]+/)
    .filter((part) => part !== '' && part !== 'rt' && part !== 'rw')
  const isNumber = (part: string) => /^\d{1,4}$/.test(part)
  return {
    words: parts.filter((part) => !isNumber(part)),
    numbers: parts.filter(isNumber).map(Number),
    code: /^\d\d\.\d\d/.test(folded(question)) ? folded(question) : null,
  }
}

function numbersOf(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number)
}

/** Without case, accents and doubled blanks, as names are compared. */
export function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
