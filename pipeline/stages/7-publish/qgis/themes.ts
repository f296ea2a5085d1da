import type { Text } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import { binLabel } from '../../../viewer/bin-label.ts'
import type { Legend } from '../../../viewer/legend.ts'
import { isSmoothed, lowestOf, NOT_VERIFIED, type Theme } from '../../../viewer/themes.ts'
import { byRules, categorized, column, type LegendEntry, literal } from './renderers.ts'
import { fill, hatch, type SymbolLayer } from './symbols.ts'

/** Cells in which something was counted; the others are not drawn. */
const OCCUPIED = `coalesce("buildings", 0) > 0 OR "population_method" IS NOT NULL`

/**
 * A theme of the page as a QGIS renderer: the same classes in the same colours, missing data hatched.
 *
 * @param key tells its rules from those of other layers
 * @param border of its polygons
 */
export function themeRenderer(key: string, theme: Theme, legend: Legend, ...border: SymbolLayer[]): string {
  const drawn = drawnWhere(theme)
  const missing: LegendEntry = {
    label: both(legend.missing),
    layers: [hatch(legend.missing), ...border],
  }
  if (theme.kind === 'class' && drawn === null) {
    return categorized('fill', theme.attribute, [
      ...classEntries(theme, border).map(({ code, ...entry }) => ({ ...entry, value: code })),
      { ...missing, value: null },
    ])
  }
  const rules =
    theme.kind === 'class'
      ? classEntries(theme, border).map(({ code, ...entry }) => ({
          ...entry,
          where: `${column(theme.attribute)} = ${literal(code)}`,
        }))
      : binRules(theme, border)
  return byRules('fill', key, drawn, [...rules, { ...missing, where: null }])
}

function classEntries({ rows }: Extract<Theme, { kind: 'class' }>, border: SymbolLayer[]) {
  // What no piece of the layer is: the page colours zones by it.
  const own = rows.filter(({ code }) => code !== NOT_VERIFIED)
  return own.map((row) => ({ code: row.code, label: both(row), layers: [fill(row.colour), ...border] }))
}

function binRules({ attribute, bins }: Extract<Theme, { kind: 'bins' }>, border: SymbolLayer[]) {
  const lowest = lowestOf(bins)
  return bins.colours.map((colour, i) => {
    const limits = [
      ...(i > 0 ? [`${column(attribute)} >= ${lowest[i - 1]}`] : []),
      ...(i < lowest.length ? [`${column(attribute)} < ${lowest[i]}`] : []),
    ]
    const label: Text = { id: binLabel(bins, i, 'id'), en: binLabel(bins, i, 'en') }
    return { where: limits.join(' AND '), label: both(label), layers: [fill(colour), ...border] }
  })
}

/** Which features a theme draws, as the page does; null for all. */
function drawnWhere(theme: Theme): string | null {
  // Pieces of other pairs of decrees lie over those of the pair that is shown.
  if (theme.layer === 'zone_changes') return 'coalesce("shown", true)'
  if (theme.layer !== 'grid') return null
  return isSmoothed(theme) ? `${OCCUPIED} OR ${column(theme.attribute)} IS NOT NULL` : OCCUPIED
}
