import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { binLabel } from './bin-label.ts'
import { type ChangePair, type CityChange, cityChange, pairText, shownPair } from './change.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import type { Bilingual } from './legend.ts'
import { shownRt } from './legend-rt.ts'
import { verifiedRows } from './legend-verified.ts'
import { hectaresBasis, ofYears } from './profile-words.ts'
import type { Bounds } from './release.ts'
import type { Mark, ThemeValues, ThemeYear } from './theme-values.ts'
import { isCellDrawn, isSmoothed, NOT_VERIFIED, type Theme, themeIndex, themeUnit } from './themes.ts'
import { notVerified, verification } from './verification.ts'
import { shortName, splitLabel } from './words.ts'
import { boundsOverlap, knownBounds, num, type Zone, zoneHectares } from './zones.ts'

export interface LegendModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  values: ThemeValues
  view: Bounds | null
  /** Attributes of the RT that are coloured in view; null where none are drawn. */
  rt?: readonly Record<string, unknown>[] | null
}

interface LegendRow {
  label: string
  code?: string
  colour: string | null
  /** What stands for it where it is no colour. */
  sign?: 'dots'
  /** Null for what is not counted in pieces. */
  count: number | null
  /** Null until it is known. */
  hectares: number | null
  /** RT among what is counted; left out where none are drawn. */
  rt?: number
}

type CountedRow = LegendRow & { count: number; hectares: number }

const UNCOUNTED = { colour: null, count: 0, hectares: 0 }

/** What the colours say, with counts and hectares of what is in view; the change between decrees has those of the city. */
export function legendList(model: LegendModel): HTMLElement {
  const { atlas, lang, theme } = model
  const unit = themeUnit(theme)
  const pair = pairOf(atlas, theme)
  const basis = theme.layer === 'zones' ? hectaresBasis(atlas.zones, lang) : null
  const ofCity = pair === null ? null : cityOf(atlas, pair)
  return el(
    'div',
    'legend',
    el(
      'h3',
      {},
      pick(lang, theme.title),
      unit && el('span', 'unit', ` (${t(lang, unit)})`),
      yearOf(model) && el('span', 'unit', `, ${yearOf(model)}`),
    ),
    basis !== null && el('p', 'legend-pair legend-basis', t(lang, 'area_basis', { basis })),
    pair !== null &&
      el(
        'p',
        'legend-pair',
        pairText(pair, (number) => shortName(atlas, number, lang)),
      ),
    ...(ofCity === null ? viewBody(model) : cityBody(model, ofCity)),
  )
}

/** Property with the year of what a theme shows, where it has no years to choose from. */
const VINTAGE: Readonly<Record<string, string>> = {
  ...{ score_class: 'score_vintage', score_total: 'score_vintage' },
  ...{ priority: 'score_vintage', treatment: 'score_vintage' },
  density_population_class: 'population_vintage',
}

function yearOf({ atlas, lang, theme, values }: LegendModel): string | null {
  if (values.year !== null) return yearText(values.year, lang)
  const vintage = VINTAGE[theme.key]
  return vintage === undefined ? null : ofYears(null, atlas.zones, vintage)
}

function yearText({ year, projected }: ThemeYear, lang: Lang): string {
  return projected ? t(lang, 'year_projected', { year: String(year) }) : String(year)
}

