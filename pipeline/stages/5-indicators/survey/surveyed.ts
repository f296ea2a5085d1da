import { parseCondition } from '../../../methodology/condition.ts'
import type { Criterion, Methodology, SurveyRule } from '../../../methodology/methodology.ts'
import { sqlText, tableSchema } from '../../../store/index.ts'
import type { SurveyInputs } from './inputs.ts'

/** Temporary tables of the survey, in the order they are made. */
export const TEMP = {
  asked: 'svy_asked',
  households: 'svy_households',
  rt: 'svy_rt',
  sums: 'svy_sums',
  refused: 'svy_refused',
  told: 'svy_told',
  deficits: 'svy_deficits',
} as const

/** What is counted of a household. */
export const COUNTS = ['households', 'families', 'population'] as const

/** Sums are over exact decimals: floating sums depend on the order in which threads meet the rows. */
const EXACT = 'DECIMAL(38, 9)'

/** A criterion that answers can tell. */
export interface SurveyedCriterion {
  methodology: Methodology
  criterion: Criterion
  rule: SurveyRule
}

export function surveyedCriteria(methodologies: readonly Methodology[]): SurveyedCriterion[] {
  return methodologies.flatMap((methodology) =>
    methodology.criteria.flatMap((criterion) =>
      criterion.survey ? [{ methodology, criterion, rule: criterion.survey }] : [],
    ),
  )
}

/**
 * One row per surveyed household with its RT and year ({@link placeHouseholds}), what counts of it and, per criterion, whether it is
 * deficient (`lacks0`, ...): NULL where its answers do not tell.
 */
export function householdsTables(
  { households }: SurveyInputs,
  places: string,
  criteria: readonly SurveyedCriterion[],
): string[] {
  const lacks = criteria.map(({ rule }, i) => `${lacksSql(rule, 'h')} AS lacks${i}`)
  const given = criteria.map(({ rule }, i) => {
    const columns = parseCondition(rule.known_when ?? rule.when, rule.table).columns
    const each = columns.map((name) => `bool_or(h."${name}" IS NOT NULL)`)
    return `${each.length === 0 ? 'true' : `(${each.join(' AND ')})`} OR count(*) = count(${lacksSql(rule, 'h')}) OR coalesce(bool_or(NOT ${lacksSql(rule, 'h')}), false) AS asked${i}`
  })
  return [
    // A question that was skipped by rights may be missing; where nobody was asked it and nobody is known to lack nothing, the
    // answers could only ever tell the deficient side.
    `CREATE OR REPLACE TEMP TABLE ${TEMP.asked} AS
    SELECT p.source_id, p.vintage, ${given.join(', ')}
    FROM ${households} h JOIN ${places} p USING (household_id) GROUP BY p.source_id, p.vintage`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.households} AS
    SELECT rt_id, vintage, source_id, zone_id, kawasan, kelurahan_code, row_weighted, row_weight AS weight,
      1 AS households, families, has_no_families, population,
      ${criteria.map((_, i) => `CASE WHEN asked${i} THEN lacks${i} END AS lacks${i}`).join(', ')}
    FROM (SELECT p.*, greatest(coalesce(h.families, 1), 1) AS families, coalesce(h.families, 0) < 1 AS has_no_families,
        CASE WHEN h.population > 0 THEN h.population END AS population, ${lacks.join(', ')}
      FROM ${households} h JOIN ${places} p USING (household_id))
    JOIN ${TEMP.asked} USING (source_id, vintage)`,
  ]
}

/** TRUE, FALSE or NULL: whether the answers make the household deficient, of those that tell it both ways. */
function lacksSql(rule: SurveyRule, alias: string): string {
  const when = parseCondition(rule.when, rule.table).sql(alias)
  if (rule.known_when === undefined) return when
  const known = parseCondition(rule.known_when, rule.table)
  const words = known.columns.flatMap((name) => {
    const { answers } = tableSchema(rule.table).columns.find((column) => column.name === name)!
    if (answers === null) return []
    const list = answers.map(sqlText).join(', ')
    return [`(${alias}."${name}" IS NULL OR ${alias}."${name}"::VARCHAR IN (${list}))`]
  })
  return `CASE WHEN ${[known.sql(alias), ...words].join(' AND ')} THEN ${when} END`
}

/** One row per surveyed RT and year: households, sources, and whether they are weighted, which is so or not for a whole year. */
export function rtTable(): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.rt} AS
    SELECT rt_id, vintage, count(*) AS households, count(DISTINCT source_id) AS sources, bool_and(row_weighted) AS weighted,
      min(kelurahan_code) AS kelurahan_code,
      sum(TRY_CAST(weight * families AS ${EXACT}))::DOUBLE AS families,
      CASE WHEN count(population) = count(*) THEN sum(TRY_CAST(weight * population AS ${EXACT}))::DOUBLE END AS population
    FROM ${TEMP.households} WHERE rt_id IS NOT NULL AND vintage IS NOT NULL GROUP BY rt_id, vintage`
}

/**
 * One row per surveyed RT, year and criterion, numbered by its place in the list: households asked and answering, and
 * weighted sums over those that are deficient (`yes`), are not (`no`), and all; `yes_squares` and `no_squares` are sums of
 * the squares, which the standard error needs.
 */
export function sumsTable(criteria: readonly SurveyedCriterion[]): string {
  const sum = (sql: string) => `coalesce(sum(TRY_CAST(${sql} AS ${EXACT}))`
  const base = COUNTS.map((count) => `${sum(`x_${count}`)}, 0)::DOUBLE AS base_${count}`)
  const each = criteria.map(({ rule }, i) => {
    const x = `x_${rule.counts}`
    const [yes, no] = [`lacks${i}`, `NOT lacks${i}`]
    return `count(*) FILTER (lacks${i} IS NOT NULL AND ${x} IS NOT NULL) AS answered${i},
      sum(families) FILTER (lacks${i} IS NOT NULL AND ${x} IS NOT NULL)::DOUBLE AS families${i},
      ${sum(x)} FILTER (${yes}), 0)::DOUBLE AS yes${i}, ${sum(x)} FILTER (${no}), 0)::DOUBLE AS no${i},
      ${sum(`${x} * ${x}`)} FILTER (${yes}), 0)::DOUBLE AS yes_squares${i},
      ${sum(`${x} * ${x}`)} FILTER (${no}), 0)::DOUBLE AS no_squares${i}`
  })
  const list = (name: (i: number) => string) => `unnest([${criteria.map((_, i) => name(i)).join(', ')}])`
  const names = ['answered', 'families', 'yes', 'no', 'yes_squares', 'no_squares']
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.sums} AS
    SELECT rt_id, vintage, households, weighted, ${list((i) => String(i))} AS number,
      ${list((i) => `base_${criteria[i]!.rule.counts}`)} AS base,
      ${names.map((name) => `${list((i) => `${name}${i}`)} AS ${name}`).join(', ')}
    FROM (SELECT rt_id, vintage, any_value(households_of_rt) AS households, any_value(weighted) AS weighted,
        ${[...base, ...each].join(', ')}
      FROM (SELECT h.*, r.weighted, r.households AS households_of_rt,
          ${COUNTS.map((count) => `h.weight * h.${count} AS x_${count}`).join(', ')}
        FROM ${TEMP.households} h JOIN ${TEMP.rt} r USING (rt_id, vintage))
      GROUP BY rt_id, vintage)`
}
