import { FieldSketch } from '../../pipeline/inspect/field-sketch.ts'
import { personalColumns } from '../../pipeline/inspect/personal-columns.ts'
import type { FieldSummary } from '../../pipeline/inspect/types.ts'
import type { Cell } from '../../pipeline/values/types.ts'

/** One column summed up from its cells. */
export function field(name: string, cells: readonly Cell[], isDeclared = false): FieldSummary {
  return fields({ [name]: cells }, isDeclared)[0]!
}

/** The columns of a table, given as their cells. */
export function fields(columns: Record<string, readonly Cell[]>, isDeclared = false): FieldSummary[] {
  const sketches = Object.entries(columns).map(([name, cells]) => {
    const sketch = new FieldSketch(name, isDeclared, 1000)
    for (const cell of cells) sketch.add(cell)
    return { sketch, records: cells.length }
  })
  const personal = personalColumns(sketches.map(({ sketch }) => sketch))
  return sketches.map(({ sketch, records }) => sketch.summary(records, personal.get(sketch.name) ?? null))
}