function viewBody({ atlas, lang, theme, values, view, rt }: LegendModel): (HTMLElement | false)[] {
  const items = legendItems(atlas, theme, values)
  const rows = legendRows(atlas, theme, lang)
  const marked: Record<Mark, CountedRow> = {
    projected: { ...UNCOUNTED, label: t(lang, 'mark_projected'), sign: 'dots' },
    partial: { ...UNCOUNTED, label: t(lang, 'mark_partial'), sign: 'dots' },
  }
  const count = (row: CountedRow | undefined, hectares: number) => {
    if (!row) return
    row.count++
    row.hectares += hectares
  }
  for (const item of items ?? []) {
    if (view !== null && !boundsOverlap(item.bounds, view)) continue
    const index = themeIndex(theme, item.value)
    count(rows[index < 0 ? rows.length - 1 : index], item.hectares)
    if (item.mark !== null) count(marked[item.mark], item.hectares)
  }
  const drawnRt = theme.layer === 'zones' && rt ? shownRt(rt, values) : null
  for (const of of drawnRt ?? []) {
    const row = rows[themeIndex(theme, of[theme.attribute])]
    if (row) row.rt = (row.rt ?? 0) + 1
  }
  // Missing data, and zones that were not verified, are rows only where there are any.
  const isOptional = ({ code }: CountedRow, i: number) => i === rows.length - 1 || code === NOT_VERIFIED
  const shown = rows.filter((row, i) => !isOptional(row, i) || row.count > 0)
  const unsure = Object.values(marked).filter((row) => row.count > 0)
  const bandwidth_m = isSmoothed(theme) ? bandwidthOf(atlas, theme) : null
  const total = shown.reduce(
    (sum, row) => ({ count: sum.count + row.count, hectares: sum.hectares + row.hectares }),
    { count: 0, hectares: 0 },
  )
  const counted =
    theme.layer === 'zones'
      ? t(lang, total.count === 1 ? 'zone_one' : 'zones')
      : t(lang, theme.layer === 'grid' ? 'cells' : 'pieces')
  const ends = endsOf(atlas, theme)
  const verified = items === null ? null : verification(atlas, theme, values)
  const parts = [
    `${formatNumber(lang, total.count)} ${counted}`,
    ...(drawnRt === null ? [] : [`${formatNumber(lang, drawnRt.length)} RT`]),
    `${formatNumber(lang, total.hectares, 2)} ha`,
  ]
  return [
    el(
      'ul',
      {},
      ...shown.map((row) => legendRow(row, lang, row.count === 0 && row.rt === undefined)),
      ...unsure.map((row) => legendRow(row, lang, false)),
      ...(verified === null ? [] : verifiedRows(atlas, verified, view, lang)),
    ),
    values.state === 'failed' && el('p', 'note warn', t(lang, 'values_failed')),
    bandwidth_m !== null &&
      el('p', 'legend-note', t(lang, 'smoothed_over', { n: formatNumber(lang, bandwidth_m) })),
    theme.key === 'area_status' && el('p', 'legend-note', t(lang, 'area_limits')),
    ends !== null && el('p', 'legend-note', t(lang, 'ends_of', { source: pick(lang, ends) })),
    items === null
      ? el('p', 'legend-total', t(lang, 'loading'))
      : el('p', 'legend-total', `${parts.join(', ')} `, el('span', 'legend-where', t(lang, 'in_view'))),
  ]
}

/** Where the limits of the classes come from, as the methodology of the release tells. */
function endsOf({ methodology }: Atlas, theme: Theme): Bilingual | null {
  if (methodology === null) return null
  if (theme.criterion !== undefined) return methodology.bands.source
  if (theme.key === 'score_class' || theme.key === 'score_total') return methodology.classes.source
  if (theme.key === 'priority') return methodology.priority.source
  return theme.key === 'treatment' ? methodology.treatment.source : null
}

/**
 * The city's own hectares: pieces are drawn by zone, and what passed between zones would count twice. What was not verified
 * is a class of its own, and no part of what a verification found to be slum still.
 */
function cityBody({ atlas, lang }: LegendModel, city: CityChange | 'loading'): (HTMLElement | false)[] {
  const known = city === 'loading' ? null : city
  const { zone_change, not_verified } = atlas.legend
  const not_verified_ha = known?.area_ha_not_verified ?? 0
  const isPartly = not_verified_ha > 0
  const hectaresOf = (code: string) => {
    if (known === null) return null
    if (code === not_verified.code) return not_verified_ha
    const hectares = known.area_ha[code] ?? 0
    // With the decimals of the published table: a difference of doubles is no ground.
    return code === 'kept' ? Number((hectares - not_verified_ha).toFixed(9)) : hectares
  }
  const rows = [...zone_change, ...(isPartly ? [not_verified] : [])].map(({ code, colour, ...label }) => {
    const hectares = hectaresOf(code)
    const told = code === 'kept' && isPartly ? t(lang, 'change_kept_verified') : pick(lang, label)
    return legendRow({ label: told, colour, count: null, hectares }, lang, hectares === 0)
  })
  const ha = (value: number) => formatNumber(lang, value, 2)
  return [
    el('ul', {}, ...rows),
    known?.passed === true && el('p', 'legend-note', t(lang, 'change_passed')),
    el(
      'p',
      'legend-total',
      known === null
        ? t(lang, 'loading')
        : t(lang, isPartly ? 'change_city_partly' : 'change_city', {
            ...{ before: ha(known.area_ha_before), after: ha(known.area_ha_after) },
            not_verified: ha(not_verified_ha),
          }),
    ),
  ]
}

