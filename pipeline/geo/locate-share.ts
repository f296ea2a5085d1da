import { parentPort, workerData } from 'node:worker_threads'
import { type BatchOptions, type Hits, locateBatch } from './locate-batch.ts'
import type { FlatPolygons } from './locate-flat.ts'

/** The points of one worker, all arrays in shared memory; answers are written in place. */
export interface Share {
  polygons: FlatPolygons
  lon: Float64Array
  lat: Float64Array
  polygon: Int32Array
  holders: Uint16Array
  options: BatchOptions
}

/** Locates a share of the points and gives the hits, if they are wanted. */
export function locateShare({ polygons, lon, lat, polygon, holders, options }: Share): Hits | null {
  const located = locateBatch(polygons, lon, lat, options)
  polygon.set(located.polygon)
  holders.set(located.holders)
  return located.hits
}

/** Set in a worker of `locateInWorkers` alone: tests load this file in workers of their own. */
const share = (workerData as { locateShare?: Share } | null)?.locateShare
if (share) parentPort!.postMessage(locateShare(share))
