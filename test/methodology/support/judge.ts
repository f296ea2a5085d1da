import type { TestsMethodology } from '../../../pipeline/methodology/tests.ts'
import { itemsQuery, planItems } from '../../../pipeline/methodology/tests-sql.ts'
import { columnsOf, type Store, sqlName, sqlText, tableSchema } from '../../../pipeline/store/index.ts'

export type Answers = Record<string, string | number | null | undefined>
export type Judged = Record<string, boolean | 'unknown' | 'out'>

/** What a methodology says of rows of one table; columns that a row lacks were not answered. */
export async function judge(
  store: Store,
  methodology: TestsMethodology,
  table: string,
  rows: readonly Answers[],
): Promise<Judged[]> {
  const columns = Object.entries(columnsOf(tableSchema(table))).filter(([, type]) => type !== 'GEOMETRY')
  for (const name of rows.flatMap((row) => Object.keys(row))) {
    if (!columns.some(([column]) => column === name)) throw new RangeError(`${table} has no column ${name}`)
  }
  const typed = rows.map((row, i) => {
    const cells = columns.map(([name, type]) => {
      const value = row[name] ?? null
      const text = value === null ? 'NULL' : typeof value === 'number' ? String(value) : sqlText(value)
      return `${text}::${type} AS ${sqlName(name)}`
    })
    return `SELECT ${i} AS row_number, ${cells.join(', ')}`
  })
  const plan = planItems(methodology, table, '')
  const columnsRead = plan.items.flatMap(({ column, of }) => (of === null ? [column] : [column, of]))
  const found = await store.rows<Record<string, boolean | null>>(
    `SELECT ${[...new Set(columnsRead)].join(', ')} FROM (${itemsQuery([plan], `(${typed.join(' UNION ALL ')})`)}) ORDER BY row_number`,
  )
  return found.map((row) =>
    Object.fromEntries(
      plan.items.map(({ id, column, of }) => {
        if (of !== null && row[of] === false) return [id, 'out']
        return [id, of !== null && row[of] === null ? 'unknown' : (row[column] ?? 'unknown')]
      }),
    ),
  )
}
