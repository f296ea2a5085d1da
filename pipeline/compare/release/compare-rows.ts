import { rowKey } from '../../release/row-key.ts'
import { type Store, sqlName, sqlText } from '../../store/index.ts'
import { GEOMETRY, type RowsComparison } from './release-comparison.ts'

/** A side of a comparison: what stands in FROM, and its columns with their types. */
export interface Side {
  from: string
  columns: Map<string, string>
  rows: number
}

/** Columns that follow from others: a feature's box from its geometry. Its id is compared, for links name features by it. */
export const DERIVED = ['bbox']
/** Rows that differ, of the layer or table that was compared last; no temporary table, for batches are read on a connection of their own. */
const DIFFERING = 'compared_rows'

/** Columns of a side and how many rows it has. */
export async function sideOf(store: Store, from: string): Promise<Side> {
  const columns = await store.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM ${from}`,
  )
  return {
    from,
    columns: new Map(columns.map(({ column_name, column_type }) => [column_name, column_type])),
    rows: await store.count(from),
  }
}

/**
 * Holds two sides against each other by a key and leaves what differs for {@link changesQuery}. Rows of one key are told apart by
 * what else they hold: the first of one side goes with the first of the other.
 * @param key columns that both have
 * @param a as {@link inOneType} makes them, like b
 */
export async function compareRows(
  store: Store,
  kind: RowsComparison['kind'],
  name: string,
  key: readonly string[],
  a: Side,
  b: Side,
): Promise<Omit<RowsComparison, 'types'>> {
  const fields = comparedColumns(key, a, b)
  const values = fields.map((column, i) => {
    const isGeometry = b.columns.get(column)!.startsWith('GEOMETRY')
    return `${isGeometry ? `ST_AsWKB(${sqlName(column)})` : sqlName(column)} AS f${i}`
  })
  const order = fields.length === 0 ? 'row_key' : fields.map((_, i) => `f${i}`).join(', ')
  const side = (of: Side) =>
    `(SELECT *, row_number() OVER (PARTITION BY row_key ORDER BY ${order}) AS nth
      FROM (SELECT ${[`${rowKey(key)} AS row_key`, ...values].join(', ')} FROM ${of.from}))`
  const told = fields.map((_, i) => `, a.f${i} AS a${i}, b.f${i} AS b${i}`)
  const differs = fields.map((_, i) => ` OR a.f${i} IS DISTINCT FROM b.f${i}`)
  await store.run(`CREATE OR REPLACE TABLE ${DIFFERING} AS
    SELECT coalesce(a.row_key, b.row_key) AS id, coalesce(a.nth, b.nth) AS nth,
      CASE WHEN a.row_key IS NULL THEN 'added' WHEN b.row_key IS NULL THEN 'removed' ELSE 'changed' END AS change${told.join('')}
    FROM ${side(a)} a FULL JOIN ${side(b)} b ON a.row_key = b.row_key AND a.nth = b.nth
    WHERE a.row_key IS NULL OR b.row_key IS NULL${differs.join('')}`)
  const each = fields.map(
    (_, i) => `count(*) FILTER (change = 'changed' AND a${i} IS DISTINCT FROM b${i}) AS f${i}`,
  )
  const [counts] = await store.rows<Record<string, number>>(
    `SELECT ${['added', 'removed', 'changed'].map((change) => `count(*) FILTER (change = '${change}') AS ${change}`).join(', ')}
       ${each.map((sql) => `, ${sql}`).join('')} FROM ${DIFFERING}`,
  )
  const changed = fields
    .map((column, i) => ({ name: column, rows: counts![`f${i}`]! }))
    .filter(({ rows }) => rows > 0)
  return {
    ...{ kind, name, key: [...key], rows_a: a.rows, rows_b: b.rows },
    ...{ added: counts!.added!, removed: counts!.removed!, changed: counts!.changed! },
    geometry_changed: changed.find((field) => field.name === GEOMETRY)?.rows ?? 0,
    fields: changed.filter((field) => field.name !== GEOMETRY),
    columns_only_a: columnsOnlyIn(a, b),
    columns_only_b: columnsOnlyIn(b, a),
  }
}

function columnsOnlyIn({ columns }: Side, other: Side): string[] {
  return [...columns.keys()].filter((column) => !other.columns.has(column) && !DERIVED.includes(column))
}

/** Decimals to which numbers are published: what a difference of two holds for certain. */
const DECIMALS = 9

/**
 * Query of the rows of {@link compareRows}, in order of change, id and column: `id`, `change`, `field`, `old`, `new`, `difference`; `is_double`
 * where old and new are the database's texts of doubles.
 * @param columns as {@link comparedColumns} has them
 */
export function changesQuery(columns: readonly string[]): string {
  const number = (side: string) => `TRY_CAST(${side} AS DOUBLE)`
  const each = columns.map((column, i) => {
    const isGeometry = column === GEOMETRY
    const text = (side: string) => (isGeometry ? 'NULL::VARCHAR' : `${side}${i}::VARCHAR`)
    return `SELECT id, nth, change, ${i} AS place, ${sqlText(column)} AS field, ${text('a')} AS old, ${text('b')} AS new,
      typeof(b${i}) = 'DOUBLE' AS is_double
      FROM ${DIFFERING} WHERE change = 'changed' AND a${i} IS DISTINCT FROM b${i}`
  })
  const alone = `SELECT id, nth, change, -1 AS place, NULL AS field, NULL AS old, NULL AS new, false AS is_double
    FROM ${DIFFERING} WHERE change <> 'changed'`
  return `SELECT id, change, field, old, new, round(${number('new')} - ${number('old')}, ${DECIMALS}) AS difference, is_double
    FROM (${[alone, ...each].join(' UNION ALL ')}) ORDER BY change, id, nth, place`
}

/** The columns that {@link compareRows} compared, in their order. */
export function comparedColumns(key: readonly string[], a: Side, b: Side): string[] {
  return [...b.columns.keys()].filter(
    (column) => a.columns.has(column) && !DERIVED.includes(column) && !key.includes(column),
  )
}

/**
 * Query of the features of {@link compareRows} with their places, in order: `id`, `change`, `fields` (a list), `side`, `wkb`. A feature
 * whose geometry changed is there twice, as it was (A) and as it is (B).
 */
export function placesQuery(columns: readonly string[]): string {
  const at = columns.indexOf(GEOMETRY)
  const fields = columns.map(
    (column, i) =>
      `CASE WHEN change = 'changed' AND a${i} IS DISTINCT FROM b${i} THEN ${sqlText(column)} END`,
  )
  return `SELECT id, change, list_filter([${fields.join(', ')}], field -> field IS NOT NULL) AS fields, side, wkb
    FROM (SELECT *, 'B' AS side, b${at} AS wkb FROM ${DIFFERING} WHERE change <> 'removed'
      UNION ALL SELECT *, 'A', a${at} FROM ${DIFFERING} WHERE change = 'removed' OR (change = 'changed' AND a${at} IS DISTINCT FROM b${at}))
    ORDER BY change, id, nth, side`
}
