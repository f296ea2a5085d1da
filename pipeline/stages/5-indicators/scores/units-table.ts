import { sqlText } from '../../../store/index.ts'
import { LEVELS, type PlaceLevel } from './places.ts'
import { HEADERS, hasPercents, type Plan, perCriterion, VOLUME_SOURCES } from './plan.ts'

/**
 * Sums are taken over exact decimals: a floating sum depends on the order in which threads meet the rows, and splitting
 * an RT in two could move a percent across a cut. Nine decimals are 10 square millimetres of a hectare. The narrow type is
 * added up three times as fast and holds all but absurd numbers.
 */
function exact(plan: Plan, sql: string): string {
  return `(${sql})::DECIMAL(${plan.huge ? 38 : 18}, 9)`
}

interface Sum {
  name: string
  sql: string
  /** How the sums of parts become that of the whole. */
  how: 'sum' | 'min' | 'max'
}

const column = (name: string, sql: string, how: Sum['how'] = 'sum'): Sum => ({ name, sql, how })

/** What is added up of one criterion: volumes, and how many RT lack what. */
function sumsOf(plan: Plan, i: number): Sum[] {
  const [den, given] = [`den${plan.denominatorOf[i]}`, `given${i}`]
  const neither = `known${i} IS NULL AND ${den} IS NULL`
  const sums = [
    column(`known${i}`, `sum(${exact(plan, `known${i}`)})`),
    column(`open${i}`, `sum(${exact(plan, `CASE WHEN known${i} IS NULL THEN ${den} END`)})`),
    column(`known_count${i}`, `count(known${i})`),
    column(`whole_count${i}`, `count(*) FILTER (known${i} IS NOT NULL AND ${den} IS NOT NULL)`),
  ]
  if (!hasPercents(plan)) sums.push(column(`unknown_count${i}`, `count(*) FILTER (${neither})`))
  else {
    // A percent without its denominator adds nothing, but the percent of the sum lies between the percents of its parts.
    const bare = `FILTER (${neither} AND ${given} IS NOT NULL)`
    sums.push(
      column(`unknown_count${i}`, `count(*) FILTER (${neither} AND ${given} IS NULL)`),
      column(`bare_count${i}`, `count(*) ${bare}`),
      column(`bare_least${i}`, `min(${given}) ${bare}`, 'min'),
      column(`bare_most${i}`, `max(${given}) ${bare}`, 'max'),
      column(given, `max(${given})`, 'max'),
    )
  }
  if (plan.mistaken.length > 0) sums.push(column(`version_count${i}`, `count(*) FILTER (version${i})`))
  return sums
}

/**
 * Sums of every unit above the RT: first of RT that share all their units, then of these by one GROUPING SETS, so that
 * the RT are met once however many levels there are. A unit of which every RT is foreign has no row.
 */
export function sumsTable(plan: Plan): string {
  const places = Object.values(LEVELS).join(', ')
  const sums = [
    column('rt_count', 'count(*)'),
    ...(plan.several ? [column('own_count', 'count(*) FILTER (NOT is_foreign)')] : []),
    ...HEADERS.flatMap((name) => [
      column(name, `sum(${exact(plan, name)})`),
      column(`${name}_count`, `count(${name})`),
    ]),
    ...plan.denominators.flatMap((_, j) => [
      column(`den${j}`, `sum(${exact(plan, `den${j}`)})`),
      column(`den_count${j}`, `count(den${j})`),
    ]),
    ...plan.methodology.criteria.flatMap((_, i) => sumsOf(plan, i)),
  ]
  const first = sums.map(({ name, sql }) => `${sql} AS ${name}`)
  const total = sums.map(({ name, how }) => `${how}(${name}) AS ${name}`)
  const levels = Object.entries(LEVELS) as [PlaceLevel, string][]
  const level = levels.map(([one, column]) => `WHEN GROUPING(${column}) = 0 THEN ${sqlText(one)}`)
  const unit = levels.map(([, column]) => `WHEN GROUPING(${column}) = 0 THEN ${column}`)
  const own = plan.several ? 'AND sum(own_count) > 0' : ''
  return `CREATE OR REPLACE TEMP TABLE ${plan.name.sums} AS
    WITH together AS (
      SELECT vintage, ${places}, ${first.join(', ')} FROM ${plan.name.rt} WHERE is_summed GROUP BY vintage, ${places}
    )
    SELECT CASE ${level.join(' ')} ELSE 'city' END AS level, CASE ${unit.join(' ')} END AS unit_id, vintage, ${total.join(', ')}
    FROM together
    GROUP BY GROUPING SETS ((vintage), ${levels.map(([, column]) => `(vintage, ${column})`).join(', ')})
    HAVING (level = 'city' OR unit_id IS NOT NULL) ${own}
    ORDER BY level, vintage, unit_id`
}

