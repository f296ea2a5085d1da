import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import { RT_SEEN } from './page-style.ts'
import { PATTERN_COUNT, patternImage } from './pattern.ts'
import type { Theme } from './themes.ts'

/** Index of the hatch over each colour of a theme, so that classes are told apart without colour. */
export type Hatches = ReadonlyMap<string, number>

export const NO_HATCHES: Hatches = new Map()

/** The darkest colour of a theme takes the hatch with most ink, and so on; the lightest stays plain. */
export function hatchesOf(theme: Theme): Hatches {
  const colours = theme.kind === 'class' ? theme.rows.map(({ colour }) => colour) : theme.bins.colours
  const darkestFirst = [...colours].sort((a, b) => lightness(a) - lightness(b))
  return new Map(darkestFirst.slice(0, Math.min(colours.length - 1, PATTERN_COUNT)).map((one, i) => [one, i]))
}

/** How light a colour is on a photocopy, 0 to 255 (luma of ITU-R BT.601). */
function lightness(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  return 0.299 * r + 0.587 * g + 0.114 * b
}

const imageName = (index: number | null) => `class-hatch-${index ?? 'none'}`

/** The images that {@link hatchedLayers} asks for, by name. */
export function hatchImages(hatches: Hatches): Record<string, ReturnType<typeof patternImage>> {
  if (hatches.size === 0) return {}
  const named = [...hatches.values()].map((index) => [imageName(index), patternImage(index)])
  return Object.fromEntries([...named, [imageName(null), patternImage(-1)]])
}

const FILLS: ReadonlySet<string> = new Set(['zones-fill', 'rt-fill', 'grid-fill', 'zone_changes-fill'])

/**
 * Layers with a hatch over each fill that carries the theme's colours. The hatch follows the colour, whatever that is drawn
 * by: attributes of the tiles, or values of another year joined by id.
 */
export function hatchedLayers(layers: readonly LayerSpecification[], hatches: Hatches): LayerSpecification[] {
  if (hatches.size === 0) return [...layers]
  return layers.flatMap((layer) => {
    if (layer.type !== 'fill' || !FILLS.has(layer.id) || !isSeen(layer)) return [layer]
    const { id, source, filter } = layer
    return [
      layer,
      {
        ...{ id: `${id}-hatch`, type: 'fill', source, 'source-layer': layer['source-layer'] },
        ...(id === 'rt-fill' ? { minzoom: RT_SEEN } : {}),
        ...(filter === undefined ? {} : { filter }),
        paint: { 'fill-pattern': hatchOf(layer.paint?.['fill-color'], hatches) as never },
      } as LayerSpecification,
    ]
  })
}

function isSeen({ layout, paint }: Extract<LayerSpecification, { type: 'fill' }>): boolean {
  return layout?.visibility !== 'none' && paint?.['fill-opacity'] !== 0
}

/** An expression of colours as one of images: each colour by its hatch, any other by none. */
function hatchOf(colours: unknown, hatches: Hatches): unknown {
  if (typeof colours === 'string')
    return isColour(colours) ? imageName(hatches.get(colours.toLowerCase()) ?? null) : colours
  return Array.isArray(colours) ? colours.map((part) => hatchOf(part, hatches)) : colours
}

function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text)
}
