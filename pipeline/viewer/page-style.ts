import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec'
import { BASEMAP } from './basemap.ts'
import { EDGES, edgeLayer } from './label-edges.ts'
import type { Legend } from './legend.ts'

/** Name of the tile source in the published style. */
export const SOURCE = 'atlas'
/** Names of the images the page draws for missing data, and over values that are expected or incomplete. */
export const HATCH = 'missing-hatch'
export const DOTS = 'unsure-dots'
/** Name of the image over ground that a verification found to be no slum any more. */
export const LEFT = 'left-stripes'
/** Source and layer of the kelurahan names, filled once the kelurahan are read. */
export const KELURAHAN_NAMES = 'kelurahan-names'

/** Source of the water the city has told of, filled once it is read. */
export const WATER = 'known-water'

/** Source of the outline of a place that was looked for. */
export const FOUND = 'found-place'

export const FILL_OPACITY = 0.82
/** Zoom at which RT stand in for the fill of their zone, halfway through their fading in. */
export const RT_SEEN = 14.4
export const FONT = ['Noto Sans', 'system-ui', 'Segoe UI', 'Roboto', 'Arial']
export const ZONE_NAME: ExpressionSpecification = [
  'to-string',
  ['coalesce', ['get', 'name'], ['get', 'kelurahan'], ['get', 'zone_id']],
]

/**
 * The published style with what only the page can draw: the hatch of missing data, hover and choice outlines, and
 * kelurahan names. Layers that need a vector layer the style does not draw are left out.
 */
export function pageStyle(style: StyleSpecification, legend: Legend): StyleSpecification {
  const layers = [...style.layers]
  const has = (id: string) => layers.some((layer) => layer.id === id)
  const insert = (before: string[], ...added: LayerSpecification[]) => {
    const at = layers.findIndex((layer) => before.includes(layer.id))
    layers.splice(at < 0 ? layers.length : at, 0, ...added)
  }
  if (has('zones-fill')) {
    insert(['rt-fill', 'zone_changes-fill', 'rt-line', 'buildings-fill', 'zones-line'], {
      ...zonesLayer('zones-missing'),
      type: 'fill',
      filter: ['literal', false] as unknown as FilterSpecification,
      paint: { 'fill-pattern': HATCH, 'fill-opacity': FILL_OPACITY },
    })
    insert(
      ['facilities-point', 'interventions-point', 'zone_labels'],
      outline('zones-hover', legend.symbol.selected, 2.5, 'hover'),
      outline('zones-chosen-halo', legend.symbol.halo, 8, 'chosen'),
      outline('zones-chosen', legend.symbol.selected, 3.5, 'chosen'),
    )
  }
  if (has('zones-fill')) {
    insert(['zone_changes-fill', 'grid-fill', 'grid-line', 'rt-line', 'buildings-fill', 'zones-line'], {
      ...zonesLayer('zones-unsure'),
      type: 'fill',
      filter: ['literal', false] as unknown as FilterSpecification,
      paint: { 'fill-pattern': DOTS },
    })
  }
  if (has('zones-fill') && has('zone_changes-fill')) {
    insert(['grid-fill', 'grid-line', 'rt-line', 'buildings-fill', 'zones-line'], {
      ...{ id: 'zones-left', source: SOURCE, 'source-layer': 'zone_changes', type: 'fill' },
      filter: ['literal', false] as unknown as FilterSpecification,
      paint: { 'fill-pattern': LEFT },
    })
  }
  if (has('grid-fill')) {
    insert(['grid-line', 'rt-line', 'buildings-fill', 'zones-line'], {
      id: 'grid-missing',
      source: SOURCE,
      'source-layer': 'grid',
      type: 'fill',
      layout: { visibility: 'none' },
      paint: { 'fill-pattern': HATCH, 'fill-opacity': FILL_OPACITY },
    })
  }
  if (has('kelurahan-line')) insert(['zone_labels'], kelurahanNames(legend))
  insert(
    ['zone_labels'],
    foundOutline('found-halo', legend.symbol.halo, 6),
    foundOutline('found-line', legend.symbol.selected, 2.5),
    foundName(legend),
  )
  const land = layers.findIndex(({ id }) => id === 'kelurahan-fill')
  const ground = land < 0 ? layers.findIndex(({ type }) => type === 'background') : land
  layers.splice(ground + 1, 0, {
    ...{ id: 'water-fill', source: WATER, type: 'fill' },
    paint: { 'fill-color': legend.ground.sea },
  })
  layers.push(edgeLayer())
  const empty = { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features: [] } }
  return {
    ...style,
    sources: { ...style.sources, [KELURAHAN_NAMES]: empty, [FOUND]: empty, [WATER]: empty, [EDGES]: empty },
    layers,
  }
}

function zonesLayer(id: string) {
  return { id, source: SOURCE, 'source-layer': 'zones' } as const
}

/** Drawn by feature state, so that pointing and choosing never make the renderer cut its tiles again. */
function outline(id: string, colour: string, width: number, state: string): LayerSpecification {
  return {
    ...zonesLayer(id),
    type: 'line',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': width,
      'line-opacity': ['case', ['boolean', ['feature-state', state], false], 1, 0],
    },
  }
}

function foundOutline(id: string, colour: string, width: number): LayerSpecification {
  return {
    ...{ id, source: FOUND, type: 'line', layout: { 'line-join': 'round' } },
    paint: {
      'line-color': colour,
      'line-width': width,
      'line-dasharray': id === 'found-line' ? [2, 1] : [1, 0],
    },
  }
}

function foundName(legend: Legend): LayerSpecification {
  return {
    ...{ id: 'found-name', source: FOUND, type: 'symbol' },
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 14, 'text-allow-overlap': true },
    paint: {
      'text-color': legend.symbol.selected,
      'text-halo-color': legend.symbol.halo,
      'text-halo-width': 2,
    },
  }
}

function kelurahanNames(legend: Legend): LayerSpecification {
  return {
    id: KELURAHAN_NAMES,
    type: 'symbol',
    source: KELURAHAN_NAMES,
    minzoom: 10.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 11, 10.5, 15, 13.5],
      'text-transform': 'uppercase',
      'text-letter-spacing': 0.08,
      'text-max-width': 8,
      'text-padding': 6,
    },
    paint: {
      'text-color': '#6b6b6b',
      'text-halo-color': legend.ground.land,
      'text-halo-width': 1.4,
    },
  }
}

/** Vector layer a layer of the style draws, or stands for; empty for the ground. */
export function vectorLayerOf(layer: LayerSpecification): string {
  if (layer.id === KELURAHAN_NAMES) return 'kelurahan'
  if (layer.id === BASEMAP) return BASEMAP
  return 'source-layer' in layer ? String(layer['source-layer']) : ''
}

/** Lowest zoom at which something of each vector layer is drawn. */
export function firstZooms(style: StyleSpecification): Map<string, number> {
  const zooms = new Map<string, number>()
  for (const layer of style.layers) {
    const name = vectorLayerOf(layer)
    zooms.set(name, Math.min(zooms.get(name) ?? 24, layer.minzoom ?? 0))
  }
  return zooms
}
