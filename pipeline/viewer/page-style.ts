import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec'
import type { Legend } from './legend.ts'
import { cellFilter, missingFilter, type Theme, themeColour } from './themes.ts'

/** Name of the tile source in the published style. */
export const SOURCE = 'atlas'
/** Name of the image the page draws for missing data. */
export const HATCH = 'missing-hatch'
/** Source and layer of the kelurahan names, filled once the kelurahan are read. */
export const KELURAHAN_NAMES = 'kelurahan-names'

const FILL_OPACITY = 0.82
const FONT = ['Noto Sans', 'system-ui', 'Segoe UI', 'Roboto', 'Arial']
const ZONE_NAME: ExpressionSpecification = [
  'to-string',
  ['coalesce', ['get', 'name'], ['get', 'kelurahan'], ['get', 'zone_id']],
]

/** What the reader has set: it decides how each layer looks. */
export interface Look {
  theme: Theme
  /** Strength of the fills, 0 to 1. */
  opacity: number
  /** Vector layers that are switched off. */
  hidden: ReadonlySet<string>
  /** Colour of each zone in the theme, by `zone_id`. */
  colours: ReadonlyMap<string, string>
  /** Second line under a zone's name, by `zone_id`. */
  labels: ReadonlyMap<string, string>
}

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
  const empty = { type: 'FeatureCollection' as const, features: [] }
  return {
    ...style,
    sources: { ...style.sources, [KELURAHAN_NAMES]: { type: 'geojson', data: empty } },
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

/** A layer of {@link pageStyle} as it looks under the reader's settings. */
export function layerLook(layer: LayerSpecification, look: Look, legend: Legend): LayerSpecification {
  const { theme, opacity, hidden, labels } = look
  const missing = legend.missing.colour
  const onZones = theme.layer === 'zones'
  const onGrid = theme.layer === 'grid'
  const onChanges = theme.layer === 'zone_changes'
  const strength = FILL_OPACITY * opacity
  const vectorLayer =
    layer.id === KELURAHAN_NAMES ? 'kelurahan' : 'source-layer' in layer ? layer['source-layer'] : ''
  const shown = layer.id === 'kelurahan-fill' || !hidden.has(vectorLayer ?? '')
  const seen = (also = true) => ({ visibility: shown && also ? ('visible' as const) : ('none' as const) })

  switch (layer.id) {
    case 'zones-fill':
      // Kept when another layer is coloured, fully clear, so that a zone can still be pointed at.
      return changed(layer, {
        paint: onZones
          ? { 'fill-color': themeColour(theme, missing), 'fill-opacity': strength }
          : { 'fill-opacity': 0 },
      })
    case 'zones-missing':
      return changed(layer, {
        paint: { 'fill-opacity': onZones ? strength : 0 },
        ...(onZones ? { filter: missingFilter(theme) } : {}),
      })
    case 'rt-fill':
      return changed(layer, {
        layout: seen(onZones),
        paint: {
          'fill-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0, 14.8, strength],
          ...(onZones ? { 'fill-color': themeColour(theme, missing) } : {}),
        },
        ...(onZones ? { filter: ['!', missingFilter(theme)] } : {}),
      })
    case 'zones-point':
      return changed(layer, {
        layout: { visibility: onZones ? 'visible' : 'none' },
        paint: { 'circle-color': byZone(look.colours, missing), 'circle-opacity': opacity },
      })
    case 'zone_changes-fill':
      return changed(layer, { layout: seen(onChanges), paint: { 'fill-opacity': strength } })
    case 'zone_changes-line':
      return changed(layer, { layout: seen(onChanges) })
    case 'grid-fill':
      return changed(layer, {
        layout: seen(onGrid),
        ...(onGrid
          ? {
              paint: { 'fill-color': themeColour(theme, missing), 'fill-opacity': strength },
              filter: ['all', cellFilter(theme), ['!', missingFilter(theme)]],
            }
          : {}),
      })
    case 'grid-missing':
      return changed(layer, {
        layout: seen(onGrid),
        paint: { 'fill-opacity': strength },
        ...(onGrid ? { filter: ['all', cellFilter(theme), missingFilter(theme)] } : {}),
      })
    case 'grid-line':
      return changed(layer, { layout: seen(onGrid), ...(onGrid ? { filter: cellFilter(theme) } : {}) })
    case 'zone_labels':
      return changed(layer, { layout: { ...seen(), 'text-field': labelText(labels) } })
    default:
      return layer.type === 'background' ? layer : changed(layer, { layout: seen() })
  }
}

function byZone(values: ReadonlyMap<string, string>, otherwise: string): unknown {
  return values.size === 0 ? otherwise : ['match', ['get', 'zone_id'], ...[...values].flat(), otherwise]
}

/** The name, and from a city-wide zoom on a smaller second line with what the colour says. */
function labelText(lines: ReadonlyMap<string, string>): ExpressionSpecification {
  if (lines.size === 0) return ZONE_NAME
  const second = byZone(lines, '')
  const both = [
    'format',
    ZONE_NAME,
    {},
    '\n',
    {},
    second,
    { 'font-scale': 0.82, 'text-font': ['literal', FONT] },
  ]
  return ['step', ['zoom'], ZONE_NAME, 11.5, both] as unknown as ExpressionSpecification
}

function changed(
  layer: LayerSpecification,
  change: { paint?: object; layout?: object; filter?: unknown },
): LayerSpecification {
  const { paint, layout, filter } = change
  return {
    ...layer,
    ...(paint ? { paint: { ...layer.paint, ...paint } } : {}),
    ...(layout ? { layout: { ...layer.layout, ...layout } } : {}),
    ...(filter === undefined ? {} : { filter }),
  } as LayerSpecification
}
