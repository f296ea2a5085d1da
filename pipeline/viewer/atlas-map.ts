import type {
  ExpressionSpecification,
  FilterSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec'
import type { FeatureCollection } from 'geojson'
import { addProtocol, Map as MapLibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import { PMTiles, Protocol } from 'pmtiles'
import { ArchiveSource } from './archive.ts'
import { hatchImage } from './hatch.ts'
import type { Legend } from './legend.ts'
import { type Bounds, sameOrigin } from './release.ts'
import type { View } from './state.ts'
import { missingFilter, type Theme, themeColour } from './themes.ts'

const SOURCE = 'atlas'
const FONT = ['Noto Sans', 'system-ui', 'Segoe UI', 'Roboto', 'Arial']
const FILL_OPACITY = 0.82

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** What the pointer is over, nearest first. */
export interface Hit {
  layer: string
  id: number | string | undefined
  properties: Record<string, unknown>
}

export interface AtlasMapOptions {
  container: HTMLElement
  style: StyleSpecification
  styleUrl: string
  workerUrl: string
  legend: Legend
  view: View | null
  bounds: Bounds
  padding: () => Padding
  onHover(hit: Hit[], point: { x: number; y: number } | null): void
  onClick(hits: Hit[]): void
  onMove(): void
  onProblem(message: string): void
}

/** The map itself: draws the style, answers what is where, and follows theme, choice and language. */
export class AtlasMap {
  readonly map: MapLibreMap
  /** Resolves when the first view is drawn whole. */
  readonly ready: Promise<void>
  readonly #options: AtlasMapOptions
  #hovered: number | string | undefined
  #opacity = 1
  #theme: Theme | null = null
  #hidden = new Set<string>()

  /** @throws Error when the browser has no WebGL 2 */
  constructor(options: AtlasMapOptions) {
    this.#options = options
    setWorkerUrl(options.workerUrl)
    const style = absoluteStyle(options.style, options.styleUrl)
    const { view } = options
    this.map = new MapLibreMap({
      container: options.container,
      style,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      maxZoom: 19,
      renderWorldCopies: false,
      ...(view === null
        ? { bounds: options.bounds, fitBoundsOptions: { padding: options.padding(), maxZoom: 16 } }
        : { center: [view.lon, view.lat], zoom: view.zoom }),
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left')
    this.map.on('error', ({ error }) => {
      options.onProblem(error?.message ?? 'map error')
    })
    this.map.on('moveend', () => options.onMove())
    this.ready = new Promise((resolve) => {
      this.map.once('load', () => {
        this.#addPageLayers()
        this.#listen()
        this.map.once('idle', () => resolve())
      })
    })
  }

  #addPageLayers(): void {
    const { legend } = this.#options
    const { map } = this
    map.addImage('missing-hatch', hatchImage(12, 4, legend.missing.colour, '#e9e9e9'), { pixelRatio: 2 })
    if (!map.getLayer('zones-fill')) return
    const zones = { source: SOURCE, 'source-layer': 'zones' } as const
    map.addLayer(
      {
        id: 'zones-missing',
        type: 'fill',
        ...zones,
        filter: ['boolean', false],
        paint: { 'fill-pattern': 'missing-hatch', 'fill-opacity': FILL_OPACITY },
      },
      map.getLayer('rt-fill') ? 'rt-fill' : 'zones-line',
    )
    const above = map.getLayer('facilities-point')
      ? 'facilities-point'
      : map.getLayer('interventions-point')
        ? 'interventions-point'
        : map.getLayer('zone_labels')
          ? 'zone_labels'
          : undefined
    const hovered: ExpressionSpecification = ['case', ['boolean', ['feature-state', 'hover'], false], 1, 0]
    map.addLayer(
      {
        id: 'zones-hover',
        type: 'line',
        ...zones,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': legend.symbol.selected, 'line-width': 2.5, 'line-opacity': hovered },
      },
      above,
    )
    for (const [id, colour, width] of [
      ['zones-chosen-halo', legend.symbol.halo, 8],
      ['zones-chosen', legend.symbol.selected, 3.5],
    ] as const) {
      map.addLayer(
        {
          id,
          type: 'line',
          ...zones,
          filter: ['==', ['get', 'zone_id'], ''],
          layout: { 'line-join': 'round' },
          paint: { 'line-color': colour, 'line-width': width },
        },
        above,
      )
    }
    if (this.#theme) this.setTheme(this.#theme)
  }

  #listen(): void {
    const { map } = this
    map.on('mousemove', (event) => {
      const hits = this.hitsAt(event.point)
      this.#setHovered(hits.find((hit) => hit.layer === 'zones')?.id)
      map.getCanvas().style.cursor = hits.some((hit) => hit.layer === 'zones') ? 'pointer' : ''
      this.#options.onHover(hits, event.point)
    })
    map.on('mouseout', () => {
      this.#setHovered(undefined)
      this.#options.onHover([], null)
    })
    map.on('click', (event) => this.#options.onClick(this.hitsAt(event.point)))
  }

  #setHovered(id: number | string | undefined): void {
    if (id === this.#hovered) return
    const target = (feature: number | string) => ({ source: SOURCE, sourceLayer: 'zones', id: feature })
    if (this.#hovered !== undefined) this.map.setFeatureState(target(this.#hovered), { hover: false })
    if (id !== undefined) this.map.setFeatureState(target(id), { hover: true })
    this.#hovered = id
  }

  hitsAt(point: { x: number; y: number }): Hit[] {
    const layers = [
      'interventions-point',
      'facilities-point',
      'zone_changes-fill',
      'zones-fill',
      'rt-fill',
    ].filter((id) => this.map.getLayer(id))
    return this.map.queryRenderedFeatures([point.x, point.y], { layers }).map((feature) => ({
      layer: feature.sourceLayer ?? feature.layer.id,
      id: feature.id,
      properties: feature.properties,
    }))
  }

  setTheme(theme: Theme): void {
    this.#theme = theme
    const { map } = this
    if (!map.getLayer('zones-missing')) return
    const missing = this.#options.legend.missing.colour
    const onZones = theme.layer === 'zones'
    if (onZones) {
      map.setPaintProperty('zones-fill', 'fill-color', themeColour(theme, missing))
      map.setFilter('zones-missing', missingFilter(theme) as FilterSpecification)
      if (map.getLayer('rt-fill')) {
        map.setPaintProperty('rt-fill', 'fill-color', themeColour(theme, missing))
        map.setFilter('rt-fill', ['!', missingFilter(theme)] as FilterSpecification)
      }
    }
    for (const id of ['zone_changes-fill', 'zone_changes-line']) {
      if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', onZones ? 'none' : 'visible')
    }
    this.#showLayers()
    this.setOpacity(this.#opacity)
  }

  /** Strength of the fills, 0 to 1. The zones stay clickable when they are not coloured. */
  setOpacity(share: number): void {
    this.#opacity = share
    const { map } = this
    if (!map.getLayer('zones-missing')) return
    const strength = FILL_OPACITY * share
    const onZones = this.#theme?.layer !== 'zone_changes'
    const rt = map.getLayer('rt-fill') !== undefined && !this.#hidden.has('rt')
    const zonesOpacity = rt
      ? ([
          'interpolate',
          ['linear'],
          ['zoom'],
          14,
          strength,
          14.8,
          strength * 0.45,
        ] as ExpressionSpecification)
      : strength
    map.setPaintProperty('zones-fill', 'fill-opacity', onZones ? zonesOpacity : 0)
    map.setPaintProperty('zones-missing', 'fill-opacity', onZones ? strength : 0)
    if (map.getLayer('rt-fill')) {
      map.setPaintProperty('rt-fill', 'fill-opacity', [
        'interpolate',
        ['linear'],
        ['zoom'],
        14,
        0,
        14.8,
        strength * 0.9,
      ])
    }
    if (map.getLayer('zone_changes-fill')) map.setPaintProperty('zone_changes-fill', 'fill-opacity', strength)
  }

  /** Hides or shows everything drawn of one vector layer. */
  setLayerShown(layer: string, shown: boolean): void {
    if (shown) this.#hidden.delete(layer)
    else this.#hidden.add(layer)
    this.#showLayers()
    this.setOpacity(this.#opacity)
  }

  #showLayers(): void {
    for (const { id, 'source-layer': sourceLayer } of this.map.getStyle().layers as {
      id: string
      'source-layer'?: string
    }[]) {
      if (sourceLayer === undefined || !TOGGLED.has(sourceLayer) || id === 'kelurahan-fill') continue
      const offTheme = sourceLayer === 'rt' && this.#theme?.layer === 'zone_changes'
      const shown = !this.#hidden.has(sourceLayer) && !(offTheme && id === 'rt-fill')
      this.map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none')
    }
    if (this.map.getLayer('kelurahan-names')) {
      const shown = !this.#hidden.has('kelurahan')
      this.map.setLayoutProperty('kelurahan-names', 'visibility', shown ? 'visible' : 'none')
    }
  }

  setChosen(zoneId: string | null): void {
    for (const id of ['zones-chosen-halo', 'zones-chosen']) {
      if (this.map.getLayer(id)) this.map.setFilter(id, ['==', ['get', 'zone_id'], zoneId ?? ''])
    }
  }

  /** A second line under each zone's name, by `zone_id`. */
  setLabels(lines: ReadonlyMap<string, string>): void {
    if (!this.map.getLayer('zone_labels')) return
    const name: ExpressionSpecification = [
      'to-string',
      ['coalesce', ['get', 'name'], ['get', 'kelurahan'], ['get', 'zone_id']],
    ]
    if (lines.size === 0) {
      this.map.setLayoutProperty('zone_labels', 'text-field', name)
      return
    }
    const second = [
      'match',
      ['get', 'zone_id'],
      ...[...lines].flat(),
      '',
    ] as unknown as ExpressionSpecification
    const both: ExpressionSpecification = [
      'format',
      name,
      {},
      '\n',
      {},
      second,
      { 'font-scale': 0.82, 'text-font': ['literal', FONT] },
    ]
    this.map.setLayoutProperty('zone_labels', 'text-field', ['step', ['zoom'], name, 11.5, both])
  }

  /** Names on the ground, under the zone names. */
  setKelurahanNames(points: FeatureCollection): void {
    if (this.map.getSource('kelurahan-names')) return
    this.map.addSource('kelurahan-names', { type: 'geojson', data: points })
    this.map.addLayer(
      {
        id: 'kelurahan-names',
        type: 'symbol',
        source: 'kelurahan-names',
        minzoom: 10.5,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': ['interpolate', ['linear'], ['zoom'], 11, 10.5, 15, 14],
          'text-transform': 'uppercase',
          'text-letter-spacing': 0.09,
          'text-max-width': 8,
          'text-padding': 6,
        },
        paint: {
          'text-color': '#6b6b6b',
          'text-halo-color': this.#options.legend.ground.land,
          'text-halo-width': 1.4,
        },
      },
      this.map.getLayer('zone_labels') ? 'zone_labels' : undefined,
    )
    this.#showLayers()
  }

  fit(bounds: Bounds, maxZoom = 16): void {
    this.map.fitBounds(bounds, { padding: this.#options.padding(), maxZoom, duration: 500 })
  }

  view(): View {
    const { lng, lat } = this.map.getCenter()
    return { zoom: this.map.getZoom(), lat, lon: lng }
  }

  bounds(): Bounds {
    const bounds = this.map.getBounds()
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
  }
}

const TOGGLED: ReadonlySet<string> = new Set([
  'zone_labels',
  'kelurahan',
  'rt',
  'buildings',
  'interventions',
  'facilities',
])

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

/** Style files name their archive relative to themselves; the renderer wants whole addresses. */
function absoluteStyle(style: StyleSpecification, styleUrl: string): StyleSpecification {
  const sources = Object.fromEntries(
    Object.entries(style.sources).map(([name, source]) => {
      if (source.type !== 'vector' || !source.url?.startsWith('pmtiles://')) return [name, source]
      const url = sameOrigin(source.url.slice('pmtiles://'.length), styleUrl)
      protocol.add(new PMTiles(new ArchiveSource(url)))
      return [name, { ...source, url: `pmtiles://${url}` }]
    }),
  )
  return { ...style, sources }
}
