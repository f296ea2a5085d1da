import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { BatchOptions, LocatedPoints } from './locate-batch.ts'
import { locateBatch } from './locate-batch.ts'
import type { FlatPolygons } from './locate-flat.ts'
import { type DoneStrip, gatherStrips, locateStrips, shareOut, type Work } from './locate-share.ts'

/** Below twice as many points one thread is as fast (measured, docs/decisions/018-locate.md). */
export const POINTS_PER_WORKER = 100_000

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
  const code = await workerCode()
  if (code === null) return locateBatch(polygons, lon, lat, options)
  const work = shareOut(polygons, lon, lat, count, options)
  const workers = Array.from({ length: count - 1 }, (_, i) => startWorker(code, work, i + 2))
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

/** @param code as of {@link workerCode} */
export function startWorker(code: string, work: Work, thread: number): StripWorker {
  let worker: Worker
  try {
    // Without the parent's flags, which may register a loader that takes longer to start than the work.
    worker = new Worker(code, { eval: true, execArgv: [], workerData: { work, thread } })
  } catch {
    return { thread, done: Promise.resolve([]), stop: () => {} }
  }
  const done = new Promise<DoneStrip[]>((resolve) => {
    worker.once('message', resolve)
    worker.on('error', () => resolve([]))
    worker.once('exit', () => resolve([]))
  })
  return { thread, done, stop: () => void worker.terminate() }
}

let bundled: Promise<string | null> | undefined

/** What a worker runs, as plain JavaScript; null where the sources cannot be bundled. Made once. */
export function workerCode(): Promise<string | null> {
  bundled ??= bundle().catch(() => null)
  return bundled
}

async function bundle(): Promise<string> {
  const { buildSync } = await import('esbuild')
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./locate-worker.js', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}
