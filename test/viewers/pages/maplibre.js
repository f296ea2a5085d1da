import { addProtocol, Map as MapLibreMap, setWorkerUrl } from 'maplibre-gl'
import { Protocol } from 'pmtiles'

const { archive, lon, lat, zoom, colours } = globalThis.sample
setWorkerUrl('./map-worker.js')
addProtocol('pmtiles', new Protocol().tile)
const map = new MapLibreMap({
  container: 'map',
  center: [lon, lat],
  zoom,
  attributionControl: false,
  fadeDuration: 0,
  canvasContextAttributes: { preserveDrawingBuffer: true },
  style: {
    version: 8,
    sources: { kota: { type: 'vector', url: `pmtiles://${archive}` } },
    layers: [
      {
        id: 'zona',
        type: 'fill',
        source: 'kota',
        'source-layer': 'zona',
        paint: { 'fill-color': colours.zona, 'fill-antialias': false },
      },
      {
        id: 'titik',
        type: 'circle',
        source: 'kota',
        'source-layer': 'titik',
        paint: { 'circle-color': colours.titik, 'circle-radius': 6 },
      },
    ],
  },
})
const idle = new Promise((done) => map.once('idle', done))

globalThis.drawn = async () => {
  await idle
  return map
    .queryRenderedFeatures()
    .map((feature) => ({ layer: feature.layer.id, no: feature.properties.no, id: feature.id }))
}
