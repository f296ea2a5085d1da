import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import type { Bounds } from './bounds.ts'
import { type PlanarShape, pointToSegment, segmentToSegment } from './distance.ts'
import { type Graph, graphOf } from './network.ts'
import { type IsBarred, walksTo, walkTo } from './network-access.ts'

/** A place on the network: `t` of the way along one of its segments. */
export interface Place {
  segment: number
  t: number
}

/** A place and how far from it something stands. */
export interface Access extends Place {
  distance_m: number
}

interface Cut {
  t: number
  node: number
}

/**
 * Lines in a plane, in metres, as a network. Lines are joined
 * - where they share a vertex, equal to the millimetre;
 * - where the end of a line comes within the tolerance of another line, be it of its end or of its middle: the gap is
 *   walked, nothing is moved.
 *
 * Lines that cross without a vertex in common are not joined: a bridge crosses so, and no column says which crossing is
 * one. {@link crossingsUnjoined} counts them. Every line may be walked both ways.
 */
export class RoadNetwork {
  /** Separate parts of the network; `componentOf` says which one a segment belongs to. */
  readonly components: number
  readonly segments: number
  /** Ends that were joined across a gap or onto the middle of a line. */
  readonly joints: number
  readonly #tolerance_m: number
  readonly #x: number[] = []
  readonly #y: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #line: number[] = []
  readonly #index: Flatbush | null
  readonly #component: Uint32Array
  readonly #gaps: { node: number; other: number; length_m: number }[] = []
  readonly #cuts = new Map<number, Cut[]>()

