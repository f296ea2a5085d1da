import FlatQueue from 'flatqueue'

/** An undirected graph with lengths: the edges at node n are `starts[n]` to `starts[n + 1] - 1` of `ends` and `lengths_m`. */
export interface Graph {
  nodes: number
  starts: Uint32Array
  ends: Uint32Array
  lengths_m: Float64Array
}

/** Where a search sets out: a node, metres already walked to reach it, and who is asked for. */
export interface Seed {
  node: number
  offset_m: number
  /** Whole number; of equally near seeds the lower label wins. */
  label: number
}

export interface Nearest {
  /** Metres from each node to the nearest seed, its offset included; Infinity where no path leads to one. */
  distance_m: Float64Array
  /** Label of that seed; -1 where there is none. */
  label: Int32Array
}

/**
 * Lengths are kept to 2^-20 m, so that sums of them are exact in a double up to 2^33 m: two ways of the same length
 * compare equal whatever the order in which they were added up. The error is at most 0.5 micrometres per edge.
 */
export const LENGTH_STEP_M = 2 ** -20

export function inSteps(length_m: number): number {
  return Math.round(length_m / LENGTH_STEP_M) * LENGTH_STEP_M
}

/**
 * @param from,to the two nodes of each edge
 * @throws RangeError when a length is negative or not finite, or a node is not in the graph
 */
export function graphOf(
  nodes: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  lengths_m: ArrayLike<number>,
): Graph {
  const count = from.length
  const starts = new Uint32Array(nodes + 1)
  for (let e = 0; e < count; e++) {
    for (const node of [from[e]!, to[e]!]) {
      if (!(node >= 0 && node < nodes))
        throw new RangeError(`edge ${e}: got node ${node}, expected 0 to ${nodes - 1}`)
      starts[node + 1]!++
    }
    if (!(lengths_m[e]! >= 0 && lengths_m[e]! < Infinity)) {
      throw new RangeError(`edge ${e}: got a length of ${lengths_m[e]} m, expected 0 or more`)
    }
  }
  for (let n = 0; n < nodes; n++) starts[n + 1]! += starts[n]!
  const next = starts.slice()
  const ends = new Uint32Array(2 * count)
  const lengths = new Float64Array(2 * count)
  for (let e = 0; e < count; e++) {
    const length_m = inSteps(lengths_m[e]!)
    const a = next[from[e]!]!++
    ends[a] = to[e]!
    lengths[a] = length_m
    const b = next[to[e]!]!++
    ends[b] = from[e]!
    lengths[b] = length_m
  }
  return { nodes, starts, ends, lengths_m: lengths }
}

/**
 * The nearest seed of every node, from all seeds at once (Dijkstra 1959, with a heap): one search however many seeds.
 * The answer does not depend on the order of edges or seeds.
 */
export function nearestSeeds(graph: Graph, seeds: readonly Seed[]): Nearest {
  const distance_m = new Float64Array(graph.nodes).fill(Infinity)
  const label = new Int32Array(graph.nodes).fill(-1)
  const queue = new FlatQueue()
  const reach = (node: number, metres: number, who: number): void => {
    const known = distance_m[node]!
    if (metres > known || (metres === known && who >= label[node]!)) return
    distance_m[node] = metres
    label[node] = who
    queue.push(node, metres)
  }
  for (const seed of seeds) reach(seed.node, inSteps(seed.offset_m), seed.label)
  while (queue.length > 0) {
    const metres = queue.peekValue()!
    const node = queue.pop()!
    if (metres > distance_m[node]!) continue
    const who = label[node]!
    for (let e = graph.starts[node]!; e < graph.starts[node + 1]!; e++) {
      reach(graph.ends[e]!, metres + graph.lengths_m[e]!, who)
    }
  }
  return { distance_m, label }
}
