import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Feature, FeatureCollection } from 'geojson'
import { type GeoJSONSource, Map as MapLibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import { BASEMAP, isBasemapError, watchBasemap, withBasemap } from './basemap.ts'
import { changeLayer } from './change-layer.ts'
import { EXTENT, extentLook, withExtent } from './compare-extent.ts'
import { dotsImage, hatchImage, stripesImage } from './hatch.ts'
import { addEdgeImages, type Box, layEdges, liftEdges } from './label-edges.ts'
import { type Look, layerLook } from './layer-look.ts'
import type { Legend } from './legend.ts'
import { drawnRt, type Hit, hitsAt, isZone } from './map-hits.ts'
import type { Padding } from './padding.ts'
import {
  DOTS,
  FOUND,
  firstZooms,
  HATCH,
  KELURAHAN_NAMES,
  LEFT,
  pageStyle,
  SOURCE,
  WATER,
} from './page-style.ts'
import type { Basemap, Bounds } from './release.ts'
import type { Place } from './search.ts'
import type { View } from './state.ts'
import { boundsOverlap, shareSeen } from './zones.ts'

/** Ground that left a zone, in the colour of the change. */
function leftImage({ zone_change, symbol, ground }: Legend): ReturnType<typeof stripesImage> {
  const colour = zone_change.find(({ code }) => code === 'left')?.colour ?? ground.outline
  return stripesImage(14, 5, colour, symbol.halo)
}

export interface AtlasMapOptions {
  container: HTMLElement
  /** With whole addresses. */
  style: StyleSpecification
  workerUrl: string
  legend: Legend
  look: Look
  basemap: Basemap | null
  view: View | null
  bounds: Bounds
  /** Room for what is fitted. */
  padding: () => Padding
  /** What the cards cover, and no more. */
  covered: () => Padding
  /** Whatever lies over the map. */
  boxes: () => Box[]
  onHover(hit: Hit[], point: { x: number; y: number } | null): void
  /** @param by what the reader pointed with: a finger cannot hover */
  onClick(hits: Hit[], point: { x: number; y: number }, by: 'touch' | 'pointer'): void
  onMove(): void
  /** Everything in view is drawn. */
  onIdle(): void
  onProblem(message: string): void
  /** The tiles of the basemap cannot be had. */
  onBasemapOff(): void
}

type FeatureId = number | string
type Mark = 'hover' | 'chosen'

/** Of what is chosen, or of what is in sight where that is less, so much is enough for the map to stay. */
const LEAST_SEEN = 0.3

/** The map itself: draws the style, answers what is where, and follows the reader's settings. */
export class AtlasMap {
  readonly map: MapLibreMap
  /** Resolves when the first view is drawn whole. */
  readonly ready: Promise<void>
  /** Lowest zoom at which something of each vector layer is drawn. */
  readonly firstZooms: ReadonlyMap<string, number>
  readonly #options: AtlasMapOptions
  #base: LayerSpecification[]
  #drawn: LayerSpecification[]
  #loaded = false
  #names: FeatureCollection | null = null
  #water: Feature[] | null = null
  #found: Feature[] = []
  readonly #marked: Record<Mark, FeatureId | undefined> = { hover: undefined, chosen: undefined }

  /** @throws Error when the browser has no WebGL 2 */
  constructor(options: AtlasMapOptions) {
    this.#options = options
    const { legend, look, view } = options
    setWorkerUrl(options.workerUrl)
    const style = withBasemap(withExtent(pageStyle(options.style, legend), legend), options.basemap)
    this.#base = style.layers
    this.firstZooms = firstZooms(style)
    this.#drawn = this.layersOf(look)
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
      ...(matchMedia('(prefers-reduced-motion: reduce)').matches ? { fadeDuration: 0 } : {}),
      ...(view === null
        ? { bounds: options.bounds, fitBoundsOptions: { padding: options.padding(), maxZoom: 16 } }
        : { center: [view.lon, view.lat], zoom: view.zoom }),
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left')
    this.map.on('style.load', () => {
      const hatch = hatchImage(12, 4, legend.missing.colour, legend.missing.ground)
      this.map.addImage(HATCH, hatch, { pixelRatio: 2 })
      this.map.addImage(DOTS, dotsImage(14, 2), { pixelRatio: 2 })
      this.map.addImage(LEFT, leftImage(legend), { pixelRatio: 2 })
      addEdgeImages(this.map)
      this.#loaded = true
      this.setLook(this.#options.look)
      if (this.#names) this.setKelurahanNames(this.#names)
      if (this.#water) this.setWater(this.#water)
      if (this.#found.length > 0)
        this.map
          .getSource<GeoJSONSource>(FOUND)
          ?.setData({ type: 'FeatureCollection', features: this.#found })
      const { chosen } = this.#marked
      this.#marked.chosen = undefined
      this.#mark('chosen', chosen)
      this.keepNamesInside()
    })
    watchBasemap(this.map, () => {
      // A copy of the map must not ask for it either.
      const others = ({ id }: LayerSpecification) => id !== BASEMAP
      this.#base = this.#base.filter(others)
      this.#drawn = this.#drawn.filter(others)
      options.onBasemapOff()
    })
    this.map.on('error', (event) => {
      if (!isBasemapError(event)) options.onProblem(event.error?.message ?? 'map error')
    })
    this.map.on('movestart', () => liftEdges(this.map))
    this.map.on('moveend', () => {
      this.keepNamesInside()
      options.onMove()
    })
    this.map.on('resize', () => this.keepNamesInside())
    this.map.on('idle', () => options.onIdle())
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
      const hits = hitsAt(map, event.point)
      this.#mark('hover', hits.find((hit) => hit.layer === 'zones')?.id)
      map.getCanvas().style.cursor = hits.some(isZone) ? 'pointer' : ''
      this.#options.onHover(hits, event.point)
    })
    map.on('mouseout', () => {
      this.#mark('hover', undefined)
      this.#options.onHover([], null)
    })
    map.on('click', (event) => {
      const { pointerType } = event.originalEvent as Partial<PointerEvent>
      const by = pointerType === 'touch' ? 'touch' : 'pointer'
      this.#options.onClick(hitsAt(map, event.point), event.point, by)
    })
    // What a tap brought up belongs to a place that now lies elsewhere.
    map.on('movestart', () => this.#options.onHover([], null))
  }

  /** Outlines the zone with this feature id, or none. */
  setChosen(id: FeatureId | undefined): void {
    if (this.#loaded) this.#mark('chosen', id)
    else this.#marked.chosen = id
  }

  /** Marks the zone with this feature id as the pointer over it would, or none. */
  setHovered(id: FeatureId | undefined): void {
    if (this.#loaded) this.#mark('hover', id)
  }

  /** Outlines and names a place that was looked for, or none. */
  setFound(place: Pick<Place, 'name' | 'feature'> | null): void {
    this.#found = place?.feature ? [{ ...place.feature, properties: { name: place.name } }] : []
    if (!this.#loaded) return
    this.map.getSource<GeoJSONSource>(FOUND)?.setData({ type: 'FeatureCollection', features: this.#found })
  }

  #mark(mark: Mark, id: FeatureId | undefined): void {
    const before = this.#marked[mark]
    if (id === before) return
    const target = (feature: FeatureId) => ({ source: SOURCE, sourceLayer: 'zones', id: feature })
    if (before !== undefined) this.map.setFeatureState(target(before), { [mark]: false })
    if (id !== undefined) this.map.setFeatureState(target(id), { [mark]: true })
    this.#marked[mark] = id
  }

  /** All layers as they look under the reader's settings. */
  layersOf(look: Look): LayerSpecification[] {
    const isExtent = look.extent !== undefined
    return this.#base.map((layer) => extentLook(layerLook(layer, look, this.#options.legend), isExtent))
  }

  /** Brings the drawn layers to the reader's settings; only what differs is handed to the renderer. */
  setLook(look: Look): void {
    this.#options.look = look
    if (!this.#loaded) return
    const wanted = this.layersOf(look)
    if (look.extent) this.map.getSource<GeoJSONSource>(EXTENT)?.setData(look.extent)
    wanted.forEach((layer, i) => {
      const before = this.#drawn[i]
      if (before) changeLayer(this.map, before, layer)
    })
    this.#drawn = wanted
  }

  /** Water that is known: the ground is told from other regions. */
  setWater(water: Feature[]): void {
    this.#water = water
    if (!this.#loaded) return
    this.map.getSource<GeoJSONSource>(WATER)?.setData({ type: 'FeatureCollection', features: water })
  }

  /** Names on the ground, under the zone names. */
  setKelurahanNames(points: FeatureCollection): void {
    this.#names = points
    if (this.#loaded) this.map.getSource<GeoJSONSource>(KELURAHAN_NAMES)?.setData(points)
  }

  zoomBy(by: number): void {
    if (by > 0) this.map.zoomIn()
    else this.map.zoomOut()
  }

  fit(bounds: Bounds, maxZoom = 16): void {
    this.map.fitBounds(bounds, { padding: this.#options.padding(), maxZoom, duration: 500 })
  }

  /** Brings what was in sight into what is in sight now, never nearer. */
  showAgain(bounds: Bounds): void {
    this.map.fitBounds(bounds, {
      ...{ padding: this.#options.covered(), maxZoom: this.map.getZoom(), duration: 300 },
    })
  }

  /** Moves the map only when most of what is there would lie under a card, or out of sight; not where it fills what is seen. */
  uncover(bounds: Bounds): void {
    const { top, right, bottom, left } = this.#options.padding()
    const [west, south, east, north] = bounds
    const [x, y] = [(west + east) / 2, (south + north) / 2]
    const open = this.openBounds()
    if (boundsOverlap([x, y, x, y], open) || shareSeen(bounds, open) > LEAST_SEEN) return
    this.map.easeTo({ center: [x, y], offset: [(left - right) / 2, (top - bottom) / 2], duration: 400 })
  }

  view(): View {
    const { lng, lat } = this.map.getCenter()
    return { zoom: this.map.getZoom(), lat, lon: lng }
  }

  /** Names keep clear of the edges of the map and of what lies over it. */
  keepNamesInside(): void {
    if (this.#loaded && !this.map.isMoving()) layEdges(this.map, this.#options.boxes())
  }

  /** Attributes of the RT that are coloured in sight; null where none are drawn. */
  drawnRt(): Record<string, unknown>[] | null {
    return this.#loaded ? drawnRt(this.map, this.#boxOf(this.#options.covered())) : null
  }

  /** What of the map is in sight. */
  seenBounds(): Bounds {
    return this.#boundsOf(this.#options.covered())
  }

  /** Where of the map what is fitted finds room. */
  openBounds(): Bounds {
    return this.#boundsOf(this.#options.padding())
  }

  #boxOf({ top, right, bottom, left }: Padding): Box {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer()
    return [left, top, width - right, height - bottom]
  }

  #boundsOf(padding: Padding): Bounds {
    const { map } = this
    const [left, top, right, bottom] = this.#boxOf(padding)
    const southWest = map.unproject([left, bottom])
    const northEast = map.unproject([right, top])
    return [southWest.lng, southWest.lat, northEast.lng, northEast.lat]
  }

  /** Middle of what no card covers, in percent of the width. */
  openMiddle(): number {
    const [left, , right] = this.#boxOf(this.#options.padding())
    return Math.round(((left + right) / 2 / this.map.getContainer().clientWidth) * 100)
  }

  bounds(): Bounds {
    const bounds = this.map.getBounds()
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
  }
}
