import { OF_HOUSEHOLDS } from './headlines.ts'
import type { HouseholdFigure } from './household-rules.ts'
import { formatNumber, type Lang, quantity, t, type Word } from './i18n.ts'
import type { PublishedMethodology } from './methodology.ts'
import { zoneCodes } from './zone-codes.ts'
import { num, str, type Zone, zoneHectares } from './zones.ts'

const METHODS: Record<string, Word> = {
  rt_profiles: 'people_rt_profiles',
  rt_profiles_by_buildings: 'people_rt_profiles_by_buildings',
  rt_profiles_by_area: 'people_rt_profiles_by_area',
  households_weighted: 'people_households_weighted',
}

/** ` (2014)`: the year of the decree that states the hectares, as people and score have theirs; nothing where it is not known. */
export function decreeYear(p: Record<string, unknown>): string {
  const year = yearOfDecree(p)
  return year === null ? '' : ` (${year})`
}

function yearOfDecree(p: Record<string, unknown>): string | null {
  return str(p, 'decree_vintage') ?? /^\d{4}/.exec(str(p, 'decree_date') ?? '')?.[0] ?? null
}

/**
 * Whose the hectares are that are counted of zones, whatever year their colours are of: `menurut SK 2014`, `terukur`, or both;
 * null where no zone has any.
 */
export function hectaresBasis(zones: readonly Pick<Zone, 'properties'>[], lang: Lang): string | null {
  const known = zones.filter(({ properties }) => zoneHectares(properties) !== null)
  const decreed = known.filter(({ properties }) => num(properties, 'area_ha_decree') !== null)
  const years = [...new Set(decreed.flatMap(({ properties }) => yearOfDecree(properties) ?? []))].sort()
  const stated = `${t(lang, 'area_of_decree')} ${years.join(', ')}`.trim()
  if (known.length === 0) return null
  if (decreed.length === 0) return t(lang, 'area_of_measure')
  return decreed.length === known.length ? stated : t(lang, 'area_of_both', { stated })
}

/** `jiwa 2014`, `2018`, or `2018–2021` where zones differ: of which year a column is, whatever year the map shows. */
export function ofYears(
  unit: string | null,
  zones: readonly Pick<Zone, 'properties'>[],
  key: string,
): string | null {
  const known = zones.flatMap(({ properties }) => num(properties, key) ?? [])
  const [first, last] = [Math.min(...known), Math.max(...known)]
  const years = known.length === 0 ? null : first === last ? String(first) : `${first}–${last}`
  return [unit, years].filter((part) => part !== null).join(' ') || null
}

/** How the people of a zone were counted, with the standard error of an estimate; null where there is no count. */
export function peopleMethod(p: Record<string, unknown>, lang: Lang): string | null {
  const method = str(p, 'population_method')
  if (method === null || num(p, 'population') === null) return null
  const word = METHODS[method]
  const error = num(p, 'population_standard_error')
  return [
    word === undefined ? method : t(lang, word),
    error === null ? null : t(lang, 'people_standard_error', { n: formatNumber(lang, error) }),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/**
 * Of how many a household figure is the share, and of how many asked: `n = 202 of 768 households, standard error 2.5 points`,
 * `n = 1,318 people, 768 households surveyed`, or `n = 7 institutions`. What was counted one by one has no standard error.
 */
export function countedText(figure: HouseholdFigure, lang: Lang): string {
  const { counts, standard_error_pct: error } = figure
  return [
    ...baseParts(figure, lang),
    error === null || !OF_HOUSEHOLDS.has(counts)
      ? null
      : t(lang, 'standard_error', { n: formatNumber(lang, error, 1) }),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function baseParts(figure: HouseholdFigure, lang: Lang): (string | null)[] {
  const { counts, surveyed, base, weighted, ofHouseholds } = figure
  const number = (value: number) => formatNumber(lang, value)
  const isOfPeople = counts === 'people'
  const asked =
    surveyed === null || !ofHouseholds ? null : t(lang, 'households_surveyed_n', { n: number(surveyed) })
  const unit = t(lang, isOfPeople ? 'people_unit' : 'households_unit')
  // The sum of weights is no number of those asked, and where no base is told those asked may be more than it.
  if (OF_HOUSEHOLDS.has(counts) && (weighted || base === null))
    return [
      ...(isOfPeople && base === null ? [t(lang, 'of_people')] : []),
      asked,
      base === null ? null : t(lang, 'base_weighted', { n: number(base), unit }),
    ]
  if (isOfPeople) return [t(lang, 'base_n', { n: number(base!), unit }), asked]
  const told = base ?? surveyed
  if (told === null) return []
  const n = surveyed === null || surveyed === told ? number(told) : part(number(told), number(surveyed), lang)
  if (counts === 'households') return [t(lang, 'base_n', { n, unit })]
  return [counts === 'institutions' ? t(lang, 'institutions_n', { n }) : t(lang, 'count_n', { n, counts })]
}

function part(n: string, of: string, lang: Lang): string {
  return `${n} ${t(lang, 'of_max', { max: of })}`
}

/** A row of `zone_access` in words; null where the city has no such facility. */
export function nearestText(
  row: Record<string, string>,
  lang: Lang,
): { distance: string; name: string } | null {
  if (!row.distance_m) return null
  const metres = Number(row.distance_m)
  const far = metres < 999.5 ? quantity(lang, metres, 'm') : quantity(lang, metres / 1000, 'km', 1)
  const way = t(lang, row.method === 'network' ? 'access_by_road' : 'access_straight')
  return {
    distance: metres === 0 ? t(lang, 'access_within') : `${far} (${way})`,
    name: row.facility_name || row.facility_id || '',
  }
}

/** A zone's code on its own side of the comparison: the other decree may call it otherwise, or mean another by its code. */
export function isPieceOf(
  piece: Record<string, unknown>,
  zone: Pick<Zone, 'zone_id' | 'properties'>,
): boolean {
  const decree = zone.properties.decree_number
  const side = decree === piece.from_decree ? 'from' : decree === piece.to_decree ? 'to' : null
  if (side === null) return piece.zone_id === zone.zone_id
  return zoneCodes(piece[`${side}_zone_id`]).includes(zone.zone_id)
}

/** `2 of 9 (B1)`, of as many as the methodology has; where a class or a consideration is not known, the priorities that are possible. */
export function priorityText(
  p: Record<string, unknown>,
  methodology: PublishedMethodology | null,
  lang: Lang,
): string | null {
  const code = str(p, 'class_code')
  const [exact, min, max] = [num(p, 'priority'), num(p, 'priority_min'), num(p, 'priority_max')]
  const rank =
    exact !== null
      ? formatNumber(lang, exact)
      : min !== null && max !== null
        ? `${formatNumber(lang, min)}–${formatNumber(lang, max)}`
        : null
  if (rank === null) return str(p, 'priority')
  const lowest = Math.max(0, ...(methodology?.priority.values ?? []).map(({ priority }) => priority))
  const of = lowest === 0 ? rank : t(lang, 'priority_of', { n: rank, of: formatNumber(lang, lowest) })
  return code === null ? of : `${of} (${code})`
}

/** The command that prints the way from the records of the sources to the score, ready to be copied. */
export function explainCommand(cityName: string, zoneId: string): string {
  const quoted = /^[\w./-]+$/.test(zoneId) ? zoneId : `'${zoneId.replaceAll("'", `'\\''`)}'`
  return `npx petakumuh explain ${cityName} ${quoted}`
}