/** The columns that percents and scores are made from, of an RT by itself. */
function rtNumbers(plan: Plan): string[] {
  return [
    ...plan.denominators.map((_, j) => `coalesce(den${j}, 0) AS den${j}, den${j} IS NULL AS absent${j}`),
    ...perCriterion(plan, (i, j) =>
      [
        `coalesce(known${i}, 0) AS known${i}, CASE WHEN known${i} IS NULL THEN den${j} END AS open${i}`,
        `known${i} IS NOT NULL AS counted${i}`,
        `known${i} IS NULL AND den${j} IS NULL AS unknown${i}, told${i}`,
        ...(hasPercents(plan)
          ? [
              `given${i}, den${j} IS NULL AS absent_of${i}, true AS rest${i}, NULL::DOUBLE AS bare_least${i}, NULL::DOUBLE AS bare_most${i}`,
              `((known${i} IS NULL OR den${j} IS NULL) AND given${i} IS NULL)::BIGINT AS missing${i}`,
            ]
          : [`(known${i} IS NULL OR den${j} IS NULL)::BIGINT AS missing${i}`]),
        plan.percents ? `differs${i}` : '',
        plan.mistaken.length > 0 ? `version${i}` : '',
        isDensityRuled(plan, i) ? `under${i}` : '',
        plan.oneRecord ? '' : `source${i}, row${i}`,
      ]
        .filter((sql) => sql !== '')
        .join(', '),
    ),
    'header_source_id, header_source_row',
    ...(plan.oneRecord ? ['source_id, source_row'] : []),
  ]
}

/** The same columns of a unit that holds several RT, from their sums. */
function sumNumbers(plan: Plan): string[] {
  return [
    ...plan.denominators.map(
      (_, j) => `coalesce(den${j}, 0)::DOUBLE AS den${j}, den_count${j} < rt_count AS absent${j}`,
    ),
    ...perCriterion(plan, (i, j) =>
      [
        `coalesce(known${i}, 0)::DOUBLE AS known${i}, open${i}::DOUBLE AS open${i}`,
        `known_count${i} = rt_count AS counted${i}`,
        `unknown_count${i} > 0 AS unknown${i}, NULL::UTINYINT AS told${i}`,
        ...(hasPercents(plan)
          ? [
              // Of one RT alone its own percent stands for the whole.
              `CASE WHEN rt_count = 1 THEN given${i} END AS given${i}`,
              `rt_count - den_count${j} > bare_count${i} AS absent_of${i}, rt_count > bare_count${i} AS rest${i}, bare_least${i}, bare_most${i}`,
              `CASE WHEN rt_count = 1 AND given${i} IS NOT NULL THEN 0 ELSE rt_count - whole_count${i} END::BIGINT AS missing${i}`,
            ]
          : [`(rt_count - whole_count${i})::BIGINT AS missing${i}`]),
        plan.percents ? `false AS differs${i}` : '',
        plan.mistaken.length > 0 ? `version_count${i} > 0 AS version${i}` : '',
        isDensityRuled(plan, i) ? `false AS under${i}` : '',
        plan.oneRecord ? '' : `NULL::VARCHAR AS source${i}, NULL::BIGINT AS row${i}`,
      ]
        .filter((sql) => sql !== '')
        .join(', '),
    ),
    'NULL::VARCHAR AS header_source_id, NULL::BIGINT AS header_source_row',
    ...(plan.oneRecord ? ['NULL::VARCHAR AS source_id, NULL::BIGINT AS source_row'] : []),
  ]
}

function isDensityRuled(plan: Plan, i: number): boolean {
  return plan.methodology.criteria[i]!.whole_when !== undefined
}

