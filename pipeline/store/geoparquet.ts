/** West, south, east, north in degrees. */
export type Bbox = [west: number, south: number, east: number, north: number]

/** Names of the WKB types of the standard, by their numbers. */
const GEOMETRY_TYPES: Record<number, string> = {
  1: 'Point',
  2: 'LineString',
  3: 'Polygon',
  4: 'MultiPoint',
  5: 'MultiLineString',
  6: 'MultiPolygon',
  7: 'GeometryCollection',
}

/** What the key `geo` of a GeoParquet file says of its rows, gathered while they are written. */
export class GeoParquetFacts {
  readonly #types = new Set<string>()
  #bbox: Bbox | null = null

  /** @throws TypeError when the bytes are no WKB of two dimensions. */
  add(wkb: Uint8Array, [west, south, east, north]: Bbox): void {
    this.#types.add(geometryType(wkb))
    const b = this.#bbox
    this.#bbox =
      b === null
        ? [west, south, east, north]
        : [Math.min(b[0], west), Math.min(b[1], south), Math.max(b[2], east), Math.max(b[3], north)]
  }

  /**
   * The metadata of GeoParquet 1.1.0: WKB in `geometry`, lon/lat on WGS 84, each row's box in the struct `bbox`. Rings of
   * polygons are wound by the right-hand rule.
   */
  metadata(geometry: string, bbox: string): string {
    const types = [...this.#types].sort()
    return JSON.stringify({
      version: '1.1.0',
      primary_column: geometry,
      columns: {
        [geometry]: {
          encoding: 'WKB',
          geometry_types: types,
          crs: CRS84,
          edges: 'planar',
          ...(types.some((type) => type.endsWith('Polygon')) ? { orientation: 'counterclockwise' } : {}),
          ...(this.#bbox === null ? {} : { bbox: this.#bbox }),
          covering: {
            bbox: Object.fromEntries(['xmin', 'ymin', 'xmax', 'ymax'].map((side) => [side, [bbox, side]])),
          },
        },
      },
    })
  }
}

function geometryType(wkb: Uint8Array): string {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength)
  const type = wkb.byteLength < 5 ? undefined : GEOMETRY_TYPES[view.getUint32(1, wkb[0] === 1)]
  if (type === undefined) throw new TypeError('a geometry is not WKB of two dimensions')
  return type
}

/** OGC:CRS84 as PROJJSON. */
const CRS84 = {
  $schema: 'https://proj.org/schemas/v0.7/projjson.schema.json',
  type: 'GeographicCRS',
  name: 'WGS 84 (CRS84)',
  datum_ensemble: {
    name: 'World Geodetic System 1984 ensemble',
    members: [
      ...[['Transit', 1166] as const, ['G730', 1152] as const, ['G873', 1153] as const],
      ...[['G1150', 1154] as const, ['G1674', 1155] as const, ['G1762', 1156] as const],
      ...[['G2139', 1309] as const, ['G2296', 1383] as const],
    ].map(([name, code]) => ({
      name: `World Geodetic System 1984 (${name})`,
      id: { authority: 'EPSG', code },
    })),
    ellipsoid: { name: 'WGS 84', semi_major_axis: 6378137, inverse_flattening: 298.257223563 },
    accuracy: '2.0',
    id: { authority: 'EPSG', code: 6326 },
  },
  coordinate_system: {
    subtype: 'ellipsoidal',
    axis: [
      { name: 'Geodetic longitude', abbreviation: 'Lon', direction: 'east', unit: 'degree' },
      { name: 'Geodetic latitude', abbreviation: 'Lat', direction: 'north', unit: 'degree' },
    ],
  },
  id: { authority: 'OGC', code: 'CRS84' },
} as const
