import type { Polygon } from 'geojson'
import { areaM2Planar, type Project } from './area.ts'
import { type Geos, GeosError } from './geos.ts'
import { conservationOf, joinParts, partsOf } from './overlay.ts'
import type { Polygonal } from './rings.ts'
import { SharedBorders } from './shared-borders.ts'
import { shareByBorders } from './sliver-shares.ts'
import { splitSlivers } from './slivers.ts'

export interface SliverMerge {
  /** By the places of the pieces given; null where a piece was nothing but slivers and went to its neighbours. */
  pieces: (Polygonal | null)[]
  /** Slivers of which ground went to another piece, and that ground, planar. */
  merged: number
  merged_m2: number
}

/** Slivers beside slivers wait until a neighbour has its share: a stack of them is worn down so many deep. */
const ROUNDS = 8

/** A degree of longitude at the northern and southern end of Indonesia is longer; a reach may be too long. */
const SHORTEST_DEGREE_M = 108_000

interface Sliver {
  piece: number
  polygon: Polygon
}

/**
 * Shares the slivers of the pieces (`splitSlivers`) out among the pieces that border on them with ground that is no
 * sliver: each goes, cut between its own vertices, halfway to the one and to the other side; a net of gaps goes to all it
 * runs between. What borders on no wider ground stays. Ground is conserved: a share that would lose some is not given.
 * @param pieces valid lon/lat polygons that do not overlap, the pieces of one whole
 * @param project degrees to metres, in which widths are measured
 */
export function mergeSlivers(
  pieces: readonly Polygonal[],
  sliver_m: number,
  geos: Geos,
  project: Project,
): SliverMerge {
  const grounds = new Array<Polygon[]>(pieces.length)
  let waiting: Sliver[] = []
  for (const [piece, given] of pieces.entries()) {
    const { ground, slivers } = splitSlivers(given, sliver_m, geos, project)
    grounds[piece] = partsOf(ground)
    for (const polygon of partsOf(slivers)) waiting.push({ piece, polygon })
  }
  const staying: Sliver[] = []
  const touched = new Set<number>()
  let merged = 0
  let merged_m2 = 0
  for (let round = 0; round < ROUNDS && waiting.length > 0; round++) {
    const borders = new SharedBorders(
      grounds.flatMap((parts, owner) => parts.map((polygon) => ({ owner, polygon }))),
    )
    const shares = waiting.map(({ polygon }) =>
      shareByBorders(polygon, borders, geos, (2 * sliver_m) / SHORTEST_DEGREE_M),
    )
    const given = grouped(shares.flatMap((share, place) => share.map((one) => ({ ...one, place }))))
    if (given.size === 0) break
    const moved = new Set<number>()
    for (const [home, gains] of [...given].sort(([a], [b]) => a - b)) {
      const grown = union([...grounds[home]!, ...gains.map(({ polygon }) => polygon)], geos)
      for (const { place, polygon } of gains) {
        const { piece } = waiting[place]!
        if (grown === null) staying.push({ piece, polygon })
        else if (piece !== home) {
          moved.add(place)
          touched.add(piece).add(home)
          merged_m2 += areaM2Planar(polygon, project)
        }
      }
      if (grown) grounds[home] = grown
    }
    merged += moved.size
    waiting = waiting.filter((_, place) => shares[place]!.length === 0)
  }
  for (const { piece, polygon } of [...waiting, ...staying]) grounds[piece]!.push(polygon)
  return {
    pieces: pieces.map((given, piece) => (touched.has(piece) ? whole(grounds[piece]!, geos) : given)),
    merged,
    merged_m2,
  }
}

function grouped<T extends { owner: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const group = groups.get(item.owner)
    if (group) group.push(item)
    else groups.set(item.owner, [item])
  }
  return groups
}

/** Parts that touch become one where that loses nothing. */
function whole(parts: readonly Polygon[], geos: Geos): Polygonal | null {
  return joinParts(parts.length > 1 ? (union(parts, geos) ?? parts) : parts)
}

/** The parts of the union, or null where GEOS cannot make it without loss. */
function union(parts: readonly Polygon[], geos: Geos): Polygon[] | null {
  try {
    const joined = partsOf(geos.union(parts))
    return conservationOf(joinParts(parts), joined).conserved ? joined : null
  } catch (error) {
    if (error instanceof GeosError) return null
    throw error
  }
}
