import Flatbush from 'flatbush'
import { comparableName, type NameMatch, nearestName } from '../../../decree/names.ts'
import { areaM2Planar } from '../../../geo/area.ts'
import { BorderIndex } from '../../../geo/border-index.ts'
import { boundsOf } from '../../../geo/bounds.ts'
import { type Catalogue, thresholdOf } from '../catalogue.ts'
import type { Area, Kelurahan, World, ZoneFact } from '../world.ts'

export interface Overlap {
  unit: Kelurahan
  area_m2: number
}

/** What rules ask of the city's kelurahan again and again, answered once per name, outline or place. */
class PlaceIndex {
  readonly kecamatanNames: readonly string[]
  readonly #world: World
  readonly #limit: number
  /** The first kelurahan of each comparable name. */
  readonly #firstByName = new Map<string, Kelurahan>()
  /** Comparable names that several kelurahan bear. */
  readonly #shared = new Set<string>()
  readonly #byKecamatanAndName = new Map<string, Kelurahan>()
  readonly #kelurahanMatches = new Map<string, NameMatch<Kelurahan> | null>()
  readonly #kecamatanMatches = new Map<string, NameMatch<string> | null>()
  readonly #areas_m2 = new Map<string, number>()
  readonly #boxes: Flatbush | null
  /** Null where its outline is invalid and only GEOS can say what it holds. */
  readonly #borders = new Map<Kelurahan, BorderIndex | null>()

  constructor(world: World, catalogue: Catalogue) {
    this.#world = world
    this.#limit = thresholdOf(catalogue, 'NAME_FUZZY')
    this.kecamatanNames = world.kecamatanNames
    for (const unit of world.kelurahan) {
      const name = comparableName(unit.name)
      if (this.#firstByName.has(name)) this.#shared.add(name)
      else this.#firstByName.set(name, unit)
      const key = `${unit.kecamatan}\u0000${name}`
      if (!this.#byKecamatanAndName.has(key)) this.#byKecamatanAndName.set(key, unit)
    }
    this.#boxes = world.kelurahan.length > 0 ? new Flatbush(world.kelurahan.length) : null
    for (const { bounds } of world.kelurahan) this.#boxes!.add(...bounds)
    this.#boxes?.finish()
  }

  /** The kelurahan a name means; those of one name in two kecamatan are told apart by the kecamatan stated with it. */
  kelurahan(name: string, kecamatan: string | null): NameMatch<Kelurahan> | null {
    const match = this.#nearestKelurahan(name)
    if (match === null || kecamatan === null) return match
    const parent = this.kecamatan(kecamatan)?.item
    const there = this.#byKecamatanAndName.get(`${parent}\u0000${comparableName(match.item.name)}`)
    return there ? { item: there, distance: match.distance } : match
  }

  /** The same, where the name and the kecamatan leave one kelurahan only. */
  onlyKelurahan(name: string, kecamatan: string | null): Kelurahan | null {
    const unit = this.kelurahan(name, kecamatan)?.item ?? null
    if (unit === null || !this.#shared.has(comparableName(unit.name))) return unit
    const parent = kecamatan === null ? null : this.kecamatan(kecamatan)?.item
    return parent != null && unit.kecamatan === parent ? unit : null
  }

  kecamatan(name: string): NameMatch<string> | null {
    return remembered(this.#kecamatanMatches, name, () =>
      nearestName(name, this.kecamatanNames, (one) => one, this.#limit),
    )
  }

  area_m2(unit: Kelurahan): number {
    return remembered(this.#areas_m2, unit.code, () => areaM2Planar(unit.geometry, this.#world.toUtm))
  }

  /** Overlap with each kelurahan in planar UTM square metres, largest first; by code where equal. */
  overlaps(geometry: Area): Overlap[] {
    const bounds = boundsOf(geometry)
    if (!bounds) throw new RangeError('the geometry has no position')
    const overlaps: Overlap[] = []
    for (const index of this.#boxes?.search(...bounds) ?? []) {
      const unit = this.#world.kelurahan[index]!
      const place = this.#borderOf(unit)?.placeOf(bounds) ?? 'border'
      if (place === 'outside') continue
      const shared = place === 'inside' ? geometry : this.#world.geos.intersection(geometry, unit.geometry)
      const area_m2 = shared ? areaM2Planar(shared, this.#world.toUtm) : 0
      if (area_m2 > 0) overlaps.push({ unit, area_m2 })
    }
    return overlaps.sort((a, b) => b.area_m2 - a.area_m2 || (a.unit.code < b.unit.code ? -1 : 1))
  }

  #borderOf(unit: Kelurahan): BorderIndex | null {
    return remembered(this.#borders, unit, () =>
      this.#world.geos.checkValidity(unit.geometry).valid ? new BorderIndex(unit.geometry) : null,
    )
  }

  #nearestKelurahan(name: string): NameMatch<Kelurahan> | null {
    const same = this.#firstByName.get(comparableName(name))
    if (same) return { item: same, distance: 0 }
    return remembered(this.#kelurahanMatches, name, () =>
      nearestName(name, this.#world.kelurahan, (unit) => unit.name, this.#limit),
    )
  }
}

function remembered<K, V>(answers: Map<K, V>, question: K, answer: () => V): V {
  if (answers.has(question)) return answers.get(question)!
  const found = answer()
  answers.set(question, found)
  return found
}

const indexes = new WeakMap<World, { size: number; index: PlaceIndex }>()

/** The index over the kelurahan as they are known now. */
export function placesOf(world: World, catalogue: Catalogue): PlaceIndex {
  const known = indexes.get(world)
  if (known?.size === world.kelurahan.length) return known.index
  const index = new PlaceIndex(world, catalogue)
  indexes.set(world, { size: world.kelurahan.length, index })
  return index
}

const zonesByRow = new WeakMap<readonly ZoneFact[], { size: number; zones: Map<string, ZoneFact | null> }>()

/** The outline that points to a printed row of a decree; null where none does, or several as parts of it. */
export function zoneOfRow(world: World, decree_number: unknown, row_number: unknown): ZoneFact | null {
  let known = zonesByRow.get(world.zones)
  if (known?.size !== world.zones.length) {
    known = { size: world.zones.length, zones: new Map() }
    for (const zone of world.zones) {
      const key = `${zone.decree_number}\u0000${zone.decree_row_number}`
      if (zone.decree_row_number !== null) known.zones.set(key, known.zones.has(key) ? null : zone)
    }
    zonesByRow.set(world.zones, known)
  }
  return known.zones.get(`${decree_number}\u0000${row_number}`) ?? null
}
