/** When a decree or verification was made. */
export interface Dated {
  decree_number: string
  vintage: number
  /** YYYY-MM-DD. */
  decree_date: string | null
}

/**
 * Vintages in time: by year, then by date, one without a date before those with one (as the decree in force is found),
 * then by number, digits read as numbers: 9/2020 before 10/2020.
 */
export function inTime(a: Dated, b: Dated): number {
  return (
    a.vintage - b.vintage ||
    compare(a.decree_date ?? '', b.decree_date ?? '') ||
    byNumber(a.decree_number, b.decree_number) ||
    compare(a.decree_number, b.decree_number)
  )
}

/** Runs of digits by their value, all else by code unit; a collator would follow its tables of characters. */
function byNumber(a: string, b: string): number {
  const [ours, theirs] = [runsOf(a), runsOf(b)]
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    const [one, other] = [ours[i]!, theirs[i]!]
    // Text and digits take turns: places of odd rank are digits.
    const order = i % 2 === 1 ? one.length - other.length || compare(one, other) : compare(one, other)
    if (order !== 0) return order
  }
  return ours.length - theirs.length
}

function runsOf(text: string): string[] {
  return text.split(/([0-9]+)/).map((run, i) => (i % 2 === 1 ? run.replace(/^0+(?=[0-9])/, '') : run))
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
