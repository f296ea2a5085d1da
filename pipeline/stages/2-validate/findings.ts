import type { Columns, Row } from '../../store/index.ts'
import { type Catalogue, type FindingParts, makeFinding } from './catalogue.ts'
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

/** Collects findings; the severity of each comes from the catalogue. */
export class Findings {
  readonly catalogue: Catalogue
  readonly list: Finding[] = []

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue
  }

  add(parts: FindingParts): Severity {
    const finding = makeFinding(this.catalogue, parts)
    this.list.push(finding)
    return finding.severity
  }

  rows(): Row[] {
    return this.list.map(({ table, message, ...rest }) => ({
      ...rest,
      table_name: table,
      message_id: message.id,
      message_en: message.en,
    }))
  }
}
