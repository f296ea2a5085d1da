import type { Geometry, LineString, Point, Polygon } from 'geojson'
import { rewind } from './rings.ts'

/** 0 for points, 1 for lines, 2 for polygons; a collection has that of its highest member, an empty one -1. */
export function dimensionOf(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
    case 'MultiPoint':
      return 0
    case 'LineString':
    case 'MultiLineString':
      return 1
    case 'Polygon':
    case 'MultiPolygon':
      return 2
    case 'GeometryCollection':
      return Math.max(-1, ...geometry.geometries.map(dimensionOf))
  }
}

export interface Split {
  /** The parts of the wanted dimension as one simple or multi geometry, or null when there are none. */
  kept: Geometry | null
  /** Everything else, one by one, in order. */
  dropped: Geometry[]
}

/** Takes the parts of one dimension out of a geometry; empty parts vanish, polygons are wound by RFC 7946. */
export function keepDimension(geometry: Geometry, dimension: number): Split {
  const points: Point[] = []
  const lines: LineString[] = []
  const polygons: Polygon[] = []
  collect(geometry, points, lines, polygons)
  const groups: Geometry[][] = [points, lines, polygons]
  const dropped = groups.flatMap((group, d) => (d === dimension ? [] : group))
  let kept: Geometry | null = null
  if (dimension === 0 && points.length > 0) {
    kept =
      points.length === 1
        ? points[0]!
        : { type: 'MultiPoint', coordinates: points.map((point) => point.coordinates) }
  } else if (dimension === 1 && lines.length > 0) {
    kept =
      lines.length === 1
        ? lines[0]!
        : { type: 'MultiLineString', coordinates: lines.map((line) => line.coordinates) }
  } else if (dimension === 2 && polygons.length > 0) {
    kept =
      polygons.length === 1
        ? rewind(polygons[0]!)
        : rewind({ type: 'MultiPolygon', coordinates: polygons.map((polygon) => polygon.coordinates) })
  }
  return { kept, dropped }
}

function collect(geometry: Geometry, points: Point[], lines: LineString[], polygons: Polygon[]): void {
  switch (geometry.type) {
    case 'Point':
      if (geometry.coordinates.length > 0) points.push(geometry)
      break
    case 'MultiPoint':
      for (const coordinates of geometry.coordinates) points.push({ type: 'Point', coordinates })
      break
    case 'LineString':
      if (geometry.coordinates.length > 0) lines.push(geometry)
      break
    case 'MultiLineString':
      for (const coordinates of geometry.coordinates) lines.push({ type: 'LineString', coordinates })
      break
    case 'Polygon':
      if (geometry.coordinates.length > 0) polygons.push(geometry)
      break
    case 'MultiPolygon':
      for (const coordinates of geometry.coordinates) {
        if (coordinates.length > 0) polygons.push({ type: 'Polygon', coordinates })
      }
      break
    case 'GeometryCollection':
      for (const member of geometry.geometries) collect(member, points, lines, polygons)
      break
  }
}
