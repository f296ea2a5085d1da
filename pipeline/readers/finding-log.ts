import type { ReaderFinding, Text } from './types.ts'

const LISTED_PER_CODE = 1000

/** Collects findings of one pass; past a thousand of a code they are counted in one last entry, so that memory stays flat. */
export class FindingLog {
  readonly findings: ReaderFinding[] = []
  readonly #counts = new Map<string, number>()

  add(code: string, record: number | null, field: string | null, got: string | null, message: Text): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count <= LISTED_PER_CODE) this.findings.push({ code, record, field, got, message })
  }

  /** Adds the entries that count what was not listed. */
  finish(): void {
    for (const [code, count] of this.#counts) {
      const unlisted = count - LISTED_PER_CODE
      if (unlisted <= 0) continue
      const message = {
        id: `${unlisted} temuan lain dengan kode ini tidak dirinci`,
        en: `${unlisted} more findings of this code are not listed one by one`,
      }
      this.findings.push({ code, record: null, field: null, got: String(unlisted), message })
    }
  }
}
