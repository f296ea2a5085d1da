import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { FeatureCollection } from 'geojson'
import type { Legend } from './legend.ts'
import { FILL_OPACITY, FONT, vectorLayerOf, ZONE_NAME } from './page-style.ts'
import { cellFilter, missingFilter, type Theme, themeColour } from './themes.ts'

/** What the reader has set: it decides how each layer looks. */
export interface Look {
  theme: Theme
  /** Opacity of each vector layer, 0 to 1; 1 where it is not named. */
  opacity: ReadonlyMap<string, number>
  /** Vector layers that are switched off. */
  hidden: ReadonlySet<string>
  /** Colour of each zone in the theme, by `zone_id`. */
  colours: ReadonlyMap<string, string>
  /** Zones without a value, by `zone_id`, where the theme's values are not among the attributes of the tiles; else null. */
  missing: readonly string[] | null
  /** Colour of each RT that has a value, by `rt_id`; null where the tiles carry it. */
  rtColours: ReadonlyMap<string, string> | null
  /** Year that RT must be of where the tiles carry the value; any where left out. */
  rtYear?: number
  /** Zones whose value is expected or from incomplete data, by `zone_id`. */
  unsure: readonly string[]
  /** Zones that the verification of the change does not speak of, by `zone_id`. */
  notVerified?: readonly string[]
  /** Ground that a verification found to be no slum any more, by `pieceKey`. */
  left?: readonly string[]
  /** Second line under a zone's name, by `zone_id`. */
  labels: ReadonlyMap<string, string>
  /** What zones are called whose name in the tiles is not enough, by `zone_id`. */
  names?: ReadonlyMap<string, string>
  /** What a decree calls slum, drawn in place of the theme's colours. */
  extent?: FeatureCollection
}

/** A layer of {@link pageStyle} as it looks under the reader's settings. */
export function layerLook(layer: LayerSpecification, look: Look, legend: Legend): LayerSpecification {
  const { theme, hidden, labels } = look
  const missing = legend.missing.colour
  const onZones = theme.layer === 'zones'
  const onGrid = theme.layer === 'grid'
  const onChanges = theme.layer === 'zone_changes'
  const vectorLayer = vectorLayerOf(layer)
  const opacity = look.opacity.get(vectorLayer) ?? 1
  const strength = FILL_OPACITY * opacity
  const shown = layer.id === 'kelurahan-fill' || !hidden.has(vectorLayer)
  const seen = (also = true) => ({ visibility: shown && also ? ('visible' as const) : ('none' as const) })

  switch (layer.id) {
    case 'zones-fill':
      // Kept when another layer is coloured, fully clear, so that a zone can still be pointed at.
      return changed(layer, {
        layout: seen(),
        paint: onZones
          ? {
              'fill-color':
                look.missing === null ? themeColour(theme, missing) : byZone(look.colours, missing),
              'fill-opacity': strength,
            }
          : notVerifiedPaint(look, strength, legend),
      })
    case 'zones-missing':
      return changed(layer, {
        layout: seen(),
        paint: { 'fill-opacity': onZones ? strength : 0 },
        ...(onZones
          ? { filter: look.missing === null ? missingFilter(theme) : isAmong('zone_id', look.missing) }
          : {}),
      })
    case 'zones-unsure':
      return changed(layer, { layout: seen(onZones), filter: isAmong('zone_id', look.unsure) })
    case 'zones-left':
      return changed(layer, {
        layout: seen(onZones && !hidden.has('zones')),
        filter: leftFilter(look.left ?? []),
        paint: { 'fill-opacity': look.opacity.get('zones') ?? 1 },
      })
    case 'rt-fill':
      return changed(layer, {
        layout: seen(onZones && !hidden.has('zones')),
        paint: {
          'fill-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0, 14.8, strength],
          ...(onZones ? { 'fill-color': rtColour(look, missing) } : {}),
        },
        ...(onZones ? { filter: rtFilter(look) } : {}),
      })
    case 'zones-point':
      return changed(layer, {
        layout: { visibility: onZones && !hidden.has('zones') ? 'visible' : 'none' },
        paint: {
          ...pointSize(look),
          'circle-color': byZone(look.colours, missing),
          'circle-opacity': look.opacity.get('zones') ?? 1,
        },
      })
    case 'zone_changes-fill':
      return changed(layer, { layout: seen(onChanges), paint: { 'fill-opacity': strength } })
    case 'zone_changes-line':
      return changed(layer, { layout: seen(onChanges) })
    case 'grid-fill':
      return changed(layer, {
        layout: seen(onGrid),
        ...(onGrid
          ? {
              paint: { 'fill-color': themeColour(theme, missing), 'fill-opacity': strength },
              filter: ['all', cellFilter(theme), ['!', missingFilter(theme)]],
            }
          : {}),
      })
    case 'grid-missing':
      return changed(layer, {
        layout: seen(onGrid),
        paint: { 'fill-opacity': strength },
        ...(onGrid ? { filter: ['all', cellFilter(theme), missingFilter(theme)] } : {}),
      })
    case 'grid-line':
      return changed(layer, { layout: seen(onGrid), ...(onGrid ? { filter: cellFilter(theme) } : {}) })
    case 'zone_labels':
      return changed(layer, {
        layout: {
          ...seen(),
          'text-field': labelText(look, look.extent ? new Map() : labels),
          ...(isCrowded(look)
            ? { 'text-padding': ['interpolate', ['linear'], ['zoom'], 12.5, 22, 15, 3] }
            : {}),
        },
        paint: { 'text-opacity': opacity },
      })
    case 'zones-hover':
    case 'zones-chosen':
    case 'zones-chosen-halo':
    case 'kelurahan-fill':
    case 'water-fill':
      return changed(layer, { layout: seen() })
    default:
      return layer.type === 'background'
        ? layer
        : changed(layer, { layout: seen(), ...faded(layer, opacity) })
  }
}

