import { Worker } from 'node:worker_threads'
import type { BatchOptions, LocatedPoints } from './locate-batch.ts'
import { locateBatch } from './locate-batch.ts'
import type { FlatPolygons } from './locate-flat.ts'
import { type DoneStrip, gatherStrips, locateStrips, shareOut, type Work } from './locate-share.ts'

/** Two threads took as long as one for 2 million points in all, two thirds as long for 8 million (docs/decisions/018-locate.md). */
export const POINTS_PER_WORKER = 2_000_000

const PROGRAM = new URL('./locate-worker.js', import.meta.url)

export interface WorkerOptions extends BatchOptions {
  /** Threads in all, this one included. */
  threads: number
  /** Fewer points than this for each thread are not shared out. */
  pointsPerWorker?: number
}

/**
 * `locateBatch` on several threads that read the same memory and take strips of the points in turn. The answers are
 * those of one thread, byte for byte. What a worker fails to do is done here; where no worker can be started, all of it.
 */
export async function locateInWorkers(
  polygons: FlatPolygons,
  lon: Float64Array,
  lat: Float64Array,
  { threads, pointsPerWorker = POINTS_PER_WORKER, ...options }: WorkerOptions,
): Promise<LocatedPoints> {
  const count = Math.min(threads, Math.floor(lon.length / pointsPerWorker))
  if (count < 2 || lon.length !== lat.length) return locateBatch(polygons, lon, lat, options)
  const work = shareOut(polygons, lon, lat, count, options)
  const workers = Array.from({ length: count - 1 }, (_, i) => startWorker(work, i + 2))
  try {
    const done = locateStrips(work, 1)
    for (const worker of workers) {
      // Nothing is left to take: a worker that has taken nothing yet never will.
      if (work.takenBy.includes(worker.thread)) done.push(...(await worker.done))
    }
    return gatherStrips(work, done)
  } finally {
    for (const worker of workers) worker.stop()
  }
}

export interface StripWorker {
  thread: number
  /** Never rejects: a worker that failed has done nothing. */
  done: Promise<DoneStrip[]>
  stop: () => void
}

/** What workers run, from the first that made it. */
let code: string | undefined

/** @param program of the worker, with `work` and `thread` as its data */
export function startWorker(work: Work, thread: number, program: URL = PROGRAM): StripWorker {
  let worker: Worker
  try {
    // Without the parent's flags, which may register a loader that takes longer to start than the work.
    worker = new Worker(program, { execArgv: [], workerData: { work, thread, code } })
  } catch {
    return { thread, done: Promise.resolve([]), stop: () => {} }
  }
  const done = new Promise<DoneStrip[]>((resolve) => {
    worker.once('message', (answer: { done: DoneStrip[]; code: string }) => {
      code = answer.code
      resolve(answer.done)
    })
    worker.on('error', () => resolve([]))
    worker.once('exit', () => resolve([]))
  })
  return { thread, done, stop: () => void worker.terminate() }
}
