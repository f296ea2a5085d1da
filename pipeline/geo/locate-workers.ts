import { Worker } from 'node:worker_threads'
import type { BatchOptions, Hits, LocatedPoints } from './locate-batch.ts'
import { locateBatch } from './locate-batch.ts'
import type { FlatPolygons } from './locate-flat.ts'
import { locateShare, type Share } from './locate-share.ts'

/**
 * Points of a national layer that keep one thread busy for about a second, against the 0.4 s that a worker takes to
 * start; below twice as many one thread was faster (measured, docs/decisions/018-locate.md).
 */
export const POINTS_PER_WORKER = 2_000_000

export interface WorkerOptions extends BatchOptions {
  /** Threads in all, this one included. */
  threads: number
  /** Fewer points than this for each thread are not shared out. */
  pointsPerWorker?: number
}

/**
 * `locateBatch` on several threads: each takes a run of the points and all polygons, which they share in memory. The
 * answers are those of one thread, byte for byte. What a worker fails to do is done here.
 */
export async function locateInWorkers(
  polygons: FlatPolygons,
  lon: Float64Array,
  lat: Float64Array,
  { threads, pointsPerWorker = POINTS_PER_WORKER, ...options }: WorkerOptions,
): Promise<LocatedPoints> {
  const count = Math.min(threads, Math.floor(lon.length / pointsPerWorker))
  if (count < 2 || lon.length !== lat.length) return locateBatch(polygons, lon, lat, options)
  const shared = sharedPolygons(polygons)
  const x = sharedDoubles(lon)
  const y = sharedDoubles(lat)
  const polygon = new Int32Array(new SharedArrayBuffer(4 * lon.length))
  const holders = new Uint16Array(new SharedArrayBuffer(2 * lon.length))
  const shares = Array.from({ length: count }, (_, i): Share => {
    const [from, to] = [i, i + 1].map((end) => Math.floor((end * lon.length) / count)) as [number, number]
    return {
      polygons: shared,
      lon: x.subarray(from, to),
      lat: y.subarray(from, to),
      polygon: polygon.subarray(from, to),
      holders: holders.subarray(from, to),
      options,
    }
  })
  const others = shares.slice(1).map(inWorker)
  // The workers have to be under way before this thread is busy with its own share.
  await Promise.all(others.map((other) => other.online))
  const hits = [locateShare(shares[0]!)]
  for (const [i, other] of others.entries()) {
    const answer = await other.answer
    hits.push(answer === FAILED ? locateShare(shares[i + 1]!) : answer)
  }
  return { polygon, holders, hits: options.hits ? joined(hits as Hits[]) : null }
}

const FAILED = Symbol('failed')

function inWorker(share: Share): { online: Promise<void>; answer: Promise<Hits | null | typeof FAILED> } {
  let worker: Worker
  try {
    worker = new Worker(new URL('./locate-worker.js', import.meta.url), {
      workerData: { locateShare: share },
    })
  } catch {
    return { online: Promise.resolve(), answer: Promise.resolve(FAILED) }
  }
  const answer = new Promise<Hits | null | typeof FAILED>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(FAILED))
    worker.once('exit', () => resolve(FAILED))
  })
  const online = new Promise<void>((resolve) => {
    worker.once('online', resolve)
    void answer.then(() => resolve())
  })
  return { online, answer }
}

function sharedPolygons({ size, xy, ringEnds, firstRing, boxes }: FlatPolygons): FlatPolygons {
  return {
    size,
    xy: sharedDoubles(xy),
    ringEnds: sharedWords(ringEnds),
    firstRing: sharedWords(firstRing),
    boxes: sharedDoubles(boxes),
  }
}

function sharedDoubles(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength))
  shared.set(values)
  return shared
}

function sharedWords(values: Uint32Array): Uint32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const shared = new Uint32Array(new SharedArrayBuffer(values.byteLength))
  shared.set(values)
  return shared
}

function joined(all: readonly Hits[]): Hits {
  const points = all.reduce((sum, { starts }) => sum + starts.length - 1, 0)
  const hits = all.reduce((sum, { polygons }) => sum + polygons.length, 0)
  const starts = new Uint32Array(points + 1)
  const polygons = new Int32Array(hits)
  let point = 0
  let hit = 0
  for (const share of all) {
    for (let i = 0; i + 1 < share.starts.length; i++) starts[point + i] = hit + share.starts[i]!
    polygons.set(share.polygons, hit)
    point += share.starts.length - 1
    hit += share.polygons.length
  }
  starts[point] = hit
  return { starts, polygons }
}
