import { parseExpression } from '../../../methodology/expression.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlName, sqlText } from '../../../store/index.ts'
import { percentDiffersSql } from './digits.ts'
import { PLACES } from './places.ts'
import { HEADERS, hasPercents, type Plan, perCriterion } from './plan.ts'

/** Rows of `rt_deficits` with the set they were scored by: `set_id`, and `assumed` where that is only the city's. */
export function deficitRows(deficits: string, cityMethodology: string): string {
  return `(SELECT *, coalesce(methodology, ${sqlText(cityMethodology)}) AS set_id, methodology IS NULL AS assumed FROM ${deficits})`
}

const finite = (sql: string) => `CASE WHEN isfinite(${sql}) THEN ${sql} END`

/** One row per RT and year with the volumes of the criteria beside one another, and where they come from. */
export function deficitsTable(plan: Plan, rows: string): string {
  const { methodology, mistaken } = plan
  const own = methodology.criteria.map(({ id }) => `criterion = ${sqlText(id)}`)
  // A number whose id means something else in the set it was probably scored by is not read.
  const untrusted = methodology.criteria.map(({ id }) => {
    const of = mistaken.flatMap(({ changed }, o) =>
      changed.includes(id) ? [`coalesce(m.other${o}, false)`] : [],
    )
    return of.length === 0 ? null : `(${of.join(' OR ')})`
  })
  const columns = own.flatMap((is, i) => {
    const read = untrusted[i] === null ? is : `${is} AND NOT ${untrusted[i]}`
    return [
      `max(volume) FILTER (${read}) AS volume${i}`,
      ...(plan.percents ? [`max(percent_stated) FILTER (${read}) AS percent${i}`] : []),
      ...(mistaken.length === 0
        ? []
        : [
            `coalesce(bool_or(${untrusted[i] ?? 'false'}) FILTER (${is} AND (volume IS NOT NULL OR percent_stated IS NOT NULL)), false) AS version${i}`,
          ]),
      ...(plan.oneRecord
        ? []
        : [
            `any_value(source_id) FILTER (${is}) AS source${i}`,
            `any_value(source_row) FILTER (${is}) AS row${i}`,
          ]),
    ]
  })
  const record = plan.oneRecord
    ? ['any_value(source_id) AS source_id', 'any_value(source_row) AS source_row']
    : []
  const join =
    mistaken.length === 0 ? '' : `LEFT JOIN ${plan.name.mistaken} m USING (rt_id, vintage, assumed)`
  return `CREATE OR REPLACE TEMP TABLE ${plan.name.deficits} AS
    SELECT rt_id, vintage, ${[...columns, ...record].join(', ')}
    FROM ${rows} ${join} WHERE set_id = ${sqlText(methodology.id)} GROUP BY rt_id, vintage`
}

/** One row per RT and year with the percents that the survey fills in. */
export function surveyTable(plan: Plan, surveyDeficits: string): string {
  const percents = plan.methodology.criteria.map(
    ({ id }, i) => `max(percent) FILTER (criterion = ${sqlText(id)}) AS survey${i}`,
  )
  return `CREATE OR REPLACE TEMP TABLE ${plan.name.survey} AS
    SELECT rt_id, vintage, ${percents.join(', ')} FROM ${surveyDeficits}
    WHERE status = 'fills' AND methodology = ${sqlText(plan.methodology.id)} GROUP BY rt_id, vintage`
}

/**
 * One row per RT and year: headers, units, and per criterion `known`, its volume, and `told`, the number of the volume
 * source; `given` is a percent that stands for itself, since a volume made from it could be rounded past a cut. An RT that
 * was scored by other sets alone is `foreign`: it counts above as one of which nothing is known.
 */
