import type { ColumnModel } from './column-model.ts'
import { formatNumber, pick, t, type Word } from './i18n.ts'
import { handlingTerm } from './terms.ts'
import { themeIndex } from './themes.ts'
import { verification } from './verification.ts'
import { verifiedGround } from './verified-ground.ts'
import { decreeName, valueText, zoneNames, zoneTitle } from './words.ts'
import { zoneChanges } from './zone-change.ts'
import { num, str, type Zone } from './zones.ts'

type Value = string | number | null

/** A sheet of zones as Excel is to show it. */
export interface ListSheet {
  /** At most 31 characters. */
  name: string
  title: string
  /** Lines between the title and the columns. */
  notes: string[]
  columns: { heading: string; format: string | null; width: number }[]
  rows: Value[][]
}

interface ListColumn {
  heading: string
  /** How Excel shows a number; null for text. */
  format: string | null
  width: number
  value(zone: Zone, index: number): Value
}

const WHOLE = '#,##0'
const TENTHS = '#,##0.0'
const HUNDREDTHS = '#,##0.00'
const PLAIN = '0'

/** The listed zones in their order, with headings and units in the language of the page; numbers stay numbers, unrounded. */
export function listSheet(zones: readonly Zone[], model: ColumnModel, filter: string): ListSheet {
  const { atlas, lang } = model
  const { city, id } = atlas.release
  const columns = listColumns(model).filter(
    ({ value }) => zones.length === 0 || zones.some((zone, i) => value(zone, i) !== null),
  )
  const under =
    city.decree === null
      ? t(lang, 'atlas')
      : t(lang, 'settlements_under', { decree: decreeName(city.decree, lang) })
  return {
    name: t(lang, 'list'),
    title: `${t(lang, 'list')}: ${pick(lang, city.title)}`,
    notes: [
      `${under}. ${t(lang, 'release')} ${id.slice(0, 12)}`,
      t(lang, filter === '' ? 'list_all' : 'list_filtered', {
        ...{ n: formatNumber(lang, zones.length), of: formatNumber(lang, atlas.zones.length), filter },
      }),
      ...(city.synthetic === null ? [] : [pick(lang, city.synthetic)]),
    ],
    columns: columns.map(({ heading, format, width }) => ({ heading, format, width })),
    rows: zones.map((zone, i) => columns.map(({ value }) => value(zone, i))),
  }
}

function listColumns(model: ColumnModel): ListColumn[] {
  const { atlas, lang } = model
  const { legend, methodology } = atlas
  const text = (word: Word, width: number, value: ListColumn['value']): ListColumn => ({
    ...{ heading: t(lang, word), format: null, width, value },
  })
  const number = (heading: string, format: string, property: string): ListColumn => ({
    ...{ heading, format, width: 14, value: ({ properties }) => num(properties, property) },
  })
  const of = (word: Word, unit: string) => `${t(lang, word)} (${unit})`
  const term = (property: string) => (zone: Zone) => {
    const value = str(zone.properties, property)
    return value === null ? null : handlingTerm(methodology, value, lang)
  }
  return [
    { heading: t(lang, 'rank'), format: PLAIN, width: 6, value: (_zone, index) => index + 1 },
    text('name', 30, (zone) => zoneTitle(zone, lang)),
    text('kelurahan', 22, ({ properties }) => str(properties, 'kelurahan')),
    text('kecamatan', 22, ({ properties }) => str(properties, 'kecamatan')),
    text('list_kawasan', 22, ({ properties }) => str(properties, 'kawasan')),
    text('list_id', 20, ({ zone_id }) => zone_id),
    text('class', 16, ({ properties }) => {
      const row = legend.score_class.find(({ code }) => code === properties.score_class)
      return pick(lang, row ?? legend.missing)
    }),
    number(t(lang, 'score'), PLAIN, 'score_total'),
    ...(atlas.zones.some(({ properties }) => num(properties, 'score_total') === null)
      ? [
          number(t(lang, 'list_score_min'), PLAIN, 'score_min'),
          number(t(lang, 'list_score_max'), PLAIN, 'score_max'),
        ]
      : []),
    number(t(lang, 'list_score_year'), PLAIN, 'score_vintage'),
    ...shownColumns(model),
    number(of('list_area_decree', 'ha'), HUNDREDTHS, 'area_ha_decree'),
    number(of('list_area_utm', 'ha'), HUNDREDTHS, 'area_ha_utm'),
    number(of('list_area_difference', '%'), HUNDREDTHS, 'area_difference_pct'),
    ...verifiedColumns(model),
    number(of('people', t(lang, 'people_unit')), WHOLE, 'population'),
    number(t(lang, 'list_people_year'), PLAIN, 'population_vintage'),
    number(t(lang, 'list_families'), WHOLE, 'families'),
    number(of('list_density_people', t(lang, 'per_ha')), TENTHS, 'density_population_per_ha'),
    number(of('buildings', t(lang, 'buildings_unit')), WHOLE, 'buildings'),
    number(
      of('list_density_buildings', t(lang, 'unit_density_buildings_per_ha')),
      TENTHS,
      'density_buildings_per_ha',
    ),
    number(t(lang, 'priority'), PLAIN, 'priority'),
    text('treatment', 40, term('treatment')),
    text('authority', 26, term('authority')),
  ]
}

