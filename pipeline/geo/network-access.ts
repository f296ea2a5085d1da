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
 * shape walks straight to the place of the segment nearest to him. Ways leave a segment at its ends, at its junctions, or
 * at the place that is asked for. Between two of these the walk and the way change in proportion, so that the least way
 * sets out
 * - at one of these, or where the segment runs into the shape or comes nearest to it;
 * - opposite a vertex of the outline, or where the walk is as long as the limit: only the best of them towards either side
 *   counts.
 *
 * @param stops the ends (0 and 1), junctions and places asked for, ascending, as parts of the way along the segment
 * @param atStops {@link walkTo} of each
 */
export function walksTo(
  shape: PlanarShape,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  stops: readonly number[],
  atStops: readonly (number | null)[],
  limit_m: number,
  isBarred: IsBarred,
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
  stops.forEach((t, i) => {
    take(t, atStops[i]!)
  })
  if (nearest.distance_m <= TOUCH_M) for (const t of shape.meetings(ax, ay, bx, by)) take(t, 0)
  else take(nearest.t, walkTo(shape, [ax + nearest.t * ux, ay + nearest.t * uy], limit_m, isBarred))
  const gaps = stops.length - 1
  const back: (Walk | null)[] = Array(gaps).fill(null)
  const ahead: (Walk | null)[] = Array(gaps).fill(null)
  const toBack_m = Float64Array.from({ length: gaps }, (_, i) => atStops[i] ?? Infinity)
  const toAhead_m = Float64Array.from({ length: gaps }, (_, i) => atStops[i + 1] ?? Infinity)
  const consider = (x: number, y: number, t: number, distance_m: number): void => {
    if (!(t > 0 && t < 1) || distance_m > limit_m) return
    let i = 0
    while (stops[i + 1]! < t) i++
    const [back_m, ahead_m] = [
      distance_m + (t - stops[i]!) * length_m,
      distance_m + (stops[i + 1]! - t) * length_m,
    ]
    if (back_m >= toBack_m[i]! && ahead_m >= toAhead_m[i]!) return
    if (isBarred([x, y], [ax + t * ux, ay + t * uy])) return
    if (back_m < toBack_m[i]!) {
      toBack_m[i] = back_m
      back[i] = { t, distance_m }
    }
    if (ahead_m < toAhead_m[i]!) {
      toAhead_m[i] = ahead_m
      ahead[i] = { t, distance_m }
    }
  }
  const own = shape.segments
  for (let s = 0; s < own.length; s += 4) {
    const [x, y, u, v] = [own[s]!, own[s + 1]!, own[s + 2]!, own[s + 3]!]
    // Metres aside of the line through the segment, to its left.
    const aside_m = (ux * (y - ay) - uy * (x - ax)) / length_m
    const aheadAside_m = (ux * (v - ay) - uy * (u - ax)) / length_m
    const t = ((x - ax) * ux + (y - ay) * uy) / length2
    consider(x, y, t, Math.abs(aside_m))
    if (Math.abs(aside_m) > limit_m === Math.abs(aheadAside_m) > limit_m && aside_m * aheadAside_m >= 0)
      continue
    for (const line_m of [-limit_m, limit_m]) {
      const part = (line_m - aside_m) / (aheadAside_m - aside_m)
      if (!(part > 0 && part < 1)) continue
      const [px, py] = [x + part * (u - x), y + part * (v - y)]
      consider(px, py, ((px - ax) * ux + (py - ay) * uy) / length2, limit_m)
    }
  }
  for (const walk of [...back, ...ahead]) if (walk !== null) walks.push(walk)
  return walks
}
