import { ruleSource } from '../../../explain/rule-source.ts'
import type { RecordTrace, RuleSource } from '../../../explain/trace.ts'
import type { ZoneTrace } from '../../../explain/zone-traces.ts'
import { publishedNumber } from '../../../layers/published-number.ts'
import { parseExpression } from '../../../methodology/expression.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { Sourced } from '../../../methodology/read.ts'
import { type Text, tableSchema } from '../../../store/index.ts'
import { LEAST_GROUND_INSIDE_PCT, MOST_BUILDINGS_ELSEWHERE_PCT } from '../../../values/density-limits.ts'
import {
  PART_COLUMNS,
  type PublishedTrace,
  type RuleRef,
  type TracedDensity,
  type TracedRecord,
  type TracedWay,
} from '../../../viewer/why-trace.ts'
import { Mentioned } from './mentioned.ts'
import { numberRows } from './numbers-file.ts'

/** What the trace of a release says of its zone beside what `petakumuh explain` says. */
export interface TraceFacts {
  methodology: Methodology
  synthetic: Text | null
  /** Title and file of a source, by its id; those that nobody knows have none. */
  source: (source_id: string) => { title: Text | null; path: string | null }
  /** Ids of the sources of the located buildings. */
  building_sources: readonly string[]
}

type File = PublishedTrace['files'][number]

/**
 * The trace of a zone as it is published: what is said many times, as sources of rules and files of records, stands once
 * and is pointed to, and the RT of a criterion are rows. `docs/reference/release.md` names the numbers that no table of the
 * release holds.
 */
export function traceFile(
  trace: ZoneTrace,
  { methodology, synthetic, source, building_sources }: TraceFacts,
): PublishedTrace {
  const files = new Mentioned<File>(({ source_id }) => source_id)
  const rules = new Mentioned<Text>(({ id, en }) => `${id}\n${en}`)
  const rule = ({ text, confidence }: RuleSource): RuleRef => ({ source: rules.at(text), confidence })
  const ofMethodology = (part: Sourced): RuleRef => rule(ruleSource(methodology, part))
  const file = (source_id: string | null) =>
    source_id === null ? null : files.at({ source_id, ...source(source_id) })
  const { unit, total, ways, areas, outside, rt_rw } = trace
  const rt = rtOf(ways, rt_rw)
  const places = new Map(rt.map(({ rt_id }, place) => [rt_id, place]))
  const published: Omit<PublishedTrace, 'files' | 'rule_sources'> = {
    format: 'petakumuh-trace/1',
    zone_id: unit.unit_id,
    name: unit.name,
    decree: unit.decree && {
      decree_number: unit.decree.decree_number,
      title: unit.decree.title,
      decree_date: unit.decree.decree_date,
    },
    vintage: trace.vintage,
    methodology: { id: trace.methodology.id, title: trace.methodology.title },
    note: synthetic,
    record: unit.record && recordOf(unit.record, file),
    total: total && {
      ...{ score_source: total.score_source, score_total: total.score_total },
      ...{ score_min: total.score_min, score_max: total.score_max, score_class: total.score_class },
      ...{ score_class_min: total.score_class_min, score_class_max: total.score_class_max },
      ...{ max_total: total.max_total, completeness_pct: total.completeness_pct },
      ...{ rt_count: total.rt_count, classes: total.classes, rule: rule(total.rule) },
    },
    rules: {
      aggregation: ofMethodology(methodology.aggregation),
      missing_data: ofMethodology(methodology.missing_data),
      zero_denominator: ofMethodology(methodology.zero_denominator),
      bands: ofMethodology(methodology.bands),
    },
    bands: methodology.bands.values
      .map(({ min_pct, score, printed }) => ({ min_pct, score, printed: printed ?? null }))
      .sort((a, b) => a.min_pct - b.min_pct),
    rt,
    part_columns: PART_COLUMNS,
    criteria: ways.map((way) => wayOf(way, places, rule, file)),
    areas,
    density: trace.density && {
      ...densityOf(trace.density, rt_rw, rule, file),
      buildings_files:
        trace.density.buildings_method === 'footprints' ? building_sources.map((id) => file(id)!) : [],
    },
    outside: outside && {
      ...{ vintage: outside.vintage, score_class: outside.score_class, flags: outside.flags },
    },
    decisions: (outside?.decisions ?? []).map((decision) => ({
      ...{ what: decision.what, value: decision.value, label: decision.label, rule_row: decision.rule },
      rule: decision.source && rule(decision.source),
    })),
    years: trace.years.map((year) => ({
      ...{ year: year.year, kind: year.kind, score_total: year.score_total, score_min: year.score_min },
      ...{ score_max: year.score_max, score_class: year.score_class, area_ha_slum: year.area_ha_slum },
    })),
    numbers: numberRows(trace.numbers, places, file),
  }
  return { ...published, files: files.all, rule_sources: rules.all }
}

