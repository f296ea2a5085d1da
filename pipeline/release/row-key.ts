import { sqlName } from '../store/index.ts'

/** SQL of the values of key columns in one text: what tells the features of a layer, or the rows of a table, apart. */
export function rowKey(columns: readonly string[]): string {
  return `concat_ws(' | ', ${columns.map((name) => `coalesce(${sqlName(name)}::VARCHAR, '')`).join(', ')})`
}
