import type { Geometry, Position } from 'geojson'

/** One chain of positions for a point or line; the rings of one polygon, exterior first. */
export type Part = Position[][]

/**
 * The single geometries within a geometry.
 * @throws RangeError on a GeometryCollection.
 */
export function partsOf(geometry: Geometry): Part[] {
  switch (geometry.type) {
    case 'Point':
      return geometry.coordinates.length === 0 ? [] : [[[geometry.coordinates]]]
    case 'MultiPoint':
      return geometry.coordinates.map((position) => [[position]])
    case 'LineString':
      return [[geometry.coordinates]]
    case 'MultiLineString':
      return geometry.coordinates.map((line) => [line])
    case 'Polygon':
      return [geometry.coordinates]
    case 'MultiPolygon':
      return geometry.coordinates
    default:
      throw new RangeError('a GeometryCollection has no place in a tile layer')
  }
}
