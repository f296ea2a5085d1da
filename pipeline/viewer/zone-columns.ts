import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { hectaresBasis, ofYears } from './profile-words.ts'
import { handlingTerm } from './terms.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, themeIndex, valueColour } from './themes.ts'
import { signedPercent, valueText, zoneTitle } from './words.ts'
import { leastScore, num, str, type Zone, zoneHectares } from './zones.ts'

export type SortKey =
  | 'name'
  | 'class'
  | 'score'
  | 'shown'
  | 'area'
  | 'people'
  | 'density'
  | 'difference'
  | 'priority'
  | 'treatment'

/** Columns whose first order is from A or 1 on. */
export const STARTS_LOW: ReadonlySet<SortKey> = new Set(['name', 'priority', 'treatment'])

/** What the columns are made of. */
export interface ColumnModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  values: ThemeValues
}

export interface Column {
  key: SortKey
  title: string
  unit: string | null
  isText: boolean
  /** Left out where there is little room. */
  isWide: boolean
  /** What it is ordered by. */
  order(zone: Zone): number | string | null
  show(zone: Zone): string | Node
}

/** Themes with columns of their own. */
const TOLD: ReadonlySet<string> = new Set([
  ...['score_class', 'score_total', 'density_population_class', 'area_status'],
  ...['priority', 'treatment'],
])

/** The columns of the ranked table: those this release has values for, and what the map shows where it is none of them. */
export function zoneColumns(model: ColumnModel): Column[] {
  const { atlas, lang } = model
  const ofNumber = (
    key: SortKey,
    word: Word,
    of: (zone: Zone) => number | null,
    {
      decimals = 0,
      unit = null,
      isWide = false,
    }: { decimals?: number; unit?: string | null; isWide?: boolean },
  ): Column => ({
    ...{ key, title: t(lang, word), unit, isText: false, isWide, order: of },
    show: (zone) => {
      const value = of(zone)
      return value === null ? '—' : formatNumber(lang, value, decimals)
    },
  })
  const has = (name: string) => atlas.zones.some(({ properties }) => str(properties, name) !== null)
  const difference = ({ properties }: Zone) => num(properties, 'area_difference_pct')
  return [
    nameColumn(lang),
    classColumn(atlas, lang),
    scoreColumn(atlas.zones, lang),
    ...shownColumn(model),
    ofNumber('area', 'area', ({ properties }) => zoneHectares(properties), {
      ...{ decimals: 2, unit: ['ha', hectaresBasis(atlas.zones, lang)].filter(Boolean).join(' ') },
    }),
    ofNumber('people', 'people', ({ properties }) => num(properties, 'population'), {
      ...{ unit: ofYears(t(lang, 'people_unit'), atlas.zones, 'population_vintage'), isWide: true },
    }),
    ofNumber('density', 'density', ({ properties }) => num(properties, 'density_population_per_ha'), {
      ...{ decimals: 1, unit: t(lang, 'per_ha'), isWide: true },
    }),
    ...(has('area_difference_pct')
      ? [
          {
            ...ofNumber('difference', 'difference', difference, { isWide: true }),
            show: (zone: Zone) => {
              const value = difference(zone)
              return value === null ? '—' : signedPercent(lang, value)
            },
          },
        ]
      : []),
    ...(has('priority')
      ? [ofNumber('priority', 'priority', ({ properties }) => num(properties, 'priority'), { isWide: true })]
      : []),
    ...(has('treatment') ? [treatmentColumn(model)] : []),
  ]
}

function nameColumn(lang: Lang): Column {
  return {
    ...{ key: 'name', title: t(lang, 'name'), unit: null, isText: true, isWide: false },
    order: ({ name, zone_id }) => (name ?? zone_id).toLowerCase(),
    show: (zone) =>
      el(
        'span',
        {},
        el('span', 'zone-name', zoneTitle(zone, lang)),
        el('span', 'zone-place', str(zone.properties, 'kelurahan') ?? ''),
      ),
  }
}

function classColumn({ legend, zones }: Atlas, lang: Lang): Column {
  return {
    ...{
      key: 'class',
      title: t(lang, 'class'),
      unit: ofYears(null, zones, 'score_vintage'),
      isText: true,
      isWide: false,
    },
    order: ({ properties }) => leastScore(properties),
    show: ({ properties }) => {
      const row = legend.score_class.find(({ code }) => code === properties.score_class)
      return withSwatch(row?.colour ?? null, pick(lang, row ?? legend.missing))
    },
  }
}

/** The total, or between which two it lies; ranked by the least it can be. */
function scoreColumn(zones: readonly Zone[], lang: Lang): Column {
  return {
    ...{
      key: 'score',
      title: t(lang, 'score'),
      unit: ofYears(null, zones, 'score_vintage'),
      isText: false,
      isWide: false,
    },
    order: ({ properties }) => leastScore(properties),
    show: ({ properties }) => {
      const [total, min, max] = ['score_total', 'score_min', 'score_max'].map((key) => num(properties, key))
      if (total != null) return formatNumber(lang, total)
      return min == null || max == null ? '—' : `${formatNumber(lang, min)}–${formatNumber(lang, max)}`
    },
  }
}

/** What the map shows, where no other column tells it: a criterion, another year. */
function shownColumn({ atlas, lang, theme, values }: ColumnModel): Column[] {
  if (theme.layer !== 'zones' || (TOLD.has(theme.key) && (values.rt === null || theme.by_year === undefined)))
    return []
  const { missing } = atlas.legend
  const title = pick(lang, theme.title)
  const ofYear = values.year === null ? title : `${title}, ${values.year.year}`
  return [
    {
      ...{ key: 'shown', title: theme.criterion?.id ?? ofYear, unit: null, isText: true, isWide: false },
      order: (zone) => {
        const of = values.zone(zone)
        if (theme.criterion !== undefined) return num(of, 'criterion_percent')
        return num(of, theme.key) ?? leastScore(of)
      },
      show: (zone) => {
        const of = values.zone(zone)
        const isKnown = themeIndex(theme, of[theme.attribute]) >= 0
        return withSwatch(
          isKnown ? valueColour(theme, of[theme.attribute], missing.colour) : null,
          valueText(theme, of, lang) ?? pick(lang, missing),
        )
      },
    },
  ]
}

function treatmentColumn({ atlas, lang }: ColumnModel): Column {
  const of = ({ properties }: Zone) => {
    const treatment = str(properties, 'treatment')
    return treatment === null ? null : handlingTerm(atlas.methodology, treatment, lang)
  }
  return {
    ...{ key: 'treatment', title: t(lang, 'theme_treatment'), unit: null, isText: true, isWide: true },
    order: of,
    show: (zone) => of(zone) ?? '—',
  }
}

function withSwatch(colour: string | null, text: string): HTMLElement {
  const swatch = el('span', colour === null ? 'swatch hatch' : 'swatch')
  if (colour !== null) swatch.style.backgroundColor = colour
  return el('span', 'class-cell', swatch, text)
}
