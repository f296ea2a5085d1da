import type { City } from '../city.ts'
import { parseExpression } from '../methodology/expression.ts'
import type { Criterion, Methodology } from '../methodology/methodology.ts'
import { percentOf } from '../methodology/score.ts'
import { type Text, tableSchema } from '../store/index.ts'
import type { Unit } from './find-unit.ts'
import { intervalOf } from './interval.ts'
import type { Member } from './members.ts'
import { recordOf } from './records.ts'
import { ruleSource } from './rule-source.ts'
import type { StageTables } from './stage-tables.ts'
import { sumOf } from './sum.ts'
import { surveyOf } from './survey.ts'
import type { BandTrace, CriterionRow, CriterionTrace, PercentTrace, RecordTrace } from './trace.ts'
import { worksOf } from './works.ts'

interface Asked {
  tables: StageTables
  city: City
  methodology: Methodology
  unit: Unit
  vintage: number | null
  members: ReadonlyMap<string, Member>
}

/** A criterion may carry the words of its test. */
type Tested = Criterion & { test?: Text & { source: string; confidence: 'high' | 'medium' | 'low' } }

/**
 * The whole way of one criterion of a unit.
 * @param rows every criterion of the unit, the one asked for among them
 */
export async function criterionTrace(
  asked: Asked,
  row: CriterionRow,
  rows: readonly CriterionRow[],
): Promise<CriterionTrace> {
  const { tables, city, methodology, unit, vintage, members } = asked
  const criterion: Tested = methodology.criteria.find((one) => one.id === row.criterion)!
  const atRt = unit.level === 'rt'
  const key = { rt_id: unit.unit_id, vintage }
  const profile = atRt ? await recordOf(tables, city, 'rt_profiles', key) : null
  const surveyed = atRt && profile === null ? await surveyHeader(tables, key) : null
  const stated = atRt
    ? await recordOf(tables, city, 'rt_deficits', { ...key, criterion: row.criterion, ...place(row) })
    : null
  const sum = atRt ? null : await sumOf(asked, row, members)
  const others = rows.filter((one) => one !== row)
  const { percent } = row
  return {
    ...row,
    aspect_label: methodology.aspects.find((aspect) => aspect.id === row.aspect)?.label ?? {
      id: row.aspect,
      en: row.aspect,
    },
    unit_label: methodology.units[row.unit]?.label ?? { id: row.unit, en: row.unit },
    definition: ruleSource(methodology, criterion),
    test: criterion.test
      ? { id: criterion.test.id, en: criterion.test.en, ...ruleSource(methodology, criterion.test) }
      : null,
    denominator_expression: criterion.denominator,
    denominator_values: atRt ? denominatorValues(criterion, (name) => numberOf(name, profile, surveyed)) : [],
    denominator_from: profile !== null ? 'profile' : surveyed !== null ? 'survey' : null,
    volume_record: stated,
    denominator_record: profile,
    density_rule: densityRule(methodology, criterion, city, (name) => numberOf(name, profile, surveyed)),
    survey: atRt ? await surveyOf(tables, methodology, key, row.criterion, city.privacy.k) : null,
    sum,
    calculation: calculation(methodology, row),
    interval: percent === null ? intervalOf(methodology, row, sum) : null,
    band: percent === null ? null : bandOf(methodology, percent),
    others: {
      score_min: total(others, 'score_min'),
      score_max: total(others, 'score_max'),
    },
    works: await worksOf(tables, unit, methodology, row.criterion),
  }
}

/** The record the row names; tables built before rows named theirs have one of the RT, year and criterion. */
function place({ source_id, source_row }: CriterionRow): Record<string, string | number> {
  return source_id === null || source_row === null ? {} : { source_id, source_row }
}

function total(rows: readonly CriterionRow[], name: 'score_min' | 'score_max'): number {
  return rows.reduce((sum, row) => sum + (row[name] ?? 0), 0)
}

/** The columns an expression names with their values. */
function denominatorValues(
  criterion: Criterion,
  valueIn: (column: string) => number | null,
): CriterionTrace['denominator_values'] {
  const columns = tableSchema('rt_profiles').columns
  return parseExpression(criterion.denominator).columns.map((name) => {
    const { title, unit } = columns.find((column) => column.name === name)!
    return { column: name, title, unit, value: valueIn(name) }
  })
}

type Header = Record<string, string | number | null>

/** Headers that the survey gives an RT without a profile of the year. */
async function surveyHeader(
  tables: StageTables,
  { rt_id, vintage }: { rt_id: string; vintage: number | null },
): Promise<Header | null> {
  const columns = ['rt_id', 'vintage', 'population', 'families', 'buildings', 'area_ha_verified']
  const [row] = await tables.rows<Header>('5-indicators', 'survey_profiles', columns, {
    where: 'rt_id = ? AND vintage IS NOT DISTINCT FROM ?',
    parameters: [rt_id, vintage],
  })
  return row ?? null
}

function numberOf(column: string, profile: RecordTrace | null, surveyed: Header | null): number | null {
  const value = profile?.values.find((one) => one.column === column)?.value ?? surveyed?.[column]
  return typeof value === 'number' ? value : null
}

function densityRule(
  methodology: Methodology,
  { whole_when: rule }: Criterion,
  { size_class }: City,
  valueIn: (column: string) => number | null,
): CriterionTrace['density_rule'] {
  if (rule === undefined) return null
  const limit = rule.at_least[size_class]
  const [of, to] = [valueIn(rule.ratio.of), valueIn(rule.ratio.to)]
  return {
    rule: {
      id: `${rule.ratio.of} / ${rule.ratio.to} sekurangnya ${limit} ${rule.ratio.unit} (kota ${size_class}): seluruh ${rule.ratio.to} dihitung`,
      en: `${rule.ratio.of} / ${rule.ratio.to} of at least ${limit} ${rule.ratio.unit} (city of class ${size_class}): the whole ${rule.ratio.to} counts`,
    },
    ratio: of === null || to === null || to <= 0 ? null : of / to,
    limit,
    source: ruleSource(methodology, rule),
  }
}

/** A percent that stands for itself, and of which the volume is made. */
const GIVEN = new Set(['stated percent', 'survey'])

/** The arithmetic of a percent that is known; null where volume or denominator is not. */
function calculation(methodology: Methodology, row: CriterionRow): PercentTrace | null {
  const { volume, denominator, percent, volume_source } = row
  if (volume === null || denominator === null || percent === null) return null
  const given = GIVEN.has(volume_source ?? '')
  return {
    volume,
    denominator,
    percent: given ? percent : percentOf(methodology, volume, denominator),
    arithmetic: given ? `${percent} x ${denominator} / 100` : `100 x ${volume} / ${denominator}`,
    volume_from_percent: given,
    zero_rule: denominator === 0 && !given ? ruleSource(methodology, methodology.zero_denominator) : null,
  }
}

/** The band a percent reaches and the next higher one; bands stand highest first. */
function bandOf(methodology: Methodology, percent: number): BandTrace {
  const bands = methodology.bands.values
  const found = bands.findIndex((band) => percent >= band.min_pct)
  const at = found < 0 ? bands.length - 1 : found
  const { min_pct, score, printed } = bands[at]!
  const next = at === 0 ? null : bands[at - 1]!
  return {
    reached: { min_pct, score, printed: printed ?? null },
    next: next === null ? null : { min_pct: next.min_pct, score: next.score },
    source: ruleSource(methodology, methodology.bands),
  }
}
