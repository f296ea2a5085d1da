import type { Row } from '../../store/index.ts'
import { numberOf, textOf } from './row-values.ts'
import type { Area } from './world.ts'

/** What is known of an annex row or an outline that was set aside; null what could not be read. */
export interface RecordAside {
  decree_number: string | null
  zone_id: string | null
  /** Number of the annex row, or of the one an outline names. */
  row_number: number | null
  area_ha: number | null
  /** Half a unit of the last digit of `area_ha`. */
  half_unit_ha: number
  /** Null where the outline is not fit for use. */
  geometry: Area | null
  source_id: string
  source_row: number
}

/** The annex rows or outlines of one decree that were set aside. */
export interface AsideOfDecree {
  records: readonly RecordAside[]
  /** Those that carry the number, and those whose number is not known. */
  numbered: (row_number: unknown) => readonly RecordAside[]
}

type DecreeTable = 'zones' | 'decree_rows'

/**
 * The records that were set aside, as far as sums, counts and links must know of them: what is in quarantine is not
 * missing from the decree.
 */
export class RecordsAside {
  readonly #records: Record<DecreeTable, RecordAside[]> = { zones: [], decree_rows: [] }
  readonly #groups = new Map<string, AsideOfDecree>()
  readonly #rtOf = new Set<string>()

  add(table: string, row: Row, geometry: Area | null, half_unit_ha: number): void {
    if (table === 'zones' || table === 'decree_rows') {
      this.#records[table].push({
        decree_number: textOf(row.decree_number),
        zone_id: textOf(row.zone_id),
        row_number: numberOf(table === 'zones' ? row.decree_row_number : row.row_number),
        area_ha: numberOf(row.area_ha_decree),
        half_unit_ha,
        geometry,
        source_id: String(row.source_id),
        source_row: row.source_row as number,
      })
      this.#groups.clear()
    }
    if (table === 'rt_profiles') this.#rtOf.add(kawasanKey(row.kawasan, row.vintage))
  }

  /** Every outline, in the order they were set aside. */
  get zones(): readonly RecordAside[] {
    return this.#records.zones
  }

  /** Whether the profile of an RT of this kawasan was set aside; names are compared without regard to case and blanks. */
  hasRtOf(kawasan: string, vintage: number): boolean {
    return this.#rtOf.has(kawasanKey(kawasan, vintage))
  }

  /** Those of one decree, and those whose decree is not known. */
  ofDecree(table: DecreeTable, decree_number: string): AsideOfDecree {
    const key = `${table}\u0000${decree_number}`
    const known = this.#groups.get(key)
    if (known) return known
    const records = this.#records[table].filter(
      (one) => one.decree_number === null || one.decree_number === decree_number,
    )
    const byNumber = new Map<unknown, RecordAside[]>()
    for (const one of records) {
      const same = byNumber.get(one.row_number)
      if (same) same.push(one)
      else byNumber.set(one.row_number, [one])
    }
    const group: AsideOfDecree = {
      records,
      numbered: (row_number) => [
        ...(row_number === null ? [] : (byNumber.get(row_number) ?? [])),
        ...(byNumber.get(null) ?? []),
      ],
    }
    this.#groups.set(key, group)
    return group
  }
}

function kawasanKey(kawasan: unknown, vintage: unknown): string {
  return `${String(kawasan).trim().replace(/\s+/g, ' ').toLowerCase()}\u0000${vintage}`
}
