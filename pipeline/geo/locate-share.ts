import { type BatchOptions, type Hits, type LocatedPoints, locateBatch } from './locate-batch.ts'
import type { FlatPolygons } from './locate-flat.ts'

/** Strips a thread: of more the last ones end closer together, of fewer less is read twice at their sides. */
const STRIPS_PER_THREAD = 4
const SAMPLED = 4096

/**
 * Points shared out over threads in strips from west to east, so that few polygons are read by two of them. All arrays
 * are in shared memory.
 */
export interface Work {
  polygons: FlatPolygons
  lon: Float64Array
  lat: Float64Array
  /** Strip s holds the points with cuts[s] <= x < cuts[s + 1]. */
  cuts: Float64Array
  /** Which thread has taken strip s, numbered from 1; 0 while none has. */
  takenBy: Int32Array
  /** Answers by point, written by the thread that has taken its strip. */
  polygon: Int32Array
  holders: Uint16Array
  options: BatchOptions
}

/** A strip whose answers are written. */
export interface DoneStrip {
  strip: number
  /** Where they are wanted: the hits of the strip's points, and which points of all these are. */
  hits: { of: Uint32Array; hits: Hits } | null
}

/** What is not in shared memory yet is copied there. */
export function shareOut(
  { size, xy, ringEnds, firstRing, boxes }: FlatPolygons,
  lon: Float64Array,
  lat: Float64Array,
  threads: number,
  options: BatchOptions,
): Work {
  const cuts = cutsOf(lon, threads * STRIPS_PER_THREAD)
  return {
    polygons: {
      size,
      xy: shared(Float64Array, xy),
      ringEnds: shared(Uint32Array, ringEnds),
      firstRing: shared(Uint32Array, firstRing),
      boxes: shared(Float64Array, boxes),
    },
    lon: shared(Float64Array, lon),
    lat: shared(Float64Array, lat),
    cuts: shared(Float64Array, cuts),
    takenBy: shared(Int32Array, new Int32Array(cuts.length - 1)),
    polygon: shared(Int32Array, new Int32Array(lon.length).fill(-1)),
    holders: shared(Uint16Array, new Uint16Array(lon.length)),
    options,
  }
}

/** Takes strips that no thread has taken and locates their points, until none is left. */
export function locateStrips(work: Work, thread: number): DoneStrip[] {
  const done: DoneStrip[] = []
  for (let strip = 0; strip < work.takenBy.length; strip++) {
    if (Atomics.compareExchange(work.takenBy, strip, 0, thread) === 0) done.push(locateStrip(work, strip))
  }
  return done
}

/** The answers of all strips; those that are not done are located now. */
export function gatherStrips(work: Work, done: readonly DoneStrip[]): LocatedPoints {
  const byStrip: (DoneStrip | undefined)[] = Array.from(work.takenBy, () => undefined)
  for (const strip of done) byStrip[strip.strip] = strip
  const all = byStrip.map((strip, i) => strip ?? locateStrip(work, i))
  const { polygon, holders, options } = work
  return { polygon, holders, hits: options.hits ? joined(all, polygon.length) : null }
}

function locateStrip({ polygons, lon, lat, cuts, options, ...answers }: Work, strip: number): DoneStrip {
  const west = cuts[strip]!
  const east = cuts[strip + 1]!
  let count = 0
  for (let i = 0; i < lon.length; i++) count += lon[i]! >= west && lon[i]! < east ? 1 : 0
  const of = new Uint32Array(count)
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  for (let i = 0, k = 0; k < count; i++) {
    if (!(lon[i]! >= west && lon[i]! < east)) continue
    of[k] = i
    x[k] = lon[i]!
    y[k++] = lat[i]!
  }
  const { polygon, holders, hits } = locateBatch(polygons, x, y, options)
  for (let k = 0; k < count; k++) {
    answers.polygon[of[k]!] = polygon[k]!
    answers.holders[of[k]!] = holders[k]!
  }
  return { strip, hits: hits && { of, hits } }
}

/** Quantiles of a sample, so that strips hold about as many points each; points in one line up north are one strip. */
function cutsOf(lon: Float64Array, strips: number): Float64Array {
  const step = Math.max(1, Math.floor(lon.length / SAMPLED))
  const sample: number[] = []
  for (let i = 0; i < lon.length; i += step) if (Number.isFinite(lon[i]!)) sample.push(lon[i]!)
  const sorted = Float64Array.from(sample).sort()
  const cuts = new Set([-Infinity])
  for (let strip = 1; strip < strips && sorted.length > 0; strip++)
    cuts.add(sorted[Math.floor((strip * sorted.length) / strips)]!)
  return Float64Array.from([...cuts, Infinity])
}

function joined(all: readonly DoneStrip[], points: number): Hits {
  const starts = new Uint32Array(points + 1)
  for (const { hits } of all) {
    for (const [k, point] of hits!.of.entries())
      starts[point + 1] = hits!.hits.starts[k + 1]! - hits!.hits.starts[k]!
  }
  for (let point = 0; point < points; point++) starts[point + 1]! += starts[point]!
  const polygons = new Int32Array(starts[points]!)
  for (const { hits } of all) {
    for (const [k, point] of hits!.of.entries())
      polygons.set(
        hits!.hits.polygons.subarray(hits!.hits.starts[k], hits!.hits.starts[k + 1]),
        starts[point],
      )
  }
  return { starts, polygons }
}

type Numbers = Float64Array | Uint32Array | Int32Array | Uint16Array

function shared<T extends Numbers>(
  kind: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  values: T,
): T {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const copy = new kind(new SharedArrayBuffer(kind.BYTES_PER_ELEMENT * values.length))
  copy.set(values)
  return copy
}
