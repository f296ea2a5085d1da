import { layerNameOf } from '../text-bytes.ts'
import type { Reader } from '../types.ts'
import { openCsv } from './csv.ts'

/** A table in text is one layer, named after the file. */
export const reader: Reader = {
  layers: async (path) => [layerNameOf(path)],
  open: openCsv,
}
