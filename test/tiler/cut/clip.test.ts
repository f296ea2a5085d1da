import { describe, expect, it } from 'vitest'
import { ChainSet } from '../../../pipeline/tiler/cut/chain-set.ts'
import { type Axis, clipLines, clipRings } from '../../../pipeline/tiler/cut/clip.ts'
import { type Place, randomBy } from '../points/chunks.ts'

function setOf(chains: readonly (readonly Place[])[], parts: number[] = chains.map((_, i) => i)): ChainSet {
  const set = new ChainSet()
  chains.forEach((chain, c) => {
    set.reserve(chain.length)
    for (const [x, y] of chain) {
      set.positions[2 * set.count] = x
      set.positions[2 * set.count++ + 1] = y
    }
    set.endChain(parts[c]!)
  })
  return set
}

function chainsIn(set: ChainSet): Place[][] {
  return Array.from({ length: set.chains }, (_, c) =>
    Array.from(
      { length: set.start[c + 1]! - set.start[c]! },
      (__, i): Place => [
        set.positions[2 * (set.start[c]! + i)]!,
        set.positions[2 * (set.start[c]! + i) + 1]!,
      ],
    ),
  )
}

/** How often a ring runs around a place, signed. */
function winding(ring: readonly Place[], px: number, py: number): number {
  let turns = 0
  ring.forEach(([bx, by], i) => {
    const [ax, ay] = ring.at(i - 1)!
    if (ay <= py === by <= py) return
    const side = (bx - ax) * (py - ay) - (px - ax) * (by - ay)
    if (ay <= py && side > 0) turns++
    if (ay > py && side < 0) turns--
  })
  return turns
}

const randomChain = (random: () => number, count: number, size: number): Place[] =>
  Array.from({ length: count }, () => [Math.floor(random() * size), Math.floor(random() * size)])

const bands: [lo: number, hi: number][] = [
  [10, 20],
  [0, 5],
  [-10, 50],
  [29, 40],
  [31, 40],
  [12, 12],
]

describe('clipped rings', () => {
  it.each([0, 1] as Axis[])(
    'run around every place within the band as often as before, and around none outside (axis %i)',
    (axis) => {
      const random = randomBy(axis + 1)
      for (let run = 0; run < 250; run++) {
        const rings = [randomChain(random, 3 + (run % 9), 31), randomChain(random, 3, 31)]
        const [lo, hi] = bands[run % bands.length]!
        const clipped = new ChainSet()
        clipRings(setOf(rings), clipped, axis, lo, hi)
        const after = chainsIn(clipped)
        const outside = after.flat().filter((place) => place[axis] < lo || place[axis] > hi)
        expect(outside).toEqual([])
        const wrong: number[][] = []
        for (let look = 0; look < 60; look++) {
          // Between the whole numbers, where no border is.
          const [x, y] = [Math.floor(random() * 31) + 0.4567, Math.floor(random() * 31) + 0.5432]
          const along = axis === 0 ? x : y
          rings.forEach((ring, part) => {
            const around = after
              .filter((_, c) => clipped.part[c] === part)
              .reduce((sum, r) => sum + winding(r, x, y), 0)
            const expected = along > lo && along < hi ? winding(ring, x, y) : 0
            if (around !== expected) wrong.push([run, part, x, y, around, expected])
          })
        }
        expect(wrong).toEqual([])
      }
    },
  )

  it('are the same where all of them lie within, and none where all lie outside', () => {
    const rings: Place[][] = [[[1, 1], [9, 1], [5, 9]]] // biome-ignore format: short
    const to = new ChainSet()
    clipRings(setOf(rings), to, 0, 1, 9)
    expect(chainsIn(to)).toEqual(rings)
    clipRings(setOf(rings), to, 1, 10, 20)
    expect([to.chains, to.count]).toEqual([0, 0])
  })
})

describe('clipped lines', () => {
  it.each([0, 1] as Axis[])('hold each stretch within the band once, and nothing else (axis %i)', (axis) => {
    const random = randomBy(axis + 11)
    for (let run = 0; run < 400; run++) {
      const lines = [randomChain(random, 2 + (run % 12), 31), randomChain(random, 2, 31)]
      const [lo, hi] = bands[run % (bands.length - 1)]!
      const clipped = new ChainSet()
      clipLines(setOf(lines), clipped, axis, lo, hi)
      const after = chainsIn(clipped)
      lines.forEach((line, part) => {
        const pieces = after.filter((_, c) => clipped.part[c] === part)
        const length = pieces.reduce((sum, piece) => sum + lengthWithin(piece, axis, -100, 100), 0)
        expect(length).toBeCloseTo(lengthWithin(line, axis, lo, hi), 6)
        for (const place of pieces.flat()) {
          if (place[axis] < lo || place[axis] > hi || distanceTo(line, place) > 1e-9)
            throw new Error(`${place} is not of ${JSON.stringify(line)} within ${lo} and ${hi}`)
        }
        for (const place of line)
          if (place[axis] > lo && place[axis] < hi) expect(pieces.flat()).toContainEqual(place)
      })
    }
  })

  it('become two where they leave and come back', () => {
    const to = new ChainSet()
    clipLines(setOf([[[0, 0], [20, 10], [0, 20]]], [4]), to, 0, 0, 10) // biome-ignore format: short
    expect(chainsIn(to)).toEqual([[[0, 0], [10, 5]], [[10, 15], [0, 20]]]) // biome-ignore format: short
    expect([...to.part.subarray(0, 2)]).toEqual([4, 4])
  })
})

/** Length of the stretches of a line between two bounds along an axis, edge by edge; along the bounds themselves too. */
function lengthWithin(line: readonly Place[], axis: Axis, lo: number, hi: number): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = Math.hypot(b[0] - a[0], b[1] - a[1])
    const [from, to] = [Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])]
    if (from === to) sum += from >= lo && from <= hi ? length : 0
    else sum += (length * Math.max(0, Math.min(to, hi) - Math.max(from, lo))) / (to - from)
  }
  return sum
}

function distanceTo(line: readonly Place[], [px, py]: Place): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!]
    const length2 = (bx - ax) ** 2 + (by - ay) ** 2
    const t =
      length2 === 0 ? 0 : Math.min(Math.max(((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length2, 0), 1)
    least = Math.min(least, Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)))
  }
  return least
}
