/** A count of persons that may be published: of one target, or the sum of its parts. */
export interface PersonCount {
  /** Tells it from the others; of equal counts the first by name is held back. */
  name: string
  /** Null is not known, and then nothing of it is published anyway. */
  persons: number | null
  parts: readonly PersonCount[]
}

/**
 * Names of the counts that are held back: those of 1 to k - 1 persons, and as many others as it takes that no sum less its
 * parts gives one away (`docs/decisions/026-household-figures.md`, complements). What is left of a published count after the
 * published ones inside it is nothing or at least k; where it is not, the smallest of those is held back as well, and
 * something of at least k within it, or it would follow from its own parts. Counts are parts of one whole each, so one
 * pass is enough.
 */
export function heldBack(wholes: readonly PersonCount[], k: number): Set<string> {
  const held = new Set<string>()
  const all = wholes.flatMap(withParts)
  for (const { name, persons } of all) if (persons !== null && persons > 0 && persons < k) held.add(name)
  const isTold = ({ name, persons }: PersonCount) => persons !== null && !held.has(name)
  /** The largest published counts inside: no one of them is part of another. */
  const toldWithin = ({ parts }: PersonCount): PersonCount[] =>
    parts.flatMap((part) => (isTold(part) ? [part] : toldWithin(part)))
  const left = (count: PersonCount) =>
    toldWithin(count).reduce((rest, { persons }) => rest - persons!, count.persons!)
  const hideSmallest = (count: PersonCount): void => {
    const inside = toldWithin(count).filter(({ persons }) => persons! > 0)
    inside.sort((a, b) => a.persons! - b.persons! || (a.name < b.name ? -1 : 1))
    const smallest = inside[0]!
    held.add(smallest.name)
    if (smallest.parts.length > 0 && left(smallest) < k) hideSmallest(smallest)
  }
  for (const count of all)
    if (count.parts.length > 0 && isTold(count) && left(count) > 0 && left(count) < k) hideSmallest(count)
  return held
}

/** Parts before the whole: a kelurahan first settles what its targets tell. */
function withParts(count: PersonCount): PersonCount[] {
  return [...count.parts.flatMap(withParts), count]
}
