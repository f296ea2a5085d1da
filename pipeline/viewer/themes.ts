import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Bins, ClassRow, Legend } from './legend.ts'

/** What the map can be coloured by. */
export type ThemeKey =
  | 'score_class'
  | 'score_total'
  | 'density_population_class'
  | 'density_buildings_per_ha'
  | 'grid_population'
  | 'grid_buildings'
  | 'grid_population_smoothed'
  | 'grid_buildings_smoothed'
  | 'change'

export interface ClassTheme {
  key: ThemeKey
  kind: 'class'
  /** Vector tile layer that carries the colours. */
  layer: 'zones' | 'zone_changes' | 'grid'
  attribute: string
  rows: ClassRow[]
}

export interface BinTheme {
  key: ThemeKey
  kind: 'bins'
  layer: 'zones' | 'grid'
  attribute: string
  bins: Bins
}

export type Theme = ClassTheme | BinTheme

/** All themes in the order the chooser shows them. */
export function themes(legend: Legend): Theme[] {
  return [
    {
      key: 'score_class',
      kind: 'class',
      layer: 'zones',
      attribute: 'score_class',
      rows: legend.score_class,
    },
    { key: 'score_total', kind: 'bins', layer: 'zones', attribute: 'score_total', bins: legend.score_total },
    {
      key: 'density_population_class',
      kind: 'class',
      layer: 'zones',
      attribute: 'density_population_class',
      rows: legend.density_population_class,
    },
    {
      key: 'density_buildings_per_ha',
      kind: 'bins',
      layer: 'zones',
      attribute: 'density_buildings_per_ha',
      bins: legend.density_buildings_per_ha,
    },
    {
      key: 'grid_population',
      kind: 'class',
      layer: 'grid',
      attribute: 'density_population_class',
      rows: legend.density_population_class,
    },
    {
      key: 'grid_buildings',
      kind: 'bins',
      layer: 'grid',
      attribute: 'density_buildings_per_ha',
      bins: legend.density_buildings_per_ha,
    },
    {
      key: 'grid_population_smoothed',
      kind: 'bins',
      layer: 'grid',
      attribute: 'density_population_smoothed_per_ha',
      bins: legend.density_population_per_ha,
    },
    {
      key: 'grid_buildings_smoothed',
      kind: 'bins',
      layer: 'grid',
      attribute: 'density_buildings_smoothed_per_ha',
      bins: legend.density_buildings_per_ha,
    },
    {
      key: 'change',
      kind: 'class',
      layer: 'zone_changes',
      attribute: 'change',
      rows: legend.zone_change,
    },
  ]
}

/** Colour of a class attribute; a value without a class, or none, takes the colour of missing data. */
export function classColour(attribute: string, rows: ClassRow[], missing: string): ExpressionSpecification {
  const cases = rows.flatMap((row) => [row.code, row.colour])
  return ['match', ['to-string', ['get', attribute]], ...cases, missing] as unknown as ExpressionSpecification
}

/**
 * The least value of every bin but the first. Where a limit belongs to the bin below it, half a millionth more: densities
 * are classed by their six decimals, as in stage 4-density.
 */
function lowestOf({ breaks, limits_belong }: Bins): number[] {
  return limits_belong === 'below' ? breaks.map((limit) => limit + 0.5e-6) : breaks
}

/** Colour of a quantity by its bins; anything that is no number takes the colour of missing data. */
export function binColour(attribute: string, bins: Bins, missing: string): ExpressionSpecification {
  const steps = lowestOf(bins).flatMap((lowest, i) => [lowest, bins.colours[i + 1] ?? missing])
  return [
    'case',
    ['!=', ['typeof', ['get', attribute]], 'number'],
    missing,
    ['step', ['to-number', ['get', attribute]], bins.colours[0] ?? missing, ...steps],
  ] as unknown as ExpressionSpecification
}

export function themeColour(theme: Theme, missing: string): ExpressionSpecification {
  return theme.kind === 'class'
    ? classColour(theme.attribute, theme.rows, missing)
    : binColour(theme.attribute, theme.bins, missing)
}

/** Filter for the pieces of the one comparison the map shows: those of other pairs of decrees lie over them. */
export const SHOWN_CHANGES = ['!=', ['get', 'shown'], false] as unknown as ExpressionSpecification

/** Filter for features that have no value in this theme: they are hatched. */
export function missingFilter(theme: Theme): ExpressionSpecification {
  if (theme.kind === 'bins') return ['!=', ['typeof', ['get', theme.attribute]], 'number']
  const codes = theme.rows.map((row) => row.code)
  return [
    '!',
    ['in', ['to-string', ['get', theme.attribute]], ['literal', codes]],
  ] as unknown as ExpressionSpecification
}

const OCCUPIED_CELL = [
  'any',
  ['>', ['to-number', ['coalesce', ['get', 'buildings'], 0]], 0],
  ['has', 'population_method'],
]

/**
 * Filter for the cells of the grid that a theme draws: those in which something was counted, and where it shows a
 * smoothed surface those at its edge too.
 */
export function cellFilter(theme: Theme): ExpressionSpecification {
  const drawn = isSmoothed(theme) ? ['any', OCCUPIED_CELL, ['!', missingFilter(theme)]] : OCCUPIED_CELL
  return drawn as unknown as ExpressionSpecification
}

/** {@link cellFilter} of the properties of one cell. */
export function isCellDrawn(theme: Theme, properties: Record<string, unknown>): boolean {
  if (Number(properties.buildings ?? 0) > 0 || properties.population_method !== undefined) return true
  return isSmoothed(theme) && themeIndex(theme, properties[theme.attribute]) >= 0
}

export function isSmoothed(theme: Theme): boolean {
  return theme.layer === 'grid' && theme.attribute.includes('_smoothed_')
}

/** What the values of a theme are counted in; none for classes. */
export function themeUnit(
  theme: Theme,
): 'unit_score_total' | 'unit_density_buildings_per_ha' | 'per_ha' | null {
  if (theme.kind === 'class') return null
  if (theme.attribute === 'score_total') return 'unit_score_total'
  return theme.attribute.startsWith('density_population') ? 'per_ha' : 'unit_density_buildings_per_ha'
}

/** Index of the class or bin a value falls in; -1 when it is missing. */
export function themeIndex(theme: Theme, value: unknown): number {
  if (theme.kind === 'class') return theme.rows.findIndex((row) => row.code === value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return -1
  let index = 0
  for (const lowest of lowestOf(theme.bins)) if (value >= lowest) index++
  return index
}

/** Colour of a value in this theme as it stands on the map. */
export function valueColour(theme: Theme, value: unknown, missing: string): string {
  const index = themeIndex(theme, value)
  const colours = theme.kind === 'class' ? theme.rows.map((row) => row.colour) : theme.bins.colours
  return colours[index] ?? missing
}
