import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Atlas } from './atlas.ts'
import type { Lang } from './i18n.ts'

/** What a layer of the map looks like where its colour is one alone. */
export interface MapSymbol {
  title: string
  kind: 'line' | 'point' | 'area'
  colour: string
  /** Of a line, in CSS pixels; where it grows with the zoom, at its widest. */
  width_px: number
}

/** Style layers that drew something. */
export function drawnLayers(map: MapLibreMap): LayerSpecification[] {
  return map
    .getStyle()
    .layers.filter(
      (layer) =>
        'source' in layer &&
        map.getLayoutProperty(layer.id, 'visibility') !== 'none' &&
        map.queryRenderedFeatures({ layers: [layer.id] }).length > 0,
    )
}

/** Lines, areas and points of the ground as the map draws them, each once. */
export function mapSymbols(
  drawn: readonly LayerSpecification[],
  atlas: Pick<Atlas, 'layerTitle'>,
  lang: Lang,
): MapSymbol[] {
  const symbols = new Map<string, MapSymbol>()
  for (const layer of drawn) {
    const name = 'source-layer' in layer ? layer['source-layer'] : undefined
    if (name === undefined || name === 'zone_labels' || layer.id.startsWith('zones-chosen')) continue
    if (layer.id === 'zones-hover' || (layer.type !== 'line' && layer.type !== 'circle')) {
      if (name !== 'buildings') continue
    }
    const paint = (layer.paint ?? {}) as Record<string, unknown>
    const [title, colour] = [atlas.layerTitle(name, lang), paint[`${layer.type}-color`]]
    if (title === null || typeof colour !== 'string' || symbols.has(name)) continue
    const kind = layer.type === 'line' ? 'line' : layer.type === 'circle' ? 'point' : 'area'
    symbols.set(name, { title, kind, colour, width_px: widthOf(paint) })
  }
  return [...symbols.values()]
}

function widthOf(paint: Record<string, unknown>): number {
  const width = paint['line-width']
  const px = Array.isArray(width) ? width.at(-1) : width
  return typeof px === 'number' ? px : 1
}
