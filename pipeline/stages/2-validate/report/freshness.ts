const DAY_MS = 86_400_000

/** Newest ISO date among them, or null: the day from which freshness is counted. */
export function referenceDate(dates: readonly (string | null)[]): string | null {
  return dates.reduce<string | null>(
    (newest, date) => (dayOf(date) !== null && (newest === null || date! > newest) ? date : newest),
    null,
  )
}

/** Whole days from one ISO date to another, or null where one is no date. */
export function daysBetween(from: string | null, to: string | null): number | null {
  const [start, end] = [dayOf(from), dayOf(to)]
  return start === null || end === null ? null : end - start
}

function dayOf(iso: string | null): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '')
  if (!match) return null
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  return month < 1 || month > 12 || day < 1 || day > 31 ? null : Date.UTC(year, month - 1, day) / DAY_MS
}
