import { type FeatureChunk, POLYGON } from '../../../pipeline/tiler/features/feature-chunk.ts'
import type { Place, SmallFeature } from '../points/chunks.ts'

export type Ring = Place[]

/** Rings in places of the grid, the first of a feature its exterior. */
export type Plan = Ring[][]

/**
 * Cells of a bent grid whose borders are lists of positions that both neighbours have: junctions of four, of three where
 * two cells have become one, cells with a hole that an island fills, and with a hole that touches the border in one place.
 */
export function tessellation(random: () => number, cells: number, step: number, bends: number): Plan {
  const node = (x: number, y: number): Place => [
    x * step + Math.round(((x * 7 + y * 13) % 5) * 0.03 * step),
    y * step + Math.round(((x * 11 + y * 3) % 5) * 0.03 * step),
  ]
  const borders = new Map<string, Ring>()
  const border = (a: Place, b: Place): Ring => {
    const key = `${a} ${b}`
    const known = borders.get(key)
    if (known !== undefined) return known
    const count = Math.floor(random() * (bends + 1))
    const between = Array.from({ length: count }, (_, i): Place => {
      const along = (i + 1) / (count + 1)
      return [
        Math.round(a[0] + along * (b[0] - a[0]) + (random() - 0.5) * 0.2 * step),
        Math.round(a[1] + along * (b[1] - a[1]) + (random() - 0.5) * 0.2 * step),
      ]
    })
    const ring = [a, ...between]
    borders.set(key, ring)
    borders.set(`${b} ${a}`, [b, ...between.toReversed()])
    return ring
  }
  const plan: Plan = []
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const wide = x + 1 < cells && random() < 0.25 ? 2 : 1
      const top = Array.from({ length: wide }, (_, i) => border(node(x + i, y), node(x + i + 1, y)))
      const bottom = Array.from({ length: wide }, (_, i) =>
        border(node(x + wide - i, y + 1), node(x + wide - i - 1, y + 1)),
      )
      const exterior = [
        ...top.flat(),
        ...border(node(x + wide, y), node(x + wide, y + 1)),
        ...bottom.flat(),
        ...border(node(x, y + 1), node(x, y)),
      ]
      const middle: Place = [x * step + Math.round(step / 2), y * step + Math.round(step / 2)]
      const choice = random()
      if (choice < 0.3) {
        const hole = circle(random, middle, 0.2 * step, 3 + Math.floor(random() * 2 * bends))
        plan.push([exterior, hole], [hole.toReversed()])
      } else if (choice < 0.5) {
        const hole = [exterior[0]!, ...circle(random, middle, 0.2 * step, 2 + bends)]
        plan.push([exterior, hole], [hole.toReversed()])
      } else plan.push([exterior])
      x += wide - 1
    }
  }
  return plan
}

function circle(random: () => number, [x, y]: Place, radius: number, count: number): Ring {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count
    const r = radius * (0.7 + 0.3 * random())
    return [Math.round(x + r * Math.cos(angle)), Math.round(y + r * Math.sin(angle))]
  })
}

export function features(plan: Plan): SmallFeature[] {
  return plan.map((chains) => ({ kind: POLYGON, chains, holes: chains.map((_, i) => i).slice(1) }))
}

export function turned(ring: Ring, by: number): Ring {
  return [...ring.slice(by % ring.length), ...ring.slice(0, by % ring.length)]
}

/** By position, all the first zooms that chains through it have there. */
export function zoomsByPosition(chunks: readonly FeatureChunk[]): Map<string, number[]> {
  const zooms = new Map<string, Set<number>>()
  for (const { positions, firstZooms } of chunks) {
    for (let i = 0; i < firstZooms.length; i++) {
      const key = `${positions[2 * i]},${positions[2 * i + 1]}`
      const there = zooms.get(key) ?? new Set()
      zooms.set(key, there.add(firstZooms[i]!))
    }
  }
  return new Map([...zooms].map(([key, there]) => [key, [...there].sort((a, b) => a - b)]))
}

/** Positions whose neighbours are not the same two in all rings through them, looked for one by one. */
export function junctionsOf(plan: Plan): Set<string> {
  const pairs = new Map<string, Set<string>>()
  for (const ring of plan.flat()) {
    if (ring.length < 3) continue
    ring.forEach((here, i) => {
      const pair = [ring.at(i - 1)!, ring[(i + 1) % ring.length]!].map(String).sort().join(' ')
      pairs.set(String(here), (pairs.get(String(here)) ?? new Set()).add(pair))
    })
  }
  return new Set([...pairs].filter(([, there]) => there.size > 1).map(([key]) => key))
}
