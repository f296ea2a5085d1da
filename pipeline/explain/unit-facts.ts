import type { City } from '../city.ts'
import { decreeInForce } from '../decree/in-force.ts'
import type { Unit } from './find-unit.ts'
import { KECAMATAN_LETTERS } from './levels.ts'
import type { Member } from './members.ts'
import { recordOf } from './records.ts'
import type { StageTables } from './stage-tables.ts'
import type { DecreeFacts, UnitFacts } from './trace.ts'

interface ZoneRow {
  zone_id: string
  decree_number: string
  name: string | null
  kawasan: string | null
  kecamatan: string | null
  kelurahan: string | null
  kelurahan_code: string | null
}

/** What a unit is and where it lies, with the record that says so. */
export async function unitFacts(
  tables: StageTables,
  city: City,
  unit: Unit,
  vintage: number | null,
  members: ReadonlyMap<string, Member>,
  units: readonly Unit[],
): Promise<UnitFacts> {
  const { level, unit_id } = unit
  const member = level === 'rt' ? members.get(unit_id) : undefined
  const zone = await zoneOf(tables, city, level === 'zone' ? unit_id : (member?.zone_id ?? null))
  const code = kelurahanCode(unit, member, level === 'zone' ? (zone?.kelurahan_code ?? null) : null)
  const named = (of: Unit['level'], id: string | null) =>
    id === null ? null : (units.find((one) => one.level === of && one.unit_id === id)?.names[0] ?? null)
  const kecamatan = level === 'kecamatan' ? unit_id : (code?.slice(0, KECAMATAN_LETTERS) ?? null)
  const kelurahan = named('kelurahan', code) ?? (level === 'zone' ? (zone?.kelurahan ?? null) : null)
  return {
    level,
    unit_id,
    name: nameOf(unit, zone),
    zone:
      level !== 'rt' || !member?.zone_id
        ? null
        : {
            zone_id: member.zone_id,
            name: zone?.name ?? null,
            method: member.method,
            share_pct: member.share_pct,
          },
    kawasan: level === 'zone' ? (zone?.kawasan ?? null) : (member?.kawasan ?? null),
    kelurahan: code === null && kelurahan === null ? null : { code, name: kelurahan },
    kecamatan: kecamatan === null ? null : { code: kecamatan, name: named('kecamatan', kecamatan) },
    decree: await decreeFacts(tables, zone?.decree_number ?? null),
    record: await unitRecord(tables, city, unit, zone, vintage),
  }
}

/** A zone is called what the decree calls it that the other facts are of; other decrees may have other names. */
function nameOf({ level, names }: Unit, zone: ZoneRow | null): string | null {
  if (level === 'zone') return zone?.name ?? null
  return level === 'rt' || level === 'kawasan' ? null : (names[0] ?? null)
}

function kelurahanCode(unit: Unit, member: Member | undefined, ofZone: string | null): string | null {
  if (unit.level === 'kelurahan') return unit.unit_id
  if (unit.level === 'zone') return ofZone
  if (unit.level !== 'rt') return null
  return member?.kelurahan_code ?? unit.rt?.kelurahan[0] ?? null
}

/** The zone as the decree in force has it, else as any. */
async function zoneOf(tables: StageTables, city: City, zone_id: string | null): Promise<ZoneRow | null> {
  if (zone_id === null) return null
  const inForce = await tables.once('decree in force', () =>
    decreeInForce(
      tables.store,
      city.decree,
      tables.path('2-validate', 'decrees'),
      tables.path('2-validate', 'zones'),
    ),
  )
  const found = await tables.rows<ZoneRow>(
    '2-validate',
    'zones',
    ['zone_id', 'decree_number', 'name', 'kawasan', 'kecamatan', 'kelurahan', 'kelurahan_code'],
    { of: { zone_id }, order: 'decree_number' },
  )
  return found.find((row) => row.decree_number === inForce) ?? found[0] ?? null
}

async function decreeFacts(tables: StageTables, number: string | null): Promise<DecreeFacts | null> {
  if (number === null) return null
  const [row] = await tables.rows<DecreeFacts>(
    '2-validate',
    'decrees',
    ['decree_number', 'title', 'kind', 'decree_date', 'vintage'],
    { of: { decree_number: number } },
  )
  return row ?? { decree_number: number, title: null, kind: null, decree_date: null, vintage: null }
}

async function unitRecord(
  tables: StageTables,
  city: City,
  { level, unit_id }: Unit,
  zone: ZoneRow | null,
  vintage: number | null,
) {
  if (level === 'rt') return recordOf(tables, city, 'rt_profiles', { rt_id: unit_id, vintage })
  if (level !== 'zone' || zone === null) return null
  return recordOf(tables, city, 'zones', { zone_id: unit_id, decree_number: zone.decree_number })
}
