import { colourOf, GROUND, nameOf, openRelease, popupOf } from './release.js'

const { CircleSymbolizer, LineSymbolizer, leafletLayer, OffsetTextSymbolizer, PolygonSymbolizer } = protomapsL
const { tiles, bounds, deepestZoom, padding } = await openRelease()
const [west, south, east, north] = bounds

const map = L.map('map', { zoomControl: false, zoomSnap: 0.5 }).fitBounds(
  [
    [south, west],
    [north, east],
  ],
  {
    paddingTopLeft: [padding.left, padding.top],
    paddingBottomRight: [padding.right, padding.bottom],
  },
)
L.control.zoom({ position: 'topright' }).addTo(map)

const classColour = (_zoom, { props }) => colourOf(props)
const layer = leafletLayer({
  url: tiles,
  maxDataZoom: deepestZoom,
  attribution: '',
  paintRules: [
    { dataLayer: 'kelurahan', symbolizer: new PolygonSymbolizer({ fill: GROUND.land }) },
    { dataLayer: 'kelurahan', symbolizer: new LineSymbolizer({ color: GROUND.border, width: 1 }) },
    { dataLayer: 'zones', symbolizer: new PolygonSymbolizer({ fill: classColour }) },
    { dataLayer: 'zones', symbolizer: new LineSymbolizer({ color: GROUND.outline, width: 1 }) },
    {
      // Far away a zone is smaller than a pixel: a dot in its colour stands for it.
      dataLayer: 'zone_labels',
      maxzoom: 11,
      symbolizer: new CircleSymbolizer({ radius: 4, fill: classColour, stroke: GROUND.outline, width: 1 }),
    },
  ],
  labelRules: [
    {
      dataLayer: 'zone_labels',
      minzoom: 12,
      symbolizer: new OffsetTextSymbolizer({
        // A label is the attribute that is named here.
        labelProps: (_zoom, { props }) =>
          ['name', 'kelurahan', 'zone_id'].filter((key) => props[key] === nameOf(props)),
        font: '600 15px system-ui, sans-serif',
        lineHeight: 1.2,
        fill: GROUND.text,
        stroke: GROUND.halo,
        width: 2,
        offsetX: 8,
        offsetY: 8,
      }),
    },
  ],
}).addTo(map)

map.on('click', ({ latlng }) => {
  const found = [...layer.queryTileFeaturesDebug(latlng.lng, latlng.lat).values()].flat()
  const zone = found.find(({ layerName }) => layerName === 'zones')
  if (zone) L.popup().setLatLng(latlng).setContent(popupOf(zone.feature.props)).openOn(map)
})
