import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import { Map as MapLibreMap } from 'maplibre-gl'

export interface CopyOptions {
  center: [lon: number, lat: number]
  zoom: number
  /** Device pixels of a CSS pixel; those of the screen when left out. */
  pixelRatio?: number
  /** Keeps what was drawn, so that it can be read. */
  readable?: boolean
  /** The layers of the copy, made of those of the original. */
  layers?: (layers: LayerSpecification[]) => LayerSpecification[]
  /** Images beside those of the original, by name. */
  images?: Record<string, { width: number; height: number; data: Uint8Array }>
  /** Feature states to carry over. */
  marks?: readonly { source: string; sourceLayer: string; id: number | string; state: object }[]
}

/** A still map that draws what the original draws, in a container of its own. @throws Error without WebGL 2 */
export function copyOf(original: MapLibreMap, container: HTMLElement, options: CopyOptions): MapLibreMap {
  const { center, zoom, pixelRatio, readable = false, layers = (same) => same } = options
  const style = original.getStyle()
  const copy = new MapLibreMap({
    container,
    style: { ...style, layers: layers(style.layers) },
    center,
    zoom,
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    maxZoom: original.getMaxZoom(),
    renderWorldCopies: false,
    ...(pixelRatio === undefined ? {} : { pixelRatio }),
    canvasContextAttributes: { preserveDrawingBuffer: readable },
  })
  copy.on('style.load', () => {
    for (const id of original.listImages()) {
      const image = original.getImage(id)
      if (image && !copy.hasImage(id)) copy.addImage(id, image.data, { pixelRatio: image.pixelRatio })
    }
    for (const [id, image] of Object.entries(options.images ?? {}))
      copy.addImage(id, image, { pixelRatio: 2 })
    for (const { state, ...target } of options.marks ?? []) copy.setFeatureState(target, state)
  })
  return copy
}
