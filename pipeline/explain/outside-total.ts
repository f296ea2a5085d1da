import type { Methodology } from '../methodology/methodology.ts'
import type { Sourced } from '../methodology/read.ts'
import type { Text } from '../store/index.ts'
import { RATING_TERMS } from '../values/rating-terms.ts'
import { ruleSource } from './rule-source.ts'
import type { StageTables } from './stage-tables.ts'
import type { Decision, OutsideTrace } from './trace.ts'

interface RatingRow {
  zone_id: string
  methodology: string | null
  vintage: number | null
  class_code: string | null
  priority: number | null
  priority_min: number | null
  priority_max: number | null
  treatment: string | null
  baan_mankong_id: string | null
  baan_mankong_en: string | null
  authority: string | null
  authority_area_ha: number | null
  land_legality: string | null
  /** `stated` in the record of the zone, or `computed` from the items. */
  land_legality_source: string | null
  land_legality_items: string | null
  other_considerations: string | null
  considerations_source: string | null
  considerations_items: string | null
  flags: string | null
}

const COLUMNS = [
  ...['zone_id', 'methodology', 'vintage', 'class_code', 'priority', 'priority_min', 'priority_max'],
  ...['treatment', 'baan_mankong_id', 'baan_mankong_en', 'authority', 'authority_area_ha'],
  ...['land_legality', 'land_legality_source', 'land_legality_items'],
  ...['other_considerations', 'considerations_source', 'considerations_items', 'flags'],
] as (keyof RatingRow)[]

/**
 * What stands outside the total of a zone, each with the row of the methodology that decided.
 * @param classOf class of the zone in a year, null while it is not certain
 * @returns null where the zone is not rated: it is not in the decree in force
 */
export async function outsideTotal(
  tables: StageTables,
  methodology: Methodology,
  zone_id: string,
  classOf: (vintage: number | null) => Promise<string | null>,
): Promise<OutsideTrace | null> {
  const [row] = await tables.rows<RatingRow>('5-indicators', 'zone_ratings', COLUMNS, {
    where: 'coalesce(methodology, ?) = ?',
    parameters: [methodology.id, methodology.id],
    order: 'vintage DESC NULLS LAST',
    of: { zone_id },
  })
  if (row === undefined) return null
  const score_class = await classOf(row.vintage)
  const decisions = [
    legality(methodology, row),
    considerations(methodology, row),
    ...ranking(methodology, row, score_class),
    treatment(methodology, row, score_class),
    authority(methodology, row),
  ]
  return { zone_id, vintage: row.vintage, score_class, decisions, flags: row.flags }
}

function legality(methodology: Methodology, row: RatingRow): Decision {
  const rule = methodology.land_legality
  const stated = row.land_legality !== null && row.land_legality_source !== 'computed'
  return {
    what: 'land_legality',
    value: row.land_legality,
    label: labelOf(row.land_legality),
    rule: stated ? STATED : rule === undefined ? null : legalityRule(rule, row.land_legality_items),
    source: sourceUnless(stated, methodology, rule),
  }
}

function labelOf(term: string | null): Text | null {
  const english = term === null ? undefined : RATING_TERMS[term]?.[1].toLowerCase()
  if (term === null || english === undefined) return null
  return { id: term, en: english }
}

const STATED: Text = { id: 'tertulis pada rekaman lokasi', en: 'stated in the record of the zone' }

function sourceUnless(stated: boolean, methodology: Methodology, rule: Sourced | undefined) {
  return stated || rule === undefined ? null : ruleSource(methodology, rule)
}

function considerations(methodology: Methodology, row: RatingRow): Decision {
  const rule = methodology.other_considerations
  const stated = row.other_considerations !== null && row.considerations_source !== 'computed'
  const held = rule?.classes.find((one) => one.code === row.other_considerations)
  const items = row.considerations_items === null ? '' : `${row.considerations_items} -> `
  const computed = held === undefined ? null : same(`${items}${held.min}–${held.max} -> ${held.code}`)
  return {
    what: 'other_considerations',
    value: row.other_considerations,
    label: labelOf(row.other_considerations),
    rule: stated ? STATED : computed,
    source: sourceUnless(stated, methodology, rule),
  }
}

function ranking(methodology: Methodology, row: RatingRow, score_class: string | null): Decision[] {
  const { priority } = methodology
  const ranked = priority.values.find(
    (one) => one.class === score_class && one.other_considerations === row.other_considerations,
  )
  const inputs = ranked === undefined ? '' : `${ranked.class} + ${ranked.other_considerations}`
  const source = ruleSource(methodology, priority)
  const range =
    row.priority_min === null || row.priority_max === null ? null : `${row.priority_min}–${row.priority_max}`
  const code = ranked === undefined || row.land_legality === null ? null : ranked.codes[row.land_legality]
  return [
    {
      what: 'priority',
      value: row.priority ?? range,
      label: null,
      rule: ranked === undefined ? null : same(`${inputs} -> ${ranked.priority}`),
      source,
    },
    {
      what: 'class_code',
      value: row.class_code,
      label: null,
      rule: code === null || code === undefined ? null : same(`${inputs} + ${row.land_legality} -> ${code}`),
      source,
    },
  ]
}

function treatment(methodology: Methodology, row: RatingRow, score_class: string | null): Decision {
  const { labels, values } = methodology.treatment
  const treated = values.find((one) => one.class === score_class && one.land_legality === row.land_legality)
  const label = row.treatment === null ? null : (labels[row.treatment] ?? null)
  return {
    what: 'treatment',
    value: row.treatment,
    label,
    rule:
      treated === undefined
        ? null
        : same(`${treated.class} + ${treated.land_legality} -> ${treated.treatment}`),
    source: ruleSource(methodology, methodology.treatment),
  }
}

function authority(methodology: Methodology, row: RatingRow): Decision {
  const { values } = methodology.authority
  const at = values.findIndex((one) => one.code === row.authority)
  return {
    what: 'authority',
    value: row.authority,
    label: values[at]?.label ?? null,
    rule: at < 0 ? null : authorityRule(methodology, row.authority_area_ha, at),
    source: ruleSource(methodology, methodology.authority),
  }
}

function same(text: string): Text {
  return { id: text, en: text }
}

function legalityRule(
  { items, rule, values }: NonNullable<Methodology['land_legality']>,
  known: string | null,
): Text {
  const names = (lang: keyof Text) => items.map((item) => `${item.id} ${item.label[lang]}`).join('; ')
  const found = known === null ? '' : `${known}; `
  return {
    id: `${found}setiap butir lebih dari ${rule.more_than_pct} % lokasi -> ${values.met} (${names('id')})`,
    en: `${found}each item over more than ${rule.more_than_pct} % of the location -> ${values.met} (${names('en')})`,
  }
}

function authorityRule({ authority: rule }: Methodology, area: number | null, at: number): Text {
  const { min_ha } = rule.values[at]!
  const above = rule.values[at - 1]?.min_ha
  const limits = above === undefined ? `>= ${min_ha} ha` : `>= ${min_ha} ha, < ${above} ha`
  const held = (decimal: string) => (area === null ? '' : `${String(area).replace('.', decimal)} ha: `)
  const whole = rule.unit === 'kawasan'
  return {
    id: `${held(',')}${limits}${whole ? ' (luas seluruh kawasan)' : ''}`,
    en: `${held('.')}${limits}${whole ? ' (area of the whole kawasan)' : ''}`,
  }
}
