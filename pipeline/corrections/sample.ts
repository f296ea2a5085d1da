import type { Row } from '../store/index.ts'

/** Which record of which source a row was read from; several rows come from one record where it was unpivoted. */
export interface RowPlace {
  source_id: string
  source_row: number
  key: string | null
}

/** @param key the natural key of the row's table. */
export function placeOf(row: Row, key: readonly string[]): RowPlace {
  const parts = key.map((name) => row[name] ?? null)
  return {
    source_id: String(row.source_id),
    source_row: row.source_row as number,
    key: parts.includes(null) ? null : parts.join(' · '),
  }
}

/** The first few of all that are offered, by source, record and key: the same whichever order the rows come in. */
export class Sample<T> {
  readonly #limit: number
  readonly #held: { at: RowPlace; item: T }[] = []
  /** How many were offered. */
  count = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(at: RowPlace, item: T): void {
    this.count++
    const held = this.#held
    if (held.length === this.#limit && compare(held[held.length - 1]!.at, at) <= 0) return
    let index = held.length
    while (index > 0 && compare(held[index - 1]!.at, at) > 0) index--
    held.splice(index, 0, { at, item })
    if (held.length > this.#limit) held.pop()
  }

  get first(): { at: RowPlace; item: T } | undefined {
    return this.#held[0]
  }

  get items(): T[] {
    return this.#held.map(({ item }) => item)
  }
}

function compare(a: RowPlace, b: RowPlace): number {
  return text(a.source_id, b.source_id) || a.source_row - b.source_row || text(a.key ?? '', b.key ?? '')
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
