/** As much of a map as tells when it takes a style. */
interface Styled {
  isStyleLoaded(): unknown
  once(event: 'idle', then: () => void): unknown
}

/** Changes of a map's style, which it takes once the one before is there: what was asked for last is what it gets. */
export class Restyling {
  readonly #map: Styled
  readonly #apply: () => void
  #isWaiting = false
  /** Asked for and not applied yet. */
  #isOpen = false

  /** @param apply brings the map to what it is to show by then */
  constructor(map: Styled, apply: () => void) {
    this.#map = map
    this.#apply = apply
  }

  ask(): void {
    this.#isOpen = true
    if (this.#map.isStyleLoaded()) this.#applyOnce()
    if (!this.#isOpen || this.#isWaiting) return
    this.#isWaiting = true
    this.#map.once('idle', () => {
      this.#isWaiting = false
      this.#applyOnce()
    })
  }

  #applyOnce(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#apply()
  }
}
