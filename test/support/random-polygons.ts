import type { Polygon, Position } from 'geojson'

const MEAN_RADIUS_M = 6371000

/** Even numbers between 0 and 1, the same for the same seed (mulberry32). */
export function evenNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const SHAPES = ['round', 'L', 'thin', 'star'] as const
export type Shape = (typeof SHAPES)[number]

/** Corners in metres about a centre, counter-clockwise, of about the given area; holes after the shell. */
function corners(shape: Shape, area_m2: number, next: () => number): [number, number][][] {
  const circle = (radius: (i: number) => number, count: number): [number, number][] =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count
      return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)]
    })
  switch (shape) {
    case 'round': {
      const radius = Math.sqrt(area_m2 / Math.PI)
      return [circle(() => radius, 64)]
    }
    case 'L': {
      const u = Math.sqrt(area_m2 / 3)
      const unit = [
        [-u, -u],
        [u, -u],
        [u, 0],
        [0, 0],
        [0, u],
        [-u, u],
      ] as [number, number][]
      return [unit]
    }
    case 'thin': {
      const half = Math.sqrt(area_m2 / 10) / 2
      return [
        [
          [-10 * half, -half],
          [10 * half, -half],
          [10 * half, half],
          [-10 * half, half],
        ],
      ]
    }
    case 'star': {
      const radius = Math.sqrt(area_m2)
      const shell = circle((i) => radius * (i % 2 === 0 ? 1 : 0.4 + 0.2 * next()), 20)
      return [shell, circle(() => radius * (0.1 + 0.1 * next()), 12)]
    }
  }
}

/**
 * Polygon in degrees of about the given area about a random place of Indonesia: latitude -11 to 6, longitude 95 to 141,
 * turned at random, wound either way.
 */
export function randomPolygon(shape: Shape, area_m2: number, next: () => number): Polygon {
  const lat = -11 + 17 * next()
  const lon = 95 + 46 * next()
  const turn = 2 * Math.PI * next()
  const degree_m = (Math.PI / 180) * MEAN_RADIUS_M
  const shortening = Math.cos((lat * Math.PI) / 180)
  const coordinates = corners(shape, area_m2, next).map((ring) => {
    const turned = ring.map(([x, y]): Position => {
      const east_m = x * Math.cos(turn) - y * Math.sin(turn)
      const north_m = x * Math.sin(turn) + y * Math.cos(turn)
      return [lon + east_m / degree_m / shortening, lat + north_m / degree_m]
    })
    const closed = [...turned, turned[0]!]
    return next() < 0.5 ? closed : closed.reverse()
  })
  return { type: 'Polygon', coordinates }
}
