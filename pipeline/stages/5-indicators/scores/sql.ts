import { parseExpression } from '../../../methodology/expression.ts'
import type { Criterion, Methodology, WholeWhen } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { percentSql, scoreSql } from '../../../methodology/score-sql.ts'
import { sqlName, sqlText } from '../../../store/index.ts'

/**
 * Sums are taken over exact decimals: a floating sum depends on the order in which threads meet the rows, and splitting
 * an RT in two could move a percent across a cut. Nine decimals are 10 square millimetres of a hectare. What is not a
 * finite number becomes NULL, that is missing.
 */
const EXACT = 'DECIMAL(38, 9)'

/** Temporary tables of the stage, in the order they are made. */
export const TEMP = { deficits: 'ind_deficits', rt: 'ind_rt', units: 'ind_units' } as const

/** Columns of rt_profiles that are reported beside the score. */
const HEADERS = ['area_ha_verified', 'buildings', 'population', 'families'] as const

/** What the queries need to know of a methodology, numbered: criteria by position, denominators without repetition. */
export interface Plan {
  methodology: Methodology
  sizeClass: keyof WholeWhen['at_least']
  denominators: string[]
  /** Denominator of each criterion, as an index. */
  denominatorOf: number[]
}

export function planOf(methodology: Methodology, sizeClass: Plan['sizeClass']): Plan {
  const denominators = [...new Set(methodology.criteria.map((criterion) => criterion.denominator))]
  return {
    methodology,
    sizeClass,
    denominators,
    denominatorOf: methodology.criteria.map((criterion) => denominators.indexOf(criterion.denominator)),
  }
}

/** Percent, score and class as functions of SQL. */
export function macros(methodology: Methodology): string[] {
  const classes = methodology.classes.values.map(
    (c) => `WHEN t BETWEEN ${c.min} AND ${c.max} THEN ${sqlText(c.code)}`,
  )
  const ratio = `round(100 * v / d, ${PERCENT_DECIMALS})`
  return [
    `MACRO ind_percent(v, d) AS ${percentSql(methodology, 'v', 'd')}`,
    `MACRO ind_score(p) AS ${scoreSql(methodology, 'p')}`,
    `MACRO ind_class(t) AS CASE ${classes.join(' ')} END`,
    // An unknown denominator may be as small as one likes: then only the known ones divide. An RT that lacks both numbers
    // may be deficient as a whole.
    `MACRO ind_most(v, d, absent, unknown) AS CASE
       WHEN NOT absent THEN ind_percent(v, d)
       ELSE greatest(CASE WHEN v <= 0 THEN 0 WHEN d = 0 THEN 'Infinity'::DOUBLE ELSE ${ratio} END,
                     CASE WHEN unknown THEN 100 ELSE 0 END) END`,
  ].map((macro) => `CREATE OR REPLACE TEMP ${macro}`)
}

/** One row per RT and vintage with the volume of each criterion beside one another. */
export function deficitsTable(plan: Plan, deficits: string): string {
  const volumes = plan.methodology.criteria.map(
    (criterion, i) => `max(volume) FILTER (criterion = ${sqlText(criterion.id)}) AS volume${i}`,
  )
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.deficits} AS
    SELECT rt_id, vintage, ${volumes.join(', ')} FROM ${deficits} GROUP BY rt_id, vintage`
}

/** One row per RT and vintage: headers, the zone it belongs to, and per criterion what can be added up. */
export function rtTable(plan: Plan, profiles: string, rtZones: string): string {
  const exact = (sql: string) => `TRY_CAST(${sql} AS ${EXACT})`
  const headers = HEADERS.map((name) => `${exact(`p.${sqlName(name)}`)} AS ${name}`)
  const denominators = plan.denominators.map(
    (text, j) => `${exact(parseExpression(text).sql('p'))} AS den${j}`,
  )
  const volumes = plan.methodology.criteria.map((_, i) => `${exact(`d.volume${i}`)} AS known${i}`)
  const dense = plan.methodology.criteria.map(({ whole_when: rule }, i) => {
    if (!rule) return `false AS dense${i}`
    const [of, to] = [parseExpression(rule.ratio.of).sql('p'), parseExpression(rule.ratio.to).sql('p')]
    return `coalesce(${to} > 0 AND ${of} / nullif(${to}, 0) >= ${rule.at_least[plan.sizeClass]}, false) AS dense${i}`
  })
  const rest = plan.methodology.criteria.map((_, i) => {
    const den = `den${plan.denominatorOf[i]}`
    return `CASE WHEN known${i} IS NULL THEN ${den} END AS open${i},
      (known${i} IS NULL OR ${den} IS NULL)::INTEGER AS missing${i},
      (known${i} IS NULL AND ${den} IS NULL)::INTEGER AS unknown${i},
      (dense${i} AND known${i} < ${den})::INTEGER AS under${i}`
  })
  const absent = plan.denominators.map((_, j) => `(den${j} IS NULL)::INTEGER AS absent${j}`)
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.rt} AS
    SELECT * EXCLUDE (${plan.methodology.criteria.map((_, i) => `dense${i}`).join(', ')}), ${[...rest, ...absent].join(', ')}
    FROM (
      SELECT p.rt_id, p.vintage, z.zone_id, ${[...headers, ...denominators, ...volumes, ...dense].join(', ')}
      FROM ${profiles} p
      LEFT JOIN ${TEMP.deficits} d USING (rt_id, vintage)
      LEFT JOIN ${rtZones} z ON z.rt_id = p.rt_id AND z.vintage = p.vintage
    )
    ORDER BY vintage, rt_id`
}

