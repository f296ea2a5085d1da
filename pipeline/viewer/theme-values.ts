import type { Atlas } from './atlas.ts'
import type { CriterionProjection } from './criterion-projections.ts'
import { isNotSlum } from './methodology.ts'
import type { CriterionScore } from './scores.ts'
import { cellNumber, cellText, isOfMethodology } from './table-cells.ts'
import { NOT_SLUM, type Theme, themeIndex } from './themes.ts'
import type { ProgressYear } from './zone-progress.ts'
import { num, str, type Zone } from './zones.ts'

/** A year a theme can be drawn for: `2018`, or `2024p` for what works are expected to make of it. */
export interface ThemeYear {
  key: string
  year: number
  projected: boolean
}

/** Why a value is less than a survey of all: its year is expected, or not all of its data are there. */
export type Mark = 'projected' | 'partial'

type Properties = Record<string, unknown>

/** What a theme shows of the zones and RT in one year. */
export interface ThemeValues {
  /** Oldest first; empty where the theme has one state only. */
  years: readonly ThemeYear[]
  /** The year that is drawn; null where the theme has one state only, and where zones are each drawn by their newest. */
  year: ThemeYear | null
  /** The year that is drawn where none is chosen, null as {@link year} is. */
  newest: ThemeYear | null
  state: 'ready' | 'loading' | 'failed'
  /** The zone's properties, the attribute of the theme among them. */
  zone(zone: Zone): Properties
  mark(zone: Zone): Mark | null
  /** Properties of RT by `rt_id`; null where the features carry the value themselves. */
  rt: ReadonlyMap<string, Properties> | null
  /** Year of the RT whose features carry the value; those of another show nothing. Left out where any will do. */
  rtYear?: number
}

/** @param chosen key of a {@link ThemeYear}; null or unknown is the newest survey */
export function themeValues(atlas: Atlas, theme: Theme, chosen: string | null): ThemeValues {
  if (theme.criterion !== undefined) return criterionValues(atlas, theme.criterion.id, chosen)
  if (theme.by_year === 'score') return scoreValues(atlas, theme, chosen)
  if (theme.group === 'handling') return handlingValues(atlas, theme)
  return { ...ONE_STATE, zone: ({ properties }) => properties, mark: () => null }
}

const ONE_STATE = { years: [], year: null, newest: null, state: 'ready', rt: null } as const

/** Priority or treatment: a zone that is no slum has none by the rule. The tiles tell no more than that there is none. */
function handlingValues({ methodology }: Atlas, { attribute }: Theme): ThemeValues {
  return {
    ...{ ...ONE_STATE, rt: new Map() },
    zone: ({ properties }) =>
      str(properties, attribute) === null && isNotSlum(methodology, properties.score_class)
        ? { ...properties, [attribute]: NOT_SLUM }
        : properties,
    mark: () => null,
  }
}

/** A year that cannot be read shows nothing, rather than another year. */
const LOST_YEAR: ThemeValues = {
  ...{ ...ONE_STATE, state: 'failed', rt: new Map() },
  zone: ({ properties }) => {
    const { score_total: _, score_min: __, score_max: ___, score_class: ____, ...others } = properties
    return others
  },
  mark: () => null,
}

/** Total and class: of the newest survey as the zones carry them, of other years as the table of the progress has them. */
function scoreValues(atlas: Atlas, theme: Theme, chosen: string | null): ThemeValues {
  const progress = atlas.progress()
  const byZone = progress.state === 'ready' ? progress.value : new Map<string, ProgressYear[]>()
  const years = yearsOf([...byZone.values()].flat())
  const ownYears = new Set(atlas.zones.flatMap(({ properties }) => num(properties, 'score_vintage') ?? []))
  const [ownYear] = ownYears
  const surveys = years.filter(({ projected }) => !projected)
  // A survey of which every cell was set aside is in the table too: zones are not of its year.
  const last = surveys.find(({ year }) => year === ownYear) ?? surveys.at(-1) ?? null
  const year = years.find(({ key }) => key === chosen) ?? last
  const newest = years.length > 1 && ownYears.size <= 1 ? last : null
  if (chosen !== null && progress.state === 'failed') return LOST_YEAR
  const isOwn = year === null || chosen === null || year.key !== chosen
  if (isOwn) {
    // A class can be certain where the total is not: it is drawn, from data that are not complete.
    const partial = ({ properties: p }: Zone) =>
      isShown(theme, p) && ((num(p, 'completeness_pct') ?? 100) < 100 || isRange(p))
    return {
      ...{ years: years.length > 1 ? years : [], year: newest, newest, rt: null },
      ...(ownYears.size === 1 ? { rtYear: ownYear! } : {}),
      state: chosen !== null && progress.state === 'loading' ? 'loading' : 'ready',
      zone: ({ properties }) => properties,
      mark: (zone) => (partial(zone) ? 'partial' : null),
    }
  }
  const of = ({ zone_id }: Zone) =>
    byZone.get(zone_id)?.find((told) => told.year === year.year && told.projected === year.projected)
  return {
    ...{ years, year, newest, state: 'ready' },
    zone: (zone) => {
      const { score_total = null, score_min = null, score_max = null, score_class = null } = of(zone) ?? {}
      const score_vintage = year.year
      return { ...zone.properties, score_total, score_min, score_max, score_class, score_vintage }
    },
    mark: (zone) => {
      const told = of(zone)
      if (told === undefined || !isShown(theme, { ...told })) return null
      if (told.projected) return 'projected'
      return isRange({ ...told }) ? 'partial' : null
    },
    rt: rtTotals(atlas, year),
  }
}

