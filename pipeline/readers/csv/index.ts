import { basename, extname } from 'node:path'
import type { Reader } from '../types.ts'
import { openCsv } from './csv.ts'

/** A table in text is one layer, named after the file. */
export const reader: Reader = {
  layers: async (path) => [basename(path, extname(path))],
  open: openCsv,
}