  /**
   * @param lines in metres; one of fewer than two positions, or of one place only, is no road and is passed over
   * @throws RangeError when a coordinate is not finite, naming the line
   */
  constructor(lines: readonly (readonly Position[])[], tolerance_m: number) {
    this.#tolerance_m = tolerance_m
    const ends = this.#lay(lines)
    this.segments = this.#from.length
    this.#index = this.#from.length > 0 ? this.#boxes() : null
    this.#join(ends)
    this.joints = this.#gaps.length
    ;[this.#component, this.components] = this.#parts()
  }

  /** Which of the lines given a segment belongs to. */
  lineOf(segment: number): number {
    return this.#line[segment]!
  }

  componentOf(segment: number): number {
    return this.#component[this.#from[segment]!]!
  }

  /** Ends of a segment: ax, ay, bx, by. */
  endsOf(segment: number): [ax: number, ay: number, bx: number, by: number] {
    const [a, b] = [this.#from[segment]!, this.#to[segment]!]
    return [this.#x[a]!, this.#y[a]!, this.#x[b]!, this.#y[b]!]
  }

  /**
   * Where a shape reaches the network: of every segment within the limit the places from which a shortest way may set out
   * (see {@link walksTo}), nearest first. A place that segments share is given once.
   *
   * @param also places on segments that are asked for, by segment
   */
  accesses(
    shape: PlanarShape,
    limit_m: number,
    isBarred: IsBarred = () => false,
    also: ReadonlyMap<number, readonly number[]> = new Map(),
  ): Access[] {
    const known = new Map<number | string, Access>()
    const walks = new Map<number, number | null>()
    const toNode = (node: number): number | null => {
      let walk = walks.get(node)
      if (walk === undefined) {
        walk = walkTo(shape, [this.#x[node]!, this.#y[node]!], limit_m, isBarred)
        walks.set(node, walk)
      }
      return walk
    }
    for (const segment of this.#within(grown(shape.bounds, limit_m))) {
      const [ax, ay, bx, by] = this.endsOf(segment)
      const inner = new Set([
        ...(this.#cuts.get(segment) ?? []).map(({ t }) => t),
        ...(also.get(segment) ?? []),
      ])
      const stops = [0, ...[...inner].filter((t) => t > 0 && t < 1).sort((a, b) => a - b), 1]
      const atStops = stops.map((t) => {
        if (t === 0) return toNode(this.#from[segment]!)
        if (t === 1) return toNode(this.#to[segment]!)
        return walkTo(shape, [ax + t * (bx - ax), ay + t * (by - ay)], limit_m, isBarred)
      })
      for (const { t, distance_m } of walksTo(shape, [ax, ay, bx, by], stops, atStops, limit_m, isBarred)) {
        const place = t <= 0 ? this.#from[segment]! : t >= 1 ? this.#to[segment]! : `${segment} ${t}`
        const other = known.get(place)
        if (other === undefined || distance_m < other.distance_m) known.set(place, { segment, t, distance_m })
      }
    }
    return [...known.values()].sort(
      (a, b) => a.distance_m - b.distance_m || a.segment - b.segment || a.t - b.t,
    )
  }

  /** The network as a graph with a node at each of the places; `nodes` in their order. */
  graph(places: readonly Place[]): { graph: Graph; nodes: Uint32Array; nodesOf(segment: number): number[] } {
    const cuts = new Map([...this.#cuts].map(([segment, list]) => [segment, [...list]]))
    let count = this.#x.length
    const nodes = Uint32Array.from(places, ({ segment, t }) => {
      if (t <= 0) return this.#from[segment]!
      if (t >= 1) return this.#to[segment]!
      const list = cuts.get(segment)
      const cut = { t, node: count++ }
      if (list) list.push(cut)
      else cuts.set(segment, [cut])
      return cut.node
    })
    for (const list of cuts.values()) list.sort((a, b) => a.t - b.t)
    const [from, to, lengths_m]: [number[], number[], number[]] = [[], [], []]
    const edge = (a: number, b: number, length_m: number) => {
      from.push(a)
      to.push(b)
      lengths_m.push(length_m)
    }
    for (let segment = 0; segment < this.segments; segment++) {
      const [ax, ay, bx, by] = this.endsOf(segment)
      const length_m = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
      let [last, at] = [this.#from[segment]!, 0]
      for (const { t, node } of cuts.get(segment) ?? []) {
        edge(last, node, (t - at) * length_m)
        ;[last, at] = [node, t]
      }
      edge(last, this.#to[segment]!, (1 - at) * length_m)
    }
    for (const { node, other, length_m } of this.#gaps) edge(node, other, length_m)
    const nodesOf = (segment: number) => [
      this.#from[segment]!,
      ...(cuts.get(segment) ?? []).map(({ node }) => node),
      this.#to[segment]!,
    ]
    return { graph: graphOf(count, from, to, lengths_m), nodes, nodesOf }
  }

  /** Pairs of segments of different lines that cross, neither at a shared vertex nor at the end of a line. */
  crossingsUnjoined(): number {
    let count = 0
    for (let segment = 0; segment < this.segments; segment++) {
      const ends = this.endsOf(segment)
      for (const other of this.#within(boxOf(ends))) {
        if (other <= segment || this.#line[other] === this.#line[segment]) continue
        const theirs = this.endsOf(other)
        const one = segmentToSegment(...ends, ...theirs)
        if (one.distance_m > 0 || this.#isJoined(segment, one.t)) continue
        if (!this.#isJoined(other, segmentToSegment(...theirs, ...ends).t)) count++
      }
    }
    return count
  }

  /** Whether a place on a segment is one of its vertices, or where the end of another line was joined onto it. */
  #isJoined(segment: number, t: number): boolean {
    if (t <= 0 || t >= 1) return true
    const [ax, ay, bx, by] = this.endsOf(segment)
    const length_m = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
    return (this.#cuts.get(segment) ?? []).some((cut) => Math.abs(cut.t - t) * length_m <= this.#tolerance_m)
  }

  #lay(lines: readonly (readonly Position[])[]): number[] {
    const known = new Map<string, number>()
    const ends: number[] = []
    const nodeAt = (position: Position, line: number): number => {
      const [x, y] = [position[0]!, position[1]!]
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        throw new RangeError(`line ${line} has a coordinate that is not finite: got [${x}, ${y}]`)
      }
      const key = `${Math.round(x * 1000)} ${Math.round(y * 1000)}`
      let node = known.get(key)
      if (node === undefined) {
        node = this.#x.push(x) - 1
        this.#y.push(y)
        known.set(key, node)
      }
      return node
    }
    lines.forEach((positions, line) => {
      const path = positions.map((position) => nodeAt(position, line))
      const before = this.#from.length
      for (let i = 1; i < path.length; i++) {
        if (path[i] === path[i - 1]) continue
        this.#from.push(path[i - 1]!)
        this.#to.push(path[i]!)
        this.#line.push(line)
      }
      if (this.#from.length > before) ends.push(path[0]!, path[path.length - 1]!)
    })
    return [...new Set(ends)]
  }

  #boxes(): Flatbush {
    const index = new Flatbush(this.#from.length)
    for (let segment = 0; segment < this.#from.length; segment++) index.add(...boxOf(this.endsOf(segment)))
    index.finish()
    return index
  }

  #within(box: Bounds): number[] {
    return this.#index === null ? [] : this.#index.search(...box).sort((a, b) => a - b)
  }

  #join(ends: readonly number[]): void {
    const reach_m = this.#tolerance_m
    for (const node of ends) {
      const [x, y] = [this.#x[node]!, this.#y[node]!]
      for (const segment of this.#within([x - reach_m, y - reach_m, x + reach_m, y + reach_m])) {
        const [from, to] = [this.#from[segment]!, this.#to[segment]!]
        if (from === node || to === node) continue
        const { distance_m, t } = pointToSegment(x, y, ...this.endsOf(segment))
        if (distance_m > reach_m) continue
        const other = t <= 0 ? from : t >= 1 ? to : this.#cut(segment, t)
        this.#gaps.push({ node, other, length_m: distance_m })
      }
    }
  }

  #cut(segment: number, t: number): number {
    const [ax, ay, bx, by] = this.endsOf(segment)
    const node = this.#x.push(ax + t * (bx - ax)) - 1
    this.#y.push(ay + t * (by - ay))
    this.#cuts.set(segment, [...(this.#cuts.get(segment) ?? []), { t, node }])
    return node
  }

  #parts(): [Uint32Array, number] {
    const parent = Uint32Array.from({ length: this.#x.length }, (_, i) => i)
    const find = (node: number): number => {
      while (parent[node] !== node) {
        parent[node] = parent[parent[node]!]!
        node = parent[node]!
      }
      return node
    }
    const unite = (a: number, b: number) => {
      parent[find(a)] = find(b)
    }
    this.#from.forEach((from, segment) => {
      unite(from, this.#to[segment]!)
      for (const { node } of this.#cuts.get(segment) ?? []) unite(from, node)
    })
    for (const { node, other } of this.#gaps) unite(node, other)
    const component = Uint32Array.from(parent, (_, node) => find(node))
    return [component, new Set(this.#from.map((from) => component[from]!)).size]
  }
}

function boxOf([ax, ay, bx, by]: [number, number, number, number]): Bounds {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)]
}

function grown([west, south, east, north]: Bounds, metres: number): Bounds {
  return [west - metres, south - metres, east + metres, north + metres]
}
