import type { City } from '../city.ts'
import { UserError } from '../errors.ts'
import { loadMethodology, type Methodology } from '../methodology/methodology.ts'
import { isKnownScore } from '../values/latest-score.ts'
import { areasOf } from './areas.ts'
import { criterionTrace } from './criterion.ts'
import { densityOf } from './density.ts'
import type { Unit } from './find-unit.ts'
import { findingsOf } from './findings.ts'
import { householdsOf } from './households.ts'
import { holds, type Member, membersOf } from './members.ts'
import { numbersAsked } from './numbers/asked.ts'
import { figureRules } from './numbers/figures.ts'
import { type NumberTrace, numberTraces } from './numbers/number-traces.ts'
import { numberRules } from './numbers/rules.ts'
import { outsideTotal } from './outside-total.ts'
import { sourceOf } from './records.ts'
import { ruleSource } from './rule-source.ts'
import { criteriaOf, type TotalRow, totalsOf, totalTrace } from './scores.ts'
import type { StageTables } from './stage-tables.ts'
import type { CriterionRow, FindingTrace, OutsideTrace, RecordTrace, Trace, UnitFacts } from './trace.ts'
import { unitFacts } from './unit-facts.ts'
import { yearsOf } from './years.ts'

/** What is asked of a unit. */
export interface Question {
  criterion?: string
  /** One of `schemas/numbers.yaml`, with its key where there are several: `distance_m:pasar`. */
  number?: string
  vintage?: number
  methodology?: string
}

/** Everything of a trace that is read for any unit, and what the further parts of it are made from. */
export interface UnitTrace {
  trace: Omit<Trace, 'stale' | 'households' | 'number_rules' | 'figures' | 'files' | 'findings' | 'criterion'>
  methodology: Methodology
  members: ReadonlyMap<string, Member>
}

/**
 * The way from the records to the numbers of one unit, read from the tables of the stages.
 * @param units every unit of the city, for names
 * @param stale stages that would run, were the city built now
 * @throws UserError `usage` for a year, methodology or criterion the unit does not have; `config` for a methodology whose file is
 * not as it must be.
 */
export async function makeTrace(
  tables: StageTables,
  city: City,
  unit: Unit,
  units: readonly Unit[],
  question: Question,
  stale: string[],
): Promise<Trace> {
  if (question.criterion !== undefined && question.number !== undefined) {
    throw new UserError('usage', {
      what: 'one way is told at a time: that of a criterion, or that of a number',
      got: `--criterion ${question.criterion} --number ${question.number}`,
      expected: 'one of the two',
    })
  }
  const { trace, methodology, members } = await unitTrace(tables, city, unit, units, question)
  const { criteria, vintage } = trace
  const row = criterionAsked(methodology, criteria, question.criterion)
  const numbers = await numbersAsked(
    trace.numbers,
    question.number,
    question.vintage === undefined
      ? null
      : {
          vintage: question.vintage,
          numbers: async () =>
            (await unitTrace(tables, city, unit, units, { methodology: question.methodology })).trace.numbers,
        },
  )
  return {
    ...trace,
    ...(await numbersOf(tables, city, numbers)),
    stale,
    households: await householdsOf(tables, unit, city.privacy.k),
    findings: await concerning(tables, unit, trace.unit.record, criteria, members, vintage),
    criterion:
      row === null
        ? null
        : await criterionTrace({ tables, city, methodology, unit, vintage, members }, row, criteria),
  }
}

/** The trace of a unit without its households, findings and the way of a criterion. @throws UserError as {@link makeTrace} */
export async function unitTrace(
  tables: StageTables,
  city: City,
  unit: Unit,
  units: readonly Unit[],
  question: Omit<Question, 'criterion'> = {},
): Promise<UnitTrace> {
  const totals = await totalsOf(tables, unit)
  const name = methodologyAsked(city, totals, question.methodology)
  const methodology = await tables.once(`methodology ${name}`, async () => loadMethodology(name))
  const own = totals.filter((row) => (row.methodology ?? methodology.id) === methodology.id)
  const total = totalAsked(own, totals, question.vintage)
  const vintage = total === null ? (question.vintage ?? null) : total.vintage
  const members = await membersOf(tables, vintage)
  const facts = await unitFacts(tables, city, unit, vintage, members, units)
  const trace: UnitTrace['trace'] = {
    format: 'petakumuh-explain/1',
    city: { name: city.name, code: city.code, title: city.title },
    unit: facts,
    vintage,
    vintages: own.map((one) => one.vintage),
    methodology: {
      id: methodology.id,
      title: methodology.title,
      source: ruleSource(methodology, methodology),
    },
    total: total === null ? null : totalTrace(methodology, total),
    criteria: await criteriaOf(tables, methodology, unit, vintage),
    cuts: methodology.bands.values.map(({ min_pct, score }) => ({ min_pct, score })),
    units: Object.entries(methodology.units).map(([name, { label }]) => ({ unit: name, label })),
    bands_source: ruleSource(methodology, methodology.bands),
    ...(await measuresOf(tables, city, methodology, unit, facts)),
    outside: await outsideOf(tables, methodology, unit, members),
    years: await yearsOf(tables, methodology, unit, own),
    numbers: await numberTraces({
      ...{ tables, city, methodology, unit, vintage, asked: question.vintage ?? null },
      decree_number: facts.decree?.decree_number ?? null,
    }),
  }
  return { trace, methodology, members }
}

