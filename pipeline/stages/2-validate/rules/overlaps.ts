import { areaM2Planar } from '../../../geo/area.ts'
import { labelPoint } from '../../../geo/label-point.ts'
import { firstOfEqual, type OverlapPair, overlapPairs } from '../../../geo/overlap-pairs.ts'
import { structureFault } from '../../../geo/validity.ts'
import { tableSchema } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import { keyOf } from '../contract.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'
import type { World, ZoneFact } from '../world.ts'
import { kelurahanOutlines, rtByKelurahan, type UnitOutline } from './rt-outlines.ts'

/**
 * ZONE_OVERLAP and ZONE_REPEATED: ground that one decree counts twice. Zones set aside for another reason than their
 * outline are looked at too, for a repeated key is often the same ground listed twice.
 */
export const checkZoneOverlaps: JudgeTables = async ({ world, report, catalogue }) => {
  const minimum_m2 = thresholdOf(catalogue, 'ZONE_OVERLAP')
  const same_pct = thresholdOf(catalogue, 'ZONE_REPEATED')
  const schema = tableSchema('zones')
  for (const zones of zonesByDecree(world)) {
    const firsts = firstOfEqual(zones.map(({ geometry }) => geometry))
    const distinct = zones.filter((_, index) => firsts[index] === index)
    const nameOf = (zone: ZoneFact): string => keyOf(schema, { ...zone, geometry: null }) ?? zone.zone_id
    const about = (later: ZoneFact) => ({
      table: 'zones',
      source_id: later.source_id,
      source_row: later.source_row,
      key: nameOf(later),
      field: 'geometry',
    })
    const reportRepeated = (later: ZoneFact, earlier: ZoneFact, area_m2: number, share_pct: number): void => {
      const name = `${nameOf(earlier)} (${recordOf(earlier)})`
      const size = `${areaText(area_m2)} (${share_pct.toFixed(1)} %)`
      const at = labelPoint(later.geometry)
      report({
        code: 'ZONE_REPEATED',
        ...about(later),
        got: `${size}: ${name}`,
        lon: at?.[0] ?? null,
        lat: at?.[1] ?? null,
        message: {
          id: `Batasnya sama dengan ${name}: ${areaText(area_m2, 'id')} (${amount(share_pct, 1).id} %).`,
          en: `Its outline is that of ${name}: ${areaText(area_m2, 'en')} (${amount(share_pct, 1).en} %).`,
        },
      })
    }
    firsts.forEach((first, index) => {
      const later = zones[index]!
      if (first !== index)
        reportRepeated(later, zones[first]!, areaM2Planar(later.geometry, world.toUtm), 100)
    })
    for (const pair of overlapPairs(
      distinct.map(({ geometry }) => geometry),
      world.geos,
      world.toUtm,
      minimum_m2,
    )) {
      const [earlier, later] = [distinct[pair.earlier]!, distinct[pair.later]!]
      if (100 * pair.shareOfLarger >= same_pct) {
        reportRepeated(later, earlier, pair.area_m2, 100 * pair.shareOfLarger)
        continue
      }
      const name = `${nameOf(earlier)} (${recordOf(earlier)})`
      report({ code: 'ZONE_OVERLAP', ...about(later), ...overlapParts(pair, name, minimum_m2) })
    }
  }
}

/** RT_OVERLAP: two RT of one kelurahan over the same ground; a household there counts in either. */
export const checkRtOverlaps: JudgeTables = async (given) => {
  const minimum_m2 = thresholdOf(given.catalogue, 'RT_OVERLAP')
  for await (const units of rtByKelurahan(given)) reportRtOverlaps(units, minimum_m2, given)
}

function reportRtOverlaps(units: UnitOutline[], minimum_m2: number, { world, report }: GivenTables): void {
  const outlines = units.map(({ geometry }) => geometry)
  for (const pair of overlapPairs(outlines, world.geos, world.toUtm, minimum_m2)) {
    report({
      code: 'RT_OVERLAP',
      ...aboutUnit(units[pair.later]!),
      ...overlapParts(pair, units[pair.earlier]!.admin_code, minimum_m2),
    })
  }
}

/** Smaller overlaps are no ground worth a cut, whatever their share of a small unit. */
const LEAST_KELURAHAN_OVERLAP_M2 = 100

/** KELURAHAN_OVERLAP: two kelurahan over the same ground; what stands there counts in the first by its code alone. */
export const checkKelurahanOverlaps: JudgeTables = async (given) => {
  const { world, report, catalogue } = given
  const least_pct = thresholdOf(catalogue, 'KELURAHAN_OVERLAP')
  const units = await kelurahanOutlines(given)
  const outlines = units.map(({ geometry }) => geometry)
  for (const pair of overlapPairs(outlines, world.geos, world.toUtm, LEAST_KELURAHAN_OVERLAP_M2)) {
    if (100 * pair.shareOfSmaller <= least_pct) continue
    report({
      code: 'KELURAHAN_OVERLAP',
      ...aboutUnit(units[pair.later]!),
      ...overlapParts(pair, units[pair.earlier]!.admin_code, LEAST_KELURAHAN_OVERLAP_M2),
      expected: `<= ${least_pct} %`,
    })
  }
}

function aboutUnit({ admin_code, source_id, source_row }: UnitOutline) {
  return { table: 'admin_units', source_id, source_row, key: admin_code, field: 'geometry' }
}

function overlapParts(pair: OverlapPair, earlier: string, minimum_m2: number) {
  const area = areaText(pair.area_m2)
  const share_pct = 100 * pair.shareOfSmaller
  return {
    got: `${area} (${share_pct.toFixed(2)} %): ${earlier}`,
    expected: `<= ${minimum_m2} m2`,
    lon: pair.at?.[0] ?? null,
    lat: pair.at?.[1] ?? null,
    message: {
      id: `Bertumpang tindih ${areaText(pair.area_m2, 'id')} dengan ${earlier}, ${amount(share_pct, 2).id} % dari yang lebih kecil.`,
      en: `It shares ${areaText(pair.area_m2, 'en')} of ground with ${earlier}, ${amount(share_pct, 2).en} % of the smaller one.`,
    },
  }
}

/** Square metres up to a tenth of a hectare, then hectares. */
function areaText(area_m2: number, language?: 'id' | 'en'): string {
  const [value, decimals, unit] =
    area_m2 < 1000 ? ([area_m2, 1, 'm2'] as const) : ([area_m2 / 1e4, 4, 'ha'] as const)
  return `${language ? amount(value, decimals)[language] : value.toFixed(decimals)} ${unit}`
}

function recordOf({ source_id, source_row }: ZoneFact): string {
  return `${source_id} #${source_row}`
}

/** The zones of each decree in the order of their sources and records. */
function zonesByDecree(world: World): ZoneFact[][] {
  const places = new Map(world.city.sources.map(({ id }, index) => [id, index]))
  const placeOf = (zone: ZoneFact): number => places.get(zone.source_id) ?? places.size
  const byDecree = new Map<string, ZoneFact[]>()
  for (const zone of [...world.zones, ...world.zonesAside]) {
    // A city may let an open ring pass; GEOS cannot build it.
    if (structureFault(zone.geometry)) continue
    const group = byDecree.get(zone.decree_number)
    if (group) group.push(zone)
    else byDecree.set(zone.decree_number, [zone])
  }
  return [...byDecree]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, zones]) => zones.sort((a, b) => placeOf(a) - placeOf(b) || a.source_row - b.source_row))
}
