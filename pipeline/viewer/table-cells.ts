/** A row of a published CSV table, every cell as text. */
export type TableRow = Record<string, string | undefined>

/** The number of a cell; null where the column is missing, the cell blank or no number. */
export function cellNumber(row: TableRow, column: string): number | null {
  const text = row[column]?.trim() ?? ''
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? null : value
}

/** The text of a cell; null where the column is missing or the cell blank. */
export function cellText(row: TableRow, column: string): string | null {
  return row[column]?.trim() || null
}

/**
 * Whether a row is of the criteria a release is scored by, of which a table may hold several: a row that names none is, and
 * where the release names none every row is.
 */
export function isOfMethodology(row: TableRow, methodology: string | null): boolean {
  return methodology === null || (cellText(row, 'methodology') ?? methodology) === methodology
}

/** The rows of a zone: those of that level where the table has levels, by `id`, `unit_id` or `zone_id`. */
export function rowsOfZone<Row extends TableRow>(rows: readonly Row[], zoneId: string): Row[] {
  return rows.filter(
    (row) => (row.level ?? 'zone') === 'zone' && (row.id ?? row.unit_id ?? row.zone_id) === zoneId,
  )
}
