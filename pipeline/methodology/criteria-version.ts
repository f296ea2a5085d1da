import type { Criterion, Methodology } from './methodology.ts'

/** What tells that rows were scored by another set of criteria than the one they are read by. */
export interface OtherSet {
  id: string
  /** Ids that the other set has and the own one lacks: a number under one of them proves the other set. */
  betraying: string[]
  /** Own ids that mean something else there: another criterion, or the same counted in another unit. */
  changed: string[]
}

/** The criterion that another set has in place of this one, or null when it has none. */
export function equivalentIn(criterion: Criterion, other: Methodology): Criterion | null {
  const id = criterion.equivalent?.[other.id]
  return other.criteria.find((one) => one.id === (id === undefined ? criterion.id : id)) ?? null
}

/**
 * Whether an id stands for one and the same number in both sets: the same criterion, counted in the same unit over the
 * same denominator. 4c of 14/2018 is 4e of 02/2016; 3a counts families in the one and people in the other.
 */
export function meansTheSame(criterion: Criterion, other: Methodology): boolean {
  const there = equivalentIn(criterion, other)
  return (
    there !== null &&
    there.id === criterion.id &&
    there.unit === criterion.unit &&
    there.denominator === criterion.denominator
  )
}

/** The other sets whose ids a set can be mistaken for, in the order given. */
export function otherSets(own: Methodology, all: readonly Methodology[]): OtherSet[] {
  const ids = new Set(own.criteria.map(({ id }) => id))
  return all.flatMap((other) => {
    if (other.id === own.id) return []
    const betraying = other.criteria.map(({ id }) => id).filter((id) => !ids.has(id))
    const changed = own.criteria.filter((one) => !meansTheSame(one, other)).map(({ id }) => id)
    return betraying.length === 0 || changed.length === 0 ? [] : [{ id: other.id, betraying, changed }]
  })
}
