import type { Language } from '../words.ts'

/** What a release is held to, in this order. */
export const RELEASE_CHECKS = [
  'manifest',
  'files',
  'unlisted',
  'checksums',
  'id',
  'geojson',
  'parquet',
  'csv',
  'style',
  'links',
  'pointer',
  'page',
  'tiles',
] as const

export type ReleaseCheck = (typeof RELEASE_CHECKS)[number]

export interface ReleaseFault {
  check: ReleaseCheck
  /** Relative to the release; null where it is none of its files. */
  file: string | null
  detail: Record<Language, string>
}

/** What a check could not ask; no fault. */
export type ReleaseNote = Omit<ReleaseFault, 'check'>

/** Of a check, so many are told; all are counted. */
const TOLD = 20

/** What was looked at, and what was found. */
export class ReleaseFaults {
  readonly told: ReleaseFault[] = []
  readonly notes: ReleaseNote[] = []
  readonly counts = new Map<ReleaseCheck, number>()
  /** How many things each check that was made looked at: files, features, rows, links. */
  readonly looked = new Map<ReleaseCheck, number>()

  look(check: ReleaseCheck, number = 1): void {
    this.looked.set(check, (this.looked.get(check) ?? 0) + number)
  }

  add(check: ReleaseCheck, file: string | null, en: string, id: string): void {
    const count = (this.counts.get(check) ?? 0) + 1
    this.counts.set(check, count)
    if (count <= TOLD) this.told.push({ check, file, detail: { en, id } })
  }

  note(file: string | null, en: string, id: string): void {
    this.notes.push({ file, detail: { en, id } })
  }
}
