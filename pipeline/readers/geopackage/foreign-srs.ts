import type { FindingLog } from '../finding-log.ts'

/** Geometries whose own number of a CRS is not that of their layer; 0 and -1 there state nothing (OGC 12-128r18, 1.1.2). */
export class ForeignSrs {
  readonly #layer: number | null
  #count = 0
  #first = 0

  constructor(layer: number | null) {
    this.#layer = layer
  }

  check(srsId: number): void {
    if (srsId === this.#layer || srsId === 0 || srsId === -1) return
    if (this.#count++ === 0) this.#first = srsId
  }

  finish(log: FindingLog): void {
    if (this.#count === 0) return
    log.add('CRS_OVERRULED', null, 'geometry', String(this.#first), {
      id: `${this.#count} geometri menyebut SRS lain (${this.#first}) daripada lapisnya (${this.#layer}); yang dipakai adalah SRS lapis.`,
      en: `${this.#count} geometries name another SRS (${this.#first}) than their layer (${this.#layer}); that of the layer was used.`,
    })
  }
}