/** RT are drawn for surveys only. */
function rtTotals(atlas: Atlas, { year, projected }: ThemeYear): Map<string, Properties> {
  const table = projected ? null : atlas.wholeTable('score_totals')
  if (table?.state !== 'ready') return new Map()
  const { methodology } = atlas.release.city
  const rows = table.value.filter(
    (row) => row.level === 'rt' && Number(row.vintage) === year && isOfMethodology(row, methodology),
  )
  return new Map(
    rows.map((row) => [
      row.id ?? '',
      { score_total: cellNumber(row, 'score_total'), score_class: cellText(row, 'score_class') },
    ]),
  )
}

/** One criterion: of the newest survey that has it, or of the chosen year; after it, what the works make of it. */
function criterionValues(atlas: Atlas, criterion: string, chosen: string | null): ThemeValues {
  const [scores, works] = [atlas.scores(), atlas.projections()]
  const known = ownOf(
    scores.state === 'ready' ? scores.value : new Map<string, CriterionScore[]>(),
    criterion,
  )
  const expected = ownOf(
    works.state === 'ready' ? works.value : new Map<string, CriterionProjection[]>(),
    criterion,
  )
  const years = yearsOf([
    ...[...known.values()].flat().map(({ vintage }) => ({ year: vintage, projected: false })),
    ...[...expected.values()].flat().map(({ year }) => ({ year, projected: true })),
  ])
  const surveys = years.filter(({ projected }) => !projected)
  const scored = new Set(
    [...known.values()].flat().flatMap((told) => (told.score === null ? [] : told.vintage)),
  )
  const newest = surveys.findLast(({ year }) => scored.has(year)) ?? surveys.at(-1) ?? null
  const year = years.find(({ key }) => key === chosen) ?? newest
  const projection = ({ zone_id }: Zone) =>
    year?.projected ? expected.get(zone_id)?.findLast((told) => told.year <= year.year) : undefined
  // Where no works are known of, what was found last still holds.
  const survey = ({ zone_id }: Zone) =>
    known
      .get(zone_id)
      ?.findLast(({ vintage, score }) =>
        year?.projected ? vintage <= year.year && score !== null : vintage === year?.year,
      )
  return {
    ...{ years: years.length > 1 ? years : [], year, newest },
    state: scores.state === 'absent' ? 'ready' : scores.state,
    zone: (zone) => {
      const { score = null, percent = null } = projection(zone) ?? survey(zone) ?? {}
      return { ...zone.properties, criterion_score: score, criterion_percent: percent }
    },
    mark: (zone) => {
      const hoped = projection(zone)
      if (hoped !== undefined) return hoped.score === null ? null : 'projected'
      const told = survey(zone)
      return told !== undefined && told.score !== null && isRange({ ...told }) ? 'partial' : null
    },
    rt: year?.projected ? new Map() : rtOfCriterion(atlas, criterion, year),
  }
}

/** What is told of one criterion, by zone; of scores, oldest first. */
function ownOf<Told extends { criterion: string }>(
  byZone: ReadonlyMap<string, readonly Told[]>,
  criterion: string,
): Map<string, Told[]> {
  return new Map(
    [...byZone].map(([zone_id, told]) => [zone_id, told.filter((one) => one.criterion === criterion)]),
  )
}

function rtOfCriterion(atlas: Atlas, criterion: string, year: ThemeYear | null): Map<string, Properties> {
  const table = atlas.criterionOfRt(criterion)
  if (table.state !== 'ready') return new Map()
  const { methodology } = atlas.release.city
  const rows = table.value.filter(
    (row) => Number(row.vintage) === year?.year && isOfMethodology(row, methodology),
  )
  return new Map(
    rows.map((row) => [
      row.id ?? '',
      { criterion_score: cellNumber(row, 'score'), criterion_percent: cellNumber(row, 'percent') },
    ]),
  )
}

/** Whether what a theme shows of a zone is a value, and not that there is none. */
function isShown(theme: Theme, p: Properties): boolean {
  return themeIndex(theme, p[theme.attribute]) >= 0
}

function isRange(p: Properties): boolean {
  const [min, max] = [num(p, 'score_min'), num(p, 'score_max')]
  return min !== null && max !== null && min !== max
}

/** Each year once, a survey before the projection of the same year. */
function yearsOf(told: readonly { year: number; projected: boolean }[]): ThemeYear[] {
  const byKey = new Map(
    told
      .filter(({ year }) => Number.isFinite(year))
      .map(({ year, projected }) => [`${year}${projected ? 'p' : ''}`, { year, projected }]),
  )
  return [...byKey]
    .map(([key, of]) => ({ key, ...of }))
    .sort((a, b) => a.year - b.year || Number(a.projected) - Number(b.projected))
}