/** Every unit of every level with volume, percent, score and interval of each criterion; levels in alphabetical order. */
export function unitsTable(plan: Plan, cityCode: string): string {
  const { name, methodology } = plan
  const percented = hasPercents(plan)
  const integer = (header: string) => (header === 'area_ha_verified' ? 'DOUBLE' : 'BIGINT')
  const count = methodology.criteria.length
  const rt = `SELECT 'rt' AS level, rt_id AS unit_id, vintage, 1::BIGINT AS rt_count,
      ${HEADERS.map((header) => `${header}::${integer(header)} AS ${header}`).join(', ')}, ${rtNumbers(plan).join(', ')}
    FROM ${name.rt} ${plan.several ? 'WHERE NOT is_foreign' : ''}`
  const sums = (
    levels: string,
  ) => `SELECT level, coalesce(unit_id, ${sqlText(cityCode)}) AS unit_id, vintage, rt_count::BIGINT AS rt_count,
      ${HEADERS.map((header) => `CASE WHEN ${header}_count = rt_count THEN ${header}::${integer(header)} END AS ${header}`).join(', ')},
      ${sumNumbers(plan).join(', ')}
    FROM ${name.sums} WHERE level ${levels}`
  const percents = perCriterion(plan, (i, j) => {
    const absent = percented ? `absent_of${i}` : `absent${j}`
    const low = `CASE WHEN NOT ${absent} THEN ${name.percent}(known${i}, den${j}) ELSE 0 END`
    const high = `${name.most}(known${i} + coalesce(open${i}, 0), den${j}, ${absent}, unknown${i})`
    if (!percented) return `${low} AS low${i}, CASE WHEN missing${i} > 0 THEN ${high} END AS high${i}`
    return `coalesce(given${i}, least(CASE WHEN rest${i} THEN ${low} END, bare_least${i})) AS low${i},
      CASE WHEN missing${i} > 0 THEN greatest(CASE WHEN rest${i} THEN ${high} END, bare_most${i}) END AS high${i}`
  })
  const least = perCriterion(plan, (i) => `${name.score}(low${i}) AS least${i}`)
  const sources = VOLUME_SOURCES.map(
    (source, s) => `WHEN told${'{i}'} = ${s + 1} THEN ${sqlText(source)}`,
  ).join(' ')
  const each = perCriterion(plan, (i, j) => {
    const flags = [
      plan.mistaken.length > 0 ? `WHEN version${i} AND missing${i} > 0 THEN 'criteria version'` : '',
      `WHEN missing${i} > 0 THEN 'missing'`,
      `WHEN NOT absent${j} AND den${j} = 0 THEN 'denominator zero'`,
      `WHEN low${i} < 0 THEN 'volume negative'`,
      `WHEN NOT absent${j} AND known${i} > den${j} THEN 'volume over denominator'`,
      isDensityRuled(plan, i) ? `WHEN under${i} THEN 'volume under density rule'` : '',
      plan.percents ? `WHEN differs${i} THEN 'percent differs'` : '',
    ]
    const told = sources.replaceAll('{i}', String(i))
    const traced = plan.oneRecord ? ['source_id', 'source_row'] : [`source${i}`, `row${i}`]
    const trace = (own: string, header: string) =>
      `CASE WHEN told${i} <= 2 THEN ${own} WHEN told${i} = 3 THEN ${header} END`
    return `CASE WHEN counted${i} THEN known${i} END AS volume${i},
      CASE ${told} WHEN counted${i} AND level <> 'rt' THEN 'sum' END AS told_by${i},
      CASE WHEN NOT absent${j} THEN den${j} END AS denominator${i},
      CASE WHEN missing${i} = 0 THEN low${i} END AS percent${i},
      least${i},
      CASE WHEN missing${i} = 0 THEN least${i} ELSE ${name.score}(high${i}) END AS most${i},
      CASE WHEN missing${i} = 0 THEN least${i} END AS score${i},
      CASE ${flags.join(' ')} END AS flag${i},
      ${trace(traced[0]!, 'header_source_id')} AS source_id${i}, ${trace(traced[1]!, 'header_source_row')} AS source_row${i}`
  })
  const missing = perCriterion(plan, (i) => `missing${i}`).join(' + ')
  return `CREATE OR REPLACE TEMP TABLE ${name.units} AS
    SELECT level, unit_id, vintage, rt_count, ${HEADERS.join(', ')}, header_source_id, header_source_row,
      round(100 * (1 - (${missing})::DOUBLE / (${count} * rt_count)), 6) AS completeness_pct, ${each.join(', ')}
    FROM (SELECT *, ${least.join(', ')} FROM (SELECT *, ${percents.join(', ')} FROM (
      (${sums("< 'rt'")} ORDER BY level, vintage, unit_id)
      UNION ALL BY NAME (${rt})
      UNION ALL BY NAME (${sums("> 'rt'")} ORDER BY level, vintage, unit_id)
    )))`
}
