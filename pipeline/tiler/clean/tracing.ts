import type { Arrangement } from './arrangement.ts'
import { ClosedRings } from './closed-rings.ts'
import type { SegmentIndex } from './segment-index.ts'

/** A simple ring of node numbers, lowest first, with the inside to its left. */
export interface TracedRing {
  nodes: Int32Array
  /** Twice the area, positive for a shell, negative for a hole. */
  area2: number
}

export interface TracedPolygon {
  shell: TracedRing
  holes: TracedRing[]
}

/**
 * The inside of an arrangement as valid polygons: rings stay with the same face at every node and are split where they come
 * back to one, so that shells and holes touch at single positions only and every interior is connected. In order of place:
 * the same whatever way the input was written.
 */
export function tracePolygons(arrangement: Arrangement, index: SegmentIndex): TracedPolygon[] {
  const polygons: TracedPolygon[] = []
  const loose: TracedRing[] = []
  const seen = new Uint8Array(2 * arrangement.edges)
  const place = new Int32Array(arrangement.nodes).fill(-1)
  for (let half = 0; half < 2 * arrangement.edges; half++) {
    if (seen[half] === 1 || !arrangement.isBorder(half)) continue
    let shell: TracedRing | undefined
    const holes: TracedRing[] = []
    for (const ring of splitWalk(arrangement, half, seen, place)) {
      if (ring.area2 > 0) shell = ring
      else holes.push(ring)
    }
    if (shell === undefined) loose.push(...holes)
    else polygons.push({ shell, holes })
  }
  if (loose.length > 0) giveHoles(arrangement, index, polygons, loose)
  for (const polygon of polygons) polygon.holes.sort(byPlace)
  return polygons.sort((a, b) => byPlace(a.shell, b.shell))
}

/** Two rings of one result never begin with the same two nodes: they would share an edge. */
function byPlace(a: TracedRing, b: TracedRing): number {
  return a.nodes[0]! - b.nodes[0]! || a.nodes[1]! - b.nodes[1]!
}

/** The simple rings of one walk along the border. @param place - per node, -1; left so */
function splitWalk(
  arrangement: Arrangement,
  start: number,
  seen: Uint8Array,
  place: Int32Array,
): TracedRing[] {
  const rings: TracedRing[] = []
  const walk: number[] = []
  let half = start
  do {
    seen[half] = 1
    const node = arrangement.origin[half]!
    const before = place[node]!
    if (before >= 0) cutOff(before)
    place[node] = walk.length
    walk.push(half)
    half = arrangement.nextBorder(half)
  } while (half !== start)
  cutOff(0)
  return rings

  function cutOff(from: number): void {
    const halves = walk.splice(from)
    for (const each of halves) place[arrangement.origin[each]!] = -1
    rings.push(ringOf(arrangement, halves))
  }
}

/** Without the nodes that noding put on a straight stretch. */
function ringOf(arrangement: Arrangement, halves: readonly number[]): TracedRing {
  const { origin, given, nodeX, nodeY } = arrangement
  const kept: number[] = []
  let lowest = 0
  for (let k = 0; k < halves.length; k++) {
    const into = halves[(k || halves.length) - 1]!
    const out = halves[k]!
    const a = origin[into]!
    const b = origin[out]!
    const c = origin[out ^ 1]!
    const straight =
      (nodeX[b]! - nodeX[a]!) * (nodeY[c]! - nodeY[b]!) === (nodeY[b]! - nodeY[a]!) * (nodeX[c]! - nodeX[b]!)
    if (straight && given[out] === 0 && given[into ^ 1] === 0) continue
    if (kept.length === 0 || b < kept[lowest]!) lowest = kept.length
    kept.push(b)
  }
  const nodes = new Int32Array(kept.length)
  let area2 = 0
  for (let k = 0; k < kept.length; k++) nodes[k] = kept[(k + lowest) % kept.length]!
  const x = nodeX[nodes[0]!]!
  const y = nodeY[nodes[0]!]!
  for (let k = 1; k + 1 < nodes.length; k++) {
    const a = nodes[k]!
    const b = nodes[k + 1]!
    area2 += (nodeX[a]! - x) * (nodeY[b]! - y) - (nodeX[b]! - x) * (nodeY[a]! - y)
  }
  return { nodes, area2 }
}

/** Gives each hole to the smallest shell around it. */
function giveHoles(
  arrangement: Arrangement,
  index: SegmentIndex,
  polygons: TracedPolygon[],
  holes: readonly TracedRing[],
): void {
  const shells = new ClosedRings()
  const { nodeX, nodeY } = arrangement
  shells.clear()
  shells.reserveRings(polygons.length)
  let at = 0
  for (const { shell } of polygons) {
    const { nodes } = shell
    shells.reservePositions(at + nodes.length + 1)
    for (let k = 0; k <= nodes.length; k++, at++) {
      const node = nodes[k % nodes.length]!
      shells.xy[2 * at] = nodeX[node]!
      shells.xy[2 * at + 1] = nodeY[node]!
    }
    shells.first[++shells.rings] = at
  }
  index.build(shells)
  for (const hole of holes) {
    // Nothing touches a hole from the left of its first node but rings around it that are its own walk.
    const around = index.oddLeftOf(nodeX[hole.nodes[0]!]!, nodeY[hole.nodes[0]!]!)
    let smallest: TracedPolygon | undefined
    for (let k = 0; k < around; k++) {
      const polygon = polygons[index.found[k]!]!
      if (smallest === undefined || polygon.shell.area2 < smallest.shell.area2) smallest = polygon
    }
    smallest!.holes.push(hole)
  }
}
