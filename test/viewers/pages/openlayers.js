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
const layer = new VectorTileLayer({
  source: new PMTilesVectorSource({ url: archive }),
  style: (feature) => styles[feature.get('layer')],
})
// OpenLayers counts zooms in tiles of 256 pixels, MapLibre in tiles of 512.
const view = new View({ center: fromLonLat([lon, lat]), zoom: zoom + 1 })
const map = new OlMap({ target: 'map', layers: [layer], view, controls: [] })

globalThis.drawn = async () => {
  await new Promise((done) => map.once('rendercomplete', done))
  return layer
    .getFeaturesInExtent(view.calculateExtent())
    .map((feature) => ({ layer: feature.get('layer'), no: feature.get('no'), id: feature.getId() }))
}
