import type { Criterion, Methodology } from '../methodology/methodology.ts'
import type { Activities, Activity } from './activities.ts'
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
 * @param catalogue names the methodology whose criteria the activities name, and those of them that a row must state
 */
export function criteriaOfWork(
  work: CountedWork,
  methodology: Methodology,
  catalogue: Pick<Activities, 'methodology' | 'statedOnly'>,
): string[] {
  const counts = (criterion: Criterion): boolean => {
    const base = baseUnit(criterion.unit)
    // A unit that nobody knows is not the same as another such.
    if (base === null) return false
    if (work.criterion !== null)
      return criterion.id === work.criterion && (work.unit === base || work.unitless)
    const id = idIn(criterion, methodology.id, catalogue.methodology)
    const wanted = id === null || catalogue.statedOnly.includes(id) ? undefined : work.activity?.criteria[id]
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
