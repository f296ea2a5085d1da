/** Northern limit of the Web Mercator square, degrees. */
export const MAX_LATITUDE = 85.0511287798066

/** Longitude in degrees to x in the unit square of Web Mercator (0 west, 1 east). */
export function mercatorX(lon: number): number {
  return lon / 360 + 0.5
}

/** Latitude in degrees to y in the unit square of Web Mercator (0 north, 1 south). */
export function mercatorY(lat: number): number {
  const sin = Math.sin((lat * Math.PI) / 180)
  const y = 0.5 - (0.25 * Math.log((1 + sin) / (1 - sin))) / Math.PI
  return Math.min(Math.max(y, 0), 1)
}

export function lonOfMercator(x: number): number {
  return (x - 0.5) * 360
}

export function latOfMercator(y: number): number {
  return (360 * Math.atan(Math.exp((1 - 2 * y) * Math.PI))) / Math.PI - 90
}
