import type { Reader } from '../types.ts'
import { openShapefile } from './shapefile.ts'
import { layerNames } from './shapefile-parts.ts'

/** A shapefile is one layer; a zip archive holds as many as it has `.shp` members. */
export const reader: Reader = { layers: layerNames, open: openShapefile }
