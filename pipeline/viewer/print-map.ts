import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Hatches } from './class-hatches.ts'
import type { CopyOptions } from './map-copy.ts'
import { drawnRt } from './map-hits.ts'
import { drawnLayers } from './map-symbols.ts'
import { frameBounds, PX_PER_MM, zoomOfScale } from './print-scale.ts'
import type { Bounds } from './release.ts'
import { drawStill } from './still-map.ts'

export interface PrintMapOptions {
  center: { lon: number; lat: number }
  denominator: number
  width_mm: number
  height_mm: number
  hatches: Hatches
  marks: CopyOptions['marks']
  signal: AbortSignal
}

export interface PrintMap {
  /** Address of the picture; to be revoked when it is no longer shown. */
  url: string
  bounds: Bounds
  /** Style layers that drew something. */
  drawn: LayerSpecification[]
  /** Attributes of the RT that are coloured on it; null where none are. */
  rt: Record<string, unknown>[] | null
}

/** Twice the pixels of a screen: 192 to the inch. */
const PIXEL_RATIO = 2

/** The map drawn anew for paper. @throws Error as {@link drawStill} does */
export function drawPrintMap(original: MapLibreMap, options: PrintMapOptions): Promise<PrintMap> {
  const { center, denominator, width_mm, height_mm, ...others } = options
  const still = {
    ...{ center, zoom: zoomOfScale(denominator, center.lat), pixelRatio: PIXEL_RATIO, ...others },
    ...{ width: width_mm * PX_PER_MM, height: height_mm * PX_PER_MM },
  }
  return drawStill(original, still, async (map) => {
    const blob = await new Promise<Blob | null>((resolve) => map.getCanvas().toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('the canvas gives no picture')
    return {
      url: URL.createObjectURL(blob),
      bounds: frameBounds(center, denominator, width_mm, height_mm),
      drawn: drawnLayers(map),
      rt: drawnRt(map),
    }
  })
}
