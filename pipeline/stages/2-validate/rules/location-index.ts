import type { Catalogue } from '../catalogue.ts'
import type { World } from '../world.ts'
import { kelurahanOfRow } from './admin.ts'

/** The RT in which the locations of the decree in force lie. */
class LocationIndex {
  /** `kelurahan_code/rt_rw`. */
  readonly #places = new Set<string>()
  /** RT/RW of locations whose kelurahan cannot be told. */
  readonly #anywhere = new Set<string>()

  add(kelurahan_code: string | null, rt_rw: string): void {
    const [place, rw] = [kelurahan_code === null ? this.#anywhere : this.#places, rt_rw.split('-')[1]]
    const prefix = kelurahan_code === null ? '' : `${kelurahan_code}/`
    place.add(`${prefix}${rt_rw}`)
    // Works that name a whole RW are in the location where some RT of it is.
    if (rw !== undefined) place.add(`${prefix}${rw} in part`)
  }

  get isEmpty(): boolean {
    return this.#places.size + this.#anywhere.size === 0
  }

  has(kelurahan_code: string, rt_rw: string): boolean {
    const [first, rw] = rt_rw.split('-')
    // A location may be a whole RW, or an RT without its RW.
    const names = [rt_rw, ...(rw === undefined ? [`${first} in part`] : [first!, rw])]
    return names.some((name) => this.#places.has(`${kelurahan_code}/${name}`) || this.#anywhere.has(name))
  }
}

/** Null where nothing tells, or where some location in force names no RT and no profile or boundary does either. */
function readLocations(world: World, catalogue: Catalogue): LocationIndex | null {
  const { inZones, listed } = world.locations
  const index = new LocationIndex()
  const isInForce = world.inForceTest()
  const current = new Set(world.zonesInForce.map(({ zone_id }) => zone_id))
  const replaced = new Set(world.zones.map(({ zone_id }) => zone_id).filter((id) => !current.has(id)))
  for (const { kelurahan_code, rt_rw, zone_id } of inZones)
    if (!replaced.has(zone_id)) index.add(kelurahan_code, rt_rw)
  const isSurveyed = !index.isEmpty
  for (const { row, decree_number, rt_rw } of listed) {
    if (!isInForce(decree_number)) continue
    if (rt_rw === null && !isSurveyed) return null
    if (rt_rw !== null) {
      const code = typeof row.kelurahan_code === 'string' ? row.kelurahan_code : null
      index.add(code ?? kelurahanOfRow(row, world, catalogue)?.code ?? null, rt_rw)
    }
  }
  return index.isEmpty ? null : index
}

const indexes = new WeakMap<World, { size: number; index: LocationIndex | null }>()

/** The locations as they are known now; null where they do not tell one RT from another. */
export function locationsOf(world: World, catalogue: Catalogue): LocationIndex | null {
  const known = indexes.get(world)
  if (known?.size === world.locations.size) return known.index
  const index = readLocations(world, catalogue)
  indexes.set(world, { size: world.locations.size, index })
  return index
}
