import type { Refusal } from '../tileset.ts'

/** Lines told in messages at most. */
const FAULTS_KEPT = 10

/** A line that holds no feature that can be read. */
export interface LineFault {
  /** 1-based, within what was read. */
  line: number
  why: string
}

/** What became of the features of an input: `read` is `taken` and all the refused. */
export interface ReadTally {
  /** Lines begun, features or not. */
  lines: number
  read: number
  taken: number
  refused: Partial<Record<Refusal, number>>
  /** Features taken in without the id they had, as it was no whole number from 0 to 2^53 - 1. */
  ids_left_out: number
  /** The first lines refused as `not_a_feature` or too long. */
  faults: LineFault[]
}

export function newTally(): ReadTally {
  return { lines: 0, read: 0, taken: 0, refused: {}, ids_left_out: 0, faults: [] }
}

export function countFeature(tally: ReadTally, refusal: Refusal | null): void {
  tally.read++
  if (refusal === null) tally.taken++
  else tally.refused[refusal] = (tally.refused[refusal] ?? 0) + 1
}

/** Notes why the line now read holds no feature. */
export function noteFault(tally: ReadTally, why: string): void {
  if (tally.faults.length < FAULTS_KEPT) tally.faults.push({ line: tally.lines, why })
}

/** Tally of a file of which each part was read on its own; parts in the order of the file. */
export function mergeTallies(parts: readonly ReadTally[]): ReadTally {
  const all = newTally()
  for (const part of parts) {
    for (const { line, why } of part.faults)
      if (all.faults.length < FAULTS_KEPT) all.faults.push({ line: all.lines + line, why })
    all.lines += part.lines
    all.read += part.read
    all.taken += part.taken
    all.ids_left_out += part.ids_left_out
    for (const refusal of Object.keys(part.refused) as Refusal[])
      all.refused[refusal] = (all.refused[refusal] ?? 0) + part.refused[refusal]!
  }
  return all
}
