/** Numbers of the geometry types and sizes of the parts of well-known binary (OGC 06-103r4, section 8.2). */

export const POINT = 1
export const LINESTRING = 2
export const POLYGON = 3
export const MULTIPOINT = 4
export const MULTILINESTRING = 5
export const MULTIPOLYGON = 6
export const GEOMETRYCOLLECTION = 7

export const HEADER_BYTES = 5
export const COUNT_BYTES = 4
export const POSITION_BYTES = 16
