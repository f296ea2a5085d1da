import Flatbush from 'flatbush'
import type { Polygon, Position } from 'geojson'

/** How near, in degrees, a border runs to be the same border: a tenth of a millimetre. */
const SAME_BORDER_DEG = 1e-9
/** How near a vertex lies to an edge to be one of its own: what rounding moves, and less than an overlay may. */
const ON_EDGE_DEG = 1e-10

/** The borders of many polygons, found by place: whose border runs along an edge, and which of its vertices lie on it. */
export class SharedBorders {
  readonly #owners: number[] = []
  readonly #edges: [Position, Position][] = []
  readonly #tree: Flatbush | null

  /** @param polygons lon/lat, each with the number of its owner */
  constructor(polygons: readonly { owner: number; polygon: Polygon }[]) {
    for (const { owner, polygon } of polygons)
      for (const ring of polygon.coordinates)
        for (let i = 1; i < ring.length; i++) {
          this.#edges.push([ring[i - 1]!, ring[i]!])
          this.#owners.push(owner)
        }
    this.#tree = this.#edges.length === 0 ? null : new Flatbush(this.#edges.length)
    for (const [from, to] of this.#edges)
      this.#tree?.add(
        Math.min(from[0]!, to[0]!),
        Math.min(from[1]!, to[1]!),
        Math.max(from[0]!, to[0]!),
        Math.max(from[1]!, to[1]!),
      )
    this.#tree?.finish()
  }

  /** Who has most of the edge in its border, the lower number of equals; null where nobody has any. Length in degrees of latitude. */
  ownerOf(from: Position, to: Position): { owner: number; length: number } | null {
    const lengths = new Map<number, number>()
    for (const edge of this.#near(from, to)) {
      const length = commonLength(from, to, ...this.#edges[edge]!)
      if (length <= SAME_BORDER_DEG) continue
      const owner = this.#owners[edge]!
      lengths.set(owner, (lengths.get(owner) ?? 0) + length)
    }
    let best: { owner: number; length: number } | null = null
    for (const [owner, length] of lengths)
      if (best === null || length > best.length || (length === best.length && owner < best.owner))
        best = { owner, length }
    return best
  }

  /** The polygon with the vertices that these borders have on its edges: the same ground. */
  withVertices(polygon: Polygon): Polygon {
    const coordinates = polygon.coordinates.map((ring) =>
      ring.flatMap((to, i) => {
        const from = ring[i - 1]
        return from === undefined ? [to] : [...this.#verticesOn(from, to), to]
      }),
    )
    return { type: 'Polygon', coordinates }
  }

  #verticesOn(from: Position, to: Position): Position[] {
    const found = new Map<number, Position>()
    const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!]
    const length = Math.hypot(dx, dy)
    for (const edge of this.#near(from, to))
      for (const vertex of this.#edges[edge]!) {
        const [px, py] = [vertex[0]! - from[0]!, vertex[1]! - from[1]!]
        const along = (px * dx + py * dy) / length
        const aside = Math.abs(px * dy - py * dx) / length
        const isOn = aside <= ON_EDGE_DEG && along > SAME_BORDER_DEG && along < length - SAME_BORDER_DEG
        if (isOn) found.set(along, vertex)
      }
    const inOrder = [...found].sort(([a], [b]) => a - b)
    return inOrder.flatMap(([along, vertex], i) =>
      i > 0 && along - inOrder[i - 1]![0] <= SAME_BORDER_DEG ? [] : [vertex],
    )
  }

  #near(from: Position, to: Position): number[] {
    return (
      this.#tree
        ?.search(
          Math.min(from[0]!, to[0]!) - SAME_BORDER_DEG,
          Math.min(from[1]!, to[1]!) - SAME_BORDER_DEG,
          Math.max(from[0]!, to[0]!) + SAME_BORDER_DEG,
          Math.max(from[1]!, to[1]!) + SAME_BORDER_DEG,
        )
        .sort((a, b) => a - b) ?? []
    )
  }
}

/** How long an edge runs along another, in degrees of latitude; their ends need not be the same. */
function commonLength(from: Position, to: Position, start: Position, end: Position): number {
  const shrink = Math.cos((from[1]! * Math.PI) / 180)
  const dx = (to[0]! - from[0]!) * shrink
  const dy = to[1]! - from[1]!
  const length = Math.hypot(dx, dy)
  if (length === 0) return 0
  const along = ([x, y]: Position) => ((x! - from[0]!) * shrink * dx + (y! - from[1]!) * dy) / length
  const aside = ([x, y]: Position) => ((y! - from[1]!) * dx - (x! - from[0]!) * shrink * dy) / length
  const [t0, t1] = [along(start), along(end)]
  const low = Math.max(0, Math.min(t0, t1))
  const high = Math.min(length, Math.max(t0, t1))
  if (high <= low) return 0
  const [h0, h1] = [aside(start), aside(end)]
  const asideAt = (t: number) => h0 + ((h1 - h0) * (t - t0)) / (t1 - t0)
  return Math.abs(asideAt(low)) <= SAME_BORDER_DEG && Math.abs(asideAt(high)) <= SAME_BORDER_DEG
    ? high - low
    : 0
}
