import { zxyOf } from './hilbert.ts'
import { type Loss, Losses, type PromisedLayer } from './loss.ts'
import { ArchiveFile } from './pmtiles-reader.ts'
import { BOUNDS_UNITS } from './prove/bounds.ts'
import { FlatTileDecoder } from './prove/flat-tile.ts'
import { LayerCheck } from './prove/layer-check.ts'
import type { LayerProof } from './prove/layer-proof.ts'
import { checkVectorLayers } from './prove/metadata.ts'
import type { InvalidReason } from './prove/ring-check.ts'
import { Sources } from './prove/sources.ts'

export type { LayerProof, ZoomProof } from './prove/layer-proof.ts'
export type { InvalidReason } from './prove/ring-check.ts'

export interface Proof {
  tiles: number
  bounds_units: typeof BOUNDS_UNITS
  layers: LayerProof[]
  /** All losses, and of each kind, layer and zoom the first 20. */
  loss_count: number
  losses: Loss[]
}

export interface ProofOptions {
  /** Asked of every polygon of every tile; without it validity is not looked at. */
  invalidReason?: InvalidReason
  /** Called now and then: features read (of an unknown number), then tiles looked at. */
  progress?: (done: { step: 'read' | 'prove'; done: number; total: number | undefined }) => void
}

/** The header keeps degrees to 1e-7. */
const HEADER_STEP_DEG = 1e-7
const PROGRESS_EVERY = 256

/**
 * Decodes every tile, found by the reference reader, and holds it against what was promised, zoom after zoom: the promised
 * features lie flat in memory, and what one zoom draws of them.
 * @returns plain JSON; nothing was lost when `loss_count` is 0. The same archive and promise give the same proof.
 * @throws UserError `source` when the file cannot be opened; Error when it cannot be decoded (see `verifyPmtiles`);
 * RangeError for a promise that no archive could keep.
 */
export async function proveTiles(
  path: string,
  promise: { layers: readonly PromisedLayer[] },
  options: ProofOptions = {},
): Promise<Proof> {
  const file = await ArchiveFile.open(path)
  try {
    const losses = new Losses()
    const header = await file.header()
    const checks: LayerCheck[] = []
    for (const layer of promise.layers) {
      const sources = await readSources(layer, header.bounds, losses, options)
      checks.push(new LayerCheck(layer, sources, losses, options.invalidReason))
    }
    const byName = new Map(checks.map((check) => [check.promise.name, check]))
    const decoder = new FlatTileDecoder()
    const reader = file.reference()
    const deepest = Math.max(0, ...promise.layers.map((layer) => layer.maxzoom))
    let zoom = -1
    let tiles = 0
    const advance = (to: number): void => {
      while (zoom < to) {
        if (zoom >= 0) for (const check of checks) check.endZoom()
        zoom++
        for (const check of checks) check.beginZoom(zoom)
      }
    }
    for await (const entry of file.entries(header)) {
      for (let id = entry.tileId; id < entry.tileId + entry.runLength; id++) {
        const [z, x, y] = zxyOf(id)
        advance(z)
        const answer = await reader.getZxy(z, x, y)
        if (answer === undefined) {
          losses.add({ code: 'encoding', zoom: z, detail: `the reader finds no tile ${z}/${x}/${y}` })
          continue
        }
        decoder.decode(new Uint8Array(answer.data), (layer) => {
          const check = byName.get(layer.name)
          if (check !== undefined) check.tile(x, y, layer)
          else {
            const detail = `layer in tile ${z}/${x}/${y} was not promised`
            losses.add({ code: 'unknown', layer: layer.name, zoom: z, detail })
          }
        })
        tiles++
        if (tiles % PROGRESS_EVERY === 0) {
          options.progress?.({ step: 'prove', done: tiles, total: header.addressedTiles || undefined })
        }
      }
    }
    advance(Math.max(deepest, zoom) + 1)
    checkVectorLayers(await reader.getMetadata(), checks, losses)
    return {
      tiles,
      bounds_units: BOUNDS_UNITS,
      layers: checks.map((check) => check.finish()),
      loss_count: losses.count,
      losses: losses.kept,
    }
  } finally {
    await file.close()
  }
}

/** Reads the promised features of a layer one after another; a feature outside of the archive's bounds is a loss. */
async function readSources(
  layer: PromisedLayer,
  [west, south, east, north]: [number, number, number, number],
  losses: Losses,
  { progress }: ProofOptions,
): Promise<Sources> {
  const sources = new Sources(layer)
  let outside: string | undefined
  const seen = (lon: number, lat: number): void => {
    const far = Math.max(west - lon, lon - east, south - lat, lat - north)
    if (far > HEADER_STEP_DEG) outside ??= `${lon}, ${lat}`
  }
  for await (const feature of layer.features) {
    outside = undefined
    sources.add(feature, seen)
    if (outside !== undefined) {
      const detail = `${outside} is outside of the archive's bounds ${west}, ${south}, ${east}, ${north}`
      losses.add({
        code: 'bounds',
        layer: layer.name,
        ...(feature.id === undefined ? {} : { id: feature.id }),
        detail,
      })
    }
    if (sources.count % (64 * PROGRESS_EVERY) === 0)
      progress?.({ step: 'read', done: sources.count, total: undefined })
  }
  return sources
}
