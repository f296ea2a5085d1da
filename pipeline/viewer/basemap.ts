import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Basemap } from './release.ts'

/** Source and layer of the basemap. */
export const BASEMAP = 'basemap'

/** The style with a basemap over the land, which shows again where the basemap fails. */
export function withBasemap(style: StyleSpecification, basemap: Basemap | null): StyleSpecification {
  if (basemap === null) return style
  const { url, tile_size, minzoom, maxzoom } = basemap
  const ground = style.layers.findLastIndex(
    ({ id, type }) => type === 'background' || id === 'kelurahan-fill',
  )
  return {
    ...style,
    sources: {
      ...style.sources,
      [BASEMAP]: { type: 'raster', tiles: [url], tileSize: tile_size, minzoom, maxzoom },
    },
    layers: [
      ...style.layers.slice(0, ground + 1),
      {
        id: BASEMAP,
        type: 'raster',
        source: BASEMAP,
        // Quiet ground: the colours of the atlas are the ones that mean something.
        paint: { 'raster-saturation': -0.6, 'raster-opacity': 0.75, 'raster-fade-duration': 0 },
      },
      ...style.layers.slice(ground + 1),
    ],
  }
}

/**
 * Takes the basemap away when its tiles cannot be had. A missing tile among others is no failure: hosts leave out what is
 * empty.
 */
export function watchBasemap(map: MapLibreMap, onOff: () => void): void {
  let isSeen = false
  map.on('sourcedata', (event) => {
    if (event.sourceId === BASEMAP && 'tile' in event && event.tile) isSeen = true
  })
  map.on('error', (event) => {
    if (!isBasemapError(event) || isSeen || !map.getLayer(BASEMAP)) return
    map.removeLayer(BASEMAP)
    map.removeSource(BASEMAP)
    onOff()
  })
}

export function isBasemapError(event: object): boolean {
  return 'sourceId' in event && event.sourceId === BASEMAP
}