/** Hectares that a verification found to be slum still, as measured, from the year of it on; empty for zones it does not speak of. */
function verifiedColumns({ atlas, lang, theme, values }: ColumnModel): ListColumn[] {
  const verified = verification(atlas, theme, values)
  if (verified === null) return []
  const year = verified.years.join(', ')
  const heading = t(lang, 'list_verified', { year })
  const kept = ({ zone_id }: Zone) => {
    const own = verified.byZone.get(zone_id)
    return own === undefined ? null : verifiedGround([own]).kept
  }
  return [{ heading, format: HUNDREDTHS, width: 16, value: kept }]
}

/** What the map shows: a criterion in percent and score, the class of another year, or the change in hectares. */
function shownColumns({ atlas, lang, theme, values }: ColumnModel): ListColumn[] {
  if (theme.layer === 'zone_changes') {
    const { zone_change, not_verified } = atlas.legend
    const changeOf = zoneChanges(atlas)
    const parts = [...zone_change, not_verified].map(
      (row): ListColumn => ({
        ...{ heading: `${pick(lang, row)} (ha)`, format: HUNDREDTHS, width: 16 },
        value: (zone) => changeOf(zone)?.parts.find((part) => part.row.code === row.code)?.area_ha ?? null,
      }),
    )
    const sharedWith = (zone: Zone) => {
      const shared = changeOf(zone)?.parts.filter(({ shared_with }) => shared_with.length > 0) ?? []
      const told = shared.map(
        (part) => `${pick(lang, part.row)}: ${zoneNames(atlas, part.shared_with, lang)}`,
      )
      return told.join('; ') || null
    }
    return [...parts, { heading: t(lang, 'list_shared_with'), format: null, width: 24, value: sharedWith }]
  }
  if (theme.layer !== 'zones' || values.rt === null) return []
  const year = values.year === null ? '' : `, ${values.year.key.replace(/p$/, '')}`
  const projected = values.year?.projected ? ` (${t(lang, 'progress_projected')})` : ''
  const heading = `${pick(lang, theme.title)}${year}${projected}`
  if (theme.criterion === undefined)
    return [
      {
        ...{ heading: `${t(lang, 'shown')}: ${heading}`, format: null, width: 24 },
        value: (zone) => {
          const of = values.zone(zone)
          const isKnown = themeIndex(theme, of[theme.attribute]) >= 0
          return isKnown ? valueText(theme, of, lang) : pick(lang, atlas.legend.missing)
        },
      },
    ]
  const number = (unit: string, format: string, property: string): ListColumn => ({
    ...{ heading: `${heading} (${unit})`, format, width: 16 },
    value: (zone) => num(values.zone(zone), property),
  })
  return [
    number('%', TENTHS, 'criterion_percent'),
    number(t(lang, 'score').toLowerCase(), PLAIN, 'criterion_score'),
  ]
}
