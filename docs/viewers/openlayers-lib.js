// What openlayers.html uses of OpenLayers, bundled into one file by the command in docs/viewers.md.

export { default as VectorTileLayer } from 'ol/layer/VectorTile.js'
export { default as OlMap } from 'ol/Map.js'
export { default as Overlay } from 'ol/Overlay.js'
export { transformExtent } from 'ol/proj.js'
export { Circle, Fill, Stroke, Style, Text } from 'ol/style.js'
export { PMTilesVectorSource } from 'ol-pmtiles'
