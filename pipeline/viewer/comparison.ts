import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import type { AtlasMap } from './atlas-map.ts'
import { EXTENT } from './compare-extent.ts'
import type { Side } from './compare-sides.ts'
import { CompareSlider } from './compare-slider.ts'
import { el } from './dom.ts'
import type { Lang } from './i18n.ts'
import { EDGES } from './label-edges.ts'
import type { Look } from './layer-look.ts'
import { copyOf } from './map-copy.ts'
import { FOUND, KELURAHAN_NAMES, SOURCE, WATER } from './page-style.ts'
import { Restyling } from './restyling.ts'
import { followSources } from './source-copy.ts'

/** Two sides as they are drawn, and where the left one ends, in percent of the width. */
export interface DrawnComparison {
  left: Side
  right: Side
  at: number
}

type FeatureId = number | string

/** Sources the page fills as what they show is read or looked for, perhaps after the second map was made. */
const FILLED = [KELURAHAN_NAMES, WATER, FOUND, EDGES]

/** A second map over the first, seen to the right of a line that can be moved. */
export class Comparison {
  readonly #atlasMap: AtlasMap
  readonly #box = el('div', { class: 'compare-right', attrs: { 'aria-hidden': 'true' } })
  readonly #slider: CompareSlider
  #right: MapLibreMap | null = null
  #restyling: Restyling | null = null
  #unfollow = () => {}
  #look: Look | null = null
  #drawn: DrawnComparison | null = null
  #lang: Lang = 'id'
  #chosen: FeatureId | undefined = undefined

  constructor(atlasMap: AtlasMap, onMove: (at: number) => void, onLeave: () => void) {
    this.#atlasMap = atlasMap
    this.#slider = new CompareSlider((at, done) => {
      if (this.#drawn === null) return
      this.#place({ ...this.#drawn, at })
      if (done) onMove(at)
    }, onLeave)
  }

  get map(): MapLibreMap | null {
    return this.#right
  }

  /** The side that is seen at this place of the map, in CSS pixels from its left. */
  sideAt(x: number): Side | null {
    if (this.#drawn === null) return null
    const { left, right, at } = this.#drawn
    return x < (this.#box.clientWidth * at) / 100 ? left : right
  }

  /** @param chosen feature id of the zone that is outlined on both sides */
  show(drawn: DrawnComparison, lang: Lang, chosen: FeatureId | undefined): void {
    const isNew = this.#drawn === null
    if (isNew) this.#atlasMap.map.getContainer().after(this.#box, this.#slider.node)
    this.#lang = lang
    this.#place(drawn)
    if (this.#right === null) this.#open(drawn.right.look)
    else if (JSON.stringify(lookKey(this.#look)) !== JSON.stringify(lookKey(drawn.right.look))) {
      this.#look = drawn.right.look
      this.#restyling?.ask()
    }
    this.#mark(chosen)
    if (isNew) document.body.dataset.compare = 'on'
  }

  focus(): void {
    this.#slider.focus()
  }

  end(): void {
    if (this.#drawn === null) return
    this.#drawn = null
    this.#chosen = undefined
    this.#atlasMap.map.off('move', this.#follow)
    this.#unfollow()
    this.#unfollow = () => {}
    this.#right?.remove()
    this.#right = null
    this.#restyling = null
    this.#box.remove()
    this.#slider.node.remove()
    delete document.body.dataset.compare
  }

  #place(drawn: DrawnComparison): void {
    this.#drawn = drawn
    const { left, right, at } = drawn
    this.#box.style.clipPath = `inset(0 0 0 ${at}%)`
    this.#slider.show({ lang: this.#lang, left, right, at })
  }

  #open(look: Look): void {
    const { map } = this.#atlasMap
    const { lng, lat } = map.getCenter()
    const right = copyOf(map, this.#box, {
      center: [lng, lat],
      zoom: map.getZoom(),
      layers: () => this.#atlasMap.layersOf(look),
    })
    this.#right = right
    this.#look = look
    this.#restyling = new Restyling(right, () => this.#restyle())
    right.once('style.load', () => {
      this.#fill()
      this.#unfollow = followSources(map, right, FILLED)
      const chosen = this.#chosen
      this.#chosen = undefined
      this.#mark(chosen)
    })
    map.on('move', this.#follow)
  }

  #restyle(): void {
    const [right, look] = [this.#right, this.#look]
    if (right === null || look === null) return
    right.setStyle({ ...right.getStyle(), layers: this.#atlasMap.layersOf(look) })
    this.#fill()
  }

  #fill(): void {
    const empty = { type: 'FeatureCollection' as const, features: [] }
    this.#right?.getSource<GeoJSONSource>(EXTENT)?.setData(this.#look?.extent ?? empty)
  }

  #mark(id: FeatureId | undefined): void {
    const right = this.#right
    const before = this.#chosen
    this.#chosen = id
    // Before its style is there the map takes no marks; they are made once it is.
    if (id === before || !right?.getSource(SOURCE)) return
    const of = (feature: FeatureId) => ({ source: SOURCE, sourceLayer: 'zones', id: feature })
    if (before !== undefined) right.setFeatureState(of(before), { chosen: false })
    if (id !== undefined) right.setFeatureState(of(id), { chosen: true })
  }

  readonly #follow = () => {
    const { map } = this.#atlasMap
    this.#right?.jumpTo({ center: map.getCenter(), zoom: map.getZoom() })
  }
}

/** A look as text tells whether it changed; maps and sets have to be listed for that. */
function lookKey(look: Look | null): unknown {
  return look === null
    ? null
    : Object.entries(look).map(([name, value]) => [
        name,
        value instanceof Map || value instanceof Set ? [...value] : value,
      ])
}
