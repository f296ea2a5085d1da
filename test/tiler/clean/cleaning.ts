import type { MultiPolygon, Position } from 'geojson'
import { PolygonCleaner } from '../../../pipeline/tiler/clean/index.ts'

export type Point = [number, number]
/** Parts of open rings. */
export type Parts = Point[][][]

export function clean(parts: Parts, cleaner = new PolygonCleaner()): Parts {
  const rings = parts.flat()
  const ringStart = [0]
  for (const ring of rings) ringStart.push(ringStart.at(-1)! + ring.length)
  const partOf = parts.flatMap((part, p) => part.map(() => p))
  const count = cleaner.clean(
    Int32Array.from(rings.flat(2)),
    Int32Array.from(ringStart),
    Int32Array.from(partOf),
    rings.length,
  )
  const result: Parts = []
  for (let r = 0; r < count; r++) {
    const ring: Point[] = []
    for (let i = cleaner.ringStart[r]!; i < cleaner.ringStart[r + 1]!; i++) {
      ring.push([cleaner.positions[2 * i]!, cleaner.positions[2 * i + 1]!])
    }
    if (cleaner.isExterior[r] === 1) result.push([ring])
    else result.at(-1)!.push(ring)
  }
  return result
}

/** The surveyor's formula: positive for an exterior, y down. */
export function area(ring: readonly Point[]): number {
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[(i + 1) % ring.length]!
    sum += ax * by - bx * ay
  }
  return sum / 2
}

export function areaOf(parts: Parts): number {
  return parts.flat().reduce((sum, ring) => sum + area(ring), 0)
}

export function multiPolygon(parts: Parts): MultiPolygon {
  return {
    type: 'MultiPolygon',
    coordinates: parts.map((part) => part.map((ring): Position[] => [...ring, ring[0]!])),
  }
}

export function perimeter(parts: Parts): number {
  let sum = 0
  for (const ring of parts.flat()) {
    for (let i = 0; i < ring.length; i++) {
      const [ax, ay] = ring[i]!
      const [bx, by] = ring[(i + 1) % ring.length]!
      sum += Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
    }
  }
  return sum
}

/** Distance of a point from the nearest segment of the rings. */
export function distanceTo(parts: Parts, [x, y]: Point): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const ring of parts.flat()) {
    for (let i = 0; i < ring.length; i++) {
      const [ax, ay] = ring[i]!
      const [bx, by] = ring[(i + 1) % ring.length]!
      const length2 = (bx - ax) ** 2 + (by - ay) ** 2
      const along = length2 === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2
      const t = Math.min(Math.max(along, 0), 1)
      nearest = Math.min(nearest, (ax + t * (bx - ax) - x) ** 2 + (ay + t * (by - ay) - y) ** 2)
    }
  }
  return Math.sqrt(nearest)
}

/**
 * Area that is inside of any part by even-odd, exactly but for rounding of doubles: between the heights of all ends and
 * crossings the inside is made of trapezoids.
 */
export function areaInside(parts: Parts): number {
  const edges: [number, number, number, number, number][] = []
  parts.forEach((part, p) => {
    for (const ring of part) {
      for (let i = 0; i < ring.length; i++) {
        const [ax, ay] = ring[i]!
        const [bx, by] = ring[(i + 1) % ring.length]!
        if (ay !== by) edges.push(ay < by ? [ax, ay, bx, by, p] : [bx, by, ax, ay, p])
      }
    }
  })
  const heights = edges.flatMap(([, ay, , by]) => [ay, by])
  for (let i = 0; i < edges.length; i++) {
    for (let j = 0; j < i; j++) {
      const [ax, ay, bx, by] = edges[i]!
      const [cx, cy, dx, dy] = edges[j]!
      const slopeI = (bx - ax) / (by - ay)
      const slopeJ = (dx - cx) / (dy - cy)
      const y = (cx - cy * slopeJ - ax + ay * slopeI) / (slopeI - slopeJ)
      if (y > Math.max(ay, cy) && y < Math.min(by, dy)) heights.push(y)
    }
  }
  heights.sort((a, b) => a - b)
  let sum = 0
  for (let k = 1; k < heights.length; k++) {
    const y = (heights[k]! + heights[k - 1]!) / 2
    const height = heights[k]! - heights[k - 1]!
    if (height < 1e-9) continue
    const crossings = edges
      .filter(([, ay, , by]) => ay < y && by > y)
      .map(([ax, ay, bx, by, p]) => ({ x: ax + ((y - ay) * (bx - ax)) / (by - ay), p }))
      .sort((a, b) => a.x - b.x)
    const odd = new Set<number>()
    crossings.forEach(({ x, p }, i) => {
      if (!odd.delete(p)) odd.add(p)
      if (odd.size > 0) sum += ((crossings[i + 1]?.x ?? x) - x) * height
    })
  }
  return sum
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
