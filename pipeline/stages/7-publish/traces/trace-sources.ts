import type { City } from '../../../city.ts'
import { numberEntries } from '../../../explain/numbers/rules.ts'
import type { PublishedTrace } from '../../../viewer/why-trace.ts'
import { type Filling, sourcesOf } from '../sources-of.ts'
import { PUBLISHED_TABLES } from '../tables.ts'

type Parts = Pick<
  PublishedTrace,
  'files' | 'total' | 'criteria' | 'areas' | 'density' | 'outside' | 'years' | 'numbers'
>

/**
 * Ids of the sources that a trace is made from, sorted: those whose records it names, and those of the published tables that
 * its numbers stand in. A road layer is in the net density though no record of it is named: its licence holds here too.
 * @param filling tables that stand in for records
 */
export function traceSources(city: Pick<City, 'sources'>, trace: Parts, filling: Filling): string[] {
  const numbers = new Set(trace.numbers?.map(([number]) => number))
  const read = [
    ...['decrees', 'rt_zones'],
    ...(trace.total === null && trace.criteria.length === 0 ? [] : ['score_totals', 'criterion_scores']),
    ...(trace.areas === null ? [] : ['zone_areas']),
    ...(trace.density === null ? [] : ['densities']),
    ...(trace.outside === null ? [] : ['zone_ratings']),
    ...(trace.years.length === 0 ? [] : ['progress', 'progress_criteria']),
    ...numberEntries().flatMap(({ rule }) => (numbers.has(rule.id) ? [rule.table] : [])),
  ]
  const tables = PUBLISHED_TABLES.filter(({ name }) => read.includes(name))
  const named = trace.files.map(({ source_id }) => source_id)
  return [...new Set([...named, ...sourcesOf(city, tables, filling)])].sort()
}
