import { comparableName } from '../../../decree/names.ts'
import { parquet } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'
import { place } from './admin.ts'
import { groupBy } from './group.ts'

interface ZoneRow {
  decree_number: string
  zone_id: string
  name: string | null
  kelurahan: string | null
  kelurahan_code: string | null
  area_ha_decree: number
  source_id: string
  source_row: number
}

/**
 * AREA_CHANGE: the hectares of a location in one decree or verification against those in the one before it. A location
 * is the same by its code; by name and kelurahan where the codes of the two have nothing in common.
 */
export const checkAreaChange: JudgeTables = async ({ store, table, world, report, catalogue }) => {
  const path = table('zones')
  if (path === null) return
  const zones = await store.rows<ZoneRow>(
    `SELECT decree_number, zone_id, name, kelurahan, kelurahan_code, area_ha_decree, source_id, source_row
     FROM ${parquet(path)} WHERE area_ha_decree > 0 ORDER BY decree_number, zone_id`,
  )
  const limit_pct = thresholdOf(catalogue, 'AREA_CHANGE', world.city)
  const yearOf = (zone: ZoneRow): string => {
    const decree = world.decrees.get(zone.decree_number)
    return decree ? (decree.decree_date ?? String(decree.vintage)) : ''
  }
  // Without its year a decree is neither before nor after another.
  const dated = groupBy(
    zones.filter((zone) => yearOf(zone) !== ''),
    (zone) => zone.decree_number,
  )
  const decrees = [...dated.values()].sort((a, b) => (yearOf(a[0]!) < yearOf(b[0]!) ? -1 : 1))
  const outlines = new Map(world.zones.map((zone) => [`${zone.source_id} ${zone.source_row}`, zone.geometry]))
  const byCode = new Map<string, ZoneRow>()
  const byName = new Map<string, ZoneRow | null>()
  for (const decree of decrees) {
    const codes = new Set(decree.map((zone) => zone.zone_id))
    for (const zone of decree) {
      const named = byName.get(nameOf(zone) ?? '') ?? undefined
      const before = byCode.get(zone.zone_id) ?? (named && !codes.has(named.zone_id) ? named : undefined)
      if (!before) continue
      const change_pct = (100 * (zone.area_ha_decree - before.area_ha_decree)) / before.area_ha_decree
      if (Math.abs(change_pct) <= limit_pct) continue
      const [from, to] = [yearOf(before).slice(0, 4), yearOf(zone).slice(0, 4)]
      const sign = change_pct > 0 ? '+' : ''
      const outline = outlines.get(`${zone.source_id} ${zone.source_row}`)
      report({
        code: 'AREA_CHANGE',
        table: 'zones',
        source_id: zone.source_id,
        source_row: zone.source_row,
        key: `${zone.decree_number} · ${zone.zone_id}`,
        field: 'area_ha_decree',
        got: `${zone.area_ha_decree} ha (${to})`,
        expected: `${before.area_ha_decree} ha (${from}) ± ${limit_pct} %`,
        ...(outline ? place(outline) : {}),
        message: {
          id: `${zone.name ?? zone.zone_id}: ${amount(before.area_ha_decree).id} ha pada ${from} (${before.decree_number}), ${amount(zone.area_ha_decree).id} ha pada ${to} (${zone.decree_number}): ${sign}${amount(change_pct, 1).id} %.`,
          en: `${zone.name ?? zone.zone_id}: ${amount(before.area_ha_decree).en} ha in ${from} (${before.decree_number}), ${amount(zone.area_ha_decree).en} ha in ${to} (${zone.decree_number}): ${sign}${amount(change_pct, 1).en} %.`,
        },
      })
    }
    const seen = new Set<string>()
    for (const zone of decree) {
      byCode.set(zone.zone_id, zone)
      const name = nameOf(zone)
      if (name === null) continue
      // A name that stands twice in one decree tells no place apart.
      byName.set(name, seen.has(name) ? null : zone)
      seen.add(name)
    }
  }
}

function nameOf({ name, kelurahan, kelurahan_code }: ZoneRow): string | null {
  const place = kelurahan_code ?? (kelurahan === null ? null : comparableName(kelurahan))
  return name === null || place === null ? null : `${place}\u0000${comparableName(name)}`
}
