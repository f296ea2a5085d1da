import { comparableName } from '../../../decree/names.ts'
import { areaM2Planar, M2_PER_HA } from '../../../geo/area.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { RowFinding } from '../contract.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'
import type { RecordAside } from '../records-aside.ts'
import { place } from './admin.ts'
import { type Annex, isSameArea, type Location, readAnnex, type ZoneLocation } from './annex-links.ts'
import { groupBy } from './group.ts'
import { placesOf } from './place-index.ts'
import { checkStatedPoint } from './stated-point.ts'

/** What the printed table of locations and the map say of each other, and the table of itself. */
export const checkAnnex: JudgeTables = async (given) => {
  const annex = await readAnnex(given)
  if (annex.rows.length === 0) return
  checkMissing(annex, given)
  checkRepeated(annex, given)
  for (const row of annex.rows) {
    const zones = annex.zonesOfRow.get(row) ?? []
    const tell = (finding: RowFinding) => given.report({ ...rowRecord(row), ...finding })
    const aside = given.world.aside.ofDecree('zones', row.decree_number).numbered(row.row.row_number)
    if (zones.length > 0) checkStated(row, zones, aside, tell)
    // The parts of a kawasan are each judged by the kelurahan they lie in.
    if (zones.length <= 1) checkRowShare(row, zones[0] ?? null, given, tell)
    checkStatedPoint(row, zones, given, tell)
  }
}

export function rowRecord({ row }: Location) {
  return {
    table: 'decree_rows',
    source_id: String(row.source_id),
    source_row: row.source_row as number,
    key: `${row.decree_number} · ${row.row_number}`,
  }
}

function zoneRecord({ row }: ZoneLocation) {
  return {
    table: 'zones',
    source_id: String(row.source_id),
    source_row: row.source_row as number,
    key: `${row.decree_number} · ${row.zone_id}`,
  }
}

/** DECREE_NO_MAP, DECREE_ROW_NO_ZONE and ZONE_NO_ROW; what may belong together or was set aside is not said to be missing. */
function checkMissing({ rows, zones, zonesOfRow }: Annex, { world, report }: GivenTables): void {
  const drawn = groupBy(zones, (zone) => zone.decree_number)
  const linked = new Set([...zonesOfRow.values()].flat())
  for (const [decree_number, printed] of groupBy(rows, (row) => row.decree_number)) {
    const outlines = drawn.get(decree_number)
    const zonesAside = world.aside.ofDecree('zones', decree_number)
    const rowsAside = world.aside.ofDecree('decree_rows', decree_number)
    if (!outlines) {
      if (zonesAside.records.length > 0) continue
      const decree = world.decrees.get(decree_number)
      report({
        code: 'DECREE_NO_MAP',
        table: decree ? 'decrees' : 'decree_rows',
        source_id: decree?.source_id ?? String(printed[0]!.row.source_id),
        source_row: decree?.source_row ?? null,
        key: decree_number,
        got: '0',
        expected: String(printed.length),
        message: {
          id: `Lampiran ${decree_number} memuat ${printed.length} lokasi, petanya tidak ada.`,
          en: `The annex of ${decree_number} has ${printed.length} locations, but there is no map of them.`,
        },
      })
      continue
    }
    const rowsLeft = printed.filter((row) => !zonesOfRow.has(row))
    const zonesLeft = outlines.filter((zone) => !linked.has(zone))
    const mayMeet = meetings(rowsLeft, zonesLeft)
    for (const row of rowsLeft) {
      if (mayMeet.row(row) || zonesAside.numbered(row.row.row_number).length > 0) continue
      report({
        code: 'DECREE_ROW_NO_ZONE',
        ...rowRecord(row),
        field: 'row_number',
        got: String(row.row.row_number),
        message: {
          id: `Baris ${row.row.row_number} tidak punya delineasi di peta.`,
          en: `Row ${row.row.row_number} has no outline on the map.`,
        },
      })
    }
    for (const zone of zonesLeft) {
      const states = zone.row.decree_row_number
      if (states == null && (mayMeet.zone(zone) || rowsAside.records.length > 0)) continue
      if (states != null && rowsAside.numbered(states).length > 0) continue
      report({
        code: 'ZONE_NO_ROW',
        ...zoneRecord(zone),
        field: 'decree_row_number',
        got: states == null ? null : String(states),
        ...(zone.geometry ? place(zone.geometry) : {}),
        message: {
          id: `Delineasi ini tidak ada dalam lampiran ${decree_number}${states == null ? '' : ` (baris ${states})`}.`,
          en: `The outline is not in the annex of ${decree_number}${states == null ? '' : ` (row ${states})`}.`,
        },
      })
    }
  }
}

