import { type Columns, type Store, TableWriter } from '../../store/index.ts'
import { type Catalogue, type FindingParts, makeFinding } from './catalogue.ts'
import type { Policy } from './policy.ts'
import type { Finding, Severity } from './report/types.ts'

export const FINDING_COLUMNS: Columns = {
  code: 'VARCHAR',
  severity: 'VARCHAR',
  table_name: 'VARCHAR',
  source_id: 'VARCHAR',
  source_row: 'BIGINT',
  key: 'VARCHAR',
  field: 'VARCHAR',
  got: 'VARCHAR',
  expected: 'VARCHAR',
  message_id: 'VARCHAR',
  message_en: 'VARCHAR',
  lon: 'DOUBLE',
  lat: 'DOUBLE',
}

/** Takes findings into their table as they are met: a wrong mapping makes one of every cell. */
export class Findings {
  readonly policy: Policy
  readonly counts: Record<Severity, number> = { info: 0, warn: 0, quarantine: 0, fail: 0 }
  /** The first of severity `fail`, to be named when the stage stops for them. */
  readonly failed: Finding[] = []
  readonly #writer: TableWriter | null

  private constructor(policy: Policy, writer: TableWriter | null) {
    this.policy = policy
    this.#writer = writer
  }

  static async create(store: Store, policy: Policy): Promise<Findings> {
    return new Findings(policy, await TableWriter.create(store, 'findings', FINDING_COLUMNS))
  }

  /** Findings that nobody is going to read. */
  static unkept(policy: Policy): Findings {
    return new Findings(policy, null)
  }

  /** The rules with the limits of the city. */
  get catalogue(): Catalogue {
    return this.policy.catalogue
  }

  get total(): number {
    return this.#writer?.rows ?? 0
  }

  /**
   * @returns the finding with the severity the city gives it.
   * @throws RangeError when a record is to be set aside and none is named: the catalogue does not say `about` of the rule.
   */
  add(parts: FindingParts): Finding {
    const severity = this.policy.severityOf(parts.code, parts.source_id)
    const finding = { ...makeFinding(this.catalogue, parts), severity }
    if (severity === 'quarantine' && finding.source_row === null) {
      throw new RangeError(
        `schemas/quality-rules.yaml does not say what ${parts.code} is about: it names no record`,
      )
    }
    this.counts[severity]++
    if (severity === 'fail' && this.failed.length < 5) this.failed.push(finding)
    const { table, message, ...rest } = finding
    this.#writer?.append({ ...rest, table_name: table, message_id: message.id, message_en: message.en })
    return finding
  }

  /** Writes the table; nothing can be added after. */
  async finish(path: string): Promise<number> {
    await this.#writer?.finish(path)
    return this.total
  }
}
