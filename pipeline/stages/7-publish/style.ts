import type {
  ExpressionSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec'
import { attributionHtml } from '../../release/title.ts'
import { both } from '../../values/both-languages.ts'
import type { Bilingual, Legend } from '../../viewer/legend.ts'
import { binColour, classColour, SHOWN_CHANGES } from '../../viewer/themes.ts'

export interface StyleCity {
  title: Bilingual
  attribution: Bilingual | null
  synthetic: Bilingual | null
  /** West, south, east, north in degrees (OGC:CRS84). */
  bounds: [number, number, number, number]
}

export interface StyleInput {
  city: StyleCity
  /** Path of the PMTiles archive relative to the style file. */
  tilesPath: string
  /** Names of the vector layers the archive holds; a style layer without its vector layer is left out. */
  layers: readonly string[]
  legend: Legend
}

/** Name of the only source of the style. */
export const SOURCE = 'atlas'

/** Detail (RT, buildings) appears from this zoom on, when a neighbourhood fills the screen. */
const DETAIL_ZOOM = 14

/** Up to this zoom a zone of a few hectares is smaller than a mark, so a dot in its colour stands for it. */
const POINT_ZOOM = 12

/**
 * The atlas as a MapLibre style (style spec version 8). Colours come from the legend alone; no glyphs or sprite
 * address is given, so a renderer draws labels with the fonts it has and nothing is fetched from elsewhere.
 */
export function makeStyle({ city, tilesPath, layers, legend }: StyleInput): StyleSpecification {
  const [west, south, east, north] = city.bounds
  const has = new Set(layers)
  const attribution = attributionHtml(city)
  return {
    version: 8,
    name: both(city.title),
    metadata: { title: city.title, attribution: city.attribution, synthetic: city.synthetic },
    center: [round((west + east) / 2, 6), round((south + north) / 2, 6)],
    zoom: fitZoom(city.bounds, 1024, 768),
    sources: {
      [SOURCE]: {
        type: 'vector',
        url: `pmtiles://${tilesPath}`,
        ...(attribution === '' ? {} : { attribution }),
      },
    },
    layers: styleLayers(legend).filter(
      (layer) => !('source-layer' in layer) || has.has(String(layer['source-layer'])),
    ),
  }
}

function styleLayers(legend: Legend): LayerSpecification[] {
  const { ground, symbol } = legend
  const zoneColour = classColour('score_class', legend.score_class, legend.missing.colour)
  const from = (layer: string) => ({ source: SOURCE, 'source-layer': layer })
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': ground.outside } },
    { id: 'kelurahan-fill', type: 'fill', ...from('kelurahan'), paint: { 'fill-color': ground.land } },
    {
      id: 'kelurahan-line',
      type: 'line',
      ...from('kelurahan'),
      paint: { 'line-color': ground.kelurahan, 'line-width': byZoom(10, 0.5, 15, 1.4) },
    },
    {
      id: 'kecamatan-line',
      type: 'line',
      ...from('kecamatan'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': ground.kecamatan, 'line-width': byZoom(9, 0.9, 15, 2.4) },
    },
    {
      id: 'zones-fill',
      type: 'fill',
      ...from('zones'),
      paint: { 'fill-color': zoneColour, 'fill-opacity': 0.82, 'fill-antialias': false },
    },
    {
      id: 'rt-fill',
      type: 'fill',
      ...from('rt'),
      minzoom: DETAIL_ZOOM,
      paint: {
        'fill-color': zoneColour,
        'fill-opacity': byZoom(DETAIL_ZOOM, 0, DETAIL_ZOOM + 0.8, 0.82),
        'fill-antialias': false,
      },
    },
    {
      id: 'zone_changes-fill',
      type: 'fill',
      ...from('zone_changes'),
      filter: SHOWN_CHANGES,
      layout: { visibility: 'none' },
      paint: {
        'fill-color': classColour('change', legend.zone_change, legend.missing.colour),
        'fill-opacity': 0.82,
      },
    },
    {
      id: 'grid-fill',
      type: 'fill',
      ...from('grid'),
      layout: { visibility: 'none' },
      paint: {
        'fill-color': binColour(
          'density_buildings_per_ha',
          legend.density_buildings_per_ha,
          legend.missing.colour,
        ),
        'fill-opacity': 0.82,
        'fill-antialias': false,
      },
    },
    {
      id: 'grid-line',
      type: 'line',
      ...from('grid'),
      minzoom: 11,
      layout: { visibility: 'none', 'line-join': 'round' },
      // The palest class is close to the land: its cells are told by their outline.
      paint: { 'line-color': ground.outline, 'line-opacity': 0.3, 'line-width': byZoom(11, 0.4, 15, 1) },
    },
    {
      id: 'rt-line',
      type: 'line',
      ...from('rt'),
      minzoom: DETAIL_ZOOM - 1,
      paint: {
        'line-color': ground.outline,
        'line-opacity': byZoom(DETAIL_ZOOM - 1, 0, DETAIL_ZOOM, 0.55),
        'line-width': byZoom(DETAIL_ZOOM - 1, 0.4, 17, 1),
      },
    },
    {
      id: 'buildings-fill',
      type: 'fill',
      ...from('buildings'),
      minzoom: DETAIL_ZOOM,
      paint: {
        'fill-color': symbol.building,
        'fill-opacity': byZoom(DETAIL_ZOOM, 0, DETAIL_ZOOM + 0.7, 0.65),
        'fill-antialias': true,
      },
    },
    {
      id: 'zone_changes-line',
      type: 'line',
      ...from('zone_changes'),
      filter: SHOWN_CHANGES,
      layout: { visibility: 'none', 'line-join': 'round' },
      paint: { 'line-color': ground.outline, 'line-width': 1 },
    },
    {
      id: 'zones-line',
      type: 'line',
      ...from('zones'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': ground.outline, 'line-width': byZoom(10, 0.8, 15, 1.8) },
    },
    {
      id: 'facilities-point',
      type: 'circle',
      ...from('facilities'),
      minzoom: DETAIL_ZOOM,
      paint: {
        'circle-color': symbol.facility,
        'circle-radius': byZoom(DETAIL_ZOOM, 3, 17, 6),
        'circle-stroke-color': symbol.halo,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'interventions-point',
      type: 'circle',
      ...from('interventions'),
      minzoom: 13,
      paint: {
        'circle-color': symbol.intervention,
        'circle-radius': byZoom(13, 3, 17, 6),
        'circle-stroke-color': symbol.halo,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'zones-point',
      type: 'circle',
      ...from('zone_labels'),
      maxzoom: POINT_ZOOM,
      paint: {
        'circle-color': zoneColour,
        'circle-radius': byZoom(6, 2.5, POINT_ZOOM, 5),
        'circle-stroke-color': ground.outline,
        'circle-stroke-width': 1,
      },
    },
    {
      id: 'zone_labels',
      type: 'symbol',
      ...from('zone_labels'),
      layout: {
        'text-field': ['to-string', ['coalesce', ['get', 'name'], ['get', 'kelurahan'], ['get', 'zone_id']]],
        'text-font': LABEL_FONT,
        'text-size': byZoom(10, 11, 15, 15),
        'text-max-width': 9,
        'text-line-height': 1.15,
        'text-variable-anchor': [
          'step',
          ['zoom'],
          ['literal', AROUND],
          POINT_ZOOM,
          ['literal', ['center', ...AROUND]],
        ],
        'text-radial-offset': 0.6,
        'text-justify': 'auto',
        'text-padding': 3,
      },
      paint: { 'text-color': symbol.text, 'text-halo-color': symbol.halo, 'text-halo-width': 1.6 },
    },
  ]
}

/** Sides of a point where its name may stand. */
const AROUND = ['left', 'right', 'top', 'bottom']

/** The first name only sets the weight where a renderer draws with its own fonts; the rest are families to try. */
const LABEL_FONT = ['Noto Sans Semibold', 'system-ui', 'Segoe UI', 'Roboto', 'Noto Sans', 'Arial']

function byZoom(zoom0: number, value0: number, zoom1: number, value1: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], zoom0, value0, zoom1, value1]
}

/** Largest zoom (512 px tiles, Web Mercator) at which the bounds fit the given pixels; floored to a half level. */
function fitZoom(
  [west, south, east, north]: StyleCity['bounds'],
  width_px: number,
  height_px: number,
): number {
  const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)
  const dx = Math.max((east - west) / 360, 1e-6)
  const dy = Math.max(mercator(north) - mercator(south), 1e-6)
  const zoom = Math.min(Math.log2(width_px / 512 / dx), Math.log2(height_px / 512 / dy))
  return Math.max(0, Math.min(16, Math.floor(zoom * 2) / 2))
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
