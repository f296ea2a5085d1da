import type { ReaderFinding, Text } from './types.ts'

/**
 * What a reader meets in one pass. The array is shared with whoever reads the layer, who takes findings out as the records they belong to
 * come by (`length = 0`): then memory stays flat however many there are.
 */
export class FindingLog {
  readonly findings: ReaderFinding[] = []

  add(code: string, record: number | null, field: string | null, got: string | null, message: Text): void {
    this.findings.push({ code, record, field, got, message })
  }
}