type FileOf = (source_id: string | null) => number | null
type RuleOf = (source: RuleSource) => RuleRef

/** The RT that any criterion names, by their code. */
function rtOf(ways: ZoneTrace['ways'], rt_rw: ReadonlyMap<string, string>): PublishedTrace['rt'] {
  const parts = new Map(ways.flatMap(({ sum }) => (sum?.parts ?? []).map((part) => [part.rt_id, part])))
  return [...parts.values()]
    .map(({ rt_id, method, share_pct }) => ({ rt_id, rt_rw: rt_rw.get(rt_id) ?? null, method, share_pct }))
    .sort((a, b) => (a.rt_id < b.rt_id ? -1 : 1))
}

function wayOf(
  way: ZoneTrace['ways'][number],
  places: ReadonlyMap<string, number>,
  rule: RuleOf,
  file: FileOf,
): TracedWay {
  const { sum, interval, test } = way
  if (sum === null) throw new Error(`criterion ${way.criterion} of a zone has no RT to be summed over`)
  return {
    ...{ criterion: way.criterion, aspect: way.aspect, label: way.label },
    ...{ unit: way.unit, unit_label: way.unit_label, definition: rule(way.definition) },
    test: test && { id: test.id, en: test.en, ...rule(test) },
    ...{ volume: way.volume, denominator: way.denominator },
    ...{ denominator_rule: way.denominator_expression },
    denominator_columns: columnsOf(way.denominator_expression),
    ...{ percent: way.percent, score: way.score, score_min: way.score_min, score_max: way.score_max },
    flag: way.flag,
    sum: {
      ...{ volume_known: sum.volume_known, volume_open: sum.volume_open },
      ...{ denominator_known: sum.denominator_known, volumes_missing: sum.volumes_missing },
      ...{ denominators_missing: sum.denominators_missing, agrees: sum.agrees },
    },
    interval: interval && { percent_min: interval.percent_min, percent_max: interval.percent_max },
    works: way.works.map((works) => ({
      ...{ year: works.year, baseline_vintage: works.baseline_vintage, volume_start: works.volume_start },
      ...{ volume_works: works.volume_works, works_beyond_need: works.works_beyond_need },
      ...{ volume_end: works.volume_end, percent_end: works.percent_end, score_end: works.score_end },
    })),
    parts: sum.parts.map((part) => [
      ...[places.get(part.rt_id)!, part.volume, part.denominator, part.percent, part.score],
      ...[part.volume_source, part.flag, file(part.source_id), part.source_row],
      ...[file(part.denominator_source_id), part.denominator_source_row],
    ]),
  }
}

/** What the columns of an expression over the profiles of RT are called. */
function columnsOf(expression: string): TracedWay['denominator_columns'] {
  const { columns } = tableSchema('rt_profiles')
  return parseExpression(expression).columns.map((name) => {
    const { title, unit } = columns.find((column) => column.name === name)!
    return { column: name, title, unit }
  })
}

/** A record as far as the release tells of corrections elsewhere: not who provided them. */
function recordOf({ source_id, source_row, values, corrections }: RecordTrace, file: FileOf): TracedRecord {
  return {
    ...{ source: file(source_id)!, source_row, values },
    corrections: corrections.map(({ id, action, reason, status }) => ({ id, action, reason, status })),
  }
}

function densityOf(
  density: NonNullable<ZoneTrace['density']>,
  rt_rw: ReadonlyMap<string, string>,
  rule: RuleOf,
  file: FileOf,
): Omit<TracedDensity, 'buildings_files'> {
  const { population_classes, buildings_limit, parts, ...facts } = density
  return {
    ...facts,
    limits: {
      ...{ ground_inside_least_pct: LEAST_GROUND_INSIDE_PCT },
      buildings_elsewhere_most_pct: MOST_BUILDINGS_ELSEWHERE_PCT,
    },
    population_classes: population_classes.map(({ code, label, max, source }) => ({
      ...{ code, label, max, rule: rule(source) },
    })),
    buildings_limit: buildings_limit && {
      ...{ per_ha: buildings_limit.per_ha, size_class: buildings_limit.size_class },
      rule: rule(buildings_limit.source),
    },
    parts: parts.map(({ rt_id, population, families, share_pct, source_id, source_row }) => ({
      ...{ rt_id, rt_rw: rt_rw.get(rt_id) ?? null, population, families, share_pct },
      ...{ source: file(source_id), source_row },
    })),
  }
}

/** The trace as a file: every number to nine decimals, as tables have them. */
export function traceText(trace: PublishedTrace): string {
  const text = JSON.stringify(trace, (_key, value: unknown) =>
    typeof value === 'number' ? publishedNumber(value) : value,
  )
  return `${text}\n`
}
