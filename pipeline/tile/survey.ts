import type { Geometry, GeometryCollection, Position } from 'geojson'
import { type AttributeSpec, mercatorX, mercatorY } from '../archive/index.ts'
import type { MovePosition } from '../geo/crs.ts'
import { isTileId } from '../tiler/input/add-feature.ts'
import type { InputFeature } from '../tiler/tileset.ts'
import type { Spacing } from './choose-maxzoom.ts'

/** A sample is the first features up to this. */
const SAMPLE_FEATURES = 2000
const SAMPLE_POSITIONS = 50_000
/** Positions by which the CRS is judged. */
const CRS_POSITIONS = 500

type DrawnGeometry = Exclude<Geometry, GeometryCollection>

/** The first features of a layer. */
export interface Sample {
  /** Whether the layer has more features. */
  isCut: boolean
  geometries: DrawnGeometry[]
  /** Ids of the features with a geometry, where they have such as tiles can hold. */
  ids: number[]
  /** Some positions, as stored. */
  positions: Position[]
  /** In the order of their names. */
  attributes: AttributeSpec[]
}

/**
 * Reads the first features of a layer, and further until all attributes asked for have been met.
 * @param wanted names that must be looked for to the end
 */
export async function sampleOf(
  source: AsyncIterable<InputFeature>,
  wanted: ReadonlySet<string>,
): Promise<Sample> {
  const missing = new Set(wanted)
  const types = new Map<string, AttributeSpec['type']>()
  const geometries: DrawnGeometry[] = []
  const ids: number[] = []
  const positions: Position[] = []
  let features = 0
  let count = 0
  let isCut = false
  for await (const { id, properties, geometry } of source) {
    const isFull = features >= SAMPLE_FEATURES || count >= SAMPLE_POSITIONS
    if (isFull && missing.size === 0) {
      isCut = true
      break
    }
    for (const name of Object.keys(properties)) {
      const value = properties[name]
      if (value === null || value === undefined) continue
      missing.delete(name)
      const type = typeof value === 'object' ? 'string' : (typeof value as AttributeSpec['type'])
      types.set(name, (types.get(name) ?? type) === type ? type : 'string')
    }
    if (isFull) {
      isCut = true
      continue
    }
    features++
    if (!isDrawn(geometry)) continue
    geometries.push(geometry)
    if (isTileId(id)) ids.push(id)
    eachPosition(geometry.coordinates, (x, y) => {
      count++
      if (positions.length < CRS_POSITIONS) positions.push([x, y])
    })
  }
  const attributes = [...types]
    .map(([name, type]): AttributeSpec => ({ name, type }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return { isCut, geometries, ids, positions, attributes }
}

/** Whether some of the first features are polygons. */
export function hasPolygons({ geometries }: Sample): boolean {
  return geometries.some(({ type }) => type === 'Polygon' || type === 'MultiPolygon')
}

/** How near to each other vertices and points of the samples lie. */
export function spacingOf(samples: readonly { sample: Sample; move: MovePosition | null }[]): Spacing {
  const edges: number[] = []
  const points: number[] = []
  let hasMorePoints = false
  for (const { sample, move } of samples) {
    let isOfPoints = false
    for (const geometry of sample.geometries) {
      if (geometry.type === 'Point' || geometry.type === 'MultiPoint') {
        isOfPoints = true
        eachPosition(geometry.coordinates, (x, y) => {
          const at = place(x, y, move)
          if (at !== null) points.push(...at)
        })
      } else eachLine(geometry.coordinates, (line) => addEdges(edges, line, move))
    }
    hasMorePoints ||= isOfPoints && sample.isCut
  }
  return { edges, points, hasMorePoints }
}

/** Whether something could be drawn of it; files may hold anything where a geometry should be. */
function isDrawn(geometry: Geometry | null): geometry is DrawnGeometry {
  return Array.isArray((geometry as Partial<DrawnGeometry> | null)?.coordinates)
}

function addEdges(edges: number[], line: readonly unknown[], move: MovePosition | null): void {
  let before: [number, number] | null = null
  for (const position of line) {
    const at = isPosition(position) ? place(position[0], position[1], move) : null
    if (at !== null && before !== null) {
      const across = at[0] - before[0]
      const down = at[1] - before[1]
      const length = Math.sqrt(across * across + down * down)
      if (length > 0) edges.push(length)
    }
    before = at
  }
}

function place(x: number, y: number, move: MovePosition | null): [number, number] | null {
  try {
    const [lon, lat] = move === null ? [x, y] : move(x, y)
    const at: [number, number] = [mercatorX(lon), mercatorY(lat)]
    return Number.isFinite(at[0]) && Number.isFinite(at[1]) ? at : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function eachLine(coordinates: readonly unknown[], take: (line: readonly unknown[]) => void): void {
  if (isPosition(coordinates[0])) take(coordinates)
  else for (const inner of coordinates) if (Array.isArray(inner)) eachLine(inner, take)
}

function eachPosition(coordinates: unknown, take: (x: number, y: number) => void): void {
  if (isPosition(coordinates)) take(coordinates[0], coordinates[1])
  else if (Array.isArray(coordinates)) for (const inner of coordinates) eachPosition(inner, take)
}

function isPosition(value: unknown): value is [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number'
}
