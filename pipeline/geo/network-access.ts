import { type PlanarShape, TOUCH_M } from './distance.ts'

/** Whether the straight walk from one place to another is none, as through water. */
export type IsBarred = (from: readonly number[], to: readonly number[]) => boolean

/** A walk from a shape to a place on a segment: `t` of the way along it. */
export interface Walk {
  t: number
  distance_m: number
}

/** The least straight walk from a shape to a place, in metres; null beyond the limit, or where it is barred. */
export function walkTo(
  shape: PlanarShape,
  place: [number, number],
  limit_m: number,
  isBarred: IsBarred,
): number | null {
  if (shape.contains(...place)) return 0
  const from = shape.nearestTo(...place)
  const distance_m = Math.sqrt((from[0] - place[0]) ** 2 + (from[1] - place[1]) ** 2)
  return distance_m > limit_m || (distance_m > TOUCH_M && isBarred(from, place)) ? null : distance_m
}

/**
 * The walks from a shape, in metres, to a segment of a road that can be part of a shortest way over it. Anybody in the
 * shape walks straight to the place of the segment nearest to him. Then the least way over the first end of the segment,
 * over its last, or to a place on it sets out
 * - where the segment runs into the shape, or comes nearest to it;
 * - at an end of the segment, or opposite a vertex of the outline: between them the walk and the way change in proportion,
 *   so that only the best of them towards either end counts;
 * - opposite the place that is asked for, given in `also`.
 *
 * @param atEnds {@link walkTo} of both ends of the segment
 */
export function walksTo(
  shape: PlanarShape,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  atEnds: readonly [first: number | null, last: number | null],
  limit_m: number,
  isBarred: IsBarred,
  also: readonly number[] = [],
): Walk[] {
  const nearest = shape.toSegment(ax, ay, bx, by)
  if (nearest.distance_m > limit_m) return []
  const [ux, uy] = [bx - ax, by - ay]
  const length2 = ux * ux + uy * uy
  const length_m = Math.sqrt(length2)
  const walks: Walk[] = []
  const take = (t: number, distance_m: number | null): void => {
    if (distance_m !== null) walks.push({ t, distance_m })
  }
  if (nearest.distance_m <= TOUCH_M) for (const t of shape.meetings(ax, ay, bx, by)) take(t, 0)
  for (const t of nearest.distance_m <= TOUCH_M ? also : [nearest.t, ...also]) {
    if (t > 0 && t < 1) take(t, walkTo(shape, [ax + t * ux, ay + t * uy], limit_m, isBarred))
  }
  let [overFirst_m, overLast_m] = [Infinity, Infinity]
  for (const { t, distance_m } of walks) {
    overFirst_m = Math.min(overFirst_m, distance_m + t * length_m)
    overLast_m = Math.min(overLast_m, distance_m + (1 - t) * length_m)
  }
  const [atFirst_m, atLast_m] = [atEnds[0] ?? Infinity, atEnds[1] ?? Infinity]
  if (atFirst_m < overFirst_m) take(0, atFirst_m)
  if (atLast_m < overLast_m) take(1, atLast_m)
  overFirst_m = Math.min(overFirst_m, atFirst_m, atLast_m + length_m)
  overLast_m = Math.min(overLast_m, atLast_m, atFirst_m + length_m)
  let [first, last]: [Walk | null, Walk | null] = [null, null]
  const own = shape.segments
  for (let s = 0; s < own.length; s += 4) {
    const [x, y] = [own[s]!, own[s + 1]!]
    const t = ((x - ax) * ux + (y - ay) * uy) / length2
    if (!(t > 0 && t < 1)) continue
    const [px, py] = [ax + t * ux, ay + t * uy]
    const distance_m = Math.sqrt((x - px) * (x - px) + (y - py) * (y - py))
    const isFirst = distance_m + t * length_m < overFirst_m
    const isLast = distance_m + (1 - t) * length_m < overLast_m
    if (distance_m > limit_m || !(isFirst || isLast) || isBarred([x, y], [px, py])) continue
    if (isFirst) overFirst_m = distance_m + t * length_m
    if (isFirst) first = { t, distance_m }
    if (isLast) overLast_m = distance_m + (1 - t) * length_m
    if (isLast) last = { t, distance_m }
  }
  for (const walk of [first, last]) if (walk !== null) walks.push(walk)
  return walks
}
