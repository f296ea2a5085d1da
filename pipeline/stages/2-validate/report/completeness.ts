import { compare } from './digest.ts'
import type { Completeness, CompletenessPlace, CompletenessRow } from './types.ts'

/** Sums the rows up by kelurahan and year, and keeps at most `most` of them, the emptiest. */
export function completenessOf(
  criteria: Completeness['criteria'],
  rows: readonly CompletenessRow[],
  most: number,
): Completeness {
  const places = new Map<string, CompletenessPlace>()
  for (const { rt_id, vintage, missing } of rows) {
    const kelurahan_code = kelurahanOf(rt_id)
    const key = `${vintage} ${kelurahan_code}`
    let place = places.get(key)
    if (!place) {
      place = { kelurahan_code, vintage, rt: 0, present: criteria.map(() => 0) }
      places.set(key, place)
    }
    place.rt++
    const gaps = new Set(missing)
    for (const [index, { id }] of criteria.entries()) if (!gaps.has(id)) place.present[index]!++
  }
  const kept = rows.length <= most ? [...rows] : [...rows].sort(emptiestFirst).slice(0, most)
  return {
    criteria,
    places: [...places.values()].sort(
      (a, b) => a.vintage - b.vintage || compare(a.kelurahan_code, b.kelurahan_code),
    ),
    rows: kept.sort((a, b) => compare(a.rt_id, b.rt_id) || a.vintage - b.vintage),
    rows_total: rows.length,
    rows_incomplete: rows.reduce((sum, { missing }) => sum + (missing.length > 0 ? 1 : 0), 0),
  }
}

export function emptiestFirst(a: CompletenessRow, b: CompletenessRow): number {
  return b.missing.length - a.missing.length || b.vintage - a.vintage || compare(a.rt_id, b.rt_id)
}

/** The part of an RT's id that names its kelurahan. */
export function kelurahanOf(rt_id: string): string {
  return rt_id.split('/')[0] ?? rt_id
}
