import type { Position } from 'geojson'
import type { Place } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'

/** Characters that a number can have. */
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/
const TOKEN_CHARACTERS_MAX = 100

/**
 * Reads the text of `<coordinates>` piece by piece: tuples `lon,lat[,alt]` apart by blanks. Blanks around a comma are let pass; the altitude is
 * dropped and told by `hasAltitude`. A tuple of another length, or one that is no number, makes `fault` say so.
 *
 * Source: OGC 07-147r2 (KML 2.2), section 16.9 `kml:coordinates`.
 */
export class CoordinatesText {
  readonly positions: Position[] = []
  hasAltitude = false
  /** What is wrong with the text, or null. */
  fault: string | null = null
  readonly #where: Place
  #tuple: number[] = []
  #isAfterComma = false
  /** Beginning of a number whose rest is in the next piece. */
  #rest = ''

  constructor(where: Place) {
    this.#where = where
  }

  /** @throws UserError `source` for more vertices than a geometry may have */
  push(text: string): void {
    if (this.fault !== null) return
    const whole = this.#rest + text
    this.#rest = ''
    for (const { 0: token, index } of whole.matchAll(/,|[^\s,]+/g)) {
      if (token !== ',' && index + token.length === whole.length) {
        this.#rest = token
        break
      }
      this.#take(token)
      if (this.fault !== null) return
    }
    if (this.#rest.length > TOKEN_CHARACTERS_MAX) this.#fail(this.#rest)
  }

  end(): void {
    if (this.fault !== null) return
    if (this.#rest !== '') this.#take(this.#rest)
    this.#rest = ''
    this.#finishTuple()
  }

  #take(token: string): void {
    if (token === ',') {
      // An ordinate that is left out could be any of the three.
      if (this.#isAfterComma || this.#tuple.length === 0) this.#fail(',')
      this.#isAfterComma = true
      return
    }
    if (!NUMBER.test(token)) {
      this.#fail(token)
      return
    }
    if (!this.#isAfterComma) this.#finishTuple()
    this.#isAfterComma = false
    this.#tuple.push(Number(token))
    if (this.#tuple.length > 3) this.#fail(this.#tuple.join(','))
  }

  #finishTuple(): void {
    const { length } = this.#tuple
    if (length === 0 || this.fault !== null) return
    const [lon, lat] = this.#tuple as [number, number]
    if (length < 2 || !Number.isFinite(lon) || !Number.isFinite(lat)) {
      this.#fail(this.#tuple.join(','))
      return
    }
    if (length > 2) this.hasAltitude = true
    this.positions.push([lon, lat])
    this.#tuple = []
    if (this.positions.length > RECORD_LIMITS.vertices)
      throw beyondLimit('vertices', this.positions.length, this.#where)
  }

  #fail(got: string): void {
    this.fault ??= got.slice(0, 60)
    this.positions.length = 0
  }
}
