import type { Position } from 'geojson'
import type { Bounds } from '../geo/bounds.ts'
import { type Crs, crsFromCode, toLonLat } from '../geo/crs.ts'
import { centralMeridian } from '../geo/crs-table.ts'
import type { CrsCandidate } from './types.ts'

/** Longitude 95 to 141, latitude -11 to 6, with a margin for coasts and coarse coordinates. */
export const INDONESIA: Bounds = [94.5, -11.5, 141.5, 6.5]

/** Share of the positions a reading must put into Indonesia: single ones may be wrong. */
const BELIEVED_SHARE = 0.9

/** A grid of zones, or one CRS; codes of the datums of today, which give the same numbers, are not repeated. */
interface Grid {
  name: string
  codes: string[]
  /** Degrees from the central meridian that a zone reaches, with what agencies let stick out. */
  reach_deg: number | null
}

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `EPSG:${from + index}`)

const GRIDS: Grid[] = [
  { name: 'WGS 84', codes: ['EPSG:4326'], reach_deg: null },
  { name: 'WGS 84 / UTM north', codes: range(32646, 32654), reach_deg: 3.6 },
  { name: 'WGS 84 / UTM south', codes: range(32746, 32754), reach_deg: 3.6 },
  { name: 'DGN95 / TM-3', codes: range(23830, 23845), reach_deg: 2 },
  { name: 'WGS 84 / Pseudo-Mercator', codes: ['EPSG:3857'], reach_deg: null },
]

/**
 * Every reading of the positions that puts them into Indonesia, the likelier first: longitude first before latitude
 * first, degrees before metres. Zones of one grid fit together wherever the eastings do, since the numbers repeat from
 * zone to zone: which one it is the coordinates do not say.
 *
 * @param positions in the units of the file
 */
export function crsCandidates(positions: readonly Position[]): CrsCandidate[] {
  if (positions.length === 0) return []
  return [false, true].flatMap((swapped) => {
    const tried = swapped ? positions.map(([x, y]) => [y!, x!]) : positions
    return GRIDS.flatMap((grid) => {
      const fitting = grid.codes.filter((code) => fits(tried, crsFromCode(code), grid.reach_deg))
      if (fitting.length === 0) return []
      const middles = fitting.map((code) => middleOf(tried, crsFromCode(code)))
      return [{ codes: fitting, name: grid.name, swapped, middles }]
    })
  })
}

/** Whether longitude and latitude lie in Indonesia. */
export function isInIndonesia(lon: number, lat: number): boolean {
  const [west, south, east, north] = INDONESIA
  return lon >= west && lon <= east && lat >= south && lat <= north
}

/** Whether most positions lie in Indonesia when they are read in this CRS. */
export function putsIntoIndonesia(positions: readonly Position[], crs: Crs): boolean {
  return fits(positions, crs, null)
}

function fits(positions: readonly Position[], crs: Crs, reach_deg: number | null): boolean {
  const meridian = centralMeridian(crs)
  const move = toLonLat(crs)
  const inside = positions.filter((position) => {
    const place = moved(move, position)
    return (
      place !== null &&
      isInIndonesia(...place) &&
      (reach_deg === null || meridian === null || Math.abs(place[0] - meridian) <= reach_deg)
    )
  })
  return inside.length >= positions.length * BELIEVED_SHARE
}

/** The median of each ordinate: a stray point does not move it. */
function middleOf(positions: readonly Position[], crs: Crs): [number, number] {
  const move = toLonLat(crs)
  const places = positions.map((position) => moved(move, position)).filter((place) => place !== null)
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!
  return [median(places.map(([lon]) => lon)), median(places.map(([, lat]) => lat))]
}

function moved(
  move: (x: number, y: number) => [number, number],
  position: Position,
): [number, number] | null {
  try {
    return move(position[0]!, position[1]!)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
