import type { Polygon, Position } from 'geojson'
import { cellToBoundary, cellToLatLng, getHexagonAreaAvg, latLngToCell, polygonToCells, UNITS } from 'h3-js'
import { M2_PER_HA } from './area.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { PolygonLocator } from './locate.ts'
import type { Polygonal } from './rings.ts'

/**
 * Cells of the H3 grid (Uber, https://h3geo.org): hexagons on an icosahedron, named by a 64-bit index written as 15
 * hexadecimal digits, the same for everybody. Longitude and latitude in degrees of WGS 84. None of the twelve pentagons
 * lies on Indonesian ground, and none of its cells crosses the antimeridian.
 */

/** Index of the cell that holds a point; on a border, one of its cells, always the same. */
export function cellAt(lon: number, lat: number, resolution: number): string {
  return latLngToCell(lat, lon, resolution)
}

/** Centre of a cell as longitude and latitude. */
export function cellCentre(h3: string): [lon: number, lat: number] {
  const [lat, lon] = cellToLatLng(h3)
  return [lon, lat]
}

/** Outline of a cell: one closed ring, counter-clockwise (RFC 7946 section 3.1.6). */
export function cellPolygon(h3: string): Polygon {
  return { type: 'Polygon', coordinates: [cellToBoundary(h3, true) as Position[]] }
}

/** Mean area in hectares of the cells of a resolution, on the sphere; single cells differ from it by up to a third. */
export function meanCellAreaHa(resolution: number): number {
  return getHexagonAreaAvg(resolution, UNITS.m2) / M2_PER_HA
}

/** Cells whose centre lies in one of the polygons, by the border rule of `PolygonLocator`; sorted. */
export function cellsOf(polygons: readonly Polygonal[], resolution: number): string[] {
  const locator = new PolygonLocator(polygons)
  const cells = new Set<string>()
  for (const polygon of polygons) {
    // Part by part: the box around islands would be mostly sea.
    for (const coordinates of polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates) {
      const box = boundsOf({ type: 'Polygon', coordinates })
      for (const h3 of box === null ? [] : cellsInBox(box, resolution)) {
        if (!cells.has(h3) && locator.locate(...cellCentre(h3)) >= 0) cells.add(h3)
      }
    }
  }
  return [...cells].sort()
}

/** Cells whose centre lies in the box. H3 takes a polygon of any outline, at a cost per vertex and cell: a box has four. */
export function cellsInBox([west, south, east, north]: Bounds, resolution: number): string[] {
  const corners = [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ]
  return polygonToCells(corners, resolution)
}

/** Cells with something in them, and those of them that hold at least k households. */
export interface ResolutionTally {
  occupied: number
  holding_k: number
}

export interface ResolutionRule {
  finest: number
  coarsest: number
  /** Most cells a grid may be expected to have. */
  max_cells: number
  /** Least share of the occupied cells that must hold k households, 0 to 1. */
  min_share: number
}

/**
 * The finest resolution with at most `max_cells` cells of which at least `min_share` of the occupied ones hold k
 * households; the coarsest of the rule, not `met`, where there is none, and where no cell is occupied: thousands of empty
 * cells would be measured and stored to say that nothing is known.
 * @param cells expected number of cells at a resolution
 * @param tally asked from fine to coarse, and of no more resolutions than needed
 */
export function chooseResolution(
  rule: ResolutionRule,
  cells: (resolution: number) => number,
  tally: (resolution: number) => ResolutionTally,
): { resolution: number; met: boolean } {
  for (let resolution = rule.finest; resolution >= rule.coarsest; resolution--) {
    if (cells(resolution) > rule.max_cells) continue
    const { occupied, holding_k } = tally(resolution)
    if (occupied === 0) break
    if (holding_k >= rule.min_share * occupied) return { resolution, met: true }
  }
  return { resolution: rule.coarsest, met: false }
}
