import type {
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec'
import type { FeatureCollection } from 'geojson'
import { addProtocol, type GeoJSONSource, Map as MapLibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import { PMTiles, Protocol } from 'pmtiles'
import { ArchiveSource } from './archive.ts'
import { hatchImage } from './hatch.ts'
import type { Legend } from './legend.ts'
import { HATCH, KELURAHAN_NAMES, type Look, layerLook, pageStyle, SOURCE } from './page-style.ts'
import { type Bounds, sameOrigin } from './release.ts'
import type { View } from './state.ts'

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** What the pointer is over, topmost first. */
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
  look: Look
  view: View | null
  bounds: Bounds
  padding: () => Padding
  onHover(hit: Hit[], point: { x: number; y: number } | null): void
  onClick(hits: Hit[], point: { x: number; y: number }): void
  onMove(): void
  onProblem(message: string): void
}

type FeatureId = number | string
type Mark = 'hover' | 'chosen'

const POINTED = [
  'zones-point',
  'interventions-point',
  'facilities-point',
  'zone_changes-fill',
  'grid-fill',
  'grid-missing',
  'zones-fill',
  'rt-fill',
]

/** A zone is drawn as its area, and from afar as its point. */
export function isZone({ layer }: Hit): boolean {
  return layer === 'zones' || layer === 'zone_labels'
}

/** The map itself: draws the style, answers what is where, and follows the reader's settings. */
export class AtlasMap {
  readonly map: MapLibreMap
  /** Resolves when the first view is drawn whole. */
  readonly ready: Promise<void>
  readonly #options: AtlasMapOptions
  readonly #base: LayerSpecification[]
  #drawn: LayerSpecification[]
  #loaded = false
  #names: FeatureCollection | null = null
  readonly #marked: Record<Mark, FeatureId | undefined> = { hover: undefined, chosen: undefined }

  /** @throws Error when the browser has no WebGL 2 */
  constructor(options: AtlasMapOptions) {
    this.#options = options
    const { legend, look, view } = options
    setWorkerUrl(options.workerUrl)
    const style = pageStyle(absoluteStyle(options.style, options.styleUrl), legend)
    this.#base = style.layers
    this.#drawn = this.#base.map((layer) => layerLook(layer, look, legend))
    this.map = new MapLibreMap({
      container: options.container,
      style: { ...style, layers: this.#drawn },
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
    this.map.on('style.load', () => {
      const hatch = hatchImage(12, 4, legend.missing.colour, '#e9e9e9')
      this.map.addImage(HATCH, hatch, { pixelRatio: 2 })
      this.#loaded = true
      this.setLook(this.#options.look)
      if (this.#names) this.setKelurahanNames(this.#names)
      const { chosen } = this.#marked
      this.#marked.chosen = undefined
      this.#mark('chosen', chosen)
    })
    this.map.on('error', ({ error }) => options.onProblem(error?.message ?? 'map error'))
    this.map.on('moveend', () => options.onMove())
    this.ready = new Promise((resolve) => {
      this.map.once('load', () => {
        this.#listen()
        this.map.once('idle', () => resolve())
      })
    })
  }

  #listen(): void {
    const { map } = this
    map.on('mousemove', (event) => {
      const hits = this.hitsAt(event.point)
      this.#mark('hover', hits.find((hit) => hit.layer === 'zones')?.id)
      map.getCanvas().style.cursor = hits.some(isZone) ? 'pointer' : ''
      this.#options.onHover(hits, event.point)
    })
    map.on('mouseout', () => {
      this.#mark('hover', undefined)
      this.#options.onHover([], null)
    })
    map.on('click', (event) => this.#options.onClick(this.hitsAt(event.point), event.point))
    // What a tap brought up belongs to a place that now lies elsewhere.
    map.on('movestart', () => this.#options.onHover([], null))
  }

  /** Outlines the zone with this feature id, or none. */
  setChosen(id: FeatureId | undefined): void {
    if (this.#loaded) this.#mark('chosen', id)
    else this.#marked.chosen = id
  }

  #mark(mark: Mark, id: FeatureId | undefined): void {
    const before = this.#marked[mark]
    if (id === before) return
    const target = (feature: FeatureId) => ({ source: SOURCE, sourceLayer: 'zones', id: feature })
    if (before !== undefined) this.map.setFeatureState(target(before), { [mark]: false })
    if (id !== undefined) this.map.setFeatureState(target(id), { [mark]: true })
    this.#marked[mark] = id
  }

  hitsAt(point: { x: number; y: number }): Hit[] {
    const layers = POINTED.filter((id) => this.map.getLayer(id))
    return this.map.queryRenderedFeatures([point.x, point.y], { layers }).map((feature) => ({
      layer: feature.sourceLayer ?? feature.layer.id,
      id: feature.id,
      properties: feature.properties,
    }))
  }

  /** Brings the drawn layers to the reader's settings; only what differs is handed to the renderer. */
  setLook(look: Look): void {
    this.#options.look = look
    if (!this.#loaded) return
    const wanted = this.#base.map((layer) => layerLook(layer, look, this.#options.legend))
    wanted.forEach((layer, i) => {
      const before = this.#drawn[i]
      if (before) this.#change(before, layer)
    })
    this.#drawn = wanted
  }

  #change(before: LayerSpecification, after: LayerSpecification): void {
    const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
    const filterOf = (layer: LayerSpecification) => ('filter' in layer ? layer.filter : undefined)
    const { map } = this
    if (differs(filterOf(before), filterOf(after)))
      map.setFilter(after.id, filterOf(after) as FilterSpecification)
    for (const [name, value] of Object.entries(after.paint ?? {})) {
      const old = (before.paint as Record<string, unknown> | undefined)?.[name]
      if (differs(old, value)) map.setPaintProperty(after.id, name as never, value as never)
    }
    for (const [name, value] of Object.entries(after.layout ?? {})) {
      const old = (before.layout as Record<string, unknown> | undefined)?.[name]
      if (differs(old, value)) map.setLayoutProperty(after.id, name as never, value as never)
    }
  }

  /** Names on the ground, under the zone names. */
  setKelurahanNames(points: FeatureCollection): void {
    this.#names = points
    if (this.#loaded) this.map.getSource<GeoJSONSource>(KELURAHAN_NAMES)?.setData(points)
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
