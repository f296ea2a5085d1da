import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { el } from './dom.ts'
import { type CopyOptions, copyOf } from './map-copy.ts'
import { patternImage } from './pattern.ts'
import { frameBounds, PX_PER_MM, zoomOfScale } from './print-scale.ts'
import type { Bounds } from './release.ts'
import type { Theme } from './themes.ts'

export interface PrintMapOptions {
  center: { lon: number; lat: number }
  denominator: number
  width_mm: number
  height_mm: number
  /** Classes of this theme are hatched; null for none. */
  hatched: Theme | null
  marks: CopyOptions['marks']
}

export interface PrintMap {
  /** Address of the picture; to be revoked when it is no longer shown. */
  url: string
  bounds: Bounds
  /** Style layers that drew something. */
  drawn: LayerSpecification[]
}

/** Twice the pixels of a screen: 192 to the inch. While tiles come in the map is drawn again and again, so coarsely. */
const PIXEL_RATIO = { loading: 0.25, printed: 2 }
/** Longest wait for tiles; a machine without a GPU takes seconds. */
const PATIENCE_MS = 60_000
/** Zoom at which RT stand in for the fill of their zone, halfway through their fading in. */
const RT_ZOOM = 14.4

/** The map drawn anew for paper. @throws Error when it is not drawn within a minute */
export async function drawPrintMap(original: MapLibreMap, options: PrintMapOptions): Promise<PrintMap> {
  const { center, denominator, width_mm, height_mm, hatched, marks = [] } = options
  const container = el('div', { class: 'print-canvas', attrs: { 'aria-hidden': 'true', inert: '' } })
  container.style.width = `${width_mm * PX_PER_MM}px`
  container.style.height = `${height_mm * PX_PER_MM}px`
  document.body.append(container)
  let copy: MapLibreMap | null = null
  try {
    copy = copyOf(original, container, {
      center: [center.lon, center.lat],
      zoom: zoomOfScale(denominator, center.lat),
      pixelRatio: PIXEL_RATIO.loading,
      readable: true,
      layers: (layers) => (hatched === null ? layers : withPatterns(layers, hatched)),
      images: hatched === null ? {} : patterns(hatched),
      marks,
    })
    await inTime(copy.once('load'))
    if (!copy.areTilesLoaded()) await inTime(copy.once('idle'))
    copy.setPixelRatio(PIXEL_RATIO.printed)
    await inTime(copy.once('idle'))
    const blob = await new Promise<Blob | null>((resolve) => copy?.getCanvas().toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('the canvas gives no picture')
    return {
      url: URL.createObjectURL(blob),
      bounds: frameBounds(center, denominator, width_mm, height_mm),
      drawn: drawnLayers(copy),
    }
  } finally {
    copy?.remove()
    container.remove()
  }
}

async function inTime(event: Promise<unknown>): Promise<void> {
  let late: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error('the map was not drawn in time')), PATIENCE_MS)
  })
  await Promise.race([event, tooLate]).finally(() => clearTimeout(late))
}

function drawnLayers(map: MapLibreMap): LayerSpecification[] {
  return map
    .getStyle()
    .layers.filter(
      (layer) =>
        'source' in layer &&
        map.getLayoutProperty(layer.id, 'visibility') !== 'none' &&
        map.queryRenderedFeatures({ layers: [layer.id] }).length > 0,
    )
}

const patternName = (i: number) => `print-pattern-${i}`

function patterns(theme: Theme): NonNullable<CopyOptions['images']> {
  const count = theme.kind === 'class' ? theme.rows.length : 0
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [patternName(i), patternImage(i)]))
}

/** Hatches over the fills of the classes, so that they are told apart without colour. */
function withPatterns(layers: LayerSpecification[], theme: Theme): LayerSpecification[] {
  if (theme.kind !== 'class') return layers
  const shown = ({ layout }: LayerSpecification) => layout?.visibility !== 'none'
  const ofRt = theme.layer === 'zones' && layers.some((layer) => layer.id === 'rt-fill' && shown(layer))
  return layers.flatMap((layer) => {
    const from = 'source-layer' in layer ? layer['source-layer'] : undefined
    const hatched = from === theme.layer || (ofRt && from === 'rt')
    if (layer.type !== 'fill' || !hatched || !shown(layer) || !layer.id.endsWith('-fill')) return [layer]
    const zooms = !ofRt ? {} : from === 'rt' ? { minzoom: RT_ZOOM } : { maxzoom: RT_ZOOM }
    return [
      layer,
      ...theme.rows.map(({ code }, i) => ({
        id: `${layer.id}-pattern-${i}`,
        type: 'fill' as const,
        source: layer.source,
        'source-layer': from as string,
        ...zooms,
        filter: [
          'all',
          ...(layer.filter === undefined ? [] : [layer.filter]),
          ['==', ['to-string', ['get', theme.attribute]], code],
        ] as never,
        paint: { 'fill-pattern': patternName(i) },
      })),
    ]
  })
}
