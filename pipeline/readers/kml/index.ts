import type { Reader } from '../types.ts'
import { kmlLayerNames, openKml } from './kml.ts'

export const reader: Reader = { layers: kmlLayerNames, open: openKml }
