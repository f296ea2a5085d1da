import { ContractError } from '../../errors.ts'
import type { Columns, Row } from '../../store/index.ts'
import type { Counts } from './counts.ts'
import type { ReportSource } from './report/types.ts'

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
  records_read: number
  records_deleted: number
  records_filtered: number
  rows_written: number
}

const NONE: Counts = { accepted: 0, quarantined: 0, dropped: 0, amended: 0 }

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
  rows_dropped: 'BIGINT',
  rows_amended: 'BIGINT',
}

/**
 * The counting identity of every source: read = accepted + quarantined + filtered. Rows are canonical ones, so a record
 * that is unpivoted counts once for each of its rows, also where it is left out. Filtered are deleted records, those `where` leaves out, rows a
 * correction drops and rows a mended file stands in for. The records of the file must be those rows, none besides.
 *
 * @param rowsPerRecord rows that the mapping of a source makes of each record
 * @throws ContractError when a record or a row is unaccounted for.
 */
export function accountSources(
  accounts: SourceAccount[],
  counts: ReadonlyMap<string, Counts>,
  rowsPerRecord: (source_id: string) => number,
) {
  const sources: ReportSource[] = []
  const rows: Row[] = []
  for (const account of accounts) {
    const { accepted, quarantined, dropped, amended } = counts.get(account.source_id) ?? NONE
    const width = rowsPerRecord(account.source_id)
    const recordsLeftOut = account.records_deleted + account.records_filtered
    const kept = account.records_read - recordsLeftOut
    const leftOut = recordsLeftOut * width
    if (account.rows_written !== kept * width) {
      throw new ContractError({
        what: 'records are unaccounted for',
        where: { file: account.path },
        got: `${account.rows_written} rows`,
        expected: `${kept} records of ${width} ${width === 1 ? 'row' : 'rows'} each`,
      })
    }
    const filtered = leftOut + dropped + amended
    const read = account.rows_written + leftOut
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
      rows_dropped: dropped,
      rows_amended: amended,
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
