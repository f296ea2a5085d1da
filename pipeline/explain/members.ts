import { isSameKawasan } from '../values/kawasan-name.ts'
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
  /** Whether it counts in the sums of these units. */
  in_sums: boolean
  /** Its profile of the year; null where it has none, and in tables built before they named it. */
  source_id: string | null
  source_row: number | null
}

/**
 * The RT of a year and the units that hold each, as stage 5 placed them (`rt_units`), with the way each came to its zone
 * (`rt_zones`).
 * @param vintage null for tables that state no year
 */
export function membersOf(tables: StageTables, vintage: number | null): Promise<ReadonlyMap<string, Member>> {
  return tables.once(`members ${vintage}`, () => readMembers(tables, vintage))
}

/** The RT of a year that count in the sums of a zone. */
export async function membersOfZone(
  tables: StageTables,
  vintage: number | null,
  zone_id: string,
): Promise<readonly Member[]> {
  const members = await membersOf(tables, vintage)
  const byZone = await tables.once(`members by zone ${vintage}`, async () => {
    const zones = new Map<string, Member[]>()
    for (const member of members.values()) {
      if (!member.in_sums || member.zone_id === null) continue
      const known = zones.get(member.zone_id)
      if (known === undefined) zones.set(member.zone_id, [member])
      else known.push(member)
    }
    return zones
  })
  return byZone.get(zone_id) ?? []
}

async function readMembers(tables: StageTables, vintage: number | null): Promise<Map<string, Member>> {
  const year = { where: 'vintage IS NOT DISTINCT FROM ?', parameters: [vintage] }
  type Unit = Omit<Member, 'method' | 'share_pct'> & { vintage: number | null }
  const units = await tables.rows<Unit>(
    '5-indicators',
    'rt_units',
    ['rt_id', 'vintage', 'zone_id', 'kelurahan_code', 'kawasan', 'in_sums', 'source_id', 'source_row'],
    year,
  )
  const zones = await tables.rows<ZoneOfRt>(
    '3-area',
    'rt_zones',
    ['rt_id', 'vintage', 'zone_id', 'method', 'share_pct'],
    { order: 'rt_id, vintage NULLS FIRST' },
  )
  const known = new Map<string, ZoneOfRt[]>()
  for (const row of zones) known.set(row.rt_id, [...(known.get(row.rt_id) ?? []), row])
  const members = units.map((unit): Member => {
    const told = (known.get(unit.rt_id) ?? []).filter(({ zone_id }) => zone_id === unit.zone_id)
    const zone = told.find((row) => row.vintage === vintage) ?? told[0]
    return { ...unit, method: zone?.method ?? null, share_pct: zone?.share_pct ?? null }
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

/** Whether a unit holds an RT. */
export function holds(level: Level, unit_id: string, member: Member): boolean {
  if (level === 'rt') return member.rt_id === unit_id
  if (!member.in_sums) return false
  if (level === 'zone') return member.zone_id === unit_id
  if (level === 'kawasan') return isSameKawasan(member.kawasan, unit_id)
  if (level === 'kelurahan') return member.kelurahan_code === unit_id
  if (level === 'kecamatan') return member.kelurahan_code?.slice(0, KECAMATAN_LETTERS) === unit_id
  return true
}
