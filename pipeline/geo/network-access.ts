import { type PlanarShape, pointToSegment, TOUCH_M } from './distance.ts'

/** Whether the straight walk from one place to another is none, as through water. */
export type IsBarred = (from: readonly number[], to: readonly number[]) => boolean

/** A walk from a shape to a place on a segment: `t` of the way along it. */
export interface Walk {
  t: number
  distance_m: number
}

/**
 * The walks from a shape, in metres, to a segment of a road that can be part of a shortest way over it. Anybody in the
 * shape walks straight to the place of the segment nearest to him. Then the least way over the first end of the segment,
 * over its last, or to a place on it sets out
 * - where the segment runs into the shape, or comes nearest to it;
 * - at an end of the segment, or opposite a vertex of the outline: between them the walk and the way change in proportion,
 *   so that only the best of them towards either end counts;
 * - opposite the place that is asked for, given in `also`.
 */
export function walksTo(
  shape: PlanarShape,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  limit_m: number,
  isBarred: IsBarred,
  also: readonly number[] = [],
): Walk[] {
  const nearest = shape.toSegment(ax, ay, bx, by)
  if (nearest.distance_m > limit_m) return []
  const length_m = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
  const placeAt = (t: number): [number, number] =>
    t >= 1 ? [bx, by] : [ax + t * (bx - ax), ay + t * (by - ay)]
  const walks: Walk[] = []
  let [first, last]: [Walk | null, Walk | null] = [null, null]
  const overFirst = ({ t, distance_m }: Walk) => distance_m + t * length_m
  const overLast = ({ t, distance_m }: Walk) => distance_m + (1 - t) * length_m
  const consider = (walk: Walk, from: (place: [number, number]) => readonly number[]): void => {
    if (walk.distance_m > limit_m) return
    const isFirst = first === null || overFirst(walk) < overFirst(first)
    const isLast = last === null || overLast(walk) < overLast(last)
    if (!isFirst && !isLast) return
    const place = placeAt(walk.t)
    if (walk.distance_m > TOUCH_M && isBarred(from(place), place)) return
    if (isFirst) first = walk
    if (isLast) last = walk
  }
  const fromNearest = (t: number): Walk | null => {
    const place = placeAt(t)
    const from = shape.contains(...place) ? place : shape.nearestTo(...place)
    const distance_m = Math.sqrt((from[0] - place[0]) ** 2 + (from[1] - place[1]) ** 2)
    return distance_m > limit_m || (distance_m > TOUCH_M && isBarred(from, place)) ? null : { t, distance_m }
  }
  const known = (walk: Walk | null): Walk[] => (walk === null ? [] : [walk])
  if (nearest.distance_m <= TOUCH_M)
    for (const t of shape.meetings(ax, ay, bx, by)) walks.push({ t, distance_m: 0 })
  else walks.push(...known(fromNearest(nearest.t)))
  for (const t of also) walks.push(...known(fromNearest(t)))
  for (const walk of [...walks, ...known(fromNearest(0)), ...known(fromNearest(1))])
    consider(walk, (place) => shape.nearestTo(...place))
  const own = shape.segments
  for (let s = 0; s < own.length; s += 4) {
    const [x, y] = [own[s]!, own[s + 1]!]
    const walk = pointToSegment(x, y, ax, ay, bx, by)
    if (walk.t > 0 && walk.t < 1) consider(walk, () => [x, y])
  }
  return [...walks, ...known(first), ...known(last)]
}
