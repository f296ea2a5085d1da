import { type Loss, Losses, type PromisedLayer } from './loss.ts'
import { latOfMercator, lonOfMercator, mercatorX, mercatorY } from './mercator.ts'
import { type ArchiveTiles, openArchiveTiles } from './prove/archive-tiles.ts'
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
  /** Layers that are not promised are passed over; without it they are losses. */
  only_promised?: boolean
  /** Called now and then: features read (of an unknown number), then tiles looked at. */
  progress?: (done: { step: 'read' | 'prove'; done: number; total: number | undefined }) => void
}

/** The header keeps degrees to 1e-7. */
const HEADER_STEP_DEG = 1e-7
/** Width of a place of the grid, in the unit square of Web Mercator. */
const LAST_PLACE = 2 ** -32
const PROGRESS_EVERY = 256

/**
 * Decodes every tile of PMTiles, found by the reference reader, or MBTiles, and holds it against what was promised, zoom after zoom: the promised
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
  const archive = await openArchiveTiles(path)
  try {
    const losses = new Losses()
    const checks: LayerCheck[] = []
    for (const layer of promise.layers) {
      const sources = await readSources(layer, archive.bounds, losses, options)
      checks.push(new LayerCheck(layer, sources, losses, options.invalidReason))
    }
    const tiles = await checkTiles(archive, checks, losses, options)
    checkVectorLayers(await archive.metadata(), checks, losses, options.only_promised === true)
    return {
      tiles,
      bounds_units: BOUNDS_UNITS,
      layers: checks.map((check) => check.finish()),
      loss_count: losses.count,
      losses: losses.kept,
    }
  } finally {
    await archive.close()
  }
}

/** @returns number of tiles looked at */
async function checkTiles(
  archive: ArchiveTiles,
  checks: readonly LayerCheck[],
  losses: Losses,
  { progress, only_promised = false }: ProofOptions,
): Promise<number> {
  const byName = new Map(checks.map((check) => [check.promise.name, check]))
  const deepest = Math.max(0, ...checks.map(({ promise }) => promise.maxzoom))
  const decoder = new FlatTileDecoder()
  let zoom = -1
  let tiles = 0
  const advance = (to: number): void => {
    while (zoom < to) {
      if (zoom >= 0) for (const check of checks) check.endZoom()
      zoom++
      for (const check of checks) check.beginZoom(zoom)
    }
  }
  for await (const { z, x, y, data } of archive.tiles()) {
    advance(z)
    if (data === undefined) {
      losses.add({ code: 'encoding', zoom: z, detail: `the reader finds no tile ${z}/${x}/${y}` })
      continue
    }
    decoder.decode(data, (layer) => {
      const check = byName.get(layer.name)
      if (check !== undefined) check.tile(x, y, layer)
      else if (!only_promised) {
        const detail = `layer in tile ${z}/${x}/${y} was not promised`
        losses.add({ code: 'unknown', layer: layer.name, zoom: z, detail })
      }
    })
    tiles++
    if (tiles % PROGRESS_EVERY === 0) progress?.({ step: 'prove', done: tiles, total: archive.count })
  }
  advance(Math.max(deepest, zoom) + 1)
  return tiles
}

/** Reads the promised features of a layer one after another; a feature outside of the archive's bounds is a loss. */
async function readSources(
  layer: PromisedLayer,
  [west, south, east, north]: [number, number, number, number],
  losses: Losses,
  { progress }: ProofOptions,
): Promise<Sources> {
  const sources = new Sources(layer)
  // What lies beyond the Mercator square is drawn on its edge, and 180 degrees east on the last place of the grid.
  const minX = mercatorX(west - HEADER_STEP_DEG)
  const minY = mercatorY(north + HEADER_STEP_DEG)
  const maxX = mercatorX(east + HEADER_STEP_DEG) + LAST_PLACE
  const maxY = mercatorY(south - HEADER_STEP_DEG) + LAST_PLACE
  for await (const feature of layer.features) {
    sources.add(feature)
    const outside = sources.firstOutside(sources.count - 1, minX, minY, maxX, maxY)
    if (outside !== undefined) {
      const [lon, lat] = [lonOfMercator(outside[0]).toFixed(7), latOfMercator(outside[1]).toFixed(7)]
      const detail = `${lon}, ${lat} is outside of the archive's bounds ${west}, ${south}, ${east}, ${north}`
      const { id } = feature
      losses.add({ code: 'bounds', layer: layer.name, ...(id === undefined ? {} : { id }), detail })
    }
    if (sources.count % (64 * PROGRESS_EVERY) === 0)
      progress?.({ step: 'read', done: sources.count, total: undefined })
  }
  const stated = layer.parts_below_grid
  const found = sources.partsBelowGrid()
  if (stated !== undefined && stated !== found) {
    const detail = `the source has ${found} parts_below_grid, the report says ${stated}`
    losses.add({ code: 'count', layer: layer.name, detail })
  }
  return sources
}
