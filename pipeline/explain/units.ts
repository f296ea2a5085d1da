import type { City } from '../city.ts'
import type { Unit } from './find-unit.ts'
import { KECAMATAN_LETTERS, LEVELS, type Level } from './levels.ts'
import type { StageTables } from './stage-tables.ts'

interface Place {
  kelurahan_code: string | null
  kelurahan: string | null
  kecamatan: string | null
}

/** Every unit the tables of a city know: those with scores, and zones and RT that have none. */
export async function unitsOf(tables: StageTables, city: City): Promise<Unit[]> {
  const scored = await tables.rows<{ level: string; unit_id: string }>('5-indicators', 'score_totals', [
    'level',
    'unit_id',
  ])
  const zones = await tables.rows<Place & { zone_id: string; name: string | null; kawasan: string | null }>(
    '2-validate',
    'zones',
    ['zone_id', 'name', 'kawasan', 'kelurahan_code', 'kelurahan', 'kecamatan'],
    { order: 'zone_id, name' },
  )
  const admin = await tables.rows<
    Place & { level: string; admin_code: string; name: string | null; rt_rw: string | null }
  >('2-validate', 'admin_units', [
    'level',
    'admin_code',
    'name',
    'rt_rw',
    'kelurahan_code',
    'kelurahan',
    'kecamatan',
  ])
  const profiles = await tables.rows<{ rt_id: string; rt_rw: string | null; kelurahan_code: string | null }>(
    '2-validate',
    'rt_profiles',
    ['rt_id', 'rt_rw', 'kelurahan_code'],
  )

  const names = new Map<string, Set<string>>()
  const put = (level: Level, id: string | null, ...given: (string | null)[]) => {
    if (id === null) return
    const key = `${level} ${id}`
    const known = names.get(key) ?? new Set()
    for (const name of given) if (name !== null && name.trim() !== '') known.add(name)
    names.set(key, known)
  }
  put('city', city.code, city.title.id, city.title.en, city.name)
  for (const zone of zones) put('zone', zone.zone_id, zone.name)
  for (const unit of admin) if (unit.level === 'kelurahan') put('kelurahan', unit.admin_code, unit.name)
  for (const unit of admin) if (unit.level === 'kecamatan') put('kecamatan', unit.admin_code, unit.name)
  for (const place of [...admin, ...zones]) {
    put('kelurahan', place.kelurahan_code, place.kelurahan)
    put('kecamatan', place.kelurahan_code?.slice(0, KECAMATAN_LETTERS) ?? null, place.kecamatan)
  }
  const rtRw = new Map<string, { rt_rw: string | null; kelurahan_code: string | null }>()
  for (const unit of admin) if (unit.level === 'rt') rtRw.set(unit.admin_code, unit)
  for (const profile of profiles) rtRw.set(profile.rt_id, profile)
  for (const id of rtRw.keys()) put('rt', id)
  for (const { level, unit_id } of scored) {
    const known = LEVELS.find((one) => one === level)
    if (known !== undefined) put(known, unit_id, known === 'kawasan' ? unit_id : null)
  }
  return [...names.entries()]
    .map(([key, known]) => {
      const at = key.indexOf(' ')
      return unitOf(key.slice(0, at) as Level, key.slice(at + 1), known, rtRw, names)
    })
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.unit_id < b.unit_id ? -1 : 1))
}

function unitOf(
  level: Level,
  unit_id: string,
  known: ReadonlySet<string>,
  rtRw: ReadonlyMap<string, { rt_rw: string | null; kelurahan_code: string | null }>,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): Unit {
  const unit: Unit = { level, unit_id, names: [...known] }
  const rt = level === 'rt' ? rtRw.get(unit_id) : undefined
  if (rt === undefined || rt.rt_rw === null) return unit
  const code = rt.kelurahan_code
  const kelurahan = code === null ? [] : [code, ...(names.get(`kelurahan ${code}`) ?? [])]
  return { ...unit, rt: { rt_rw: rt.rt_rw, kelurahan } }
}
