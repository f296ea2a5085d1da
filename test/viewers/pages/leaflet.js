import leaflet from 'leaflet'
import { CircleSymbolizer, leafletLayer, PolygonSymbolizer } from 'protomaps-leaflet'

const { archive, lon, lat, zoom, deepest, colours } = globalThis.sample
globalThis.L = leaflet
const seen = []
const noted = (name) => (_zoom, feature) => {
  seen.push({ layer: name, no: feature.props.no, id: feature.id })
  return true
}
const layer = leafletLayer({
  url: archive,
  maxDataZoom: deepest,
  paintRules: [
    { dataLayer: 'zona', symbolizer: new PolygonSymbolizer({ fill: colours.zona }), filter: noted('zona') },
    {
      dataLayer: 'titik',
      symbolizer: new CircleSymbolizer({ radius: 6, fill: colours.titik }),
      filter: noted('titik'),
    },
  ],
  labelRules: [],
})
const map = leaflet.map('map', { zoomControl: false, attributionControl: false, fadeAnimation: false })
const loaded = new Promise((done) => layer.once('load', done))
map.setView([lat, lon], zoom + 1)
layer.addTo(map)

globalThis.drawn = async () => {
  await loaded
  return seen
}
