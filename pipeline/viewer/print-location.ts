import type { Feature, Geometry, Position } from 'geojson'
import { svg } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { heightToWidth, placeIn } from './print-scale.ts'
import type { Bounds } from './release.ts'
import { geometryBounds, joinBounds, type Zone } from './zones.ts'

/** Vertices nearer than this to the one before are left out, in millimetres of paper. */
const FINENESS_MM = 0.12

/**
 * Where the sheet lies in its city: outlines of the city or its parts, the water that is known, the zones, and the extent of the map.
 *
 * @param size_mm the room there is; the diagram keeps its proportions within
 */
export function locationDiagram(
  outlines: Feature[],
  water: Feature[],
  zones: Zone[],
  sheet: Bounds,
  size_mm: readonly [number, number],
  lang: Lang,
): SVGSVGElement {
  const shapes = outlines.flatMap(({ geometry }) => (geometry ? [geometry] : []))
  const all =
    joinBounds([sheet, ...shapes.map(geometryBounds), ...zones.map(({ bounds }) => bounds)]) ?? sheet
  const bounds = padded(all, 0.04)
  const shape = heightToWidth(bounds)
  const width = Math.min(size_mm[0], size_mm[1] / shape)
  const size = [width, width * shape] as const
  const corner = placeIn(bounds, size, sheet[0], sheet[3])
  const opposite = placeIn(bounds, size, sheet[2], sheet[1])
  return svg(
    'svg',
    {
      viewBox: `0 0 ${size[0].toFixed(2)} ${size[1].toFixed(2)}`,
      width: `${size[0].toFixed(2)}mm`,
      height: `${size[1].toFixed(2)}mm`,
      class: 'location',
      role: 'img',
      'aria-label': t(lang, 'print_location'),
    },
    svg('rect', { x: 0, y: 0, width: size[0], height: size[1], class: 'outside' }),
    ...shapes.map((geometry) => svg('path', { d: pathOf(geometry, bounds, size), class: 'land' })),
    ...water.flatMap(({ geometry }) =>
      geometry ? [svg('path', { d: pathOf(geometry, bounds, size), class: 'sea' })] : [],
    ),
    ...zones.map(({ bounds: [west, south, east, north] }) => {
      const [cx, cy] = placeIn(bounds, size, (west + east) / 2, (south + north) / 2)
      return svg('circle', { cx: cx.toFixed(2), cy: cy.toFixed(2), r: 0.6, class: 'zone' })
    }),
    svg('rect', {
      x: corner[0].toFixed(2),
      y: corner[1].toFixed(2),
      width: (opposite[0] - corner[0]).toFixed(2),
      height: (opposite[1] - corner[1]).toFixed(2),
      class: 'extent',
    }),
  )
}

function padded([west, south, east, north]: Bounds, share: number): Bounds {
  const [x, y] = [(east - west) * share, (north - south) * share]
  return [west - x, south - y, east + x, north + y]
}

function pathOf(geometry: Geometry, bounds: Bounds, size: readonly [number, number]): string {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : []
  return polygons.flatMap((rings) => rings.map((ring) => ringPath(ring, bounds, size))).join('')
}

function ringPath(ring: Position[], bounds: Bounds, size: readonly [number, number]): string {
  const places: string[] = []
  let last: readonly [number, number] | null = null
  for (const [lon = 0, lat = 0] of ring) {
    const place = placeIn(bounds, size, lon, lat)
    if (last !== null && Math.hypot(place[0] - last[0], place[1] - last[1]) < FINENESS_MM) continue
    places.push(`${place[0].toFixed(2)} ${place[1].toFixed(2)}`)
    last = place
  }
  return places.length < 3 ? '' : `M${places.join('L')}Z`
}
