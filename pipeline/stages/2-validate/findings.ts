import { UserError } from '../../errors.ts'
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
  readonly #writer: TableWriter

  private constructor(policy: Policy, writer: TableWriter) {
    this.policy = policy
    this.#writer = writer
  }

  static async create(store: Store, policy: Policy): Promise<Findings> {
    return new Findings(policy, await TableWriter.create(store, 'findings', FINDING_COLUMNS))
  }

  /** The rules with the limits of the city. */
  get catalogue(): Catalogue {
    return this.policy.catalogue
  }

  get total(): number {
    return this.#writer.rows
  }

  /**
   * @returns the finding with the severity the city gives it.
   * @throws UserError `config` when the city wants a record set aside for what is said of a whole file.
   */
  add(parts: FindingParts): Finding {
    const severity = this.policy.severityOf(parts.code, parts.source_id)
    const finding = { ...makeFinding(this.catalogue, parts), severity }
    if (severity === 'quarantine' && finding.source_row === null) {
      throw new UserError('config', {
        what: `${parts.code} is said of a whole source, not of a record that could be set aside`,
        where: { file: 'city.yaml', key: 'quality' },
        got: 'quarantine',
        expected: 'info, warn or fail',
      })
    }
    this.counts[severity]++
    if (severity === 'fail' && this.failed.length < 5) this.failed.push(finding)
    const { table, message, ...rest } = finding
    this.#writer.append({ ...rest, table_name: table, message_id: message.id, message_en: message.en })
    return finding
  }

  /** Writes the table; nothing can be added after. */
  async finish(path: string): Promise<number> {
    await this.#writer.finish(path)
    return this.#writer.rows
  }
}
