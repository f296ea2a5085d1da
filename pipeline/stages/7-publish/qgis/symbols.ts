import { element, options } from './xml.ts'

/** Strength of the fills, 0 to 1, as in `style.json`. */
const FILL_OPACITY = 0.82

export type SymbolType = 'fill' | 'line' | 'marker'

/** Markup of one layer of a symbol. */
export type SymbolLayer = string

/** A filled polygon without an outline. */
export function fill(colour: string, opacity: number = FILL_OPACITY): SymbolLayer {
  return symbolLayer('SimpleFill', { color: rgba(colour, opacity), style: 'solid', outline_style: 'no' })
}

/** The border of a polygon. */
export function outline(colour: string, width_mm: number, opacity = 1): SymbolLayer {
  return symbolLayer('SimpleLine', {
    line_color: rgba(colour, opacity),
    line_style: 'solid',
    line_width: width_mm,
    line_width_unit: 'MM',
    joinstyle: 'round',
    capstyle: 'round',
  })
}

/** How missing data looks: never white and never in the colour of a class. */
export function hatch({ colour, ground }: { colour: string; ground: string }): SymbolLayer {
  const lines = {
    angle: 45,
    distance: 1.6,
    distance_unit: 'MM',
    line_width: 0.5,
    line_width_unit: 'MM',
    color: rgba(colour, 1),
  }
  return fill(ground, FILL_OPACITY) + symbolLayer('LinePatternFill', lines)
}

/** A round mark. */
export function dot(colour: string, diameter_mm: number, border: string, border_mm: number): SymbolLayer {
  return symbolLayer('SimpleMarker', {
    name: 'circle',
    color: rgba(colour, 1),
    outline_color: rgba(border, 1),
    outline_style: 'solid',
    outline_width: border_mm,
    outline_width_unit: 'MM',
    size: diameter_mm,
    size_unit: 'MM',
    scale_method: 'diameter',
  })
}

/** A symbol of layers that are drawn one over the other. */
export function symbol(name: string, type: SymbolType, layers: readonly SymbolLayer[]): string {
  return element('symbol', { name, type, alpha: 1, clip_to_extent: 1, force_rhr: 0 }, ...layers)
}

function symbolLayer(kind: string, values: Record<string, string | number>): SymbolLayer {
  return element('layer', { class: kind, enabled: 1, locked: 0, pass: 0 }, options(values))
}

/** @param hex `#rrggbb` @param opacity 0 to 1 */
export function rgba(hex: string, opacity: number): string {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, Math.round(255 * opacity)].join(',')
}
