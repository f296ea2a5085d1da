import type { Geometry, Position } from 'geojson'
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

/** The first features of a layer. */
export interface Sample {
  /** Whether the layer has more features. */
  isCut: boolean
  geometries: Geometry[]
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
  const geometries: Geometry[] = []
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
    if (geometry === null) continue
    geometries.push(geometry)
    if (isTileId(id)) ids.push(id)
    eachPosition(geometry, (x, y) => {
      count++
      if (positions.length < CRS_POSITIONS) positions.push([x, y])
    })
  }
  const attributes = [...types]
    .map(([name, type]): AttributeSpec => ({ name, type }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return { isCut, geometries, ids, positions, attributes }
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
        eachPosition(geometry, (x, y) => {
          const at = place(x, y, move)
          if (at !== null) points.push(...at)
        })
      } else eachLine(geometry, (line) => addEdges(edges, line, move))
    }
    hasMorePoints ||= isOfPoints && sample.isCut
  }
  return { edges, points, hasMorePoints }
}

function addEdges(edges: number[], line: readonly Position[], move: MovePosition | null): void {
  let before: [number, number] | null = null
  for (const [x, y] of line) {
    const at = place(x!, y!, move)
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

function eachLine(geometry: Geometry, take: (line: Position[]) => void): void {
  switch (geometry.type) {
    case 'LineString':
      take(geometry.coordinates)
      break
    case 'Polygon':
    case 'MultiLineString':
      geometry.coordinates.forEach(take)
      break
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) rings.forEach(take)
      break
    case 'GeometryCollection':
      for (const part of geometry.geometries) eachLine(part, take)
  }
}

function eachPosition(geometry: Geometry, take: (x: number, y: number) => void): void {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) eachPosition(part, take)
    return
  }
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] === 'number' && typeof value[1] === 'number') take(value[0], value[1])
    else for (const inner of value) visit(inner)
  }
  visit(geometry.coordinates)
}
