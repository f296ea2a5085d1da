import type { GeoJSONSource, Map as MapLibreMap, MapSourceDataEvent } from 'maplibre-gl'

/** What of a map is needed to carry its sources. */
export type SourceMap = Pick<MapLibreMap, 'getSource' | 'on' | 'off'>

/**
 * Gives the copy of a map what the original has in its GeoJSON sources, now and whenever it is given other data: a copy made
 * early has them as they were then.
 *
 * @returns ends it
 */
export function followSources(original: SourceMap, copy: SourceMap, ids: readonly string[]): () => void {
  const carry = (id: string) => {
    const data = original.getSource<GeoJSONSource>(id)?.serialize().data
    if (data !== undefined) copy.getSource<GeoJSONSource>(id)?.setData(data)
  }
  const onData = ({ sourceId, sourceDataType }: MapSourceDataEvent) => {
    // Told once for each new data of a source; its tiles follow.
    if (sourceDataType === 'metadata' && ids.includes(sourceId)) carry(sourceId)
  }
  for (const id of ids) carry(id)
  original.on('sourcedata', onData)
  return () => {
    original.off('sourcedata', onData)
  }
}
