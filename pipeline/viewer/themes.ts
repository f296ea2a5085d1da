import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec'
import { both, formatNumber, type Lang, type Word } from './i18n.ts'
import type { Bilingual, Bins, ClassRow, Legend } from './legend.ts'
import { bandText, type PublishedMethodology } from './methodology.ts'
import { rampColours } from './ramp.ts'

/** What the map can be coloured by: `score_class`, `criterion:1a`. */
export type ThemeKey = string

/** Where the chooser shows a theme. */
export type ThemeGroup = 'slum' | 'handling' | 'area' | 'density' | 'grid' | 'criteria'

interface AnyTheme {
  key: ThemeKey
  group: ThemeGroup
  title: Bilingual
  /** Property that carries the value, of the features or as `theme-values.ts` adds it. */
  attribute: string
  /** What it is drawn for year by year; left out where there is one state only. */
  by_year?: 'score' | 'criterion'
  /** The criterion whose score it shows, and the percents from which on the bands give it. */
  criterion?: { id: string; aspect: string; bands: readonly { min_pct: number }[] }
  /** By code, the most percents that a difference of areas is beyond the rounding of the decree. */
  most_pct?: Readonly<Record<string, number>>
  /** What a zone without a value lacks; left out where that is the value itself. */
  missing?: Bilingual
}

export interface ClassTheme extends AnyTheme {
  kind: 'class'
  /** Vector tile layer that carries the colours. */
  layer: 'zones' | 'zone_changes' | 'grid'
  rows: ClassRow[]
}

export interface BinTheme extends AnyTheme {
  kind: 'bins'
  layer: 'zones' | 'grid'
  bins: Bins
  /** What each bin is called, where it is an official class. */
  classes?: readonly Bilingual[]
}

export type Theme = ClassTheme | BinTheme

/**
 * All themes in the order the chooser shows them.
 *
 * @param methodology of the release; without it there are no criteria, priorities and treatments to choose
 */
export function themes(legend: Legend, methodology: PublishedMethodology | null = null): Theme[] {
  const zones = { layer: 'zones' } as const
  const grid = { group: 'grid', layer: 'grid' } as const
  const classed = (rows: ClassRow[]) => ({ kind: 'class', rows }) as const
  const binned = (bins: Bins) => ({ kind: 'bins', bins }) as const
  const people = classed(legend.density_population_class)
  const named = (key: WordedTheme, attribute: string = key): Pick<Theme, 'key' | 'title' | 'attribute'> => ({
    key,
    title: titleOf(key),
    attribute,
  })
  return [
    { ...named('score_class'), group: 'slum', ...zones, ...classed(legend.score_class), by_year: 'score' },
    { ...named('score_total'), group: 'slum', ...zones, ...scoreBins(legend, methodology), by_year: 'score' },
    ...(methodology === null ? [] : handlingThemes(legend, methodology)),
    {
      ...named('area_status'),
      ...{
        group: 'area',
        ...zones,
        ...classed(areaRows(legend, methodology)),
        ...(methodology?.area_difference && {
          most_pct: {
            ok: methodology.area_difference.warn_pct,
            stale: methodology.area_difference.error_pct,
          },
        }),
        missing: both('area_missing'),
      },
    },
    { ...named('density_population_class'), group: 'density', ...zones, ...people },
    {
      ...named('density_buildings_per_ha'),
      ...{ group: 'density', ...zones, ...binned(legend.density_buildings_per_ha) },
    },
    { ...named('grid_population', 'density_population_class'), ...grid, ...people },
    {
      ...named('grid_buildings', 'density_buildings_per_ha'),
      ...{ ...grid, ...binned(legend.density_buildings_per_ha) },
    },
    {
      ...named('grid_population_smoothed', 'density_population_smoothed_per_ha'),
      ...{ ...grid, ...binned(legend.density_population_per_ha) },
    },
    {
      ...named('grid_buildings_smoothed', 'density_buildings_smoothed_per_ha'),
      ...{ ...grid, ...binned(legend.density_buildings_per_ha) },
    },
    {
      ...named('change'),
      group: 'area',
      layer: 'zone_changes',
      ...classed([...legend.zone_change, legend.not_verified]),
    },
    ...(methodology === null ? [] : criterionThemes(legend, methodology)),
  ]
}

/** Themes the page has words for. */
type WordedTheme = Word extends infer W ? (W extends `theme_${infer Key}` ? Key : never) : never

function titleOf(key: WordedTheme): Bilingual {
  return both(`theme_${key}`)
}

