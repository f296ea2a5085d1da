import type { LayerProfile } from '../../../layers/profiles.ts'
import { parquet, type Store, sqlName } from '../../../store/index.ts'

/** Days (ISO dates) from which to which data speak, both included. A year alone is all of its days. */
export interface TimeSpan {
  start: string
  end: string
}

/**
 * The years and days a layer tells: its attributes of unit `year`, and those called `..._date`, but none that is planned. Null
 * where it tells none.
 */
export function layerTimeSpan(
  store: Store,
  path: string,
  { attributes }: LayerProfile,
): Promise<TimeSpan | null> {
  const told = attributes.filter(({ planned }) => planned !== true)
  return timeSpanOf(store, path, {
    years: told.filter(({ unit }) => unit === 'year').map(({ name }) => name),
    days: told.filter(({ name }) => name.endsWith('_date')).map(({ name }) => name),
  })
}

/** The first and the last day that columns of a Parquet file tell; null where all of them are empty. */
export async function timeSpanOf(
  store: Store,
  path: string,
  { years, days }: { years: readonly string[]; days: readonly string[] },
): Promise<TimeSpan | null> {
  const told = [
    ...years.map((name) => [`${year(name)} || '-01-01'`, `${year(name)} || '-12-31'`]),
    ...days.map((name) => [sqlName(name), sqlName(name)]),
  ]
  if (told.length === 0) return null
  const first = told.map(([start]) => `min(${start})`).join(', ')
  const last = told.map(([, end]) => `max(${end})`).join(', ')
  const [found] = await store.rows<{ start: string | null; end: string | null }>(
    `SELECT least(${first}) AS start, greatest(${last}) AS "end" FROM ${parquet(path)}`,
  )
  return found?.start && found.end ? { start: found.start, end: found.end } : null
}

function year(column: string): string {
  return `printf('%04d', ${sqlName(column)}::BIGINT)`
}

/** The least span that holds all of them; null of none. */
export function mergeTimeSpans(spans: readonly (TimeSpan | null)[]): TimeSpan | null {
  const known = spans.filter((span) => span !== null)
  if (known.length === 0) return null
  const starts = known.map(({ start }) => start).sort()
  const ends = known.map(({ end }) => end).sort()
  return { start: starts[0]!, end: ends.at(-1)! }
}
