import type { PromisedLayer } from '../loss.ts'

/**
 * How far apart source and tile may be, in tile units of the zoom. Rounding to whole units moves a point by at most 0.71;
 * a crossing that cleaning makes lies on lines so rounded and is rounded itself: 1.42. Below maxzoom the simplification
 * that the layer's rules allow comes on top where it says so.
 */
export const BOUNDS_UNITS = {
  /** From a source vertex, or a point on a long source edge, to what is drawn; plus simplification. */
  sourceToTile: 1.5,
  /** From a drawn vertex within its tile to the source. Crossings made by cleaning: plus simplification, and counted. */
  tileToSource: 1.5,
  /** The same for the vertices of what stands for a shape that rounding made flat: two units high or wide. */
  minimalShape: 3,
  /** A stretch of a ring that nothing follows may be no wider than this on average; plus simplification. */
  thinWidth: 1,
} as const

/**
 * Simplification taken when a promise does not name one: the tolerance of geojson-vt, 3 units, twice, as it measures a
 * vertex against neighbours that it may drop afterwards.
 */
export const DEFAULT_SIMPLIFICATION_UNITS = 6

/** What simplification may take at a zoom of a layer, units. */
export function simplificationAt(promise: PromisedLayer, zoom: number): number {
  if (zoom === promise.maxzoom) return promise.simplification_at_maxzoom_units ?? 0
  return promise.simplification_units ?? DEFAULT_SIMPLIFICATION_UNITS
}

/** Source edges are also checked between their vertices, at steps no longer than this. */
export const STEP_UNITS = 1024

/** What stands for a polygon or line too small to be drawn is no wider and no higher than this. */
export const MARK_UNITS = 2
