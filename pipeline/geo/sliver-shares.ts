import Flatbush from 'flatbush'
import FlatQueue from 'flatqueue'
import type { Polygon, Position } from 'geojson'
import { type Geos, GeosError } from './geos.ts'
import { conservationOf, partsOf } from './overlay.ts'
import type { SharedBorders } from './shared-borders.ts'

/** Feet nearer than this part of their side are one. */
const SAME_FOOT = 1e-6

export interface SliverShare {
  owner: number
  /** A triangle of the sliver. */
  polygon: Polygon
}

interface Triangle {
  polygon: Polygon
  edges: { from: Position; to: Position; length: number; beyond: number | null }[]
}

/**
 * Shares a thin polygon out among those it lies between: its triangles go to the owner of the border they lie along, the
 * others to the owner of the triangle beside them, across the longest edge first. Triangles reach from one side of a thin
 * place to the other, so that two long sides get about half each. None where nobody borders on it or GEOS cannot cut it.
 * @param reach_deg no less than the sliver is wide
 */
export function shareByBorders(
  sliver: Polygon,
  borders: SharedBorders,
  geos: Geos,
  reach_deg: number,
): SliverShare[] {
  const triangles = trianglesOf(sliver, borders, geos, reach_deg)
  const owners = new Array<number | null>(triangles.length).fill(null)
  const queue = new FlatQueue<number>()
  const claims: { triangle: number; owner: number }[] = []
  const give = (index: number, owner: number): void => {
    owners[index] = owner
    for (const { beyond, length } of triangles[index]!.edges) {
      if (beyond === null || owners[beyond] !== null) continue
      queue.push(claims.length, -length)
      claims.push({ triangle: beyond, owner })
    }
  }
  const along = triangles.map((triangle) => bordering(triangle, borders))
  // The end of a hair does not make it the neighbour's, unless it has no other.
  const isAlong = (one: Bordering | null) => one !== null && 2 * one.owned >= one.unowned
  const first = along.some(isAlong) ? along.map((one) => (isAlong(one) ? one : null)) : along
  for (const [index, one] of first.entries()) if (one !== null) give(index, one.owner)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { triangle, owner } = claims[next]!
    if (owners[triangle] === null) give(triangle, owner)
  }
  return triangles.flatMap(({ polygon }, i) => (owners[i] === null ? [] : [{ owner: owners[i]!, polygon }]))
}

interface Bordering {
  /** Who has most of the border. */
  owner: number
  /** Border of the triangle that is somebody's, and nobody's. */
  owned: number
  unowned: number
}

function bordering({ edges }: Triangle, borders: SharedBorders): Bordering | null {
  let owned = 0
  let unowned = 0
  const lengths = new Map<number, number>()
  for (const { from, to, length, beyond } of edges) {
    if (beyond !== null) continue
    const along = borders.ownerOf(from, to)
    if (along === null) unowned += length
    else {
      owned += along.length
      lengths.set(along.owner, (lengths.get(along.owner) ?? 0) + along.length)
    }
  }
  const best = [...lengths].sort(([a, x], [b, y]) => y - x || a - b)[0]
  return best === undefined ? null : { owner: best[0], owned, unowned }
}

function trianglesOf(sliver: Polygon, borders: SharedBorders, geos: Geos, reach_deg: number): Triangle[] {
  const cut = triangulated(withFeet(borders.withVertices(sliver), borders, reach_deg), geos)
  if (!conservationOf(sliver, cut).conserved) return []
  const numbers = new Map<string, number>()
  const numberOf = ([x, y]: Position): number => {
    const key = `${x} ${y}`
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  }
  const sides = new Map<string, number[]>()
  const rings = cut.map(({ coordinates }, index) => {
    const ring = coordinates[0]!
    return ring.slice(1).map((to, i) => {
      const from = ring[i]!
      const key = [numberOf(from), numberOf(to)].sort((a, b) => a - b).join(' ')
      const known = sides.get(key)
      if (known) known.push(index)
      else sides.set(key, [index])
      return { from, to, key }
    })
  })
  return cut.map((polygon, index) => ({
    polygon,
    edges: rings[index]!.map(({ from, to, key }) => ({
      from,
      to,
      length: Math.hypot((to[0]! - from[0]!) * Math.cos((from[1]! * Math.PI) / 180), to[1]! - from[1]!),
      beyond: sides.get(key)!.find((other) => other !== index) ?? null,
    })),
  }))
}

/**
 * The polygon with a vertex on each side that is nobody's border wherever a vertex stands across from it, so that no
 * triangle reaches past the neighbours it lies beside. Sides that are somebody's stay: a vertex that the neighbour lacks is a
 * gap in the union.
 */
function withFeet(polygon: Polygon, borders: SharedBorders, reach_deg: number): Polygon {
  const vertices = polygon.coordinates.flatMap((ring) => ring.slice(1))
  const tree = new Flatbush(vertices.length)
  for (const [x, y] of vertices) tree.add(x!, y!, x!, y!)
  tree.finish()
  const feet = (from: Position, to: Position): Position[] => {
    if (borders.ownerOf(from, to) !== null) return []
    const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!]
    const length = Math.hypot(dx, dy)
    const least = reach_deg / length
    const along = tree
      .search(
        Math.min(from[0]!, to[0]!) - reach_deg,
        Math.min(from[1]!, to[1]!) - reach_deg,
        Math.max(from[0]!, to[0]!) + reach_deg,
        Math.max(from[1]!, to[1]!) + reach_deg,
      )
      .map((index) => vertices[index]!)
      .filter(([x, y]) => Math.abs((x! - from[0]!) * dy - (y! - from[1]!) * dx) <= reach_deg * length)
      .map(([x, y]) => ((x! - from[0]!) * dx + (y! - from[1]!) * dy) / length ** 2)
      .filter((t) => t > least && t < 1 - least)
      .sort((a, b) => a - b)
    return along
      .filter((t, i) => i === 0 || t - along[i - 1]! > SAME_FOOT)
      .map((t) => [from[0]! + t * dx, from[1]! + t * dy])
  }
  const coordinates = polygon.coordinates.map((ring) =>
    ring.flatMap((to, i) => (i === 0 ? [to] : [...feet(ring[i - 1]!, to), to])),
  )
  return { type: 'Polygon', coordinates }
}

function triangulated(polygon: Polygon, geos: Geos): Polygon[] {
  try {
    return partsOf(geos.triangles(polygon))
  } catch (error) {
    if (error instanceof GeosError) return []
    throw error
  }
}
