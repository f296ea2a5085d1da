import type { Atlas } from './atlas.ts'
import { foundKey } from './found-text.ts'
import type { Bounds } from './release.ts'
import { type Place, placesOf } from './search.ts'
import type { AtlasState } from './state.ts'

export interface FoundInput {
  atlas: Atlas
  state: { readonly now: AtlasState; set(change: Partial<AtlasState>): void }
  /** Null where the browser cannot draw a map. */
  map(): { setFound(place: Place | null): void; fit(bounds: Bounds, maxZoom: number): void } | null
  /** Draws what lies on the map anew. */
  draw(): void
}

/** The place that was looked for: outlined on the map, told of beside it, and kept in the address. */
export class FoundPlace {
  readonly #input: FoundInput
  #place: Place | null = null
  /** What the address names and is not marked yet, and whether to go there. */
  #asked: { key: string; goes: boolean } | null = null
  #lost: string | null = null

  constructor(input: FoundInput) {
    this.#input = input
  }

  /** Null while there is none, and while its layer is read. */
  get place(): Place | null {
    return this.#place
  }

  /** What the address names and the release does not have, once its layer is read; told until something is chosen. */
  get lost(): string | null {
    return this.#lost
  }

  /** Lets go of the place before; null marks none. */
  mark(place: Place | null): void {
    const { state, map, draw } = this.#input
    const key = place && foundKey(place)
    this.#place = key === null ? null : place
    this.#asked = null
    this.#lost = null
    state.set({ found: key })
    map()?.setFound(place)
    draw()
  }

  /** Goes to a place and marks it. */
  goTo(place: Place): void {
    this.mark(place)
    this.#input.map()?.fit(place.bounds, place.kind === 'rt' ? 17 : 15.5)
  }

  /** Marks what the address names, once its layer is read; goes there where the address had no view. */
  follow(): void {
    const { atlas, state } = this.#input
    const { found, lang, view } = state.now
    if (found === null) {
      this.#asked = null
      if (this.#place !== null || this.#lost !== null) this.mark(null)
      return
    }
    if (found === (this.#place && foundKey(this.#place))) return
    // While the layer is read the map writes its view to the address.
    if (this.#asked?.key !== found) this.#asked = { key: found, goes: view === null }
    // RT are read for a question with a number.
    const places = placesOf(atlas, lang, found.startsWith('rt:') ? '1' : '')
    const place = places.find((one) => foundKey(one) === found)
    if (place === undefined) {
      const { state: read } = atlas.features(found.slice(0, found.indexOf(':')))
      this.#tellLost(read === 'ready' || read === 'absent' ? found : null)
      return
    }
    if (this.#asked.goes) this.goTo(place)
    else this.mark(place)
  }
  #tellLost(key: string | null): void {
    if (key === this.#lost) return
    this.#lost = key
    this.#place = null
    const { map, draw } = this.#input
    map()?.setFound(null)
    draw()
  }
}
