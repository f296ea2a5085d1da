import { parseCondition } from '../../../methodology/condition.ts'
import type { Criterion, Methodology, SurveyRule } from '../../../methodology/methodology.ts'
import { sqlText, tableSchema } from '../../../store/index.ts'

/** Relations of earlier stages that the survey is read with, as SQL. */
export interface SurveyInputs {
  households: string
  locations: string
  profiles: string
  deficits: string
  adminAreas: string
  densities: string
}

/** Temporary tables of the survey, in the order they are made. */
export const TEMP = {
  named: 'svy_named',
  sources: 'svy_sources',
  households: 'svy_households',
  rt: 'svy_rt',
  sums: 'svy_sums',
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
 * RT as forms name them, by kelurahan and RT/RW: those of the profiles, else the mapped ones. What names two RT names none.
 */
export function namedTable({ profiles, adminAreas }: SurveyInputs): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.named} AS
    WITH named AS (
      SELECT DISTINCT kelurahan_code, rt_rw, rt_id, 1 AS rank FROM ${profiles}
      UNION SELECT DISTINCT kelurahan_code, rt_rw, admin_code, 2 FROM ${adminAreas} WHERE level = 'rt')
    SELECT kelurahan_code, rt_rw, min(rt_id) AS rt_id
    FROM (SELECT *, min(rank) OVER (PARTITION BY kelurahan_code, rt_rw) AS first FROM named
      WHERE kelurahan_code IS NOT NULL AND rt_rw IS NOT NULL AND rt_id IS NOT NULL)
    WHERE rank = first GROUP BY kelurahan_code, rt_rw HAVING count(*) = 1`
}

/**
 * Year of each source: the one in which most of its surveys were made, of several the latest, so that one mistyped year moves
 * nothing and a survey over New Year is one survey. NULL where no record tells its day.
 */
export function sourcesTable({ households }: SurveyInputs): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.sources} AS
    SELECT source_id, year AS vintage, sum(n) OVER (PARTITION BY source_id)::BIGINT AS households,
      coalesce(n, 0) AS households_of_year
    FROM (SELECT source_id, TRY_CAST(left(survey_date::VARCHAR, 4) AS BIGINT) AS year, count(*) AS n
      FROM ${households} GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY year IS NULL, n DESC, year DESC) = 1`
}

/**
 * One row per surveyed household with its RT, the year of its survey, what counts of it and, per criterion, whether it is
 * deficient (`lacks0`, ...): NULL where its answers do not tell.
 *
 * The RT is the one the form names, for that is the unit profiles are made by and RT that touch lie within the error of a
 * GPS; where the form names none that is known, it is the one the point lies in, unless it lies on a border.
 */
export function householdsTable(inputs: SurveyInputs, criteria: readonly SurveyedCriterion[]): string {
  const lacks = criteria.map(({ rule }, i) => `${lacksSql(rule, 'h')} AS lacks${i}`)
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.households} AS
    SELECT coalesce(f.rt_id, l.rt_id) AS rt_id, s.vintage, h.kelurahan_code, h.weight,
      f.rt_id IS NOT NULL AND l.rt_id IS NOT NULL AND f.rt_id <> l.rt_id AS is_elsewhere,
      1 AS households, greatest(coalesce(h.families, 1), 1) AS families, coalesce(h.families, 0) < 1 AS has_no_families,
      CASE WHEN h.population > 0 THEN h.population END AS population
      ${lacks.map((sql) => `, ${sql}`).join('')}
    FROM ${inputs.households} h
    LEFT JOIN ${TEMP.sources} s USING (source_id)
    LEFT JOIN ${TEMP.named} f ON f.kelurahan_code = h.kelurahan_code AND f.rt_rw = h.rt_rw
    LEFT JOIN (SELECT id, rt_id FROM ${inputs.locations} WHERE NOT ambiguous) l ON l.id = h.household_id`
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

/** One row per surveyed RT and year: households, and whether all of them carry a weight. */
export function rtTable(): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.rt} AS
    SELECT rt_id, vintage, count(*) AS households, count(weight) AS weights, count(weight) = count(*) AS weighted,
      min(kelurahan_code) AS kelurahan_code, min(weight) AS least_weight,
      sum(TRY_CAST(weight AS ${EXACT}))::DOUBLE AS dwellings,
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
          ${COUNTS.map((count) => `CASE WHEN r.weighted THEN h.weight ELSE 1 END * h.${count} AS x_${count}`).join(', ')}
        FROM ${TEMP.households} h JOIN ${TEMP.rt} r USING (rt_id, vintage))
      GROUP BY rt_id, vintage)`
}
