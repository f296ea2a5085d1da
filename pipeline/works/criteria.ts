import type { Criterion, Methodology } from '../methodology/methodology.ts'
import type { Activity } from './activities.ts'
import { workUnit } from './units.ts'

/** What decides for which criteria a volume counts. */
export interface CountedWork {
  activity: Activity | null
  /** Base unit of the volume (m, ha, m3, unit, KK), null where none can be trusted. */
  unit: string | null
  /** Whether the row names no unit at all, in its column or beside its volume. */
  unitless: boolean
  /** The criterion the row itself names. */
  criterion: string | null
}

/**
 * Ids of the criteria of a methodology whose volume a work lowers, in the order of the methodology. A row that names its
 * criterion counts for that one alone, in the unit of that criterion if it names none; others for those of their activity
 * in their own unit.
 *
 * @param catalogue id of the methodology whose criteria the activities name
 */
export function criteriaOfWork(work: CountedWork, methodology: Methodology, catalogue: string): string[] {
  const counts = (criterion: Criterion): boolean => {
    const base = baseUnit(criterion.unit)
    if (work.criterion !== null)
      return criterion.id === work.criterion && (work.unit === base || work.unitless)
    const id = idIn(criterion, methodology.id, catalogue)
    const wanted = id === null ? undefined : work.activity?.criteria[id]
    return wanted !== undefined && work.unit === base && baseUnit(wanted) === base
  }
  return methodology.criteria.filter(counts).map(({ id }) => id)
}

/** What the set of the catalogue calls a criterion: 4e of 2016 is 4c of 2018, and 4c of 2016 is nothing there. */
function idIn(criterion: Criterion, own: string, catalogue: string): string | null {
  if (own === catalogue) return criterion.id
  const equivalent = criterion.equivalent
  return equivalent !== undefined && Object.hasOwn(equivalent, catalogue)
    ? equivalent[catalogue]!
    : criterion.id
}

function baseUnit(unit: string): string | null {
  return workUnit(unit)?.base ?? null
}
