import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Feature, FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'

/** Left, top, right, bottom in CSS pixels from the left top corner of the map. */
export type Box = [left: number, top: number, right: number, bottom: number]

/** Source and layer of the bars that keep names off the edges of the map. */
export const EDGES = 'label-edges'

const BAR_PX = 24
const THICK_PX = 2
const PIXEL_RATIO = 2

/** A bar that is not seen: a name goes to another side of its point rather than across it, or is left out. */
interface Bar {
  x: number
  y: number
  upright: boolean
}

/** Bars along the sides of boxes and, just within it, along those of a map of this size in CSS pixels. */
export function edgeBars({ width, height }: { width: number; height: number }, boxes: readonly Box[]): Bar[] {
  const inner = THICK_PX / 2
  const whole: Box = [inner, inner, width - inner, height - inner]
  return [whole, ...boxes].flatMap(([left, top, right, bottom]) => {
    if (right <= left || bottom <= top) return []
    return [
      ...spread(left, right).flatMap((x) => [top, bottom].map((y) => ({ x, y, upright: false }))),
      ...spread(top, bottom).flatMap((y) => [left, right].map((x) => ({ x, y, upright: true }))),
    ].filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height)
  })
}

/** Middles of bars that lie end to end between two places; they overlap rather than reach beyond. */
function spread(from: number, to: number): number[] {
  const count = Math.max(1, Math.ceil((to - from) / BAR_PX))
  if (count === 1) return [(from + to) / 2]
  const step = (to - from - BAR_PX) / (count - 1)
  return Array.from({ length: count }, (_, i) => from + BAR_PX / 2 + i * step)
}

/** The layer of the bars, to be laid over all others: its marks are placed first. */
export function edgeLayer(): LayerSpecification {
  return {
    ...{ id: EDGES, source: EDGES, type: 'symbol' },
    layout: {
      'icon-image': ['case', ['get', 'upright'], `${EDGES}-upright`, `${EDGES}-lying`],
      'icon-allow-overlap': true,
      'icon-padding': 0,
      'icon-rotation-alignment': 'viewport',
    },
  }
}

/** Clear pictures of a bar, for a map whose style has {@link edgeLayer}. */
export function addEdgeImages(map: MapLibreMap): void {
  for (const [name, width, height] of [
    [`${EDGES}-upright`, THICK_PX, BAR_PX],
    [`${EDGES}-lying`, BAR_PX, THICK_PX],
  ] as const) {
    const [wide, high] = [width * PIXEL_RATIO, height * PIXEL_RATIO]
    const picture = { width: wide, height: high, data: new Uint8Array(wide * high * 4) }
    if (!map.hasImage(name)) map.addImage(name, picture, { pixelRatio: PIXEL_RATIO })
  }
}

/** Lays the bars where the edges are now. */
export function layEdges(map: MapLibreMap, boxes: readonly Box[]): void {
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const features = edgeBars({ width, height }, boxes).map(({ x, y, upright }): Feature => {
    const { lng, lat } = map.unproject([x, y])
    return { type: 'Feature', geometry: { type: 'Point', coordinates: [lng, lat] }, properties: { upright } }
  })
  setEdges(map, features)
}

/** Takes the bars away: they lie on the ground, and would go with it while the map moves. */
export function liftEdges(map: MapLibreMap): void {
  setEdges(map, [])
}

function setEdges(map: MapLibreMap, features: Feature[]): void {
  const data: FeatureCollection = { type: 'FeatureCollection', features }
  map.getSource<GeoJSONSource>(EDGES)?.setData(data)
}