/** No change is drawn in a zone that was not verified: its own ground is coloured. */
function notVerifiedPaint({ theme, notVerified = [] }: Look, strength: number, legend: Legend): object {
  if (theme.layer !== 'zone_changes' || notVerified.length === 0) return { 'fill-opacity': 0 }
  const among = isAmong('zone_id', notVerified)
  return { 'fill-color': legend.not_verified.colour, 'fill-opacity': ['case', among, strength, 0] }
}

function leftFilter(keys: readonly string[]): unknown {
  if (keys.length === 0) return ['literal', false]
  const key = ['concat', ['get', 'from_decree'], ' ', ['get', 'to_decree'], ' ', ['get', 'zone_id']]
  return ['all', ['==', ['get', 'change'], 'left'], ['match', key, [...keys], true, false]]
}

function rtColour({ theme, rtColours }: Look, missing: string): unknown {
  if (rtColours === null) return themeColour(theme, missing)
  return rtColours.size === 0 ? missing : ['match', ['get', 'rt_id'], ...[...rtColours].flat(), missing]
}

/** RT that have a value: the zone is seen through the others. */
function rtFilter({ theme, rtColours, rtYear }: Look): unknown {
  if (rtColours !== null) return isAmong('rt_id', [...rtColours.keys()])
  const known = ['!', missingFilter(theme)]
  return rtYear === undefined ? known : ['all', known, ['==', ['get', 'score_vintage'], rtYear]]
}

function isAmong(attribute: string, ids: readonly string[]): unknown {
  return ids.length === 0 ? ['literal', false] : ['match', ['get', attribute], [...ids], true, false]
}

const OPACITIES: Partial<Record<LayerSpecification['type'], string[]>> = {
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  circle: ['circle-opacity', 'circle-stroke-opacity'],
  symbol: ['text-opacity'],
  raster: ['raster-opacity'],
}

/** The opacities of a layer by a factor. */
function faded(layer: LayerSpecification, factor: number): { paint?: object } {
  const names = OPACITIES[layer.type] ?? []
  const paint = (layer.paint ?? {}) as Record<string, unknown>
  return { paint: Object.fromEntries(names.map((name) => [name, times(paint[name] ?? 1, factor)])) }
}

/** A number, or one that changes with the zoom, by a factor. */
function times(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return Number((value * factor).toFixed(4))
  if (!Array.isArray(value) || value[0] !== 'interpolate') return value
  return value.map((part, i) => (i >= 4 && i % 2 === 0 ? times(part, factor) : part))
}

function byZone(values: ReadonlyMap<string, string>, otherwise: string): unknown {
  return values.size === 0 ? otherwise : ['match', ['get', 'zone_id'], ...[...values].flat(), otherwise]
}

/** Zones of which not all can be named on the map of a city. */
const CROWD = 80

function isCrowded({ colours }: Look): boolean {
  return colours.size > CROWD
}

/** The more points there are, the smaller they are: they must not hide the areas they stand for. */
function pointSize(look: Look): object {
  if (!isCrowded(look)) return {}
  const factor = Math.max(0.45, Math.sqrt(CROWD / look.colours.size))
  const radius = (px: number) => Number((px * factor).toFixed(2))
  return {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, radius(2.5), 12, radius(5)],
    'circle-stroke-width': 0.6,
  }
}

/**
 * The name, and from a city-wide zoom on a smaller second line with what the colour says. Where zones are crowded both come
 * later: from afar the names of the kelurahan say more.
 */
function labelText(look: Look, lines: ReadonlyMap<string, string>): ExpressionSpecification {
  const { names } = look
  const name =
    names === undefined || names.size === 0
      ? ZONE_NAME
      : (['match', ['get', 'zone_id'], ...[...names].flat(), ZONE_NAME] as unknown as ExpressionSpecification)
  const crowded = isCrowded(look)
  if (lines.size === 0 && !crowded) return name
  const second = byZone(lines, '')
  const both = ['format', name, {}, '\n', {}, second, { 'font-scale': 0.82, 'text-font': ['literal', FONT] }]
  const steps = crowded ? ['', 12.75, name, 14, lines.size === 0 ? name : both] : [name, 11.5, both]
  return ['step', ['zoom'], ...steps] as unknown as ExpressionSpecification
}

function changed(
  layer: LayerSpecification,
  change: { paint?: object; layout?: object; filter?: unknown },
): LayerSpecification {
  const { paint, layout, filter } = change
  return {
    ...layer,
    ...(paint ? { paint: { ...layer.paint, ...paint } } : {}),
    ...(layout ? { layout: { ...layer.layout, ...layout } } : {}),
    ...(filter === undefined ? {} : { filter }),
  } as LayerSpecification
}
