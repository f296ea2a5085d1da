import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Box } from './label-edges.ts'
import { RT_SEEN } from './page-style.ts'

/** What the pointer is over, topmost first. */
export interface Hit {
  layer: string
  id: number | string | undefined
  properties: Record<string, unknown>
}

const POINTED = [
  'zones-point',
  'interventions-point',
  'facilities-point',
  'zone_changes-fill',
  'zones-left',
  'grid-fill',
  'grid-missing',
  'zones-fill',
  'rt-fill',
]

/** A zone is drawn as its area, and from afar as its point. */
export function isZone({ layer }: Hit): boolean {
  return layer === 'zones' || layer === 'zone_labels'
}

/** Attributes of the RT that carry the theme's colours, each RT once, on all of the map or in a box; null where none are drawn. */
export function drawnRt(map: MapLibreMap, box?: Box): Record<string, unknown>[] | null {
  if (map.getZoom() < RT_SEEN || !map.getLayer('rt-fill')) return null
  if (map.getLayoutProperty('rt-fill', 'visibility') === 'none') return null
  const [left, top, right, bottom] = box ?? [
    0,
    0,
    map.getContainer().clientWidth,
    map.getContainer().clientHeight,
  ]
  const within: [[number, number], [number, number]] = [
    [left, top],
    [right, bottom],
  ]
  const drawn = map.queryRenderedFeatures(within, { layers: ['rt-fill'] })
  const byId = new Map(drawn.map(({ properties }) => [properties.rt_id, properties]))
  return byId.size === 0 ? null : [...byId.values()]
}

/** What the map draws at a place, in CSS pixels from its top left. */
export function hitsAt(map: MapLibreMap, point: { x: number; y: number }): Hit[] {
  const layers = POINTED.filter((id) => map.getLayer(id))
  return map.queryRenderedFeatures([point.x, point.y], { layers }).map((feature) => ({
    layer: feature.sourceLayer ?? feature.layer.id,
    id: feature.id,
    properties: feature.properties,
  }))
}
