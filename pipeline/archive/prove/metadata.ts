import type { Losses, PromisedLayer } from '../loss.ts'
import type { Sources } from './sources.ts'

const FIELD_TYPE = { String: 'string', Number: 'number', Boolean: 'boolean' } as const

interface VectorLayer {
  id: string
  minzoom: number
  maxzoom: number
  fields: Record<string, string>
}

/** Holds `vector_layers` of the archive's metadata to the promised layers and the attributes that their features carry; further layers are losses, unless only those promised are looked at. */
export function checkVectorLayers(
  metadata: unknown,
  layers: readonly { promise: PromisedLayer; sources: Sources }[],
  losses: Losses,
  onlyPromised: boolean,
): void {
  const described = vectorLayersOf(metadata)
  for (const { promise, sources } of layers) {
    const found = described.get(promise.name)
    described.delete(promise.name)
    if (found === undefined) {
      losses.add({ code: 'metadata', layer: promise.name, detail: 'the layer is not in vector_layers' })
      continue
    }
    if (found.minzoom !== promise.minzoom || found.maxzoom !== promise.maxzoom) {
      const detail = `vector_layers says zooms ${found.minzoom}..${found.maxzoom}, promised ${promise.minzoom}..${promise.maxzoom}`
      losses.add({ code: 'metadata', layer: promise.name, detail })
    }
    for (const [name, type] of sources.fieldTypes) {
      const stated = FIELD_TYPE[found.fields[name] as keyof typeof FIELD_TYPE]
      if (stated === type) continue
      const detail = `field ${name} is ${found.fields[name] ?? 'absent'} in vector_layers, the features carry a ${type}`
      losses.add({ code: 'metadata', layer: promise.name, detail })
    }
  }
  if (onlyPromised) return
  for (const name of described.keys()) {
    losses.add({ code: 'metadata', layer: name, detail: 'vector_layers names a layer that was not promised' })
  }
}

function vectorLayersOf(metadata: unknown): Map<string, VectorLayer> {
  const layers = new Map<string, VectorLayer>()
  if (typeof metadata !== 'object' || metadata === null || !('vector_layers' in metadata)) return layers
  if (!Array.isArray(metadata.vector_layers)) return layers
  for (const layer of metadata.vector_layers as VectorLayer[]) layers.set(layer.id, layer)
  return layers
}
