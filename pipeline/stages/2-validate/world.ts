import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { City } from '../../city.ts'
import { type Bounds, boundsOf } from '../../geo/bounds.ts'
import { crsFromCode, fromLonLat, type MovePosition } from '../../geo/crs.ts'
import type { Geos } from '../../geo/geos.ts'
import { PolygonLocator } from '../../geo/locate.ts'
import type { Methodology } from '../../methodology/methodology.ts'
import type { Reconciliation } from './report/types.ts'

export type Area = Polygon | MultiPolygon

export interface Kelurahan {
  code: string
  name: string
  kecamatan: string | null
  geometry: Area
  bounds: Bounds
}

export interface ZoneFact {
  zone_id: string
  decree_number: string
  name: string | null
  decree_row_number: number | null
  area_ha_decree: number | null
  score_stated: number | null
  geometry: Area
}

export interface DecreeFact {
  decree_number: string
  decree_date: string | null
  vintage: number
  area_ha_total_stated: number | null
  zone_count_stated: number | null
  methodology: string | null
  source_id: string
  source_row: number
}

/** What is known of the city while its tables are judged: filled from accepted rows, table by table. */
export class World {
  readonly city: City
  readonly methodology: Methodology
  readonly geos: Geos
  readonly toUtm: MovePosition
  readonly kelurahan: Kelurahan[] = []
  readonly kelurahanByCode = new Map<string, Kelurahan>()
  /** RT with a boundary. */
  readonly rtIds = new Set<string>()
  readonly #rtAreas: Area[] = []
  /** RT that belong to a zone, by their boundary or their profile. */
  readonly zoneRtIds = new Set<string>()
  readonly zones: ZoneFact[] = []
  readonly decrees = new Map<string, DecreeFact>()
  readonly reconciliation: Reconciliation[] = []
  #placeLocator: PolygonLocator | undefined

  constructor(city: City, methodology: Methodology, geos: Geos) {
    this.city = city
    this.methodology = methodology
    this.geos = geos
    this.toUtm = fromLonLat(crsFromCode(city.utm_crs))
  }

  addKelurahan(code: string, name: string, kecamatan: string | null, geometry: Area): void {
    const unit = { code, name, kecamatan, geometry, bounds: boundsOf(geometry)! }
    this.kelurahan.push(unit)
    this.kelurahanByCode.set(code, unit)
  }

  get kecamatanNames(): string[] {
    return [...new Set(this.kelurahan.map((unit) => unit.kecamatan).filter((name) => name !== null))]
  }

  addRt(rt_id: string, geometry: Area): void {
    this.rtIds.add(rt_id)
    this.#rtAreas.push(geometry)
  }

  /** Whether any kelurahan, RT or zone has an outline. */
  get hasPlaces(): boolean {
    return this.kelurahan.length + this.#rtAreas.length + this.zones.length > 0
  }

  /** Whether a kelurahan, an RT or a zone holds the point; to be asked when all of them are known. */
  isInSomePlace([lon, lat]: Position): boolean {
    this.#placeLocator ??= new PolygonLocator([
      ...this.kelurahan.map((unit) => unit.geometry),
      ...this.#rtAreas,
      ...this.zones.map((zone) => zone.geometry),
    ])
    return this.#placeLocator.locate(lon!, lat!) >= 0
  }
}
