import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import type { City } from '../../city.ts'
import { decreeInForceAmong } from '../../decree/in-force.ts'
import { StatedDigits } from '../../decree/stated-digits.ts'
import { type Bounds, boundsOf } from '../../geo/bounds.ts'
import { crsFromCode, fromLonLat, type MovePosition } from '../../geo/crs.ts'
import type { Geos } from '../../geo/geos.ts'
import { PolygonLocator } from '../../geo/locate.ts'
import type { Methodology } from '../../methodology/methodology.ts'
import type { Row } from '../../store/index.ts'
import { DecreeLocations } from './decree-locations.ts'
import { RecordsAside } from './records-aside.ts'
import type { Reconciliation } from './report/types.ts'
import { numberOf, textOf } from './row-values.ts'

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
  kawasan: string | null
  decree_row_number: number | null
  area_ha_decree: number | null
  /** Half a unit of the last digit of `area_ha_decree`. */
  half_unit_ha: number
  score_stated: number | null
  source_id: string
  source_row: number
  geometry: Area
}

export interface DecreeFact {
  decree_number: string
  kind: string
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
  /** How fine the stated hectares are. */
  readonly digits: StatedDigits
  readonly kelurahan: Kelurahan[] = []
  readonly kelurahanByCode = new Map<string, Kelurahan>()
  /** RT with a boundary. */
  readonly rtIds = new Set<string>()
  readonly #rtAreas: Area[] = []
  /** RT in which the locations of decrees lie. */
  readonly locations = new DecreeLocations()
  zones: ZoneFact[] = []
  /** Zones with a usable outline that were set aside for another reason, such as a repeated key. */
  readonly zonesAside: ZoneFact[] = []
  /** What sums, counts and links must know of the records that were set aside. */
  readonly aside = new RecordsAside()
  readonly decrees = new Map<string, DecreeFact>()
  reconciliation: Reconciliation[] = []
  /** What a rule measured of the zone at hand; it joins the reconciliation when the zone is accepted. */
  measured: Reconciliation | null = null
  #placeLocator: PolygonLocator | undefined

  constructor(city: City, methodology: Methodology, geos: Geos, digits = new StatedDigits()) {
    this.city = city
    this.methodology = methodology
    this.geos = geos
    this.digits = digits
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

  /** Takes in what later tables are judged by. */
  remember(table: string, row: Row, geometry: Geometry | null, isAccepted: boolean): void {
    const area = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? geometry : null
    if (table === 'zones' && area) {
      const zone = {
        zone_id: String(row.zone_id),
        decree_number: String(row.decree_number),
        name: textOf(row.name),
        kawasan: textOf(row.kawasan),
        decree_row_number: numberOf(row.decree_row_number),
        area_ha_decree: numberOf(row.area_ha_decree),
        half_unit_ha: this.digits.halfUnit_ha('zones', row),
        score_stated: numberOf(row.score_stated),
        source_id: String(row.source_id),
        source_row: row.source_row as number,
        geometry: area,
      }
      if (isAccepted) this.zones.push(zone)
      else this.zonesAside.push(zone)
    }
    if (isAccepted && this.measured) this.reconciliation.push(this.measured)
    this.measured = null
    if (!isAccepted) {
      const isStating = table === 'zones' || table === 'decree_rows'
      this.aside.add(table, row, area, isStating ? this.digits.halfUnit_ha(table, row) : 0)
      return
    }
    if (table === 'admin_units' && row.level === 'kelurahan' && area) {
      this.addKelurahan(
        String(row.kelurahan_code),
        String(row.kelurahan ?? row.name ?? row.kelurahan_code),
        textOf(row.kecamatan),
        area,
      )
    }
    if (table === 'admin_units' && row.level === 'rt' && area) {
      this.addRt(String(row.admin_code), area)
    }
    this.locations.remember(table, row)
    if (table === 'decrees') {
      this.decrees.set(String(row.decree_number), {
        decree_number: String(row.decree_number),
        kind: String(row.kind),
        decree_date: textOf(row.decree_date),
        vintage: row.vintage as number,
        area_ha_total_stated: numberOf(row.area_ha_total_stated),
        zone_count_stated: numberOf(row.zone_count_stated),
        methodology: textOf(row.methodology),
        source_id: String(row.source_id),
        source_row: row.source_row as number,
      })
    }
  }

  /** Takes out what rules over whole tables have set aside; they ask for zones and decrees alone. */
  forget(table: string, rows: readonly Row[]): void {
    if (table === 'zones') this.#forgetZones(rows)
    if (table !== 'decrees') return
    const gone = new Set(rows.map((row) => `${row.source_id} ${row.source_row}`))
    for (const { decree_number, source_id, source_row } of [...this.decrees.values()])
      if (gone.has(`${source_id} ${source_row}`)) this.decrees.delete(decree_number)
  }

  #forgetZones(rows: readonly Row[]): void {
    const gone = new Set(rows.map((row) => `${row.source_id} ${row.source_row}`))
    const isGone = (zone: ZoneFact): boolean => gone.has(`${zone.source_id} ${zone.source_row}`)
    const aside = this.zones.filter(isGone)
    this.zones = this.zones.filter((zone) => !isGone(zone))
    this.zonesAside.push(...aside)
    for (const zone of aside) {
      this.aside.add('zones', { ...zone, geometry: null }, zone.geometry, zone.half_unit_ha)
    }
    const keys = new Set(aside.map((zone) => `${zone.decree_number} ${zone.zone_id}`))
    this.reconciliation = this.reconciliation.filter(
      (one) => !keys.has(`${one.decree_number} ${one.zone_id}`),
    )
  }

  /** Number of the decree whose zones are published, as far as the records at hand tell; null when they do not. */
  get decreeInForce(): string | null {
    const drawn = new Set(this.zones.map((zone) => zone.decree_number))
    return decreeInForceAmong(this.city.decree, this.decrees.values(), drawn)
  }

  /** Outlines that count as slum today: all but those of a decree that another has replaced. */
  get zonesInForce(): ZoneFact[] {
    const isInForce = this.inForceTest()
    return this.zones.filter(({ decree_number }) => isInForce(decree_number))
  }

  /** Tells the numbers of decrees that count today: all but those of a decree that another has replaced. */
  inForceTest(): (decree_number: string) => boolean {
    const inForce = this.decreeInForce
    return (decree_number) =>
      inForce === null || decree_number === inForce || this.decrees.get(decree_number)?.kind !== 'decree'
  }

  /** Whether any kelurahan, RT or zone has an outline. */
  get hasPlaces(): boolean {
    return this.kelurahan.length + this.#rtAreas.length + this.zones.length > 0
  }

  /** Whether a kelurahan, an RT or a zone in force holds the point; to be asked when all of them are known. */
  isInSomePlace([lon, lat]: Position): boolean {
    this.#placeLocator ??= new PolygonLocator([
      ...this.kelurahan.map((unit) => unit.geometry),
      ...this.#rtAreas,
      ...this.zonesInForce.map((zone) => zone.geometry),
    ])
    return this.#placeLocator.locate(lon!, lat!) >= 0
  }
}
