import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { isBasemapError } from './basemap.ts'
import { type Hatches, hatchedLayers, hatchImages } from './class-hatches.ts'
import { el } from './dom.ts'
import { layEdges } from './label-edges.ts'
import { type CopyOptions, copyOf } from './map-copy.ts'

export interface StillOptions {
  center: { lon: number; lat: number }
  zoom: number
  /** CSS pixels. */
  width: number
  height: number
  /** Pixels of the picture to a CSS pixel. */
  pixelRatio: number
  hatches: Hatches
  marks?: CopyOptions['marks']
  /** Gives up at once: what was asked for is no longer wanted. */
  signal?: AbortSignal
}

/** While tiles come in the map is drawn again and again, so coarsely. */
const LOADING_RATIO = 0.25
/** Longest wait for tiles; a machine without a GPU takes seconds. */
const PATIENCE_MS = 60_000

/**
 * The map drawn anew where nobody sees it, at another size, place or fineness.
 *
 * @param use reads the picture; the map is gone once it is done
 * @throws Error when it is not drawn within a minute, a part of it cannot be loaded, or `signal` aborts
 */
export async function drawStill<T>(
  original: MapLibreMap,
  options: StillOptions,
  use: (map: MapLibreMap) => Promise<T> | T,
): Promise<T> {
  const { center, zoom, width, height, pixelRatio, hatches, marks = [], signal } = options
  signal?.throwIfAborted()
  const container = el('div', { class: 'print-canvas', attrs: { 'aria-hidden': 'true', inert: '' } })
  container.style.width = `${width}px`
  container.style.height = `${height}px`
  document.body.append(container)
  let copy: MapLibreMap | null = null
  try {
    copy = copyOf(original, container, {
      center: [center.lon, center.lat],
      zoom,
      pixelRatio: LOADING_RATIO,
      readable: true,
      layers: (layers: LayerSpecification[]) => hatchedLayers(layers, hatches),
      images: hatchImages(hatches),
      marks,
    })
    const waits = inTime(copy, signal)
    await waits(copy.once('load'))
    layEdges(copy, [])
    if (!copy.areTilesLoaded()) await waits(copy.once('idle'))
    copy.setPixelRatio(pixelRatio)
    await waits(copy.once('idle'))
    return await use(copy)
  } finally {
    copy?.remove()
    container.remove()
  }
}

/** Waits for an event, but not for ever, and not for what has failed or is no longer wanted. */
function inTime(
  map: MapLibreMap,
  signal: AbortSignal | undefined,
): (event: Promise<unknown>) => Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    map.on('error', (event) => {
      // The ground of the atlas is seen where the basemap is not.
      if (!isBasemapError(event)) reject(event.error ?? new Error('a part of the map cannot be loaded'))
    })
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // It may fail while nothing is waited for.
  failed.catch(() => {})
  return async (event) => {
    let late: ReturnType<typeof setTimeout> | undefined
    const tooLate = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error('the map was not drawn in time')), PATIENCE_MS)
    })
    await Promise.race([event, failed, tooLate]).finally(() => clearTimeout(late))
  }
}
