import { addProtocol, Map as MapLibreMap, NavigationControl, Popup, setWorkerUrl } from './lib/maplibre-gl.js'
import { openRelease, popupOf } from './release.js'

setWorkerUrl('lib/maplibre-gl-worker.js')
addProtocol('pmtiles', new pmtiles.Protocol().tile)
const { tiles, style, bounds, padding } = await openRelease()
// The style names the archive relative to itself.
for (const source of Object.values(style.sources))
  if (source.url?.startsWith('pmtiles://')) source.url = `pmtiles://${tiles}`

// The card has the attribution in both languages.
const map = new MapLibreMap({
  container: 'map',
  style,
  bounds,
  fitBoundsOptions: { padding },
  attributionControl: false,
})
map.addControl(new NavigationControl({ showCompass: false }))

map.on('click', 'zones-fill', ({ lngLat, features: [zone] }) => {
  new Popup().setLngLat(lngLat).setDOMContent(popupOf(zone.properties)).addTo(map)
})
map.on('mousemove', ({ point }) => {
  const zones = map.getLayer('zones-fill') ? map.queryRenderedFeatures(point, { layers: ['zones-fill'] }) : []
  map.getCanvas().style.cursor = zones.length > 0 ? 'pointer' : ''
})
