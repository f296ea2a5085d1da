import type { Row } from '../../store/index.ts'

/** A row of the annex or an outline, with the RT it names. */
export interface ListedLocation {
  row: Row
  decree_number: string
  rt_rw: string | null
}

/** What the accepted rows say of the RT in which the locations of decrees lie. */
export class DecreeLocations {
  /** RT by their boundary or profile, with the zone it puts them in. */
  readonly inZones: { kelurahan_code: string | null; rt_rw: string; zone_id: string }[] = []
  readonly listed: ListedLocation[] = []

  get size(): number {
    return this.inZones.length + this.listed.length
  }

  remember(table: string, row: Row): void {
    if (table === 'zones' || table === 'decree_rows') {
      const { kelurahan_code, kelurahan, kecamatan } = row
      this.listed.push({
        row: {
          kelurahan_code: kelurahan_code ?? null,
          kelurahan: kelurahan ?? null,
          kecamatan: kecamatan ?? null,
        },
        decree_number: String(row.decree_number),
        rt_rw: typeof row.rt_rw === 'string' ? row.rt_rw : null,
      })
    } else if (table === 'rt_profiles' || (table === 'admin_units' && row.level === 'rt')) {
      const { kelurahan_code, rt_rw, zone_id } = row
      if (typeof rt_rw !== 'string' || zone_id == null) return
      const code = typeof kelurahan_code === 'string' ? kelurahan_code : null
      this.inZones.push({ kelurahan_code: code, rt_rw, zone_id: String(zone_id) })
    }
  }
}
