import { comparableName } from '../../../decree/names.ts'
import type { StatingTable } from '../../../decree/stated-digits.ts'
import { parquet, type Row } from '../../../store/index.ts'
import type { Catalogue } from '../catalogue.ts'
import type { GivenTables } from '../judge.ts'
import type { Area, Kelurahan, World } from '../world.ts'
import { kelurahanOfRow } from './admin.ts'
import { groupBy } from './group.ts'

/** Rounding, as a share of the hectares, up to which equal hectares alone tell one place from another. */
const PROVING_SHARE = 0.005

/** A printed row of the annex or an outline of the map, with what links the two. */
export interface Location {
  row: Row
  decree_number: string
  /** The kelurahan its name or code means. */
  unit: Kelurahan | null
  area_ha: number | null
  /** Half a unit of the last digit of `area_ha` as written. */
  rounding_ha: number
}

export interface ZoneLocation extends Location {
  geometry: Area | null
}

export interface Annex {
  rows: Location[]
  zones: ZoneLocation[]
  /** The outlines of each row that has any: one, or the parts of a kawasan. */
  zonesOfRow: ReadonlyMap<Location, readonly ZoneLocation[]>
}

/** Reads annex and outlines and links each printed row to its outlines where that can be told. */
export async function readAnnex({ store, table, world, catalogue }: GivenTables): Promise<Annex> {
  const [annexPath, zonesPath] = [table('decree_rows'), table('zones')]
  const read = (sql: string | null): Promise<Row[]> => (sql === null ? Promise.resolve([]) : store.rows(sql))
  const rows = await read(
    annexPath && `SELECT * FROM ${parquet(annexPath)} ORDER BY decree_number, row_number, source_id`,
  )
  const zones = await read(
    zonesPath && `SELECT * EXCLUDE (geometry) FROM ${parquet(zonesPath)} ORDER BY decree_number, zone_id`,
  )
  const outlines = new Map(world.zones.map((zone) => [`${zone.decree_number}\u0000${zone.zone_id}`, zone]))
  const annex = rows.map((row) => locationOf(row, 'decree_rows', world, catalogue))
  const drawn = zones.map((row) => ({
    ...locationOf(row, 'zones', world, catalogue),
    geometry: outlines.get(`${row.decree_number}\u0000${row.zone_id}`)?.geometry ?? null,
  }))
  return { rows: annex, zones: drawn, zonesOfRow: linkRows(annex, drawn) }
}

function locationOf(row: Row, table: StatingTable, world: World, catalogue: Catalogue): Location {
  const area_ha = typeof row.area_ha_decree === 'number' ? row.area_ha_decree : null
  return {
    row,
    decree_number: String(row.decree_number),
    unit: kelurahanOfRow(row, world, catalogue),
    area_ha,
    rounding_ha: world.digits.halfUnit_ha(table, row),
  }
}

/**
 * By the row number that outlines carry; else by kelurahan and RT/RW, hectares telling apart what repeats; else by the
 * kawasan that outlines belong to; else by kelurahan and name; else by hectares alone. Several outlines belong to one
 * row where they carry its number or its kawasan; else a link is made only where one row and one outline are left.
 */
export function linkRows(
  rows: readonly Location[],
  zones: readonly ZoneLocation[],
): Map<Location, ZoneLocation[]> {
  const links = new Map<Location, ZoneLocation[]>()
  const linked = new Set<ZoneLocation>()
  const link = (row: Location, parts: ZoneLocation[]) => {
    links.set(row, parts)
    for (const zone of parts) linked.add(zone)
  }
  const numbered = groupBy(zones, (zone) => printedNumber(zone, zone.row.decree_row_number))
  for (const [key, [row]] of groupBy(rows, (one) => printedNumber(one, one.row.row_number))) {
    const parts = numbered.get(key)
    if (row && parts) link(row, parts)
  }
  for (const keyOf of [placeKey, kawasanKey, nameKey, decreeKey]) {
    // An outline that names a row of the annex belongs to that row or to none.
    const free = zones.filter((zone) => !linked.has(zone) && zone.row.decree_row_number == null)
    const left = groupBy(free, keyOf)
    for (const [key, group] of groupBy(
      rows.filter((row) => !links.has(row)),
      keyOf,
    )) {
      const candidates = left.get(key) ?? []
      if (keyOf === kawasanKey) {
        if (group.length === 1 && candidates.length > 0) link(group[0]!, candidates)
      } else if (keyOf !== decreeKey && group.length === 1 && candidates.length === 1)
        link(group[0]!, candidates)
      else
        for (const [row, zone] of pairsByArea(group, candidates)) {
          if (keyOf !== decreeKey || mayBeOne(row, zone)) link(row, [zone])
        }
    }
  }
  return links
}

