import type { Reader } from '../types.ts'
import { geoPackageLayers, openGeoPackage } from './geopackage.ts'

/** A GeoPackage holds any number of layers, each named after its table. */
export const reader: Reader = { layers: geoPackageLayers, open: openGeoPackage }
