import {
  type FeatureChunk,
  HOLE,
  type Kind,
  NO_ID,
  PART,
  POINT,
  POLYGON,
} from '../../../pipeline/tiler/features/feature-chunk.ts'
import type { LayerRules } from '../../../pipeline/tiler/rules.ts'

export type Place = readonly [x: number, y: number]

export interface SmallFeature {
  kind: Kind
  id?: number
  /** Chains; of a polygon an exterior ring, or a hole where `holes` says so. */
  chains: readonly (readonly Place[])[]
  holes?: readonly number[]
  minzoom?: number
  maxzoom?: number
  attributes?: Record<number, number>
}

export function pointAt(x: number, y: number, more: Partial<SmallFeature> = {}): SmallFeature {
  return { kind: POINT, chains: [[[x, y]]], ...more }
}

export function polygonOf(
  rings: readonly (readonly Place[])[],
  more: Partial<SmallFeature> = {},
): SmallFeature {
  return { kind: POLYGON, chains: rings, holes: rings.map((_, i) => i).slice(1), ...more }
}

/** A chunk of a few features written by hand. */
export function chunkOf(features: readonly SmallFeature[], first = 0): FeatureChunk {
  const chains = features.flatMap((f) => f.chains)
  const places = chains.flat()
  const attributes = features.flatMap((f) => Object.entries(f.attributes ?? {}))
  return {
    layer: 0,
    first,
    count: features.length,
    kinds: Uint8Array.from(features, (f) => f.kind),
    ids: Float64Array.from(features, (f) => f.id ?? NO_ID),
    minZooms: Uint8Array.from(features, (f) => f.minzoom ?? 0),
    maxZooms: Uint8Array.from(features, (f) => f.maxzoom ?? 14),
    chainStart: starts(features.map((f) => f.chains.length)),
    roles: Uint8Array.from(
      features.flatMap((f) => f.chains.map((_, c) => (f.holes?.includes(c) ? HOLE : PART))),
    ),
    positionStart: starts(chains.map((chain) => chain.length)),
    positions: Int32Array.from(places.flat()),
    firstZooms: new Uint8Array(places.length),
    tokenStart: starts(features.map((f) => Object.keys(f.attributes ?? {}).length)),
    keys: Uint16Array.from(attributes, ([key]) => Number(key)),
    tokens: Uint32Array.from(attributes, ([, token]) => token),
  }
}

function starts(counts: number[]): Uint32Array {
  const start = new Uint32Array(counts.length + 1)
  counts.forEach((count, i) => {
    start[i + 1] = start[i]! + count
  })
  return start
}

export function rulesOf(more: Partial<LayerRules> = {}): LayerRules {
  return {
    name: 'titik',
    minzoom: 0,
    maxzoom: 14,
    tiny_polygons: 'keep',
    drop_rate: 1,
    shared_borders: false,
    simplification_units: 1,
    ...more,
  }
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}
