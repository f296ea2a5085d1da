import { layerNameOf } from '../text-bytes.ts'
import type { Reader } from '../types.ts'

/** A GeoJSON file is one layer, named after the file. */
export const reader: Reader = {
  layers: async (path) => [layerNameOf(path)],
  open: async (path, options) => (await import('./geojson.ts')).openGeoJson(path, options),
}