/** How far decreed and measured areas lie apart in each class, where the release tells its limits. */
function areaRows({ area_status }: Legend, methodology: PublishedMethodology | null): ClassRow[] {
  if (methodology?.area_difference === undefined) return area_status
  const { warn_pct, error_pct } = methodology.area_difference
  const limits = (lang: Lang): Record<string, string> => {
    const [warn, error] = [warn_pct, error_pct].map((pct) =>
      formatNumber(lang, pct, String(pct).split('.')[1]?.length ?? 0),
    )
    return { ok: `≤ ${warn} %`, stale: `> ${warn} – ${error} %`, wrong: `> ${error} %` }
  }
  const [of_id, of_en] = [limits('id'), limits('en')]
  return area_status.map((row) => ({
    ...row,
    id: `${row.id} (${of_id[row.code]})`,
    en: `${row.en} (${of_en[row.code]})`,
  }))
}

/** Total scores by the limits of the methodology's classes, in their colours. */
function scoreBins(
  legend: Legend,
  methodology: PublishedMethodology | null,
): Pick<BinTheme, 'kind' | 'bins' | 'classes'> {
  if (methodology === null) return { kind: 'bins', bins: legend.score_total }
  const classes = [...methodology.classes.values].sort((a, b) => a.min - b.min)
  const ramp = rampColours(legend.score_total.colours, classes.length)
  const colours = classes.map(
    ({ code }, i) => legend.score_class.find((row) => row.code === code)?.colour ?? ramp[i] ?? '',
  )
  const told = ({ min, max, label }: (typeof classes)[number]): Bilingual => ({
    id: `${label.id} (${min}–${max})`,
    en: `${label.en} (${min}–${max})`,
  })
  const bins = { breaks: classes.slice(1).map(({ min }) => min), colours }
  return { kind: 'bins', bins, classes: classes.map(told) }
}

/** Code of a zone that is no slum where only slums have a value: nothing of it is missing. */
export const NOT_SLUM = 'not_slum'

/** Code of a zone that a verification does not speak of: it has no piece of the change, and is coloured itself. */
export const NOT_VERIFIED = 'not_verified'

/** Priority by rank, and the treatments the methodology knows; a last class for what is no slum. */
function handlingThemes(legend: Legend, methodology: PublishedMethodology): ClassTheme[] {
  const ranks = [...new Set(methodology.priority.values.map(({ priority }) => priority))].sort(
    (a, b) => a - b,
  )
  const rankColours = rampColours(legend.rank, ranks.length)
  const treatments = methodology.treatment.values
  const lowest = methodology.classes.values.at(-1)?.code
  const colour = legend.score_class.find(({ code }) => code === lowest)?.colour ?? ''
  const theme = (key: 'priority' | 'treatment', rows: ClassRow[]): ClassTheme => ({
    ...{ key, group: 'handling', title: titleOf(key), attribute: key },
    ...{ layer: 'zones', kind: 'class' },
    rows: rows.length === 0 ? [] : [...rows, { code: NOT_SLUM, ...both(`not_slum_${key}`), colour }],
  })
  return [
    theme(
      'priority',
      ranks.map((rank, i) => ({
        code: String(rank),
        ...{ id: `Prioritas ${rank}`, en: `Priority ${rank}`, colour: rankColours[i] ?? '' },
      })),
    ),
    theme(
      'treatment',
      treatments.map(({ code, label }, i) => ({
        code,
        ...label,
        colour: legend.category[i % legend.category.length] ?? '',
      })),
    ),
  ].filter(({ rows }) => rows.length > 0)
}

/** A theme for each criterion; its classes are the bands of the methodology, worst first. */
function criterionThemes(legend: Legend, { criteria, bands }: PublishedMethodology): ClassTheme[] {
  const ramp = legend.criterion_score.map(({ colour }) => colour)
  const colours = rampColours(ramp, bands.values.length)
  const rows = bands.values
    .map((band, i): ClassRow => {
      const text = bandText(band)
      return {
        code: String(band.score),
        id: `${text} (nilai ${band.score})`,
        en: `${text} (score ${band.score})`,
        colour: colours[i] ?? '',
      }
    })
    .reverse()
  return criteria.map(({ id, aspect, label }) => ({
    key: `criterion:${id}`,
    group: 'criteria',
    title: { id: `${id} ${label.id}`, en: `${id} ${label.en}` },
    ...{ attribute: 'criterion_score', layer: 'zones', kind: 'class', rows },
    ...{ by_year: 'criterion', criterion: { id, aspect, bands: bands.values } },
  }))
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
export function lowestOf({ breaks, limits_belong }: Bins): number[] {
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
  if (theme.kind === 'class') return theme.rows.findIndex((row) => row.code === String(value))
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
