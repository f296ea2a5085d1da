export type ArchiveFault =
  | 'header'
  | 'section'
  | 'root-size'
  | 'metadata'
  | 'directory'
  | 'order'
  | 'offset'
  | 'clustered'
  | 'count'
  | 'zoom'
  | 'bounds'
  | 'tile'

export interface ArchiveViolation {
  code: ArchiveFault
  detail: string
}

const REPORTED_PER_CODE = 20

/** Faults counted in full, and the first 20 of each kind. */
export class Faults {
  readonly violations: ArchiveViolation[] = []
  readonly #counts = new Map<ArchiveFault, number>()

  readonly add = (code: ArchiveFault, detail: string): void => {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count <= REPORTED_PER_CODE) this.violations.push({ code, detail })
  }

  counts(): Partial<Record<ArchiveFault, number>> {
    return Object.fromEntries(this.#counts)
  }
}

export type AddFault = Faults['add']

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