/** Every unit of every level with percent, score and interval of each criterion, in the order city, rt, zone. */
export function unitsTable(plan: Plan, cityCode: string): string {
  const summed = [
    ...plan.methodology.criteria.flatMap((_, i) => [
      `known${i}`,
      `open${i}`,
      `missing${i}`,
      `unknown${i}`,
      `under${i}`,
    ]),
    ...plan.denominators.flatMap((_, j) => [`den${j}`, `absent${j}`]),
  ]
  const one = [...HEADERS, ...summed].join(', ')
  const many = [
    ...HEADERS.map((name) => `CASE WHEN count(${name}) = count(*) THEN sum(${name}) END AS ${name}`),
    ...summed.map((name) => `sum(${name}) AS ${name}`),
  ].join(', ')
  const count = plan.methodology.criteria.length
  const cells = plan.methodology.criteria.map((_, i) => `missing${i}`).join(' + ')
  const headers = HEADERS.map(
    (name) => `${name}::${name === 'area_ha_verified' ? 'DOUBLE' : 'BIGINT'} AS ${name}`,
  )
  const numbers = [
    ...plan.methodology.criteria.map(
      (_, i) => `coalesce(known${i}, 0)::DOUBLE AS known${i}, open${i}::DOUBLE AS open${i},
      (missing${i} = 0) AS whole${i}, unknown${i} > 0 AS unknown${i}, under${i} > 0 AS under${i}`,
    ),
    ...plan.denominators.map(
      (_, j) => `coalesce(den${j}, 0)::DOUBLE AS den${j}, absent${j} > 0 AS absent${j}`,
    ),
  ]
  const percents = plan.methodology.criteria.map((_, i) => {
    const j = plan.denominatorOf[i]
    return `CASE WHEN NOT absent${j} THEN ind_percent(known${i}, den${j}) ELSE 0 END AS low${i},
      CASE WHEN NOT whole${i} THEN ind_most(known${i} + coalesce(open${i}, 0), den${j}, absent${j}, unknown${i}) END AS high${i}`
  })
  const least = plan.methodology.criteria.map((_, i) => `ind_score(low${i}) AS least${i}`)
  const each = plan.methodology.criteria.map((_, i) => {
    const j = plan.denominatorOf[i]
    return `CASE WHEN whole${i} THEN known${i} END AS volume${i},
      CASE WHEN NOT absent${j} THEN den${j} END AS denominator${i},
      CASE WHEN whole${i} THEN low${i} END AS percent${i},
      least${i},
      CASE WHEN whole${i} THEN least${i} ELSE ind_score(high${i}) END AS most${i},
      CASE WHEN whole${i} THEN least${i} END AS score${i},
      CASE WHEN NOT whole${i} THEN 'missing'
           WHEN den${j} = 0 THEN 'denominator zero'
           WHEN known${i} < 0 THEN 'volume negative'
           WHEN known${i} > den${j} THEN 'volume over denominator'
           WHEN level = 'rt' AND under${i} THEN 'volume under density rule' END AS flag${i}`
  })
  const base = ['level', 'unit_id', 'vintage', 'rt_count', ...HEADERS].join(', ')
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.units} AS
    SELECT ${base}, completeness_pct, ${each.join(', ')}
    FROM (SELECT *, ${least.join(', ')} FROM (SELECT *, ${percents.join(', ')} FROM (
      SELECT level, unit_id, vintage, rt_count, ${headers.join(', ')},
        round(100 * (1 - (${cells})::DOUBLE / (${count} * rt_count)), 6) AS completeness_pct, ${numbers.join(', ')}
      FROM (
        (SELECT 'city' AS level, ${sqlText(cityCode)} AS unit_id, vintage, count(*) AS rt_count, ${many}
          FROM ${TEMP.rt} GROUP BY vintage ORDER BY vintage)
        UNION ALL (SELECT 'rt', rt_id, vintage, 1, ${one} FROM ${TEMP.rt})
        UNION ALL (SELECT 'zone', zone_id, vintage, count(*), ${many}
          FROM ${TEMP.rt} WHERE zone_id IS NOT NULL GROUP BY zone_id, vintage ORDER BY vintage, zone_id)
      ))))`
}

/** Rows of `criterion_scores`: level, vintage, unit, then criteria in the order of the methodology. */
export function criterionScores(plan: Plan): string {
  const { criteria } = plan.methodology
  const each = (name: string) => unnest(criteria.map((_, i) => `${name}${i}`))
  const text = (pick: (criterion: Criterion) => string) => unnest(criteria.map((c) => sqlText(pick(c))))
  return `SELECT level, unit_id, vintage, ${text((c) => c.id)} AS criterion, ${text((c) => c.aspect)} AS aspect,
      ${text((c) => c.label.id)} AS label_id, ${text((c) => c.label.en)} AS label_en, ${text((c) => c.unit)} AS unit,
      ${each('volume')} AS volume, ${each('denominator')} AS denominator, ${each('percent')} AS percent,
      ${each('score')} AS score, ${each('least')} AS score_min, ${each('most')} AS score_max, ${each('flag')} AS flag
    FROM ${TEMP.units}`
}

/** Rows of `aspect_scores`: plain mean of the percents and sum of the scores, both NULL while a criterion is missing. */
export function aspectScores(plan: Plan): string {
  const { aspects, criteria, bands } = plan.methodology
  const own = aspects.map(({ id }) =>
    criteria.flatMap((criterion, i) => (criterion.aspect === id ? [i] : [])),
  )
  const sum = (name: string, k: number) => own[k]!.map((i) => `${name}${i}`).join(' + ')
  const mean = own.map((of, k) => `round((${sum('percent', k)}) / ${of.length}, ${PERCENT_DECIMALS})`)
  const text = (pick: (aspect: Methodology['aspects'][number]) => string) =>
    unnest(aspects.map((a) => sqlText(pick(a))))
  return `SELECT level, unit_id, vintage, ${text((a) => a.id)} AS aspect,
      ${text((a) => a.label.id)} AS label_id, ${text((a) => a.label.en)} AS label_en,
      ${unnest(mean)} AS percent_mean, ${unnest(own.map((_, k) => sum('score', k)))} AS score_sum,
      ${unnest(own.map((of) => String(of.length * bands.values[0]!.score)))} AS score_max_possible
    FROM ${TEMP.units}`
}

/** Several lists unnested side by side keep the order of the rows and of the lists, so that nothing has to be sorted. */
function unnest(items: string[]): string {
  return `unnest([${items.join(', ')}])`
}

/** Rows of `score_totals`; `stated` is a query that adds the zones of which only a stated total is known, or null. */
export function scoreTotals(plan: Plan, stated: string | null): string {
  const sum = (name: string) => plan.methodology.criteria.map((_, i) => `${name}${i}`).join(' + ')
  const computed = `SELECT level, unit_id, vintage, 'computed' AS score_source, ${sum('least')} AS score_min, ${sum('most')} AS score_max,
      completeness_pct, rt_count, ${HEADERS.join(', ')} FROM ${TEMP.units}`
  return `SELECT level, unit_id, vintage, ${sqlText(plan.methodology.id)} AS methodology, score_source,
      CASE WHEN score_min = score_max THEN score_min END AS score_total, score_min, score_max,
      CASE WHEN ind_class(score_min) = ind_class(score_max) THEN ind_class(score_min) END AS score_class,
      ind_class(score_min) AS score_class_min, ind_class(score_max) AS score_class_max,
      completeness_pct, rt_count, ${HEADERS.join(', ')}
    FROM (${stated === null ? computed : `${computed} UNION ALL BY NAME ${stated}`})
    ORDER BY level, vintage NULLS LAST, unit_id`
}
