/** Codes of a cell that names zones: several stand in one, as of zones that were merged. */
export function zoneCodes(cell: unknown): string[] {
  return cell === null || cell === undefined || cell === '' ? [] : String(cell).split('; ')
}
