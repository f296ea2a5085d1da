import type { Columns, Row } from '../../store/index.ts'

export const ZONE_ADMIN_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  area_ha_utm: 'DOUBLE',
  share_pct: 'DOUBLE',
}

/**
 * Hectares of each zone in each kelurahan, from the pieces of `overlay`. What lies in none, such as houses over the water,
 * is a row with a null code, though `overlay` gives it to a kelurahan. No rows where no kelurahan is known.
 * @param pieces rows of `overlay` in their order
 */
export function zoneAdmin(pieces: readonly Row[]): Row[] {
  const rows = new Map<string, { row: Row; area_ha_utm: number; share_pct: number }>()
  for (const piece of pieces) {
    if (piece.over_water === null) continue
    const { decree_number, zone_id } = piece as { decree_number: string; zone_id: string }
    const kelurahan_code = piece.over_water ? null : (piece.kelurahan_code as string)
    const key = JSON.stringify([decree_number, zone_id, kelurahan_code])
    const held = rows.get(key) ?? {
      row: { decree_number, zone_id, kelurahan_code },
      area_ha_utm: 0,
      share_pct: 0,
    }
    held.area_ha_utm += piece.area_ha_utm as number
    held.share_pct += piece.share_pct as number
    rows.set(key, held)
  }
  return [...rows.values()].map(({ row, ...sums }) => ({ ...row, ...sums }))
}
