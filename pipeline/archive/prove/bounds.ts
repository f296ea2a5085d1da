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
  /**
   * A ring, or a stretch of it from one drawn place to the next, encloses no more than this in width, its area by half its
   * length; plus simplification. Such need not be drawn: its two sides round to the same places. Of rings of their own only
   * holes, and parts where small ones may vanish. What is let through is a spike, neck or strait of at most this mean width,
   * however long; one that bends, or widens, where each of its places has the other side no farther away than this
   * (`narrow.ts`); a border within another part of its feature, and within what is drawn (no distance is let through there);
   * what is drawn within `minimalShape` of a part that is so thin (its mark may have become one with what lies beside it).
   */
  thinWidth: 1,
} as const

/**
 * Simplification taken when a promise does not name one: the tolerance of geojson-vt, 3 units, twice, as it measures a
 * vertex against neighbours that it may drop afterwards.
 */
export const DEFAULT_SIMPLIFICATION_UNITS = 6

/** Other programs measure their tolerance before they round to units: the corners of a unit come on top, on both sides. */
const FOREIGN_ROUNDING_UNITS = 2

/** A polygon of less, and no other, may be left out where the rules do not keep it: the square that would stand for it. */
const TINY_SQUARE_UNITS = 4

/** What drawing may take from the features of a layer at one zoom. */
export interface ZoomLimits {
  zoom: number
  /** What simplification may take, units. */
  simplification: number
  /** Whether a small part of a feature may be left out. */
  smallPartsMayVanish: boolean
  /** A line of which every kept position rounds to one place: its ends are no farther apart, units along each axis. */
  shortEnds: number
  /** All of it is no wider and no higher, units. */
  shortWidth: number
  /** The same for a line that has shrunk so at a deeper zoom, and is left out from there upwards. */
  goneWidth: number
  /** Polygons of a smaller area may be left out, square units; of foreign ones those that are too thin. */
  tinyArea: number | 'thin'
}

export function limitsAt(promise: PromisedLayer, zoom: number): ZoomLimits {
  const { maxzoom, tiny_polygons = 'keep', is_foreign = false } = promise
  const simplification = simplificationAt(promise, zoom)
  const shortWidth = 1 + 2 * simplification
  const isDeepest = zoom === maxzoom
  return {
    zoom,
    simplification,
    smallPartsMayVanish: !isDeepest || tiny_polygons !== 'keep',
    shortEnds: is_foreign ? shortWidth : 1,
    shortWidth,
    goneWidth: Math.max(shortWidth, (1 + 2 * simplificationAt(promise, maxzoom)) / 2 ** (maxzoom - zoom)),
    tinyArea: is_foreign ? 'thin' : tiny_polygons === 'dither' && isDeepest ? 0 : TINY_SQUARE_UNITS,
  }
}

export function simplificationAt(promise: PromisedLayer, zoom: number): number {
  const { simplification_units = DEFAULT_SIMPLIFICATION_UNITS, simplification_at_maxzoom_units = 0 } = promise
  const units = zoom === promise.maxzoom ? simplification_at_maxzoom_units : simplification_units
  // What is not simplified is only rounded, by whatever program.
  return promise.is_foreign === true && (units > 0 || zoom < promise.maxzoom)
    ? units + FOREIGN_ROUNDING_UNITS
    : units
}

/** Source edges are also checked between their vertices, at steps no longer than this. */
export const STEP_UNITS = 1024

/** What stands for a polygon or line too small to be drawn is no wider and no higher than this. */
export const MARK_UNITS = 2
