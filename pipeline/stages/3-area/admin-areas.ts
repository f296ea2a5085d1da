import type { City } from '../../city.ts'
import type { Geos } from '../../geo/geos.ts'
import { unionOf } from '../../geo/overlay.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { Columns, Row } from '../../store/index.ts'
import { MEASURE_COLUMNS, measure, projectOf } from './measure.ts'
import type { Unit } from './read.ts'

export const ADMIN_AREA_COLUMNS: Columns = {
  admin_code: 'VARCHAR',
  level: 'VARCHAR',
  name: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  kelurahan: 'VARCHAR',
  kecamatan: 'VARCHAR',
  kecamatan_code: 'VARCHAR',
  rt_rw: 'VARCHAR',
  zone_id: 'VARCHAR',
  ...MEASURE_COLUMNS,
  geometry: 'GEOMETRY',
}

/**
 * Areas of the mapped units, of the kecamatan and the city as unions of their kelurahan, and of the RW of a kelurahan in
 * which none is mapped as unions of their RT (code: kelurahan_code/RW001).
 */
export function* adminAreas(units: Unit[], city: City, geos: Geos, done: () => void): Generator<Row> {
  const project = projectOf(city)
  const row = (unit: Omit<Unit, 'bounds' | 'bps_code'>): Row => {
    const { geometry, ...facts } = unit
    return { ...facts, ...measure(geometry, project), geometry: encodeWkb(geometry) }
  }
  for (const { bounds, bps_code, ...unit } of units) {
    yield row({ ...unit, kecamatan_code: kecamatanOf(unit) })
    done()
  }
  for (const [admin_code, members] of unmappedRw(units)) {
    const geometry = united(members, geos)
    done()
    if (geometry === null) continue
    const { kelurahan_code, kelurahan, kecamatan, rt_rw } = members[0]!
    const name = rwOf(rt_rw)
    const kecamatan_code = kecamatanOf(members[0]!)
    const parents = { kelurahan_code, kelurahan, kecamatan, kecamatan_code }
    yield row({ ...parents, admin_code, level: 'rw', name, rt_rw: name, zone_id: null, geometry })
  }
  const kelurahan = units.filter((unit) => unit.level === 'kelurahan')
  for (const [code, members] of byKecamatan(kelurahan)) {
    const geometry = united(members, geos)
    done()
    if (geometry === null) continue
    const kecamatan = members[0]!.kecamatan
    yield row({
      ...NO_PARENT,
      admin_code: code,
      level: 'kecamatan',
      name: kecamatan,
      kecamatan,
      kecamatan_code: code,
      geometry,
    })
  }
  const whole = united(kelurahan, geos)
  if (kelurahan.length > 0) done()
  if (whole)
    yield row({
      ...NO_PARENT,
      admin_code: city.code,
      level: 'city',
      name: city.title.id,
      kecamatan: null,
      kecamatan_code: null,
      geometry: whole,
    })
}

/** How many rows `adminAreas` works on: the units, and the unions made of them. */
export function adminAreaCount(units: Unit[]): number {
  const kelurahan = units.filter((unit) => unit.level === 'kelurahan')
  return (
    units.length + unmappedRw(units).length + byKecamatan(kelurahan).length + Math.min(1, kelurahan.length)
  )
}

function united(units: readonly Unit[], geos: Geos): Unit['geometry'] | null {
  return unionOf(
    units.map((unit) => unit.geometry),
    geos,
  )
}

const NO_PARENT = { kelurahan_code: '', kelurahan: null, rt_rw: null, zone_id: null }

/** The stated code, else the first three groups of the Kemendagri kelurahan code. */
export function kecamatanOf(unit: Pick<Unit, 'kecamatan_code' | 'kelurahan_code'>): string {
  return unit.kecamatan_code ?? unit.kelurahan_code.split('.').slice(0, 3).join('.')
}

/** The RW, or the dusun in its place, of `RT001-RW002`. */
function rwOf(rt_rw: string | null): string | null {
  return /(?:RW|DS)[0-9A-Z]+$/.exec(rt_rw ?? '')?.[0] ?? null
}

/** RT by the code of their RW, in the kelurahan that map no RW of their own. */
function unmappedRw(units: Unit[]): [string, Unit[]][] {
  const mapped = new Set(units.filter((unit) => unit.level === 'rw').map((unit) => unit.kelurahan_code))
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const rw = rwOf(unit.rt_rw)
    if (unit.level !== 'rt' || rw === null || mapped.has(unit.kelurahan_code)) continue
    const code = `${unit.kelurahan_code}/${rw}`
    groups.set(code, [...(groups.get(code) ?? []), unit])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

function byKecamatan(kelurahan: Unit[]): [string, Unit[]][] {
  const groups = new Map<string, Unit[]>()
  for (const unit of kelurahan) {
    const code = kecamatanOf(unit)
    groups.set(code, [...(groups.get(code) ?? []), unit])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}
