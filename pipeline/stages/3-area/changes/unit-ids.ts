import type { Lineage } from './matches.ts'
import { idWithDecree, type Pair } from './vintages.ts'

/** Ids in one cell. */
const SEPARATOR = '; '

export function joined(ids: readonly string[]): string {
  return ids.join(SEPARATOR)
}

/** What zones and units of one pair of vintages are called; a zone that bears a code of another is told by its decree. */
export class UnitIds {
  readonly #pair: Pair
  readonly #codesNow: ReadonlySet<string>

  constructor(pair: Pair) {
    this.#pair = pair
    this.#codesNow = new Set(pair.to.zones.map((zone) => zone.zone_id))
  }

  earlier(place: number): string {
    const { ids, standing } = this.#pair.from
    return ids.get(standing[place]!)!
  }

  later(place: number): string {
    return this.#pair.to.zones[place]!.zone_id
  }

  /** The codes a unit has now, else the one it had. */
  of({ from, to }: Lineage): string {
    if (to.length > 0) return joined(to.map((place) => this.later(place)))
    const zone = this.#pair.from.standing[from[0]!]!
    return this.#codesNow.has(zone.zone_id) ? idWithDecree(zone) : this.earlier(from[0]!)
  }
}
