import type { OtherSet } from '../../../methodology/criteria-version.ts'
import type { Methodology, WholeWhen } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { percentSql, scoreSql } from '../../../methodology/score-sql.ts'
import { sqlText } from '../../../store/index.ts'

/** Columns of rt_profiles that are reported beside the score. */
export const HEADERS = ['area_ha_verified', 'buildings', 'population', 'families'] as const

/** Where the volume of an RT comes from, in the order in which they win; numbered from 1 in the temporary tables. */
export const VOLUME_SOURCES = ['stated', 'stated percent', 'density rule', 'survey'] as const

/** What the rows of a city hold of a set of criteria; columns that nothing would fill are not made. */
export interface PlanFacts {
  /** Some row states a percent. */
  percents: boolean
  /** Some volume is filled from the survey. */
  survey: boolean
  /** Rows declare more than one set, so that an RT may be scored by another one alone. */
  several: boolean
  /** Every RT-year has its volumes from one record. */
  oneRecord: boolean
  /** The sets whose ids were met among the rows of this one. */
  mistaken: OtherSet[]
  /** Some |volume| or denominator reaches a milliard. */
  huge: boolean
}

/** What the queries need to know of a methodology, numbered: criteria by position, denominators without repetition. */
export interface Plan extends PlanFacts {
  methodology: Methodology
  /** It is the set the city is scored by; rows that declare none are its. */
  isCity: boolean
  sizeClass: keyof WholeWhen['at_least']
  denominators: string[]
  /** Denominator of each criterion, as an index. */
  denominatorOf: number[]
  /** Names of its temporary tables and macros. */
  name: Record<
    'deficits' | 'mistaken' | 'survey' | 'rt' | 'sums' | 'units' | 'percent' | 'score' | 'most' | 'class',
    string
  >
}

/** @param number keeps the temporary tables of several plans apart; 0 is the city's. */
export function planOf(
  methodology: Methodology,
  sizeClass: Plan['sizeClass'],
  number: number,
  facts: PlanFacts,
): Plan {
  const denominators = [...new Set(methodology.criteria.map((criterion) => criterion.denominator))]
  const own = (noun: string) => `ind_${noun}_${number}`
  return {
    ...{ methodology, isCity: number === 0, sizeClass, denominators, ...facts },
    denominatorOf: methodology.criteria.map((criterion) => denominators.indexOf(criterion.denominator)),
    name: {
      ...{ deficits: own('deficits'), mistaken: own('mistaken'), survey: own('survey'), rt: own('rt') },
      ...{ sums: own('sums'), units: own('units') },
      ...{ percent: own('percent'), score: own('score'), most: own('most'), class: own('class') },
    },
  }
}

/** A piece of SQL per criterion: its position and that of its denominator. */
export function perCriterion(plan: Plan, sql: (i: number, j: number) => string): string[] {
  return plan.methodology.criteria.map((_, i) => sql(i, plan.denominatorOf[i]!))
}

/** Whether some percent is known without its denominator having to be. */
export function hasPercents(plan: Plan): boolean {
  return plan.percents || plan.survey
}

/** Percent, score and class as functions of SQL. */
export function macros({
  methodology,
  name,
}: {
  methodology: Methodology
  name: Pick<Plan['name'], 'percent' | 'score' | 'most' | 'class'>
}): string[] {
  const classes = methodology.classes.values.map(
    (c) => `WHEN t BETWEEN ${c.min} AND ${c.max} THEN ${sqlText(c.code)}`,
  )
  const ratio = `round(100 * v / d, ${PERCENT_DECIMALS})`
  return [
    `MACRO ${name.percent}(v, d) AS ${percentSql(methodology, 'v', 'd')}`,
    `MACRO ${name.score}(p) AS ${scoreSql(methodology, 'p')}`,
    `MACRO ${name.class}(t) AS CASE ${classes.join(' ')} END`,
    // An unknown denominator may be as small as one likes: then only the known ones divide. An RT that lacks both numbers
    // may be deficient as a whole.
    `MACRO ${name.most}(v, d, absent, unknown) AS CASE
       WHEN NOT absent THEN ${name.percent}(v, d)
       ELSE greatest(CASE WHEN v <= 0 THEN 0 WHEN d = 0 THEN 'Infinity'::DOUBLE ELSE ${ratio} END,
                     CASE WHEN unknown THEN 100 ELSE 0 END, ${methodology.zero_denominator.percent}) END`,
  ].map((macro) => `CREATE OR REPLACE TEMP ${macro}`)
}
