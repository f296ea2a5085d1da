import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graphOf, nearestSeeds } from '../../pipeline/geo/network.ts'

/** Lengths of all shortest paths (Floyd 1962, Warshall 1962). */
function allPairs(nodes: number, edges: readonly [number, number, number][]): number[][] {
  const d = Array.from({ length: nodes }, (_, i) =>
    Array.from({ length: nodes }, (_, j) => (i === j ? 0 : Infinity)),
  )
  for (const [a, b, length] of edges) {
    d[a]![b] = Math.min(d[a]![b]!, length)
    d[b]![a] = Math.min(d[b]![a]!, length)
  }
  for (let k = 0; k < nodes; k++) {
    for (let i = 0; i < nodes; i++) {
      for (let j = 0; j < nodes; j++) d[i]![j] = Math.min(d[i]![j]!, d[i]![k]! + d[k]![j]!)
    }
  }
  return d
}

const columns = (edges: readonly [number, number, number][]) =>
  [0, 1, 2].map((i) => edges.map((edge) => edge[i]!)) as [number[], number[], number[]]

describe('the nearest of several seeds', () => {
  const made = fc.integer({ min: 1, max: 12 }).chain((nodes) => {
    const node = fc.integer({ min: 0, max: nodes - 1 })
    return fc.record({
      nodes: fc.constant(nodes),
      // Few lengths, so that equal ways are common.
      edges: fc.array(fc.tuple(node, node, fc.integer({ min: 0, max: 6 })), { maxLength: 24 }),
      seeds: fc.array(fc.tuple(node, fc.integer({ min: 0, max: 4 })), { maxLength: 5 }),
    })
  })

  it('is what Floyd-Warshall finds, for random graphs, and the lowest label where several are as near', () => {
    fc.assert(
      fc.property(made, ({ nodes, edges, seeds }) => {
        const d = allPairs(nodes, edges)
        const found = nearestSeeds(
          graphOf(nodes, ...columns(edges)),
          seeds.map(([node, offset_m], label) => ({ node, offset_m, label })),
        )
        for (let n = 0; n < nodes; n++) {
          const ways = seeds.map(([node, offset]) => offset + d[node]![n]!)
          const least = Math.min(Infinity, ...ways)
          expect(found.distance_m[n]).toBe(least)
          expect(found.label[n]).toBe(least === Infinity ? -1 : ways.indexOf(least))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('does not depend on the order of edges and seeds, lengths being any fractions', () => {
    const length = fc.double({ min: 0, max: 10, noNaN: true })
    const network = fc.array(fc.tuple(fc.nat(7), fc.nat(7), length), { minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(network, (edges) => {
        const seeds = [0, 3, 5].map((node, label) => ({ node, offset_m: label / 3, label }))
        const forward = nearestSeeds(graphOf(8, ...columns(edges)), seeds)
        const backward = nearestSeeds(graphOf(8, ...columns([...edges].reverse())), [...seeds].reverse())
        expect(backward).toEqual(forward)
      }),
      { numRuns: 500 },
    )
  })

  it('adds lengths exactly: ten times a tenth both ways round is a tie', () => {
    // A ring of 20: the node opposite the seeds is 1 m from both, though the parts are given differently.
    const tenth = Array.from({ length: 10 }, (_, i) => [i, i + 1, 0.1] as [number, number, number])
    const fifths = [
      [11, 12, 0.3],
      [12, 13, 0.6],
      [13, 10, 0.1],
    ] as [number, number, number][]
    const found = nearestSeeds(graphOf(14, ...columns([...tenth, ...fifths])), [
      { node: 0, offset_m: 0, label: 1 },
      { node: 11, offset_m: 0, label: 0 },
    ])
    expect(found.distance_m[10]).toBeCloseTo(1, 5)
    expect(Number.isInteger(found.distance_m[10]! * 2 ** 20)).toBe(true)
  })

  it('reaches nothing without seeds', () => {
    const found = nearestSeeds(graphOf(2, [0], [1], [5]), [])
    expect([...found.distance_m]).toEqual([Infinity, Infinity])
    expect([...found.label]).toEqual([-1, -1])
  })

  it('refuses what is no length and no node', () => {
    expect(() => graphOf(2, [0], [1], [-1])).toThrow('edge 0: got a length of -1 m')
    expect(() => graphOf(2, [0], [1], [Number.NaN])).toThrow('got a length of NaN m')
    expect(() => graphOf(2, [0], [2], [1])).toThrow('edge 0: got node 2, expected 0 to 1')
  })
})
