import Flatbush from 'flatbush'
import type { Geometry, LineString, MultiLineString, Position } from 'geojson'
import { BorderIndex } from '../../geo/border-index.ts'
import { type Bounds, boundsOf } from '../../geo/bounds.ts'
import { crsFromCode, fromLonLat, mapPositions } from '../../geo/crs.ts'
import type { Geos } from '../../geo/geos.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'

/** No road is as wide: centimetres, or a right of way of another kind. */
const MOST_WIDTH_M = 100

/** Where roads of a width make up less of the length in a unit, what they cover says too little of what roads do. */
const LEAST_KNOWN_PART = 0.9

export interface Road {
  /** Planar, in metres. */
  line: LineString | MultiLineString
  width_m: number | null
}

/** Roads as planar lines, by code; null where the city has none. A width of 0 or above 100 m is none. */
export async function readRoads({ store, table, city }: StageContext): Promise<Road[] | null> {
  const path = table('2-validate', 'networks')
  if (path === null) return null
  const rows = await store.rows<{ wkb: Uint8Array; width_m: number | null }>(
    `SELECT ST_AsWKB(geometry) AS wkb, CASE WHEN width_m > 0 AND width_m <= ${MOST_WIDTH_M} THEN width_m END AS width_m
     FROM ${parquet(path)} WHERE kind = 'road' AND geometry IS NOT NULL ORDER BY network_id`,
  )
  const project = fromLonLat(crsFromCode(city.utm_crs))
  const roads = rows.map(({ wkb, width_m }) => ({ line: mapPositions(decodeWkb(wkb), project), width_m }))
  return roads.length === 0 ? null : (roads as Road[])
}

/** Tells of a unit whether its roads are known well enough to be taken off. */
export class RoadWidths {
  readonly #known: RoadLines
  readonly #unknown: RoadLines

  constructor(roads: readonly Road[], geos: Geos) {
    this.#known = new RoadLines(
      roads.filter(({ width_m }) => width_m !== null),
      geos,
    )
    this.#unknown = new RoadLines(
      roads.filter(({ width_m }) => width_m === null),
      geos,
    )
  }

  /** How many roads without a width share a point with the unit, and whether those with one are 90 % of the length in it. */
  within(unit: Polygonal): { roads_without_width: number; isKnown: boolean } {
    if (this.#unknown.count === 0 || boundsOf(unit) === null)
      return { roads_without_width: 0, isKnown: this.#known.count > 0 }
    const border = new BorderIndex(unit)
    const unknown = this.#unknown.meeting(unit, border)
    if (this.#known.count === 0 || unknown.length === 0)
      return { roads_without_width: unknown.length, isKnown: this.#known.count > 0 }
    const unknown_m = this.#unknown.lengthM(unit, border, unknown)
    const known_m = this.#known.lengthM(unit, border, this.#known.meeting(unit, border))
    const isKnown = known_m >= LEAST_KNOWN_PART * (known_m + unknown_m)
    return { roads_without_width: unknown.length, isKnown }
  }
}

/** Roads found by box. */
class RoadLines {
  readonly #roads: readonly Road[]
  readonly #geos: Geos
  readonly #tree: Flatbush | null

  constructor(roads: readonly Road[], geos: Geos) {
    this.#roads = roads
    this.#geos = geos
    this.#tree = roads.length === 0 ? null : new Flatbush(roads.length)
    for (const { line } of roads) this.#tree!.add(...boundsOf(line)!)
    this.#tree?.finish()
  }

  get count(): number {
    return this.#roads.length
  }

  /** Roads that share a point with the unit, in order. */
  meeting(unit: Polygonal, border: BorderIndex): number[] {
    const near = this.#tree?.search(...boundsOf(unit)!) ?? []
    return near
      .filter((index) => {
        const { line } = this.#roads[index]!
        const place = border.placeOf(boundsOf(line)!)
        return place === 'inside' || (place === 'border' && this.#geos.intersects(unit, line))
      })
      .sort((a, b) => a - b)
  }

  /** Metres of these roads in the unit. Only what crosses its border is cut, side by side. */
  lengthM(unit: Polygonal, border: BorderIndex, roads: readonly number[]): number {
    let length_m = 0
    for (const index of roads) {
      for (const side of sidesOf(this.#roads[index]!.line)) {
        const place = border.placeOf(boundsOf(side) as Bounds)
        const inside =
          place === 'inside' ? side : place === 'border' ? this.#geos.intersection(side, unit) : null
        if (inside !== null) length_m += lengthOfLineM(inside)
      }
    }
    return length_m
  }
}

function* sidesOf(line: LineString | MultiLineString): Generator<LineString> {
  for (const path of pathsOf(line)) {
    for (let i = 1; i < path.length; i++) {
      const side = [path[i - 1]!, path[i]!]
      if (lengthOfPathM(side) > 0) yield { type: 'LineString', coordinates: side }
    }
  }
}

function lengthOfLineM(line: Geometry): number {
  return pathsOf(line).reduce((sum, path) => sum + lengthOfPathM(path), 0)
}

function pathsOf(line: Geometry): Position[][] {
  if (line.type === 'LineString') return [line.coordinates]
  return line.type === 'MultiLineString' ? line.coordinates : []
}

function lengthOfPathM(path: readonly Position[]): number {
  let length_m = 0
  for (let i = 1; i < path.length; i++)
    length_m += Math.hypot(path[i]![0]! - path[i - 1]![0]!, path[i]![1]! - path[i - 1]![1]!)
  return length_m
}
