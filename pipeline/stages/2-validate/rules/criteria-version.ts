import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadMethodology, type Methodology } from '../../../methodology/methodology.ts'
import type { Judge } from '../judge.ts'
import type { DecreeFact, World } from '../world.ts'

/** Sets of criteria that were read for a decree, by name; null where no file has them. */
const read = new Map<string, Methodology | null>()

/** The set of criteria of a name, or null where no file has it. */
export function criteriaNamed(id: string): Methodology | null {
  const known = read.get(id)
  if (known !== undefined) return known
  const found = methodologiesOf('deficit_scores').includes(id) ? loadMethodology(id) : null
  read.set(id, found)
  return found
}

/**
 * The criteria a decree was scored by: those it names, where a file has them; the city's, when it names none and is not
 * older than they are. Null when that cannot be told; then nothing may be said of its classes.
 */
export function criteriaOf(decree: DecreeFact | undefined, world: World): Methodology | null {
  const own = world.methodology
  if (decree === undefined) return own
  if (decree.methodology !== null)
    return decree.methodology === own.id ? own : criteriaNamed(decree.methodology)
  return isOlder(decree.decree_date ?? String(decree.vintage), own.effective_date) ? null : own
}

/** Dates as precise as both are: a year against a day is compared by year. */
function isOlder(date: string, effective_date: string): boolean {
  const length = Math.min(date.length, effective_date.length)
  return date.slice(0, length) < effective_date.slice(0, length)
}

/** CRITERIA_VERSION: a decree cannot have been scored by criteria that came after it, and others than the city's differ. */
export const checkCriteriaVersion: Judge = ({ row, world, report }) => {
  if (row.kind !== 'decree' || typeof row.vintage !== 'number') return
  const own = world.methodology
  const stated = typeof row.methodology === 'string' ? row.methodology : null
  const dated = typeof row.decree_date === 'string'
  const date = dated ? String(row.decree_date) : String(row.vintage)
  // Criteria that the decree names itself are its own; the name of a criteria set ends in the year of its regulation.
  const scoredBy =
    stated === null || stated === own.id
      ? { id: own.id, since: own.effective_date }
      : { id: stated, since: yearOf(stated) ?? '' }
  const younger = scoredBy.since !== '' && isOlder(date, scoredBy.since) ? scoredBy : null
  if (younger) {
    report({
      code: 'CRITERIA_VERSION',
      field: dated ? 'decree_date' : 'vintage',
      got: date,
      expected: `>= ${younger.since} (${younger.id})`,
      message: {
        id: `SK ${dated ? 'tanggal' : 'tahun'} ${date} lebih tua daripada kriteria ${younger.id} (${younger.since}).`,
        en: `The decree of ${date} is older than the criteria ${younger.id} (${younger.since}).`,
      },
    })
  } else if (stated !== null && stated !== own.id) {
    report({
      code: 'CRITERIA_VERSION',
      field: 'methodology',
      got: stated,
      expected: own.id,
      message: {
        id: `SK dinilai dengan ${stated}, kota dengan ${own.id}.`,
        en: `The decree was scored by ${stated}, the city is scored by ${own.id}.`,
      },
    })
  }
}

function yearOf(criteria: string | null): string | null {
  return /(?<!\d)\d{4}$/.exec(criteria ?? '')?.[0] ?? null
}
