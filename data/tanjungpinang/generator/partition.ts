import {
  along,
  area,
  between,
  centroid,
  direction,
  distance,
  isSimple,
  left,
  longAxis,
  millimetres,
  type Point,
  type Ring,
} from './plane.ts'
import type { Random } from './random.ts'

/**
 * Cells that tile one outline. Every vertex that a cut makes is put into each ring whose edge it lies on, the
 * outline's too, so that neighbours and outline share all their vertices.
 */
export interface Tiling {
  outline: Ring
  cells: readonly Ring[]
}

interface Mesh {
  points: Point[]
  rings: number[][]
}

const TILTS = [0, 0.12, -0.12, 0.25, -0.25, 0.45, -0.45, 0.8, -0.8]

/** Cuts an outline into as many cells as there are weights, with areas in their proportion. */
export function divide(outline: Ring, weights: readonly number[], random: Random): Tiling {
  const mesh: Mesh = { points: outline.map(millimetres), rings: [] }
  const all = mesh.points.map((_, i) => i)
  mesh.rings.push(all, [...all])
  const order = halve(mesh, 1, weights, random)
  const ring = (index: number): Ring => mesh.rings[index]!.map((i) => mesh.points[i]!)
  return { outline: ring(0), cells: order.map(ring) }
}

function halve(mesh: Mesh, index: number, weights: readonly number[], random: Random): number[] {
  if (weights.length === 1) return [index]
  const middle = Math.floor(weights.length / 2)
  const [first, second] = [weights.slice(0, middle), weights.slice(middle)]
  const share = total(first) / (total(first) + total(second))
  const other = cut(mesh, index, share, random)
  return [...halve(mesh, index, first, random), ...halve(mesh, other, second, random)]
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** Splits a ring across its long axis; returns the index of the new ring, the farther part along the axis. */
function cut(mesh: Mesh, index: number, share: number, random: Random): number {
  const ring = mesh.rings[index]!.map((i) => mesh.points[i]!)
  const axis = longAxis(ring)
  const lean = random.between(-0.12, 0.12)
  for (const tilt of TILTS) {
    const normal = direction([0, 0], along(axis, left(axis), tilt + lean))
    const at = offsetFor(ring, normal, share)
    const crossings = ring.flatMap((a, i) => {
      const b = ring[(i + 1) % ring.length]!
      const [u, v] = [dot(a, normal) - at, dot(b, normal) - at]
      return u < 0 !== v < 0
        ? [{ edge: i, point: millimetres(between(a, b, u / (u - v))), rising: u < 0 }]
        : []
    })
    if (crossings.length !== 2) continue
    return split(mesh, index, crossings, random)
  }
  throw new Error('an outline is too crooked to be cut in two')
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1]
}

/** Where along `normal` a straight cut leaves `share` of the area behind it. */
function offsetFor(ring: Ring, normal: Point, share: number): number {
  const places = ring.map((point) => dot(point, normal))
  let low = Math.min(...places)
  let high = Math.max(...places)
  const whole = area(ring)
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (areaBehind(ring, normal, middle) < share * whole) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function areaBehind(ring: Ring, normal: Point, at: number): number {
  const kept: Point[] = []
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    const [u, v] = [dot(a, normal) - at, dot(b, normal) - at]
    if (u < 0) kept.push(a)
    if (u < 0 !== v < 0) kept.push(between(a, b, u / (u - v)))
  })
  return kept.length < 3 ? 0 : area(kept)
}

function split(
  mesh: Mesh,
  index: number,
  crossings: readonly { edge: number; point: Point; rising: boolean }[],
  random: Random,
): number {
  const ids = crossings.map(({ edge, point }) => {
    const ring = mesh.rings[index]!
    // The first insertion may have moved the second edge: find it again by its ends.
    return { a: ring[edge]!, b: ring[(edge + 1) % ring.length]!, point }
  })
  const [exit, entry] = crossings[0]!.rising ? ids : [ids[1]!, ids[0]!]
  const out = onEdge(mesh, exit!.a, exit!.b, exit!.point)
  const back = onEdge(mesh, entry!.a, entry!.b, entry!.point)
  const ring = mesh.rings[index]!
  const behind = walk(ring, back, out)
  const ahead = walk(ring, out, back)
  for (const bend of [random.between(-0.05, 0.05), 0]) {
    const path = bent(mesh, out, back, bend, random)
    const rings = [
      [...behind, ...path],
      [...ahead, ...[...path].reverse()],
    ]
    if (bend !== 0 && !rings.every((one) => isSimple(one.map((i) => mesh.points[i]!)))) continue
    mesh.rings[index] = rings[0]!
    mesh.rings.push(rings[1]!)
    break
  }
  return mesh.rings.length - 1
}

/** Vertices from `from` to `to`, both included. */
function walk(ring: readonly number[], from: number, to: number): number[] {
  const start = ring.indexOf(from)
  const result: number[] = []
  for (let i = 0; i < ring.length; i++) {
    const id = ring[(start + i) % ring.length]!
    result.push(id)
    if (id === to) break
  }
  return result
}

/** The vertex at a place on an edge: one of its ends when that is near, else a new one in every ring that has it. */
function onEdge(mesh: Mesh, a: number, b: number, point: Point): number {
  for (const end of [a, b]) if (distance(mesh.points[end]!, point) < 1.5) return end
  const id = mesh.points.push(point) - 1
  for (const ring of mesh.rings) {
    for (let i = 0; i < ring.length; i++) {
      const [p, q] = [ring[i]!, ring[(i + 1) % ring.length]!]
      if ((p === a && q === b) || (p === b && q === a)) {
        ring.splice(i + 1, 0, id)
        break
      }
    }
  }
  return id
}

/** Inner vertices of the line between two cells: a lane is seldom quite straight. */
function bent(mesh: Mesh, from: number, to: number, bend: number, random: Random): number[] {
  const [a, b] = [mesh.points[from]!, mesh.points[to]!]
  if (bend === 0) return []
  const side = left(direction(a, b))
  const length = distance(a, b)
  return [0.3, 0.7].map((t) => {
    const swing = (bend + random.between(-0.02, 0.02)) * length
    return mesh.points.push(millimetres(along(between(a, b, t), side, swing))) - 1
  })
}

/** A ring rescaled about its centroid so that its planar area is `target_m2`. */
export function withArea(ring: Ring, target_m2: number): Ring {
  const scale = Math.sqrt(target_m2 / area(ring))
  const [cx, cy] = centroid(ring)
  return ring.map(([x, y]) => millimetres([cx + (x - cx) * scale, cy + (y - cy) * scale]))
}
