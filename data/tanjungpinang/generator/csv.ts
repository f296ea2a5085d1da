/** Rows as a table with `;` between cells and a header line; a cell is quoted only where it must be. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map(quoted).join(';')
  return [header, ...rows].map((cells) => `${line(cells)}\n`).join('')
}

function quoted(cell: string): string {
  return /[";\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
