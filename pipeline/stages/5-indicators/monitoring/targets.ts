import type { Monitoring } from '../../../methodology/monitoring.ts'

/** A row of the table that holds the measurements, by column. */
export type Measurement = Record<string, string | number | null>

/** One programme target: what was measured at the start and at the end, null where a moment was not measured. */
export interface Target {
  target_id: string
  start: Measurement | null
  end: Measurement | null
  /** Kelurahan code and sector, as told at the start, else at the end. */
  location: string | null
  sector: string | null
  /** Start and end tell different places or sectors. */
  isMoved: boolean
}

/** Measurements paired by the code of their target, in its order. */
export function targetsOf(monitoring: Monitoring, rows: readonly Measurement[]): Target[] {
  const { moments, location, sector } = monitoring
  const pairs = new Map<string, { start: Measurement | null; end: Measurement | null }>()
  for (const row of rows) {
    const id = row.target_id as string
    const pair = pairs.get(id) ?? { start: null, end: null }
    if (row[moments.column] === moments.start) pair.start = row
    else pair.end = row
    pairs.set(id, pair)
  }
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target_id, { start, end }]) => {
      const told = (column: string) => (start?.[column] ?? end?.[column] ?? null) as string | null
      const differs = (column: string) =>
        start?.[column] != null && end?.[column] != null && start[column] !== end[column]
      return {
        target_id,
        start,
        end,
        location: told(location),
        sector: told(sector.column),
        isMoved: differs(location) || differs(sector.column),
      }
    })
}
