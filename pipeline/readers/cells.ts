import type { Cell } from '../values/types.ts'

/** Sets a cell by a name that a file gives: a plain assignment to `__proto__` would set the prototype. */
export function setCell(cells: Record<string, Cell>, name: string, cell: Cell): void {
  if (name !== '__proto__') {
    cells[name] = cell
    return
  }
  Object.defineProperty(cells, name, { value: cell, enumerable: true, writable: true, configurable: true })
}