function legendRow(
  { label, colour, count, hectares, sign, rt }: LegendRow,
  lang: Lang,
  empty: boolean,
): HTMLElement {
  const swatch = el('span', {
    class: colour ? 'swatch' : `swatch ${sign ?? 'hatch'}`,
    attrs: { 'aria-hidden': 'true' },
  })
  if (colour) swatch.style.backgroundColor = colour
  return el(
    'li',
    sign === 'dots' ? 'legend-mark' : empty ? 'empty' : '',
    swatch,
    legendLabel(label),
    el(
      'span',
      'legend-count',
      count === null ? '' : formatNumber(lang, count),
      rt === undefined ? null : el('small', {}, `${formatNumber(lang, rt)} RT`),
    ),
    el('span', 'legend-area', hectares === null ? '' : `${formatNumber(lang, hectares, 2)} ha`),
  )
}

/** The decrees compared; null in other themes, and until the pieces that name them are read. */
function pairOf(atlas: Atlas, theme: Theme): ChangePair | null {
  if (theme.layer !== 'zone_changes') return null
  const pieces = atlas.features('zone_changes')
  return pieces.state === 'ready' ? shownPair(pieces.value) : null
}

/** Null where the release does not tell it. */
function cityOf(atlas: Atlas, pair: ChangePair): CityChange | 'loading' | null {
  const totals = atlas.table('change_totals')
  if (totals.state === 'loading') return 'loading'
  return totals.state === 'ready' ? cityChange(totals.value, pair) : null
}

function legendLabel(label: string): HTMLElement {
  const { name, limits } = splitLabel(label)
  return el('span', 'legend-label', name, limits && el('small', {}, limits))
}

/** One row per class or bin and a last one for missing data. */
function legendRows(atlas: Atlas, theme: Theme, lang: Lang): CountedRow[] {
  const { missing } = atlas.legend
  const zero = { count: 0, hectares: 0 }
  const classes =
    theme.kind === 'class'
      ? theme.rows.map((row) => ({ label: pick(lang, row), code: row.code, colour: row.colour, ...zero }))
      : theme.bins.colours.map((colour, i) => ({
          label: theme.classes?.[i] ? pick(lang, theme.classes[i]) : binLabel(theme.bins, i, lang),
          colour,
          ...zero,
        }))
  return [...classes, { label: pick(lang, theme.missing ?? missing), colour: null, ...zero }]
}

interface LegendItem {
  value: unknown
  hectares: number
  bounds: Bounds
  mark: Mark | null
}

/** What the legend counts; null while it is being fetched. */
function legendItems(atlas: Atlas, theme: Theme, values: ThemeValues): LegendItem[] | null {
  if (theme.layer === 'zones') {
    if (values.state === 'loading') return null
    return atlas.zones.map((zone) => ({
      value: values.zone(zone)[theme.attribute],
      hectares: zoneHectares(zone.properties) ?? 0,
      bounds: zone.bounds,
      mark: values.mark(zone),
    }))
  }
  const features = atlas.features(theme.layer)
  if (features.state === 'loading') return null
  const drawn = features.state === 'ready' ? features.value.flatMap((one) => drawnItem(one, theme)) : []
  return theme.layer === 'zone_changes' ? [...drawn, ...notVerified(atlas).map(notVerifiedItem)] : drawn
}

/** A zone that has no piece of the change, and is coloured itself. */
function notVerifiedItem({ properties, bounds }: Zone): LegendItem {
  return { value: NOT_VERIFIED, hectares: num(properties, 'area_ha_utm') ?? 0, bounds, mark: null }
}

/** A feature as the map draws it in the theme; none where it does not. */
function drawnItem(feature: Feature, theme: Theme): LegendItem[] {
  const properties = feature.properties ?? {}
  if (!feature.geometry || properties.shown === false) return []
  const value = properties[theme.attribute]
  if (theme.layer === 'grid' && !isCellDrawn(theme, properties)) return []
  const hectares = num(properties, 'area_ha_utm') ?? num(properties, 'area_ha_geodesic') ?? 0
  return [{ value, hectares, bounds: knownBounds(feature.geometry), mark: null }]
}

/** Bandwidth of the smoothed grid in metres; null where it was not smoothed, is not shown or not read yet. */
export function bandwidthOf(atlas: Atlas, theme: Theme): number | null {
  if (theme.layer !== 'grid') return null
  const cells = atlas.features('grid')
  return cells.state === 'ready' ? num(cells.value[0]?.properties ?? {}, 'bandwidth_m') : null
}
