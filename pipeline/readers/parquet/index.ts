import { basename, extname } from 'node:path'
import type { Reader } from '../types.ts'
import { openParquet } from './parquet.ts'

/** A Parquet file is one layer, named after the file. */
export const reader: Reader = {
  layers: async (path) => [basename(path, extname(path))],
  open: openParquet,
}
