import type { ChunkBuilder } from '../features/chunk-builder.ts'
import { HOLE, type Kind, LINE, PART, POINT, POLYGON } from '../features/feature-chunk.ts'
import { DROPPED } from '../features/keys.ts'
import type { InputFeature, Refusal } from '../tileset.ts'
import type { FeatureSink } from './feature-sink.ts'

interface GeometryForm {
  kind: Kind
  /** How deep positions lie in the coordinates; 0: the coordinates are one. */
  depth: 0 | 1 | 2 | 3
}

/** Geometry types of RFC 7946 section 3.1 that features may have. */
const GEOMETRIES: Record<string, GeometryForm> = {
  Point: { kind: POINT, depth: 0 },
  MultiPoint: { kind: POINT, depth: 1 },
  LineString: { kind: LINE, depth: 1 },
  MultiLineString: { kind: LINE, depth: 2 },
  Polygon: { kind: POLYGON, depth: 2 },
  MultiPolygon: { kind: POLYGON, depth: 3 },
}

/**
 * Takes a feature in, or tells why not. What a reader gives is not trusted: any JSON value may stand where a geometry, a
 * position or an attribute should. An id that is no whole number from 0 to 2^53 - 1 is left out.
 */
export function addFeature(sink: FeatureSink, feature: InputFeature): Refusal | null {
  const { builder } = sink
  builder.begin()
  if (isTileId(feature.id)) builder.id(feature.id)
  addProperties(sink, feature.properties)
  addGeometry(builder, feature.geometry)
  return builder.end()
}

export function isTileId(id: unknown): id is number {
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0
}

function addProperties({ builder, keys, dictionary }: FeatureSink, properties: unknown): void {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return
  const names = Object.keys(properties)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    const key = keys.place(name)
    if (key !== DROPPED)
      builder.attribute(key, dictionary.token((properties as Record<string, unknown>)[name]))
  }
}

function addGeometry(builder: ChunkBuilder, geometry: unknown): void {
  if (geometry === null || geometry === undefined) {
    builder.refuse('no_geometry')
    return
  }
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown }
  const form = typeof type === 'string' && Object.hasOwn(GEOMETRIES, type) ? GEOMETRIES[type] : undefined
  if (form === undefined) builder.refuse(typeof type === 'string' ? 'kind_not_drawn' : 'not_a_feature')
  else if (!Array.isArray(coordinates)) builder.refuse('position_not_a_number')
  // Empty coordinates are no geometry (RFC 7946 section 3.1): the builder tells when it is given no chain.
  else if (coordinates.length > 0) addCoordinates(builder, form, coordinates)
}

function addCoordinates(builder: ChunkBuilder, { kind, depth }: GeometryForm, coordinates: unknown[]): void {
  builder.kind(kind)
  if (depth === 2) addChains(builder, coordinates, kind === POLYGON ? HOLE : PART)
  else if (depth === 3) for (let i = 0; i < coordinates.length; i++) addChains(builder, coordinates[i], HOLE)
  else {
    builder.chain(PART)
    if (depth === 0) addPosition(builder, coordinates)
    else addPositions(builder, coordinates)
  }
}

/** @param others role of all chains but the first */
function addChains(builder: ChunkBuilder, chains: unknown, others: typeof PART | typeof HOLE): void {
  if (!Array.isArray(chains)) {
    builder.refuse('position_not_a_number')
    return
  }
  for (let i = 0; i < chains.length; i++) {
    builder.chain(i === 0 ? PART : others)
    addPositions(builder, chains[i])
  }
}

function addPositions(builder: ChunkBuilder, positions: unknown): void {
  if (Array.isArray(positions)) for (let i = 0; i < positions.length; i++) addPosition(builder, positions[i])
  else builder.refuse('position_not_a_number')
}

function addPosition(builder: ChunkBuilder, position: unknown): void {
  if (Array.isArray(position) && typeof position[0] === 'number' && typeof position[1] === 'number')
    builder.position(position[0], position[1])
  else builder.refuse('position_not_a_number')
}
