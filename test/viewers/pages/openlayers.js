import VectorTileLayer from 'ol/layer/VectorTile.js'
import OlMap from 'ol/Map.js'
import { fromLonLat } from 'ol/proj.js'
import Circle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Style from 'ol/style/Style.js'
import View from 'ol/View.js'
import { PMTilesVectorSource } from 'ol-pmtiles'

const { archive, lon, lat, zoom, colours } = globalThis.sample
const styles = {
  zona: new Style({ fill: new Fill({ color: colours.zona }) }),
  titik: new Style({ image: new Circle({ radius: 6, fill: new Fill({ color: colours.titik }) }) }),
}
const source = new PMTilesVectorSource({ url: archive })
const layer = new VectorTileLayer({
  source,
  style: (feature) => styles[feature.get('layer')],
})
// OpenLayers counts zooms in tiles of 256 pixels, MapLibre in tiles of 512.
const view = new View({ center: fromLonLat([lon, lat]), zoom: zoom + 1 })
const map = new OlMap({ target: 'map', layers: [layer], view, controls: [] })

const ready = new Promise((done, failed) => {
  source.on('change', () => source.getState() === 'ready' && done())
  // A source whose archive cannot be read stays in loading for good, and leaves its error to nobody.
  globalThis.addEventListener('unhandledrejection', ({ reason }) => failed(reason))
})

globalThis.drawn = async () => {
  // A picture of a source that is not read yet is complete too, with nothing on it.
  await ready
  // The map may have told of its last picture before anybody asked; it tells again of one that is asked for.
  await new Promise((done) => {
    map.once('rendercomplete', done)
    map.render()
  })
  return layer
    .getFeaturesInExtent(view.calculateExtent())
    .map((feature) => ({ layer: feature.get('layer'), no: feature.get('no'), id: feature.getId() }))
}
