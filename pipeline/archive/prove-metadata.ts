import type { PMTiles } from 'pmtiles'
import type { Losses, PromisedLayer } from './loss.ts'
import { partsOf } from './parts.ts'

/** The header keeps degrees to 1e-7. */
const HEADER_STEP_DEG = 1e-7
const FIELD_TYPE = { String: 'string', Number: 'number', Boolean: 'boolean' } as const

interface VectorLayer {
  id: string
  minzoom: number
  maxzoom: number
  fields: Record<string, string>
}

/** Holds vector_layers and the bounds of the header to the promised layers. */
export async function checkHeader(
  reader: PMTiles,
  layers: readonly PromisedLayer[],
  losses: Losses,
): Promise<void> {
  const header = await reader.getHeader()
  const metadata = await reader.getMetadata()
  const described = vectorLayersOf(metadata)
  for (const layer of layers) {
    const found = described.get(layer.name)
    described.delete(layer.name)
    if (found === undefined) {
      losses.add({ code: 'metadata', layer: layer.name, detail: 'the layer is not in vector_layers' })
      continue
    }
    if (found.minzoom !== layer.minzoom || found.maxzoom !== layer.maxzoom) {
      const detail = `vector_layers says zooms ${found.minzoom}..${found.maxzoom}, promised ${layer.minzoom}..${layer.maxzoom}`
      losses.add({ code: 'metadata', layer: layer.name, detail })
    }
    for (const [name, type] of usedFields(layer)) {
      const stated = FIELD_TYPE[found.fields[name] as keyof typeof FIELD_TYPE]
      if (stated === type) continue
      const detail = `field ${name} is ${found.fields[name] ?? 'absent'} in vector_layers, the features carry a ${type}`
      losses.add({ code: 'metadata', layer: layer.name, detail })
    }
    checkBounds(layer, [header.minLon, header.minLat, header.maxLon, header.maxLat], losses)
  }
  for (const name of described.keys()) {
    losses.add({ code: 'metadata', layer: name, detail: 'vector_layers names a layer that was not promised' })
  }
}

function checkBounds(layer: PromisedLayer, bounds: [number, number, number, number], losses: Losses): void {
  const [west, south, east, north] = bounds
  for (const { id, geometry } of layer.features) {
    const outside = partsOf(geometry)
      .flat(2)
      .find(([lon, lat]) => {
        const far = Math.max(west - lon!, lon! - east, south - lat!, lat! - north)
        return far > HEADER_STEP_DEG
      })
    if (outside === undefined) continue
    const detail = `${outside.join(', ')} is outside of the archive's bounds ${bounds.join(', ')}`
    losses.add({ code: 'bounds', layer: layer.name, id, detail })
  }
}

function usedFields(layer: PromisedLayer): Map<string, string> {
  const used = new Map<string, string>()
  for (const { properties } of layer.features) {
    for (const [name, value] of Object.entries(properties)) used.set(name, typeof value)
  }
  return used
}

function vectorLayersOf(metadata: unknown): Map<string, VectorLayer> {
  const layers = new Map<string, VectorLayer>()
  if (typeof metadata !== 'object' || metadata === null || !('vector_layers' in metadata)) return layers
  if (!Array.isArray(metadata.vector_layers)) return layers
  for (const layer of metadata.vector_layers as VectorLayer[]) layers.set(layer.id, layer)
  return layers
}
