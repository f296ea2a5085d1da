import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Feature, FeatureCollection } from 'geojson'
import type { Legend } from './legend.ts'
import { zonePieces } from './zone-pieces.ts'
import { str } from './zones.ts'

/** Source of what one decree calls slum, drawn in place of the theme. */
export const EXTENT = 'decree-extent'

/** A decree or verification whose extent the release knows. */
export interface KnownDecree {
  number: string
  vintage: string | null
}

/** Decrees of the pairs that were compared, oldest first, each once. */
export function knownDecrees(pieces: Feature[]): KnownDecree[] {
  const known = new Map<string, KnownDecree>()
  for (const { properties } of pieces)
    for (const end of ['from', 'to']) {
      const number = str(properties ?? {}, `${end}_decree`)
      if (number !== null) known.set(number, { number, vintage: str(properties ?? {}, `${end}_vintage`) })
    }
  return [...known.values()].sort((a, b) =>
    (a.vintage ?? '') !== (b.vintage ?? '')
      ? (a.vintage ?? '') < (b.vintage ?? '')
        ? -1
        : 1
      : a.number < b.number
        ? -1
        : 1,
  )
}

/**
 * What a decree calls slum, as polygons with `zone_id` and `part`: `own` is its own ground, `carried` are zones of the decree
 * in force that a verification does not speak of.
 *
 * @param pieces of the layer `zone_changes`
 * @param zones of the layer `zones`: those of the decree in force
 */
export function decreeExtent(
  number: string,
  inForce: string | null,
  pieces: Feature[],
  zones: Feature[],
): FeatureCollection {
  const own = (feature: Feature) => part(feature, 'own')
  if (number === inForce) return collection(zones.map(own))
  // The pair with the decree in force says most; else any that has the decree.
  const ofPair = (piece: Feature) => [piece.properties?.from_decree, piece.properties?.to_decree]
  const having = pieces.filter((piece) => ofPair(piece).includes(number))
  const withInForce = having.filter((piece) => ofPair(piece).includes(inForce))
  const [first] = withInForce.length > 0 ? withInForce : having
  if (first === undefined) return collection([])
  const [from, to] = ofPair(first)
  const pair = having.filter((piece) => ofPair(piece)[0] === from && ofPair(piece)[1] === to)
  const gone = number === from ? 'added' : 'left'
  const ground = pair.filter(({ properties }) => properties?.change !== gone)
  const carried =
    number === to && from === inForce
      ? zones.filter(({ properties }) => {
          const zone_id = str(properties ?? {}, 'zone_id')
          if (zone_id === null) return false
          const zone = { zone_id, properties: properties ?? {} }
          return zonePieces(pair, zone).length === 0
        })
      : []
  return collection([...ground.map(own), ...carried.map((feature) => part(feature, 'carried'))])
}

function part({ geometry, properties }: Feature, name: 'own' | 'carried'): Feature {
  return { type: 'Feature', geometry, properties: { zone_id: properties?.zone_id ?? null, part: name } }
}

const collection = (features: Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: features.filter(({ geometry }) => geometry !== null),
})

/** The style with the source and layers of an extent, not seen until {@link extentLook} is given one. */
export function withExtent(style: StyleSpecification, legend: Legend): StyleSpecification {
  const at = style.layers.findIndex(({ id }) => id === 'zones-line')
  if (at < 0) return style
  const hidden = { visibility: 'none' as const }
  const of = (name: 'own' | 'carried') => ['==', ['get', 'part'], name] as never
  const layers: LayerSpecification[] = [
    {
      id: 'extent-fill',
      type: 'fill',
      source: EXTENT,
      filter: of('own'),
      layout: hidden,
      paint: { 'fill-color': extentColour(legend), 'fill-opacity': 0.75, 'fill-antialias': false },
    },
    {
      id: 'extent-line',
      type: 'line',
      source: EXTENT,
      filter: of('own'),
      layout: hidden,
      paint: { 'line-color': legend.ground.outline, 'line-width': 1.2 },
    },
    {
      id: 'extent-carried',
      type: 'line',
      source: EXTENT,
      filter: of('carried'),
      layout: hidden,
      paint: { 'line-color': legend.ground.outline, 'line-width': 1.4, 'line-dasharray': [3, 2] },
    },
  ]
  const data = { type: 'FeatureCollection' as const, features: [] }
  return {
    ...style,
    sources: { ...style.sources, [EXTENT]: { type: 'geojson', data } },
    layers: [...style.layers.slice(0, at + 1), ...layers, ...style.layers.slice(at + 1)],
  }
}

/** One colour for slum of whatever class: that of what stays slum from decree to decree. */
export function extentColour(legend: Legend): string {
  return legend.zone_change.find(({ code }) => code === 'kept')?.colour ?? legend.ground.outline
}

const COLOURED = ['zones-', 'rt-fill', 'zone_changes-', 'grid-']

/** A layer as it looks while an extent is drawn: the colours of the theme make way for it. */
export function extentLook(layer: LayerSpecification, shown: boolean): LayerSpecification {
  if (layer.id.startsWith('extent-'))
    return {
      ...layer,
      layout: { ...layer.layout, visibility: shown ? 'visible' : 'none' },
    } as LayerSpecification
  if (!shown) return layer
  // Fully clear and not taken away: a zone can still be pointed at and chosen.
  if (layer.id === 'zones-fill') return { ...layer, paint: { ...layer.paint, 'fill-opacity': 0 } } as never
  if (['zones-hover', 'zones-chosen', 'zones-chosen-halo'].includes(layer.id)) return layer
  return COLOURED.some((start) => layer.id.startsWith(start))
    ? ({ ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification)
    : layer
}
