import type { TileSource } from '../archive/index.ts'
import type { LayerComparison } from './comparison.ts'

/** A layer as the metadata describe it. */
export interface DeclaredLayer {
  zooms: string
  /** Type by attribute. */
  fields: Map<string, string>
  /** As `tilestats` count them. */
  features: number | null
}

/** What is not there, or is not written as it should be, is passed over. */
export function declaredLayers({ metadata }: TileSource): Map<string, DeclaredLayer> {
  const counts = new Map<string, number>()
  const tilestats = record(metadata.tilestats)
  for (const layer of list(tilestats.layers).map(record))
    if (typeof layer.count === 'number') counts.set(String(layer.layer), layer.count)
  const layers = new Map<string, DeclaredLayer>()
  for (const layer of list(metadata.vector_layers).map(record)) {
    const name = String(layer.id)
    layers.set(name, {
      zooms: layer.minzoom === undefined ? '' : `${layer.minzoom}-${layer.maxzoom}`,
      fields: new Map(Object.entries(record(layer.fields)).map(([field, type]) => [field, String(type)])),
      features: counts.get(name) ?? null,
    })
  }
  return layers
}

/** What the two say differently of one layer. */
export function declaredDifferences(
  name: string,
  a: DeclaredLayer | undefined,
  b: DeclaredLayer | undefined,
): LayerComparison['declared'] {
  if (a === undefined || b === undefined)
    return a === b ? [] : [{ what: 'layer', name, a: a ? name : null, b: b ? name : null }]
  const differences: LayerComparison['declared'] = []
  if (a.zooms !== b.zooms) differences.push({ what: 'zooms', name, a: a.zooms, b: b.zooms })
  for (const field of [...new Set([...a.fields.keys(), ...b.fields.keys()])].sort()) {
    const [before, after] = [a.fields.get(field) ?? null, b.fields.get(field) ?? null]
    if (before !== after) differences.push({ what: 'attribute', name: field, a: before, b: after })
  }
  return differences
}

/** PMTiles hold no more of a degree. */
const BOUNDS_DECIMALS = 7

/** Names of the other members that differ; one that is empty says as much as one that is not there. */
export function differentMetadata(a: TileSource, b: TileSource): string[] {
  const names = new Set([...Object.keys(a.metadata), ...Object.keys(b.metadata)])
  const different = [...names].filter(
    (name) =>
      name !== 'vector_layers' &&
      ordered(a.metadata[name] || undefined) !== ordered(b.metadata[name] || undefined),
  )
  const [boundsA, boundsB] = [a, b].map(({ bounds }) =>
    bounds.map((degrees) => degrees.toFixed(BOUNDS_DECIMALS)),
  )
  if (boundsA!.join() !== boundsB!.join()) different.push('bounds')
  return different.sort()
}

/** JSON in which the members of objects stand in the order of their names. */
function ordered(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
