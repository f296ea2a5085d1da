import type { Feature } from 'geojson'
import { expect, it } from 'vitest'
import { type FoundInput, FoundPlace } from '../../pipeline/viewer/found-place.ts'
import { readZones } from '../../pipeline/viewer/zones.ts'
import { sampleCity } from './support/sample-city.ts'

const VIEW = { zoom: 12, lat: -5, lon: 110 }
const city = sampleCity({})
const code = city.layers.kelurahan!.features[0]!.properties!.kelurahan_code as string
const KEY = `kelurahan:${code}`

/** A page whose address is set by hand: how often it went to a place. */
function page() {
  let read = true
  let went = 0
  const now = { found: null as string | null, view: null as typeof VIEW | null, lang: 'id' }
  const features = (layer: string) =>
    read ? { state: 'ready', value: (city.layers[layer]?.features ?? []) as Feature[] } : { state: 'loading' }
  const found = new FoundPlace({
    atlas: { zones: readZones(city.layers.zones), features },
    state: { now, set: (change: object) => Object.assign(now, change) },
    map: () => ({ setFound: () => {}, fit: () => went++ }),
    draw: () => {},
  } as unknown as FoundInput)
  return {
    found,
    asks: (key: string | null, view: typeof VIEW | null) => {
      Object.assign(now, { found: key, view })
      found.follow()
      return went
    },
    reading: (is: boolean) => {
      read = !is
    },
  }
}

it('goes to what the address names where it has no view, though the map writes one while layers are read', () => {
  const { found, asks, reading } = page()
  reading(true)
  expect([asks(KEY, null), found.place]).toEqual([0, null])
  reading(false)
  expect([asks(KEY, VIEW), found.place?.id]).toEqual([1, code])
})

it('forgets what was asked before: the view of a later address stays, and one without goes', () => {
  const { found, asks } = page()
  expect(asks(KEY, null)).toBe(1)
  found.mark(null)
  expect([asks(KEY, VIEW), found.place?.id]).toEqual([1, code])
  expect([asks(null, VIEW), found.place]).toEqual([1, null])
  expect(asks(KEY, null)).toBe(2)
})

it('says that no place has the key of an address once its layer is read, and marks none', () => {
  const { found, asks, reading } = page()
  asks(KEY, null)
  reading(true)
  asks('kelurahan:0', VIEW)
  expect(found.lost).toBe(null)
  reading(false)
  asks('kelurahan:0', VIEW)
  expect([found.lost, found.place]).toEqual(['kelurahan:0', null])
  asks(KEY, VIEW)
  expect([found.lost, found.place?.id]).toEqual([null, code])
  asks('rt:0', VIEW)
  expect(found.lost).toBe('rt:0')
  asks(null, VIEW)
  expect(found.lost).toBe(null)
})

it('forgets what it could not find, too', () => {
  const { asks, reading } = page()
  reading(true)
  expect(asks(KEY, null)).toBe(0)
  asks(null, VIEW)
  reading(false)
  expect(asks(KEY, VIEW)).toBe(0)
})
