import type { Geometry, Polygon, Position } from 'geojson'

/** West, south, east, north in the units of the geometry (degrees for lon/lat); the order of RFC 7946 section 5. */
export type Bounds = [west: number, south: number, east: number, north: number]

/** The smallest box around every position, or null when there is none. Positions with NaN are passed over. */
export function boundsOf(geometry: Geometry | null): Bounds | null {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  if (geometry !== null) growByGeometry(bounds, geometry)
  return bounds[0] <= bounds[2] && bounds[1] <= bounds[3] ? bounds : null
}

/** The smallest box around both; null stands for nothing. */
export function mergeBounds(a: Bounds | null, b: Bounds | null): Bounds | null {
  if (a === null) return b === null ? null : [...b]
  if (b === null) return [...a]
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

/** The smallest box around all geometries, or null when none has a position. */
export function boundsOfAll(geometries: Iterable<Geometry | null>): Bounds | null {
  let merged: Bounds | null = null
  for (const geometry of geometries) merged = mergeBounds(merged, boundsOf(geometry))
  return merged
}

/** Whether the boxes share a point; touching borders do. */
export function boundsMeet(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/** Whether the point lies in the box or on its border. */
export function inBounds(bounds: Bounds, x: number, y: number): boolean {
  return x >= bounds[0] && x <= bounds[2] && y >= bounds[1] && y <= bounds[3]
}

/** The middle of the box. */
export function centreOf(bounds: Bounds): [number, number] {
  return [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
}

function growByGeometry(bounds: Bounds, geometry: Geometry): void {
  switch (geometry.type) {
    case 'Point':
      growByLine(bounds, [geometry.coordinates])
      break
    case 'MultiPoint':
    case 'LineString':
      growByLine(bounds, geometry.coordinates)
      break
    case 'MultiLineString':
    case 'Polygon':
      // Every ring counts, not the first alone: invalid input has holes outside their shell.
      for (const line of geometry.coordinates) growByLine(bounds, line)
      break
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) for (const ring of rings) growByLine(bounds, ring)
      break
    case 'GeometryCollection':
      for (const member of geometry.geometries) growByGeometry(bounds, member)
      break
  }
}

function growByLine(bounds: Bounds, line: Position[]): void {
  for (const position of line) {
    const x = position[0] ?? Number.NaN
    const y = position[1] ?? Number.NaN
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    if (x < bounds[0]) bounds[0] = x
    if (y < bounds[1]) bounds[1] = y
    if (x > bounds[2]) bounds[2] = x
    if (y > bounds[3]) bounds[3] = y
  }
}

/** The box as a polygon, counterclockwise from the south-west; a valid one where the box has an area. */
export function polygonOfBounds([west, south, east, north]: Bounds): Polygon {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}
