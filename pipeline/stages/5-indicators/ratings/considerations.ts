import type { Methodology } from '../../../methodology/methodology.ts'
import { type Outcome, told, type ZoneFacts } from './land-legality.ts'

export interface Considerations extends Outcome {
  /** Smallest and largest sum that is possible; null where no item is known. */
  min: number | null
  max: number | null
  /** Classes that are possible, in the order of the methodology; every one where nothing is known. */
  possible: string[]
}

/**
 * The other considerations of a zone: as stated, else the class of the sum of its items. An item that is not known may be
 * worth any of its points, and the class is known only where every sum that is left falls into it.
 * @param densityClass class of the zone by the name of a methodology of density classes; null where its density is unknown.
 */
export function considerations(
  methodology: Methodology,
  zone: ZoneFacts,
  densityClass: (classes: string) => string | null,
): Considerations {
  const stated = (zone.other_considerations as string | null | undefined) ?? null
  const source = stated === null ? null : 'stated'
  const rule = methodology.other_considerations
  if (!rule) {
    const every = [...new Set(methodology.priority.values.map((row) => row.other_considerations))]
    const possible = stated === null ? every : [stated]
    return { value: stated, source, items: null, flags: [], min: null, max: null, possible }
  }
  const points = rule.items.map((item) => {
    const answer = item.density === undefined ? zone[item.column!] : densityClass(item.density)
    return typeof answer === 'string' ? (item.values[answer] ?? null) : null
  })
  const isAnyKnown = points.some((one) => one !== null)
  const sums = possibleSums(rule.items, points)
  const classes = rule.classes.filter(({ min, max }) => sums.some((sum) => min <= sum && sum <= max))
  const computed = isAnyKnown && classes.length === 1 ? classes[0]!.code : null
  const flags: string[] = []
  if (stated !== null && isAnyKnown && !classes.some(({ code }) => code === stated))
    flags.push('stated considerations differ from their items')
  if (stated === null && isAnyKnown && points.includes(null)) flags.push('considerations incomplete')
  return {
    value: stated ?? computed,
    source: source ?? (computed === null ? null : 'computed'),
    items: isAnyKnown ? told(rule.items, points) : null,
    flags,
    min: isAnyKnown ? Math.min(...sums) : null,
    max: isAnyKnown ? Math.max(...sums) : null,
    possible: stated === null ? classes.map(({ code }) => code) : [stated],
  }
}

/** Every sum the items can still have, each once. */
function possibleSums(
  items: readonly { values: Record<string, number> }[],
  points: readonly (number | null)[],
): number[] {
  let sums = [0]
  items.forEach(({ values }, i) => {
    const open = points[i] === null ? [...new Set(Object.values(values))] : [points[i]!]
    sums = [...new Set(sums.flatMap((sum) => open.map((more) => sum + more)))]
  })
  return sums
}
