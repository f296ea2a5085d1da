import { sqlName } from '../../store/index.ts'
import { DERIVED, type Side } from './compare-rows.ts'
import type { TypeChange } from './release-comparison.ts'

const NUMBERS = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/
const PLACES = /^(GEOMETRY.*|BLOB)$/

/**
 * Brings columns that have one name and two types to one, so that only what they say is compared: numbers as numbers, geometries by
 * their bytes, all else by its text.
 * @returns the sides so, and what the types were
 */
export function inOneType(a: Side, b: Side): { a: Side; b: Side; types: TypeChange[] } {
  const types = typeChanges(a.columns, b.columns)
  const to = (side: Side, other: Side): Side => {
    const changed = types.map(({ name }) => meeting(name, side.columns.get(name)!, other.columns.get(name)!))
    if (changed.length === 0) return side
    const columns = new Map([
      ...side.columns,
      ...changed.map(({ name, type }): [string, string] => [name, type]),
    ])
    const replaced = changed.map(({ name, sql }) => `${sql} AS ${sqlName(name)}`)
    return { ...side, columns, from: `(SELECT * REPLACE (${replaced.join(', ')}) FROM ${side.from})` }
  }
  return { a: to(a, b), b: to(b, a), types }
}

/** Columns that both have, under another type each. */
export function typeChanges(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): TypeChange[] {
  return [...b].flatMap(([name, type]) => {
    const old = a.get(name)
    return old === undefined || old === type || DERIVED.includes(name) ? [] : [{ name, a: old, b: type }]
  })
}

function meeting(name: string, type: string, other: string): { name: string; type: string; sql: string } {
  const column = sqlName(name)
  if (NUMBERS.test(type) && NUMBERS.test(other)) return { name, type: 'DOUBLE', sql: `${column}::DOUBLE` }
  if (PLACES.test(type) && PLACES.test(other))
    return { name, type: 'BLOB', sql: type === 'BLOB' ? column : `ST_AsWKB(${column})` }
  // A whole number that is kept as a double is written without decimals.
  const text = NUMBERS.test(type) ? `regexp_replace(${column}::VARCHAR, '\\.0+$', '')` : `${column}::VARCHAR`
  return { name, type: 'VARCHAR', sql: text }
}