/** Rows and outlines that are left in the same kelurahan, or whose kelurahan is not known, may be the same place. */
function meetings(rows: readonly Location[], zones: readonly ZoneLocation[]) {
  const free = zones.filter((zone) => zone.row.decree_row_number == null)
  const codes = (ones: readonly Location[]) => new Set(ones.map((one) => one.unit?.code ?? null))
  const [ofRows, ofZones] = [codes(rows), codes(free)]
  const meets = (one: Location, others: Set<string | null>): boolean =>
    others.has(null) || (one.unit === null ? others.size > 0 : others.has(one.unit.code))
  return { row: (one: Location) => meets(one, ofZones), zone: (one: Location) => meets(one, ofRows) }
}

/** DECREE_ROW_DUP: two rows of one place, unless the map shows that they are two. */
function checkRepeated({ rows, zonesOfRow }: Annex, { report }: GivenTables): void {
  const first = new Map<string, Location>()
  for (const row of rows) {
    const { location, rt_rw, kelurahan, kecamatan } = row.row
    if (location == null && rt_rw == null) continue
    const names = [kecamatan, row.unit?.code ?? kelurahan, location].map((name) =>
      comparableName(`${name ?? ''}`),
    )
    const key = [row.decree_number, ...names, rt_rw].join('\u0000')
    const earlier = first.get(key)
    if (!earlier) {
      first.set(key, row)
      continue
    }
    const [one, other] = [zonesOfRow.get(earlier)?.[0], zonesOfRow.get(row)?.[0]]
    if (one && other && one !== other) continue
    const isSame = isSameArea(earlier, row)
    report({
      code: 'DECREE_ROW_DUP',
      ...rowRecord(row),
      field: 'location',
      got: [kelurahan, location, location === rt_rw ? null : rt_rw].filter((part) => part != null).join(', '),
      message: isSame
        ? {
            id: `Lokasi ini sudah ada di baris ${earlier.row.row_number} dengan luas yang sama.`,
            en: `Row ${earlier.row.row_number} has the same place with the same hectares.`,
          }
        : {
            id: `Lokasi ini sudah ada di baris ${earlier.row.row_number} dengan luas lain (${amount(earlier.area_ha!).id} dan ${amount(row.area_ha!).id} ha).`,
            en: `Row ${earlier.row.row_number} has the same place with other hectares (${amount(earlier.area_ha!).en} and ${amount(row.area_ha!).en} ha).`,
          },
    })
  }
}

