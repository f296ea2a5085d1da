import { type Place, UserError } from '../../errors.ts'

export const SHP_HEADER_BYTES = 100
export const SHP_RECORD_HEADER_BYTES = 8
export const MULTIPATCH = 31

const SHAPES: Record<number, string> = {
  0: 'Null',
  1: 'Point',
  3: 'PolyLine',
  5: 'Polygon',
  8: 'MultiPoint',
  11: 'PointZ',
  13: 'PolyLineZ',
  15: 'PolygonZ',
  18: 'MultiPointZ',
  21: 'PointM',
  23: 'PolyLineM',
  25: 'PolygonM',
  28: 'MultiPointM',
  31: 'MultiPatch',
}

/** The name the specification gives a shape type; undefined for a number it does not know. */
export function shapeName(shapeType: number): string | undefined {
  return SHAPES[shapeType]
}

export interface ShpHeader {
  shapeType: number
  /** Length of the file in bytes as it states itself. */
  statedBytes: number
}

/**
 * Reads the 100-byte header of a `.shp` (ESRI Shapefile Technical Description, 1998).
 *
 * @throws UserError source, when it is not that.
 */
export function readShpHeader(bytes: Buffer, where: Place): ShpHeader {
  if (bytes.length < SHP_HEADER_BYTES || bytes.readInt32BE(0) !== 9994) {
    throw new UserError('source', {
      what: 'the .shp is not a shapefile',
      where,
      got: bytes.length < SHP_HEADER_BYTES ? `${bytes.length} bytes` : `file code ${bytes.readInt32BE(0)}`,
      expected: `a ${SHP_HEADER_BYTES}-byte header with file code 9994`,
      next: 'export the layer again, or fetch the files again from the provider',
    })
  }
  const shapeType = bytes.readInt32LE(32)
  if (shapeName(shapeType) === undefined) {
    throw damagedShp(where, `shape type ${shapeType}`, 'a shape type of the shapefile specification')
  }
  return { shapeType, statedBytes: bytes.readUInt32BE(24) * 2 }
}

export function damagedShp(where: Place, got: string, expected: string): UserError {
  return new UserError(
    'source',
    {
      what: 'the .shp is damaged',
      where,
      got,
      expected,
      next: 'export the layer again, or fetch the files again from the provider',
    },
    { quotesRecord: false },
  )
}
