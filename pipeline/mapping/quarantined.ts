import type { Source } from '../city.ts'

/** What stands before the canonical columns in a quarantine file: why the row was set aside, and where it is from. */
export const QUARANTINE_COLUMNS = [
  'code',
  'reason_id',
  'reason_en',
  'got',
  'source_file',
  'source_record',
  'source_sha256',
  'corrections',
] as const

/** A source that amends another is a quarantine file: its own columns are known. */
export function asQuarantined(source: Source): Source {
  if (source.amends === undefined) return source
  return {
    ...source,
    ignore: [...(source.ignore ?? []), ...QUARANTINE_COLUMNS, 'source_id', 'source_row'],
  }
}
