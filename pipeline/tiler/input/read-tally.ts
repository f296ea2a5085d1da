import type { Refusal } from '../tileset.ts'

/** Places told of each reason at most. */
const FAULTS_KEPT = 3

/** A feature that was not taken in. */
export interface ReadFault {
  refusal: Refusal
  /** Line or record, 1-based, within what was read. */
  place: number
  /** What the refusal does not say by itself. */
  why?: string
}

/** What became of the features of an input: `read` is `taken` and all the refused. */
export interface ReadTally {
  /** Place of the input among those of the tileset, as `readInputs` fills it in. */
  input: number
  /** Lines begun, features or not. */
  lines: number
  read: number
  taken: number
  refused: Partial<Record<Refusal, number>>
  /** Features taken in without the id they had, as it was no whole number from 0 to 2^53 - 1. */
  ids_left_out: number
  /** The first of these ids; null where an attribute was to give them and has none. */
  id_example?: unknown
  /** Parts of the features taken in that were left out, as they are smaller than the grid. */
  parts_below_grid: number
  /** Features taken in with a position that was moved to the edge of the map. */
  features_beyond_map: number
  /** Lines in which U+FFFD stands for bytes that are not UTF-8. */
  lines_not_utf8: number
  /** The first of each refusal, in the order in which they were met. */
  faults: ReadFault[]
}

export function newTally(): ReadTally {
  return {
    input: 0,
    lines: 0,
    read: 0,
    taken: 0,
    refused: {},
    ids_left_out: 0,
    parts_below_grid: 0,
    features_beyond_map: 0,
    lines_not_utf8: 0,
    faults: [],
  }
}

/**
 * @param place of the feature, the line now read when absent
 * @param id_left_out what was to be its id and is none
 */
export function countFeature(
  tally: ReadTally,
  refusal: Refusal | null,
  { why, place = tally.lines, id_left_out }: { why?: string; place?: number; id_left_out?: unknown } = {},
): void {
  tally.read++
  if (refusal === null) {
    tally.taken++
    if (id_left_out === undefined) return
    tally.ids_left_out++
    tally.id_example ??= id_left_out
    return
  }
  const count = (tally.refused[refusal] ?? 0) + 1
  tally.refused[refusal] = count
  if (count <= FAULTS_KEPT) tally.faults.push({ refusal, place, ...(why === undefined ? {} : { why }) })
}

/** Tally of an input of which each part was read on its own; parts in the order of the input. */
export function mergeTallies(parts: readonly ReadTally[]): ReadTally {
  const all = newTally()
  for (const part of parts) {
    for (const fault of part.faults) {
      const kept = all.faults.filter(({ refusal }) => refusal === fault.refusal).length
      if (kept < FAULTS_KEPT) all.faults.push({ ...fault, place: all.lines + fault.place })
    }
    all.lines += part.lines
    all.read += part.read
    all.taken += part.taken
    all.id_example ??= part.id_example
    all.ids_left_out += part.ids_left_out
    all.parts_below_grid += part.parts_below_grid
    all.features_beyond_map += part.features_beyond_map
    all.lines_not_utf8 += part.lines_not_utf8
    for (const refusal of Object.keys(part.refused) as Refusal[])
      all.refused[refusal] = (all.refused[refusal] ?? 0) + part.refused[refusal]!
  }
  return all
}
