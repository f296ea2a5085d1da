import { isPersonal } from './privacy.ts'
import type { Finding, Found, FoundRule, Severity } from './types.ts'
import { SEVERITIES } from './types.ts'

export const EXAMPLES_PER_RULE = 5
export const MARKS_PER_RULE = 300

/** Hectares by the key of a zone. */
export type Hectares = ReadonlyMap<string, number>

/** What a list of findings comes to, in the shape that SQL makes of the findings table. Their order does not matter. */
export function digestOf(findings: readonly Finding[], hectares: Hectares = new Map()): Found {
  const counts: Record<Severity, number> = { info: 0, warn: 0, quarantine: 0, fail: 0 }
  const groups = new Map<string, Finding[]>()
  for (const finding of [...findings].sort(byPlace)) {
    counts[finding.severity]++
    const group = groups.get(finding.code)
    if (group) group.push(finding)
    else groups.set(finding.code, [finding])
  }
  const rules = [...groups].map(([code, members]) => foundRule(code, members, hectares))
  return { counts, rules: rules.sort((a, b) => compare(a.code, b.code)) }
}

function foundRule(code: string, members: readonly Finding[], hectares: Hectares): FoundRule {
  const sources = new Map<string, { source_id: string; count: number; severity: Severity }>()
  for (const { source_id, severity } of members) {
    const source = sources.get(source_id) ?? { source_id, count: 0, severity }
    source.count++
    source.severity = worse(source.severity, severity)
    sources.set(source_id, source)
  }
  const tables = new Map<string, number>()
  for (const { table } of members) tables.set(table, (tables.get(table) ?? 0) + 1)
  const records = members.flatMap(({ source_id, source_row }) =>
    source_row === null ? [] : [JSON.stringify([source_id, source_row])],
  )
  const zones = new Set(members.flatMap(({ table, key }) => (table === 'zones' && key !== null ? [key] : [])))
  const places = members.flatMap(({ lon, lat, table }) =>
    lon === null || lat === null || isPersonal(table) ? [] : [{ lon, lat }],
  )
  return {
    code,
    severity: members.map(({ severity }) => severity).reduce(worse),
    count: members.length,
    records: new Set(records).size,
    table: [...tables].sort(([a, m], [b, n]) => n - m || compare(a, b))[0]![0],
    area_ha: hectaresOf(zones, hectares),
    sources: [...sources.values()].sort((a, b) => compare(a.source_id, b.source_id)),
    examples: members.slice(0, EXAMPLES_PER_RULE),
    places: evenly(places, MARKS_PER_RULE),
    places_total: places.length,
  }
}

/** Hectares of zones by their keys; summed in the order of the keys, so that it is the same however they were found. */
export function hectaresOf(keys: Iterable<string>, hectares: Hectares): number {
  return [...keys].sort(compare).reduce((sum, key) => sum + (hectares.get(key) ?? 0), 0)
}

/** At most `most` of the items, at even steps, the first among them. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!)
}

/** The worse of two severities. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.source_id, b.source_id) ||
    (a.source_row ?? 0) - (b.source_row ?? 0) ||
    compare(a.field ?? '', b.field ?? '') ||
    compare(a.key ?? '', b.key ?? '') ||
    compare(a.code, b.code) ||
    compare(a.got ?? '', b.got ?? '')
  )
}

/** By code units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