/** Without a place in common, equal hectares prove a link only where the kelurahan is unknown and the digits are many. */
function mayBeOne(row: Location, zone: ZoneLocation): boolean {
  const isFine = row.rounding_ha + zone.rounding_ha <= PROVING_SHARE * (row.area_ha ?? 0)
  return isFine && (row.unit === null || zone.unit === null || row.unit === zone.unit)
}

/** Pairs whose stated hectares agree within rounding and agree with no other of the group. */
function pairsByArea(rows: Location[], zones: ZoneLocation[]): [Location, ZoneLocation][] {
  const found = new Map<Location, ZoneLocation[]>()
  const seen = new Map<ZoneLocation, number>()
  const sorted = zones.filter((zone) => zone.area_ha !== null).sort((a, b) => a.area_ha! - b.area_ha!)
  const widest = sorted.reduce((most, zone) => Math.max(most, zone.rounding_ha), 0)
  for (const row of rows) {
    if (row.area_ha === null) continue
    const reach = Math.max(row.rounding_ha, widest) + 1e-9
    const matches: ZoneLocation[] = []
    for (let i = firstAtLeast(sorted, row.area_ha - reach); i < sorted.length; i++) {
      const zone = sorted[i]!
      if (zone.area_ha! > row.area_ha + reach || matches.length > 1) break
      if (isSameArea(row, zone)) matches.push(zone)
    }
    found.set(row, matches)
    for (const zone of matches) seen.set(zone, (seen.get(zone) ?? 0) + 1)
  }
  return [...found].flatMap(([row, matches]): [Location, ZoneLocation][] =>
    matches.length === 1 && seen.get(matches[0]!) === 1 ? [[row, matches[0]!]] : [],
  )
}

function firstAtLeast(zones: readonly ZoneLocation[], area_ha: number): number {
  let low = 0
  let high = zones.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (zones[middle]!.area_ha! < area_ha) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether two stated hectares are one figure, the coarser of them rounded from the finer. */
export function isSameArea(a: Location, b: Location): boolean {
  if (a.area_ha === null || b.area_ha === null) return true
  return Math.abs(a.area_ha - b.area_ha) <= Math.max(a.rounding_ha, b.rounding_ha) + 1e-9
}

function printedNumber({ decree_number }: Location, row_number: Row[string] | undefined): string | null {
  return row_number == null ? null : `${decree_number}\u0000${row_number}`
}

function placeKey({ decree_number, unit, row }: Location): string | null {
  const place = unit?.code ?? (typeof row.kelurahan === 'string' ? comparableName(row.kelurahan) : null)
  return place === null || row.rt_rw == null ? null : [decree_number, place, row.rt_rw].join('\u0000')
}

function nameKey({ decree_number, unit, row }: Location): string | null {
  const name = row.location ?? row.name
  if (unit === null || typeof name !== 'string') return null
  return [decree_number, unit.code, comparableName(name)].join('\u0000')
}

/** A row that names no RT may be a whole kawasan, by its own name. */
function kawasanKey({ decree_number, row }: Location): string | null {
  const name = 'row_number' in row ? (row.rt_rw == null ? row.location : null) : row.kawasan
  return typeof name === 'string' ? [decree_number, comparableName(name)].join('\u0000') : null
}

function decreeKey({ decree_number }: Location): string {
  return decree_number
}
