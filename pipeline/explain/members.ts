import type { City } from '../city.ts'
import { decreeInForce } from '../decree/in-force.ts'
import { KECAMATAN_LETTERS, type Level } from './levels.ts'
import type { StageTables } from './stage-tables.ts'

/** Where an RT of one year belongs. */
export interface Member {
  rt_id: string
  zone_id: string | null
  method: string | null
  share_pct: number | null
  kelurahan_code: string | null
  kawasan: string | null
}

/** A name of a kawasan as names are compared: without case, with single blanks. */
export function sameKawasan(a: string | null, b: string | null): boolean {
  const plain = (name: string | null) => (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase()
  return plain(a) !== '' && plain(a) === plain(b)
}

/**
 * The RT of a year and the units that hold each: its zone by `rt_zones` of the year, or without a profile of the year the
 * only one it ever had; its kelurahan by the profile or the mapped RT, its kawasan by the profile or the zone in the
 * decree in force. Stage 5 places the RT in the same way; {@link SumTrace.agrees} says when it did not.
 * @param vintage null for tables that state no year
 */
export async function membersOf(
  tables: StageTables,
  city: City,
  vintage: number | null,
): Promise<Map<string, Member>> {
  const year = { where: 'vintage IS NOT DISTINCT FROM ?', parameters: [vintage] }
  type Header = {
    rt_id: string
    vintage: number | null
    kelurahan_code: string | null
    kawasan: string | null
  }
  const columns = ['rt_id', 'vintage', 'kelurahan_code', 'kawasan'] as const
  const profiles = await tables.rows<Header>('2-validate', 'rt_profiles', columns, year)
  const surveyed = await tables.rows<Header>('5-indicators', 'survey_profiles', columns, year)
  const scored = await tables.rows<{ level: string; unit_id: string; vintage: number | null }>(
    '5-indicators',
    'score_totals',
    ['level', 'unit_id', 'vintage'],
    { where: `level = 'rt' AND ${year.where}`, parameters: year.parameters },
  )
  const mapped = await tables.rows<{ admin_code: string; level: string; kelurahan_code: string | null }>(
    '2-validate',
    'admin_units',
    ['admin_code', 'level', 'kelurahan_code'],
    { where: "level = 'rt'" },
  )
  const kelurahanOf = new Map(mapped.map((row) => [row.admin_code, row.kelurahan_code]))
  const kawasanOf = await kawasanInForce(tables, city)
  const zones = await zonesOf(tables)
  const profiled = new Set(profiles.map((row) => row.rt_id))
  const headers = new Map<string, Omit<Header, 'vintage'>>()
  for (const { unit_id: rt_id } of scored) headers.set(rt_id, { rt_id, kelurahan_code: null, kawasan: null })
  for (const header of [...surveyed, ...profiles]) headers.set(header.rt_id, header)
  const members = [...headers.values()].map(({ rt_id, kelurahan_code, kawasan }): Member => {
    const known = zones.get(rt_id) ?? []
    const ofYear = known.find((row) => row.vintage === vintage)
    const zone = ofYear ?? (profiled.has(rt_id) ? undefined : onlyZone(known))
    const zone_id = zone?.zone_id ?? null
    return {
      ...{ rt_id, zone_id, method: zone?.method ?? null, share_pct: zone?.share_pct ?? null },
      kelurahan_code: kelurahan_code ?? kelurahanOf.get(rt_id) ?? null,
      kawasan: kawasan ?? (zone_id === null ? null : (kawasanOf.get(zone_id) ?? null)),
    }
  })
  return new Map(members.map((member) => [member.rt_id, member]))
}

interface ZoneOfRt {
  rt_id: string
  vintage: number | null
  zone_id: string | null
  method: string | null
  share_pct: number | null
}

async function zonesOf(tables: StageTables): Promise<Map<string, ZoneOfRt[]>> {
  const rows = await tables.rows<ZoneOfRt>(
    '3-area',
    'rt_zones',
    ['rt_id', 'vintage', 'zone_id', 'method', 'share_pct'],
    { order: 'rt_id, vintage NULLS FIRST' },
  )
  const zones = new Map<string, ZoneOfRt[]>()
  for (const row of rows) zones.set(row.rt_id, [...(zones.get(row.rt_id) ?? []), row])
  return zones
}

function onlyZone(known: readonly ZoneOfRt[]): ZoneOfRt | undefined {
  const zones = new Set(known.flatMap((row) => (row.zone_id === null ? [] : [row.zone_id])))
  return zones.size === 1 ? known.find((row) => row.zone_id !== null) : undefined
}

/** Kawasan of each zone of the decree in force. */
async function kawasanInForce(tables: StageTables, city: City): Promise<Map<string, string | null>> {
  const decree = await decreeInForce(
    tables.store,
    city.decree,
    tables.path('2-validate', 'decrees'),
    tables.path('2-validate', 'zones'),
  )
  const zones = await tables.rows<{ zone_id: string; decree_number: string; kawasan: string | null }>(
    '2-validate',
    'zones',
    ['zone_id', 'decree_number', 'kawasan'],
    { where: 'decree_number IS NOT DISTINCT FROM ?', parameters: [decree] },
  )
  return new Map(zones.map((row) => [row.zone_id, row.kawasan]))
}

/** Whether a unit holds an RT. */
export function holds(level: Level, unit_id: string, member: Member): boolean {
  if (level === 'rt') return member.rt_id === unit_id
  if (level === 'zone') return member.zone_id === unit_id
  if (level === 'kawasan') return sameKawasan(member.kawasan, unit_id)
  if (level === 'kelurahan') return member.kelurahan_code === unit_id
  if (level === 'kecamatan') return member.kelurahan_code?.slice(0, KECAMATAN_LETTERS) === unit_id
  return true
}
