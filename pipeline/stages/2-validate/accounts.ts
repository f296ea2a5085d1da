import { ContractError } from '../../errors.ts'
import type { Columns, Row } from '../../store/index.ts'
import type { ReportSource } from './report/types.ts'
import type { Counts } from './validate-table.ts'

/** A row of the ingest table `sources`. */
export interface SourceAccount extends Row {
  source_id: string
  title_id: string
  title_en: string
  table_name: string
  path: string
  format: string
  layer: string
  crs_code: string | null
  crs_how: string | null
  encoding: string
  encoding_how: string
  licence: string
  retrieved: string | null
  sha256: string
  bytes: number
  records_deleted: number
  records_filtered: number
  rows_written: number
}

const COLUMNS: Columns = {
  source_id: 'VARCHAR',
  title_id: 'VARCHAR',
  title_en: 'VARCHAR',
  table_name: 'VARCHAR',
  path: 'VARCHAR',
  format: 'VARCHAR',
  layer: 'VARCHAR',
  crs_code: 'VARCHAR',
  crs_how: 'VARCHAR',
  encoding: 'VARCHAR',
  encoding_how: 'VARCHAR',
  licence: 'VARCHAR',
  retrieved: 'VARCHAR',
  sha256: 'VARCHAR',
  bytes: 'BIGINT',
  rows_read: 'BIGINT',
  rows_accepted: 'BIGINT',
  rows_quarantined: 'BIGINT',
  rows_filtered: 'BIGINT',
}

/**
 * The counting identity of every source: read = accepted + quarantined + filtered. Rows are canonical ones, so a record
 * that is unpivoted counts once for each of its rows; deleted records and those `where` leaves out count as filtered.
 *
 * @throws ContractError when a row is unaccounted for.
 */
export function accountSources(accounts: SourceAccount[], counts: ReadonlyMap<string, Counts>) {
  const sources: ReportSource[] = []
  const rows: Row[] = []
  for (const account of accounts) {
    const { accepted, quarantined } = counts.get(account.source_id) ?? { accepted: 0, quarantined: 0 }
    const filtered = account.records_deleted + account.records_filtered
    const read = account.rows_written + filtered
    if (read !== accepted + quarantined + filtered) {
      throw new ContractError({
        what: 'rows are unaccounted for',
        where: { file: account.path },
        got: `${accepted} accepted + ${quarantined} quarantined + ${filtered} filtered`,
        expected: `${read} read`,
      })
    }
    const { records_read, records_deleted, records_filtered, rows_written, ...rest } = account
    rows.push({
      ...rest,
      rows_read: read,
      rows_accepted: accepted,
      rows_quarantined: quarantined,
      rows_filtered: filtered,
    })
    sources.push({
      source_id: account.source_id,
      title: { id: account.title_id, en: account.title_en },
      table: account.table_name,
      path: account.path,
      format: account.format,
      layer: account.layer,
      crs: { code: account.crs_code, how: account.crs_how ?? 'none' },
      encoding: { name: account.encoding, how: account.encoding_how },
      licence: account.licence,
      retrieved: account.retrieved,
      sha256: account.sha256,
      bytes: account.bytes,
      read,
      accepted,
      quarantined,
      filtered,
    })
  }
  return { columns: COLUMNS, rows, sources }
}
