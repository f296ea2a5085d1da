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
  for (const part of parts) {
    for (const ring of part) {
      let a = ring.at(-1)!
      for (const b of ring) {
        const dx = b[0] - a[0]
        const dy = b[1] - a[1]
        const length2 = dx * dx + dy * dy
        const along = length2 === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / length2
        const t = Math.min(Math.max(along, 0), 1)
        nearest = Math.min(nearest, (a[0] + t * dx - x) ** 2 + (a[1] + t * dy - y) ** 2)
        a = b
      }
    }
  }
  return Math.sqrt(nearest)
}

/**
 * Area that is inside of any part by even-odd, exactly but for rounding of doubles: between the heights of all ends and
 * crossings the inside is made of trapezoids.
 */
export function areaInside(parts: Parts): number {
  const edges: { ax: number; ay: number; by: number; slope: number; part: number }[] = []
  parts.forEach((rings, part) => {
    for (const ring of rings) {
      let from = ring.at(-1)!
      for (const to of ring) {
        const [a, b] = from[1] < to[1] ? [from, to] : [to, from]
        const slope = (b[0] - a[0]) / (b[1] - a[1])
        if (a[1] !== b[1]) edges.push({ ax: a[0], ay: a[1], by: b[1], slope, part })
        from = to
      }
    }
  })
  edges.sort((a, b) => a.ay - b.ay)
  const heights = edges.flatMap(({ ay, by }) => [ay, by])
  edges.forEach((one, i) => {
    for (let j = 0; j < i; j++) {
      const other = edges[j]!
      if (other.by <= one.ay) continue
      const y = (other.ax - other.ay * other.slope - one.ax + one.ay * one.slope) / (one.slope - other.slope)
      if (y > one.ay && y < Math.min(one.by, other.by)) heights.push(y)
    }
  })
  const sorted = Float64Array.from(heights).sort()
  let sum = 0
  for (let k = 1; k < sorted.length; k++) {
    const y = (sorted[k]! + sorted[k - 1]!) / 2
    const height = sorted[k]! - sorted[k - 1]!
    if (height < 1e-9) continue
    const crossings: { x: number; part: number }[] = []
    for (const { ax, ay, by, slope, part } of edges) {
      if (ay >= y) break
      if (by > y) crossings.push({ x: ax + (y - ay) * slope, part })
    }
    crossings.sort((a, b) => a.x - b.x)
    const odd = new Set<number>()
    crossings.forEach(({ x, part }, i) => {
      if (!odd.delete(part)) odd.add(part)
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