export function rtTable(plan: Plan, rows: string): string {
  const { methodology, name, denominatorOf } = plan
  const inner = methodology.criteria.flatMap(({ whole_when: rule }, i) => {
    const columns = [`${finite(`d.volume${i}`)} AS stated${i}`]
    if (plan.percents) columns.push(`${finite(`d.percent${i}`)} AS percent${i}`)
    if (plan.survey) columns.push(`${finite(`s.survey${i}`)} AS survey${i}`)
    if (plan.mistaken.length > 0) columns.push(`coalesce(d.version${i}, false) AS version${i}`)
    if (rule) {
      const [of, to] = [parseExpression(rule.ratio.of).sql('p'), parseExpression(rule.ratio.to).sql('p')]
      const ratio = `round(${of} / nullif(${to}, 0), ${PERCENT_DECIMALS})`
      columns.push(`coalesce(${to} > 0 AND ${ratio} >= ${rule.at_least[plan.sizeClass]}, false) AS dense${i}`)
    }
    return columns
  })
  const outer = methodology.criteria.flatMap(({ whole_when: rule, unit }, i) => {
    const den = `den${denominatorOf[i]}`
    const ofPercent = (percent: string) => `round(${percent} * ${den} / 100, ${PERCENT_DECIMALS})`
    const ways = [
      { when: `stated${i} IS NOT NULL`, volume: `stated${i}` },
      ...(plan.percents ? [{ when: `percent${i} IS NOT NULL`, volume: ofPercent(`percent${i}`) }] : [null]),
      ...(rule ? [{ when: `dense${i} AND ${den} IS NOT NULL`, volume: den }] : [null]),
      ...(plan.survey ? [{ when: `survey${i} IS NOT NULL`, volume: ofPercent(`survey${i}`) }] : [null]),
    ]
    const choose = (what: (way: { volume: string }, number: number) => string) =>
      `CASE ${ways.map((way, w) => (way === null ? '' : `WHEN ${way.when} THEN ${what(way, w + 1)}`)).join(' ')} END`
    const columns = [
      `${choose(({ volume }) => volume)} AS known${i}`,
      `(${choose((_, number) => String(number))})::UTINYINT AS told${i}`,
    ]
    if (hasPercents(plan)) {
      const percents = [plan.percents ? `percent${i}` : 'NULL', plan.survey ? `survey${i}` : 'NULL']
      const skip = rule
        ? `WHEN NOT ${plan.percents ? `percent${i} IS NOT NULL` : 'false'} AND dense${i} AND ${den} IS NOT NULL THEN NULL`
        : ''
      columns.push(
        `CASE WHEN stated${i} IS NOT NULL THEN NULL ${skip} ELSE coalesce(${percents.join(', ')}) END::DOUBLE AS given${i}`,
      )
    }
    if (plan.percents)
      columns.push(
        `coalesce(${percentDiffersSql(methodology, unit, `percent${i}`, `stated${i}`, den)}, false) AS differs${i}`,
      )
    if (plan.mistaken.length > 0) columns.push(`version${i}`)
    if (rule) {
      const percent = plan.percents ? ` OR (stated${i} IS NULL AND percent${i} < 100)` : ''
      columns.push(`coalesce(dense${i} AND (stated${i} < ${den}${percent}), false) AS under${i}`)
    }
    if (!plan.oneRecord) columns.push(`source${i}`, `row${i}`)
    return columns
  })
  const denominators = plan.denominators.map(
    (text, j) => `${finite(parseExpression(text).sql('p'))} AS den${j}`,
  )
  const traced = plan.oneRecord
    ? ['d.source_id AS source_id', 'd.source_row AS source_row']
    : perCriterion(plan, (i) => `d.source${i}, d.row${i}`)
  const places = `p.rt_id, p.vintage, p.zone_id, p.kawasan, p.kelurahan_code, p.kecamatan_code, p.is_summed, ${HEADERS.map((h) => `p.${sqlName(h)}`).join(', ')}, p.source_id AS header_source_id, p.source_row AS header_source_row`
  // Other sets' rows make an RT foreign; one without any rows at all is the city's, of which nothing is known yet.
  const foreign = plan.several
    ? `(d.rt_id IS NULL AND ${plan.survey ? 's.rt_id IS NULL AND ' : ''} (o.rt_id IS NOT NULL OR NOT ${plan.isCity}))`
    : 'false'
  const others = plan.several
    ? `LEFT JOIN (SELECT DISTINCT rt_id, vintage FROM ${rows} WHERE set_id <> ${sqlText(methodology.id)}) o USING (rt_id, vintage)`
    : ''
  const years = plan.isCity
    ? ''
    : `WHERE p.vintage IN (SELECT vintage FROM ${rows} WHERE set_id = ${sqlText(methodology.id)})`
  const keep =
    'rt_id, vintage, zone_id, kawasan, kelurahan_code, kecamatan_code, header_source_id, header_source_row, is_foreign, is_summed'
  return `CREATE OR REPLACE TEMP TABLE ${name.rt} AS
    SELECT ${keep}, ${[...HEADERS, ...plan.denominators.map((_, j) => `den${j}`), ...(plan.oneRecord ? ['source_id', 'source_row'] : []), ...outer].join(', ')}
    FROM (
      SELECT ${places}, ${foreign} AS is_foreign, ${[...traced, ...denominators, ...inner].join(', ')}
      FROM ${PLACES} p
      LEFT JOIN ${name.deficits} d USING (rt_id, vintage)
      ${plan.survey ? `LEFT JOIN ${name.survey} s USING (rt_id, vintage)` : ''}
      ${others} ${years}
    )
    ORDER BY vintage, rt_id`
}
