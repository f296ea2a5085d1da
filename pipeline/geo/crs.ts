import { createRequire } from 'node:module'
import type { Geometry, Position } from 'geojson'
import type Projections from 'proj4'
import type { Crs } from './crs-table.ts'

export { crsFromPrj, prjName } from './crs-prj.ts'
export { type Crs, crsFromCode } from './crs-table.ts'

/** Moves one position; arguments and result are (x, y) = (easting, northing) or (longitude, latitude). */
export type MovePosition = (x: number, y: number) => [number, number]

const DEGREE = Math.PI / 180
/** Loaded when positions have to move: most files are in degrees, and it takes longer than a small one. */
let loaded: typeof Projections | undefined
function projections(): typeof Projections {
  loaded ??= createRequire(import.meta.url)('proj4') as typeof Projections
  return loaded
}

const WGS84 = '+proj=longlat +ellps=WGS84 +towgs84=0,0,0 +no_defs'

/**
 * From the CRS to longitude and latitude in degrees of WGS 84. The datums of today are taken as equal to it and their degrees pass unchanged;
 * the old ones are shifted (see `Crs`). Far outside the projection's reach the result is meaningless but finite: compare it with the city's envelope.
 *
 * @throws RangeError from the returned function, when no longitude and latitude exist for the position.
 */
export function toLonLat(crs: Crs): MovePosition {
  if (crs.shift) {
    const { forward } = projections()(crs.proj4, WGS84)
    return (x, y) => finite(forward([x, y]), x, y, crs)
  }
  if (crs.kind === 'geographic') return (x, y) => [x, y]
  const projection = new (projections().Proj)(crs.proj4)
  const unit_m = unitInMetres(crs)
  // The projection overwrites the point it is given, so that one point serves every call.
  const point = { x: 0, y: 0 }
  return (x, y) => {
    point.x = x * unit_m
    point.y = y * unit_m
    const moved = projection.inverse(point)
    return finite([moved.x / DEGREE, moved.y / DEGREE], x, y, crs)
  }
}

function finite(moved: [number, number], x: number, y: number, crs: Crs): [number, number] {
  if (Number.isFinite(moved[0]) && Number.isFinite(moved[1])) return moved
  throw new RangeError(
    `no longitude and latitude: got (${x}, ${y}), expected a position of ${crs.code} ${crs.name}`,
  )
}

/**
 * From longitude and latitude in degrees to the CRS: metres for a projected one, degrees unchanged for a geographic one.
 *
 * @throws RangeError from the returned function, when the position cannot be projected.
 */
export function fromLonLat(crs: Crs): MovePosition {
  if (crs.shift) {
    const { inverse } = projections()(crs.proj4, WGS84)
    return (lon, lat) => inverse([lon, lat])
  }
  if (crs.kind === 'geographic') return (lon, lat) => [lon, lat]
  const projection = new (projections().Proj)(crs.proj4)
  const unit_m = unitInMetres(crs)
  const point = { x: 0, y: 0 }
  return (lon, lat) => {
    point.x = lon * DEGREE
    point.y = lat * DEGREE
    const moved = Math.abs(lat) <= 90 ? projection.forward(point) : null
    if (!moved || !Number.isFinite(moved.x) || !Number.isFinite(moved.y)) {
      throw new RangeError(
        `cannot be projected: got lon ${lon}, lat ${lat}, expected degrees near ${crs.name}`,
      )
    }
    return [moved.x / unit_m, moved.y / unit_m]
  }
}

/** A copy of the geometry with `move` applied to every position; third and fourth ordinates (Z, M) are dropped. */
export function mapPositions(geometry: Geometry, move: MovePosition): Geometry {
  switch (geometry.type) {
    case 'Point':
      // An empty point has no ordinates to move.
      return geometry.coordinates.length === 0
        ? { type: 'Point', coordinates: [] }
        : { type: 'Point', coordinates: move(geometry.coordinates[0]!, geometry.coordinates[1]!) }
    case 'MultiPoint':
    case 'LineString':
      return { type: geometry.type, coordinates: mapLine(geometry.coordinates, move) }
    case 'MultiLineString':
    case 'Polygon':
      return { type: geometry.type, coordinates: mapLines(geometry.coordinates, move) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => mapLines(rings, move)) }
    case 'GeometryCollection':
      return {
        type: 'GeometryCollection',
        geometries: geometry.geometries.map((part) => mapPositions(part, move)),
      }
  }
}

function mapLines(lines: Position[][], move: MovePosition): Position[][] {
  return lines.map((line) => mapLine(line, move))
}

function mapLine(line: Position[], move: MovePosition): Position[] {
  const moved = new Array<Position>(line.length)
  for (let i = 0; i < line.length; i++) {
    const position = line[i]!
    moved[i] = move(position[0]!, position[1]!)
  }
  return moved
}

function unitInMetres(crs: Crs): number {
  const match = /\+to_meter=(\S+)/.exec(crs.proj4)
  return match ? Number(match[1]) : 1
}
