import type { Atlas } from './atlas.ts'
import type { ColumnModel } from './column-model.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { hectaresBasis, ofYears } from './profile-words.ts'
import { handlingTerm } from './terms.ts'
import { themeValues } from './theme-values.ts'
import { type Theme, themeIndex, themes, valueColour } from './themes.ts'
import { sharedText, signedPercent, valueText, zoneTitle } from './words.ts'
import { zoneChanges } from './zone-change.ts'
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

/** A value of the map with its colour; null is hatched. */
export interface Swatched {
  colour: string | null
  text: string
}

/** What a cell says: text, the name of a zone above its place, or values with their colours below each other. */
export type Shown = string | { name: string; place: string } | Swatched[]

export interface Column {
  key: SortKey
  title: string
  unit: string | null
  isText: boolean
  /** Left out where there is little room. */
  isWide: boolean
  /** What it is ordered by. */
  order(zone: Zone): number | string | null
  show(zone: Zone): Shown
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
    classColumn(model),
    scoreColumn(model),
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
      ? [
          ofNumber('priority', 'priority', ({ properties }) => num(properties, 'priority'), {
            ...{ unit: handlingYear(model), isWide: true },
          }),
        ]
      : []),
    ...(has('treatment') ? [treatmentColumn(model)] : []),
  ]
}

function nameColumn(lang: Lang): Column {
  return {
    ...{ key: 'name', title: t(lang, 'name'), unit: null, isText: true, isWide: false },
    order: (zone) => zoneTitle(zone, lang).toLowerCase(),
    show: (zone) => ({ name: zoneTitle(zone, lang), place: placeBelow(zone, lang) }),
  }
}

/** The kelurahan of a zone, where it is not called by it. */
export function placeBelow(zone: Zone, lang: Lang): string {
  const kelurahan = str(zone.properties, 'kelurahan') ?? ''
  const title = zoneTitle(zone, lang)
  return title !== zone.name && title.startsWith(kelurahan) ? '' : kelurahan
}

/** Class and score of the year the map shows, where it shows any; else of the newest survey. */
function classColumn({ atlas, lang, ...model }: ColumnModel): Column {
  const { legend, zones } = atlas
  const of = inYear({ atlas, lang, ...model })
  return {
    ...{ key: 'class', title: t(lang, 'class'), isText: true, isWide: false },
    unit: of.year ?? ofYears(null, zones, 'score_vintage'),
    order: (zone) => leastScore(of.zone(zone)),
    show: (zone) => {
      const { score_class } = of.zone(zone)
      const row = legend.score_class.find(({ code }) => code === score_class)
      return [{ colour: row?.colour ?? null, text: pick(lang, row ?? legend.missing) }]
    },
  }
}

/** The total, or between which two it lies; ranked by the least it can be. */
function scoreColumn(model: ColumnModel): Column {
  const { atlas, lang } = model
  const of = inYear(model)
  return {
    ...{ key: 'score', title: t(lang, 'score'), isText: false, isWide: false },
    unit: of.year ?? ofYears(null, atlas.zones, 'score_vintage'),
    order: (zone) => leastScore(of.zone(zone)),
    show: (zone) => {
      const told = of.zone(zone)
      const [total, min, max] = ['score_total', 'score_min', 'score_max'].map((key) => num(told, key))
      if (total != null) return formatNumber(lang, total)
      return min == null || max == null ? '—' : `${formatNumber(lang, min)}–${formatNumber(lang, max)}`
    },
  }
}

/** What zones were scored, in the year that is shown; that year in words, null where each is told by its newest. */
function inYear({ atlas, lang, theme, values }: ColumnModel): {
  year: string | null
  zone: (zone: Zone) => Record<string, unknown>
} {
  const newest = { year: null, zone: ({ properties }: Zone) => properties }
  // Zones were last scored in years of their own.
  if (values.year === null || (theme.by_year === 'score' && values.rt === null)) return newest
  const { key, year, projected } = values.year
  const scores = theme.by_year === 'score' ? values : themeValues(atlas, scoreTheme(atlas), key)
  // A criterion can be known of a year that has no totals.
  if (scores.year?.key !== key) return newest
  const text = projected ? t(lang, 'year_projected', { year: String(year) }) : String(year)
  return { year: text, zone: scores.zone }
}

function scoreTheme({ legend, methodology }: Atlas): Theme {
  return themes(legend, methodology).find(({ by_year }) => by_year === 'score') as Theme
}

/** What the map shows, where no other column tells it: a criterion, or how the zone changed. */
function shownColumn(model: ColumnModel): Column[] {
  const { atlas, lang, theme, values } = model
  if (theme.layer === 'zone_changes') return [changeColumn(model)]
  if (theme.layer !== 'zones' || TOLD.has(theme.key)) return []
  const { missing } = atlas.legend
  const year = values.year === null ? null : String(values.year.year)
  return [
    {
      ...{ key: 'shown', title: theme.criterion?.id ?? pick(lang, theme.title), unit: year },
      ...{ isText: true, isWide: false },
      order: (zone) => {
        const of = values.zone(zone)
        return theme.criterion === undefined ? num(of, theme.key) : num(of, 'criterion_percent')
      },
      show: (zone) => {
        const of = values.zone(zone)
        const isKnown = themeIndex(theme, of[theme.attribute]) >= 0
        const colour = isKnown ? valueColour(theme, of[theme.attribute], missing.colour) : null
        return [{ colour, text: valueText(theme, of, lang) ?? pick(lang, missing) }]
      },
    },
  ]
}

/** Hectares of each class of change; what was not verified comes after what was. */
function changeColumn({ atlas, lang, theme }: ColumnModel): Column {
  const changeOf = zoneChanges(atlas)
  const leftOf = (zone: Zone) => {
    const change = changeOf(zone)
    if (change === null || change.isNotVerified) return null
    return change.parts.find(({ row }) => row.code === 'left')?.area_ha ?? 0
  }
  return {
    ...{ key: 'shown', title: pick(lang, theme.title), unit: 'ha', isText: true, isWide: false },
    order: leftOf,
    show: (zone) => {
      const { parts = [] } = changeOf(zone) ?? {}
      const told = parts.filter(({ area_ha }) => area_ha !== null)
      if (told.length === 0) return '—'
      return told.map(({ row, area_ha, shared_with }) => ({
        colour: row.colour,
        text: sharedText(
          atlas,
          `${pick(lang, row)} ${formatNumber(lang, area_ha ?? 0, 2)}`,
          shared_with,
          lang,
        ),
      }))
    },
  }
}

/** Priority and treatment are of the newest survey: of which year, where class and score beside them are of another. */
function handlingYear(model: ColumnModel): string | null {
  const newest = ofYears(null, model.atlas.zones, 'score_vintage')
  const { year } = inYear(model)
  return year === null || year === newest ? null : newest
}

function treatmentColumn(model: ColumnModel): Column {
  const { atlas, lang } = model
  const of = ({ properties }: Zone) => {
    const treatment = str(properties, 'treatment')
    return treatment === null ? null : handlingTerm(atlas.methodology, treatment, lang)
  }
  return {
    ...{ key: 'treatment', title: t(lang, 'theme_treatment'), isText: true, isWide: true },
    unit: handlingYear(model),
    order: of,
    show: (zone) => of(zone) ?? '—',
  }
}