/** Numbers with their rules, and the files that those and their parts name. */
async function numbersOf(
  tables: StageTables,
  city: City,
  numbers: NumberTrace[],
): Promise<Pick<Trace, 'numbers' | 'number_rules' | 'figures' | 'files'>> {
  const told = new Set(numbers.map(({ number }) => number))
  const number_rules = numberRules(city).filter(({ id }) => told.has(id))
  const figures = figureRules(city, numbers)
  const named = [
    ...number_rules.flatMap(({ files }) => files),
    ...Object.values(figures).flatMap((of) => Object.values(of.figures).flatMap(({ files }) => files)),
    ...numbers.flatMap(({ parts }) => parts.flatMap(({ source_id }) => source_id ?? [])),
  ]
  const files: Trace['files'] = []
  for (const source_id of new Set(named))
    files.push({ source_id, ...(await sourceOf(tables, city, source_id)) })
  return { numbers, number_rules, figures, files }
}

/** Areas and densities, of a zone alone. */
async function measuresOf(
  tables: StageTables,
  city: City,
  methodology: Methodology,
  { level, unit_id }: Unit,
  { decree, record }: UnitFacts,
): Promise<Pick<Trace, 'areas' | 'density'>> {
  if (level !== 'zone') return { areas: null, density: null }
  return {
    areas: decree === null ? null : await areasOf(tables, city, unit_id, decree.decree_number, record),
    density: await densityOf(tables, city, methodology, unit_id),
  }
}

function methodologyAsked(city: City, totals: readonly TotalRow[], asked: string | undefined): string {
  if (asked === undefined) return city.methodology
  const there = [...new Set(totals.map((row) => row.methodology ?? city.methodology))].sort()
  if (there.includes(asked)) return asked
  throw new UserError('usage', {
    what: 'the unit has no score by this methodology',
    where: { file: 'stages/5-indicators/score_totals.parquet', field: 'methodology' },
    got: asked,
    expected: there.length === 0 ? 'none: the unit has no score' : `one of ${there.join(', ')}`,
  })
}

/**
 * The latest total, or that of the year asked for; null for a unit without a score.
 * @param all totals by every methodology, to say which of them has the year
 */
function totalAsked(
  totals: readonly TotalRow[],
  all: readonly TotalRow[],
  vintage: number | undefined,
): TotalRow | null {
  if (vintage === undefined) return totals.findLast(isKnownScore) ?? totals.at(-1) ?? null
  const found = totals.find((row) => row.vintage === vintage)
  if (found !== undefined) return found
  const other = all.find((row) => row.vintage === vintage)?.methodology
  const years = totals.flatMap((row) => (row.vintage === null ? [] : [row.vintage]))
  throw new UserError('usage', {
    what: 'the unit has no score of this year',
    where: { file: 'stages/5-indicators/score_totals.parquet', field: 'vintage' },
    got: String(vintage),
    expected: years.length === 0 ? 'none: the unit has no score' : `one of ${years.join(', ')}`,
    next: other ? `it was scored by other criteria: add --methodology ${other}` : undefined,
  })
}

function criterionAsked(
  methodology: Methodology,
  criteria: readonly CriterionRow[],
  asked: string | undefined,
): CriterionRow | null {
  if (asked === undefined) return null
  const ids = methodology.criteria.map((criterion) => criterion.id)
  const wanted = ids.find((id) => id.toLowerCase() === asked.trim().toLowerCase())
  if (wanted === undefined) {
    throw new UserError('usage', {
      what: `${methodology.id} has no such criterion`,
      got: asked,
      expected: `one of ${ids.join(', ')}`,
    })
  }
  const row = criteria.find((one) => one.criterion === wanted)
  if (row !== undefined) return row
  throw new UserError('usage', {
    what: 'no volumes of this unit are known: it has no score of its criteria',
    where: { file: 'stages/5-indicators/criterion_scores.parquet', field: 'criterion' },
    got: wanted,
    next: 'ask without --criterion, which says what is known and what was found',
  })
}

async function outsideOf(
  tables: StageTables,
  methodology: Methodology,
  unit: Unit,
  members: ReadonlyMap<string, Member>,
): Promise<OutsideTrace | null> {
  const zone = unit.level === 'zone' ? unit.unit_id : (members.get(unit.unit_id)?.zone_id ?? null)
  if (zone === null) return null
  const totals = await totalsOf(tables, { level: 'zone', unit_id: zone, names: [] })
  return outsideTotal(tables, methodology, zone, async (vintage) => {
    const found = totals.find(
      (row) => row.vintage === vintage && (row.methodology ?? methodology.id) === methodology.id,
    )
    return found?.score_class ?? null
  })
}

/** Findings about the unit, its RT and the records of its numbers. */
function concerning(
  tables: StageTables,
  { level, unit_id, names }: Unit,
  record: RecordTrace | null,
  criteria: readonly CriterionRow[],
  members: ReadonlyMap<string, Member>,
  vintage: number | null,
): Promise<FindingTrace[]> {
  const codes = new Set(level === 'kawasan' ? [unit_id, ...names] : [unit_id])
  const rt = new Set(level === 'rt' ? [unit_id] : [])
  if (level !== 'city')
    for (const member of members.values()) if (holds(level, unit_id, member)) rt.add(member.rt_id)
  const records = criteria.flatMap(({ source_id, source_row }) =>
    source_id === null || source_row === null ? [] : [{ table: 'rt_deficits', source_id, source_row }],
  )
  return findingsOf(tables, { level, codes, rt }, record === null ? records : [record, ...records], vintage)
}
