import type { FilterSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'

/** Brings a drawn layer to how it should look; only what differs is handed to the renderer, and a layer taken away stays so. */
export function changeLayer(map: MapLibreMap, before: LayerSpecification, after: LayerSpecification): void {
  if (!map.getLayer(after.id)) return
  if (differs(filterOf(before), filterOf(after)))
    map.setFilter(after.id, filterOf(after) as FilterSpecification)
  for (const [name, value] of Object.entries(after.paint ?? {})) {
    const old = (before.paint as Record<string, unknown> | undefined)?.[name]
    if (differs(old, value)) map.setPaintProperty(after.id, name as never, value as never)
  }
  for (const [name, value] of Object.entries(after.layout ?? {})) {
    const old = (before.layout as Record<string, unknown> | undefined)?.[name]
    if (differs(old, value)) map.setLayoutProperty(after.id, name as never, value as never)
  }
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}

function filterOf(layer: LayerSpecification): unknown {
  return 'filter' in layer ? layer.filter : undefined
}
