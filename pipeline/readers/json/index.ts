import type { Reader } from '../types.ts'
import { listJsonLayers, openJson } from './json.ts'

/** Lists of JSON objects: each list is a layer. */
export const reader: Reader = { layers: listJsonLayers, open: openJson }
