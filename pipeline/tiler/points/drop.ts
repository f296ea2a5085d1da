import { type FeatureChunk, NO_ID, POINT } from '../features/feature-chunk.ts'
import type { LayerRules } from '../rules.ts'

const HASHES = 2 ** 32

/**
 * Thins point features towards the lower zooms: raises `minZooms` so that of the points drawn at one zoom one in
 * `drop_rate` is left at the zoom above it, counted from the deepest zoom of the layer, where all are. A point that is
 * drawn at one zoom is drawn at every deeper one. Which ones are left is told by the place and the id of each point
 * alone: neither their order nor their neighbours change it. Multipoints go by their first position; lines and polygons
 * stay as they are, and so do points that begin among the clusters of the layer (`clusterPoints` comes first).
 */
export function dropPoints(chunk: FeatureChunk, rules: LayerRules): void {
  if (rules.drop_rate <= 1) return
  const kept = keptBelow(rules)
  const spared = rules.cluster?.maxzoom ?? -1
  const { kinds, ids, minZooms, chainStart, positionStart, positions } = chunk
  for (let f = 0; f < chunk.count; f++) {
    if (kinds[f] !== POINT || chainStart[f] === chainStart[f + 1]) continue
    const own = minZooms[f]!
    if (own <= spared) continue
    const first = 2 * positionStart[chainStart[f]!]!
    const hash = hashOf(positions[first]!, positions[first + 1]!, ids[f]!)
    let zoom = own
    while (zoom < rules.maxzoom && hash >= kept[zoom]!) zoom++
    minZooms[f] = zoom
  }
}

/** By zoom, the number below which the hash of a point must be for the point to be left. */
function keptBelow(rules: LayerRules): Float64Array {
  const kept = new Float64Array(rules.maxzoom + 1)
  let below = HASHES
  for (let zoom = rules.maxzoom; zoom >= 0; zoom--) {
    kept[zoom] = below
    below /= rules.drop_rate
  }
  return kept
}

/** 0 to 2^32 - 1, every bit of it hanging on every bit of the place and the id. */
function hashOf(x: number, y: number, id: number): number {
  let hash = mixed(x ^ 0x2545f491)
  hash = mixed(hash ^ y)
  if (id !== NO_ID) {
    hash = mixed(hash ^ ((id % HASHES) | 0))
    hash = mixed(hash ^ Math.floor(id / HASHES))
  }
  return hash >>> 0
}

/** A permutation of the 32-bit numbers: shifts and odd factors, chosen for even avalanche. */
function mixed(bits: number): number {
  let h = (bits + 0x9e3779b9) | 0
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad)
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97)
  return h ^ (h >>> 15)
}
