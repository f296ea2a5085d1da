import {
  Circle,
  Fill,
  OlMap,
  Overlay,
  PMTilesVectorSource,
  Stroke,
  Style,
  Text,
  transformExtent,
  VectorTileLayer,
} from './lib/openlayers.js'
import { colourOf, GROUND, nameOf, openRelease, popupOf } from './release.js'

const {
  tiles,
  bounds,
  padding: { top, right, bottom, left },
} = await openRelease()

const fill = (color) => new Fill({ color })
const stroke = (color, width) => new Stroke({ color, width })
/** Far away, in metres per pixel, a zone is smaller than a pixel: a dot in its colour stands for it. */
const FAR = 60
const STYLES = {
  kelurahan: () => new Style({ fill: fill(GROUND.land), stroke: stroke(GROUND.border, 1) }),
  zones: (zone) => new Style({ zIndex: 1, fill: fill(colourOf(zone)), stroke: stroke(GROUND.outline, 1) }),
  zone_labels(zone, resolution) {
    if (resolution > FAR)
      return new Style({
        image: new Circle({ radius: 4, fill: fill(colourOf(zone)), stroke: stroke(GROUND.outline, 1) }),
      })
    const font = '600 13px system-ui, sans-serif'
    return new Style({
      text: new Text({
        text: nameOf(zone),
        font,
        offsetY: -16,
        fill: fill(GROUND.text),
        stroke: stroke(GROUND.halo, 3),
      }),
    })
  },
}

const popup = new Overlay({
  element: document.getElementById('popup'),
  positioning: 'bottom-center',
  offset: [0, -8],
})
const map = new OlMap({
  target: 'map',
  overlays: [popup],
  layers: [
    new VectorTileLayer({
      declutter: true,
      source: new PMTilesVectorSource({ url: tiles }),
      style: (feature, resolution) => STYLES[feature.get('layer')]?.(feature.getProperties(), resolution),
    }),
  ],
})
map.getView().fit(transformExtent(bounds, 'EPSG:4326', 'EPSG:3857'), { padding: [top, right, bottom, left] })

map.on('click', ({ pixel, coordinate }) => {
  const zone = map.forEachFeatureAtPixel(
    pixel,
    (feature) => feature.get('layer') === 'zones' && feature.getProperties(),
  )
  popup.setPosition(zone ? coordinate : undefined)
  if (zone) popup.getElement().replaceChildren(popupOf(zone))
})
