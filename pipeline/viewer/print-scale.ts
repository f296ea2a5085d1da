import type { Bounds } from './release.ts'

/** WGS 84. */
const EQUATOR_RADIUS_M = 6_378_137
const ECCENTRICITY_SQUARED = 0.00669437999014

/** CSS fixes a pixel at 1/96 inch, on paper too. */
export const PX_PER_MM = 96 / 25.4

/** Ground metres of one CSS pixel along the parallel, for tiles of 512 px in Web Mercator. */
export function metresPerPixel(zoom: number, lat: number): number {
  const phi = (lat * Math.PI) / 180
  const normal_m = EQUATOR_RADIUS_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2)
  return (2 * Math.PI * normal_m * Math.cos(phi)) / (512 * 2 ** zoom)
}

/** Zoom at which paper shows 1:`denominator` along the parallel `lat`. */
export function zoomOfScale(denominator: number, lat: number): number {
  return Math.log2((metresPerPixel(0, lat) * PX_PER_MM * 1000) / denominator)
}

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8]

/** Scales a map is drawn in, largest first: 1:1.000 to 1:5.000.000. */
export const SCALES: readonly number[] = [1e3, 1e4, 1e5, 1e6].flatMap((power) =>
  STEPS.map((step) => step * power).filter((denominator) => denominator <= 5e6),
)

/** Steps that are offered by name; the others are only taken where they fit best. */
const ROUND_STEPS: ReadonlySet<number> = new Set([1, 2, 2.5, 5])
/** Offered whatever the city: a sheet of a few streets. */
const LEAST_OFFERED = 10_000

/** Round scales that are of use for a city: from the largest to the first at which all of it fits the frame. */
export function offeredScales(city: Bounds, width_mm: number, height_mm: number): number[] {
  const whole = Math.max(LEAST_OFFERED, fittingScale(city, width_mm, height_mm))
  const round = SCALES.filter((scale) => ROUND_STEPS.has(scale / 10 ** Math.floor(Math.log10(scale))))
  const last = round.findIndex((scale) => scale >= whole)
  return last < 0 ? round : round.slice(0, last + 1)
}

const mercatorY = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))
const latitudeOf = (y: number) => (Math.atan(Math.exp(y)) * 360) / Math.PI - 90

/** Middle of the bounds as Web Mercator draws them, in degrees. */
export function middleOf([west, south, east, north]: Bounds): { lon: number; lat: number } {
  return { lon: (west + east) / 2, lat: latitudeOf((mercatorY(south) + mercatorY(north)) / 2) }
}

/** The largest of {@link SCALES} at which the bounds fit a frame in millimetres. */
export function fittingScale(bounds: Bounds, width_mm: number, height_mm: number): number {
  const [west, south, east, north] = bounds
  const { lat } = middleOf(bounds)
  const world_mm = metresPerPixel(0, lat) * 512 * 1000
  const across = (Math.abs(east - west) / 360) * world_mm
  const up = (Math.abs(mercatorY(north) - mercatorY(south)) / (2 * Math.PI)) * world_mm
  const needed = Math.max(across / width_mm, up / height_mm)
  return SCALES.find((denominator) => denominator >= needed * 0.9999) ?? (SCALES.at(-1) as number)
}

/** What a frame in millimetres holds at a scale, in degrees. */
export function frameBounds(
  { lon, lat }: { lon: number; lat: number },
  denominator: number,
  width_mm: number,
  height_mm: number,
): Bounds {
  const world_mm = (metresPerPixel(0, lat) * 512 * 1000) / denominator
  const half_lon = (width_mm / world_mm) * 180
  const half_y = (height_mm / world_mm) * Math.PI
  const y = mercatorY(lat)
  return [lon - half_lon, latitudeOf(y - half_y), lon + half_lon, latitudeOf(y + half_y)]
}

/** Height of the bounds on a map whose width is 1. */
export function heightToWidth([west, south, east, north]: Bounds): number {
  const up = ((mercatorY(north) - mercatorY(south)) * 180) / Math.PI
  return up / Math.max(east - west, 1e-9)
}

/** Place of a point in a frame, in the unit of its size, from the top left corner. */
export function placeIn(
  [west, south, east, north]: Bounds,
  [width, height]: readonly [number, number],
  lon: number,
  lat: number,
): [x: number, y: number] {
  const top = mercatorY(north)
  return [
    ((lon - west) / (east - west)) * width,
    ((top - mercatorY(lat)) / (top - mercatorY(south))) * height,
  ]
}

export interface ScaleBar {
  /** Ground metres of each part. */
  part_m: number
  /** Length of each part in the unit of the map. */
  part: number
  parts: number
}

/** Width of a character of the labels of a bar, in parts of their height. */
const CHARACTER = 0.62

/**
 * Which labels of a bar are written: all where they keep apart, else those of its ends and its middle.
 *
 * @param part length of a part in the unit of `height`, the height of the letters
 */
export function shownLabels(labels: readonly string[], part: number, height: number): boolean[] {
  const width = (i: number) => (labels[i]?.length ?? 0) * CHARACTER * height
  const isTight = labels.slice(1).some((_, i) => part < (width(i) + width(i + 1)) / 2 + height * 0.5)
  return labels.map((_, i) => !isTight || i % 2 === 0)
}

/** A bar of four round parts, at most `most` long; `metres` is what one unit of the map stands for. */
export function scaleBar(metres: number, most: number): ScaleBar {
  const parts = 4
  const power = 10 ** Math.floor(Math.log10((most * metres) / parts))
  const part_m = [5, 2.5, 2, 1].map((step) => step * power).find((m) => (m * parts) / metres <= most) ?? power
  return { part_m, part: part_m / metres, parts }
}