/** AREA_STATED_DIFFERS and SCORE_STATED_DIFFERS: the row against the outlines it belongs to; a score is that of one. */
function checkStated(
  row: Location,
  zones: readonly ZoneLocation[],
  aside: readonly RecordAside[],
  tell: (finding: RowFinding) => void,
): void {
  const zone = zones[0]!
  const at = zone.geometry ? place(zone.geometry) : {}
  if (!isSumOf(row, zones, aside)) {
    const sum_ha = zones.length === 1 ? zone.area_ha! : sumOf(zones)
    const figure = zones.length === 1 ? String(sum_ha) : sum_ha.toFixed(2)
    const of =
      zones.length === 1
        ? { id: `delineasi ${zone.row.zone_id} membawa`, en: `the outline ${zone.row.zone_id} carries` }
        : { id: `${zones.length} delineasinya membawa`, en: `its ${zones.length} outlines carry` }
    tell({
      code: 'AREA_STATED_DIFFERS',
      field: 'area_ha_decree',
      got: `${row.area_ha} ha`,
      expected: `${figure} ha (${zones.length === 1 ? zone.row.zone_id : zones.length})`,
      ...at,
      message: {
        id: `Lampiran menyebut ${amount(row.area_ha!).id} ha, ${of.id} ${zones.length === 1 ? amount(sum_ha).id : amount(sum_ha, 2).id} ha.`,
        en: `The annex states ${amount(row.area_ha!).en} ha, ${of.en} ${zones.length === 1 ? amount(sum_ha).en : amount(sum_ha, 2).en} ha.`,
      },
    })
  }
  if (zones.length > 1) return
  const [printed, drawn] = [row.row.score_stated, zone.row.score_stated]
  if (typeof printed !== 'number' || typeof drawn !== 'number' || printed === drawn) return
  tell({
    code: 'SCORE_STATED_DIFFERS',
    field: 'score_stated',
    got: String(printed),
    expected: `${drawn} (${zone.row.zone_id})`,
    ...at,
    message: {
      id: `Lampiran menyebut nilai ${printed}, delineasi ${zone.row.zone_id} membawa ${drawn}.`,
      en: `The annex states a score of ${printed}, the outline ${zone.row.zone_id} carries ${drawn}.`,
    },
  })
}

/** Whether the hectares of a row are those of its outlines; what was set aside or states nothing may be the rest. */
function isSumOf(row: Location, zones: readonly ZoneLocation[], aside: readonly RecordAside[]): boolean {
  if (zones.length === 1 && aside.length === 0) return isSameArea(row, zones[0]!)
  if (row.area_ha === null) return true
  const isOpen = [...zones, ...aside].some(({ area_ha }) => area_ha === null)
  const rounding_ha = zones.reduce((sum, zone) => sum + zone.rounding_ha, row.rounding_ha) + 1e-9
  const more_ha = aside.reduce((sum, { area_ha, half_unit_ha }) => sum + (area_ha ?? 0) + half_unit_ha, 0)
  const sum_ha = sumOf(zones)
  return row.area_ha >= sum_ha - rounding_ha && (isOpen || row.area_ha <= sum_ha + more_ha + rounding_ha)
}

function sumOf(zones: readonly ZoneLocation[]): number {
  return zones.reduce((sum, { area_ha }) => sum + (area_ha ?? 0), 0)
}

/**
 * AREA_SHARE of the printed hectares, where no outline says it already: those of a location over several kelurahan count
 * in the share of its outline that lies in the one.
 */
function checkRowShare(
  row: Location,
  zone: ZoneLocation | null,
  { world, catalogue }: GivenTables,
  tell: (finding: RowFinding) => void,
): void {
  if (row.area_ha === null) return
  const places = placesOf(world, catalogue)
  const outline = zone?.geometry ?? null
  const home = row.unit ?? zone?.unit ?? (outline ? (places.overlaps(outline)[0]?.unit ?? null) : null)
  if (home === null) return
  const limit_pct = thresholdOf(catalogue, 'AREA_SHARE', world.city)
  const share = (area_m2: number) => (100 * area_m2) / places.area_m2(home)
  if (share(row.area_ha * M2_PER_HA) <= limit_pct) return
  const overlaps = outline ? places.overlaps(outline) : []
  const inside_m2 = overlaps.find(({ unit }) => unit.code === home.code)?.area_m2
  const inside = outline && inside_m2 !== undefined ? inside_m2 / areaM2Planar(outline, world.toUtm) : 1
  const share_pct = share(row.area_ha * inside * M2_PER_HA)
  if (share_pct <= limit_pct) return
  if (inside_m2 !== undefined && share(inside_m2) > limit_pct) return
  tell({
    code: 'AREA_SHARE',
    field: 'area_ha_decree',
    got: `${share_pct.toFixed(1)} %`,
    expected: `<= ${limit_pct} %`,
    message: {
      id: `Dari ${amount(row.area_ha).id} ha pada baris ini, yang di dalamnya adalah ${amount(share_pct, 1).id} % Kelurahan ${home.name}.`,
      en: `Of the ${amount(row.area_ha).en} ha of this row, those inside it are ${amount(share_pct, 1).en} % of kelurahan ${home.name}.`,
    },
  })
}
