import { basename, extname } from 'node:path'
import type { Reader } from '../types.ts'
import { openFlatGeobuf } from './flatgeobuf.ts'

/** A FlatGeobuf is one layer, named after the file. */
export const reader: Reader = {
  layers: async (path) => [basename(path, extname(path))],
  open: openFlatGeobuf,
}
