/** What is known of how near to each other positions lie. */
export interface Spacing {
  /** Distances between neighbouring vertices, in shares of the side of the world, none 0. */
  edges: readonly number[]
  /** Points, x and y alternating, in shares of the side of the world. */
  points: readonly number[]
  /** Whether there are more points than these. */
  hasMorePoints: boolean
}

export interface ChosenZoom {
  zoom: number
  /** Median distance in metres on the Mercator map at the equator; null where there is none to measure. */
  spacing_m: number | null
  why: 'vertices' | 'points' | 'many_points' | 'nothing'
}

/** Deeper zooms show no more of what is surveyed in a city, and viewers enlarge the deepest tiles. */
export const DEEPEST_CHOSEN = 14
/** Neighbours are told apart from one pixel on: a tile is shown 256 of them wide, or more. */
const PIXELS_PER_TILE = 256
const WORLD_M = 40_075_016.686

/**
 * The lowest zoom at which half of the neighbours lie a pixel or more from each other, at most 14; 14 for points of which
 * only the first were looked at, since the others may lie between.
 */
export function chooseMaxzoom({ edges, points, hasMorePoints }: Spacing): ChosenZoom {
  const vertices = median(edges)
  if (hasMorePoints) return { zoom: DEEPEST_CHOSEN, spacing_m: null, why: 'many_points' }
  const between = median(neighbourDistances(points))
  const spacing = Math.min(vertices ?? Number.POSITIVE_INFINITY, between ?? Number.POSITIVE_INFINITY)
  if (spacing === Number.POSITIVE_INFINITY) return { zoom: DEEPEST_CHOSEN, spacing_m: null, why: 'nothing' }
  const zoom = Math.ceil(-Math.log2(spacing * PIXELS_PER_TILE))
  return {
    zoom: Math.min(DEEPEST_CHOSEN, Math.max(0, zoom)),
    spacing_m: spacing * WORLD_M,
    why: spacing === vertices ? 'vertices' : 'points',
  }
}

/** Distance of each point to its nearest, points at one place counted once. */
function neighbourDistances(points: readonly number[]): number[] {
  const order = Array.from({ length: points.length / 2 }, (_, i) => i).sort(
    (a, b) => points[2 * a]! - points[2 * b]! || points[2 * a + 1]! - points[2 * b + 1]!,
  )
  const places = order.filter(
    (i, at) =>
      at === 0 ||
      points[2 * i] !== points[2 * order[at - 1]!] ||
      points[2 * i + 1] !== points[2 * order[at - 1]! + 1],
  )
  if (places.length < 2) return []
  return places.map((i, at) => {
    let nearest = Number.POSITIVE_INFINITY
    for (const step of [-1, 1]) {
      for (let other = at + step; other >= 0 && other < places.length; other += step) {
        const across = Math.abs(points[2 * places[other]!]! - points[2 * i]!)
        if (across >= nearest) break
        const down = points[2 * places[other]! + 1]! - points[2 * i + 1]!
        nearest = Math.min(nearest, Math.sqrt(across * across + down * down))
      }
    }
    return nearest
  })
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return Float64Array.from(values).sort()[values.length >> 1]!
}
