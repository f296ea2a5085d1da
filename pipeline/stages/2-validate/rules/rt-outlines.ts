import { structureFault } from '../../../geo/validity.ts'
import { decodeWkb } from '../../../geo/wkb.ts'
import { parquet, type Row } from '../../../store/index.ts'
import type { GivenTables } from '../judge.ts'
import type { Area } from '../world.ts'

/** An accepted unit with its outline. */
export interface UnitOutline {
  admin_code: string
  source_id: string
  source_row: number
  geometry: Area
}

/** The RT of one kelurahan after the other, in the order of their records; one kelurahan is held at a time. */
export async function* rtByKelurahan({ store, table }: GivenTables): AsyncGenerator<UnitOutline[]> {
  const path = table('admin_units')
  if (path === null) return
  const query = `${outlines(path)} WHERE level = 'rt' AND kelurahan_code IS NOT NULL AND geometry IS NOT NULL
    ORDER BY kelurahan_code, source_id, source_row, admin_code`
  let kelurahan: Row[string] = null
  let units: UnitOutline[] = []
  for await (const batch of store.batches(query)) {
    for (const row of batch) {
      if (row.kelurahan_code !== kelurahan && units.length > 0) {
        yield units
        units = []
      }
      kelurahan = row.kelurahan_code ?? null
      const unit = outlineOf(row)
      if (unit) units.push(unit)
    }
  }
  if (units.length > 0) yield units
}

/** The kelurahan in the order of their records. */
export async function kelurahanOutlines({ store, table }: GivenTables): Promise<UnitOutline[]> {
  const path = table('admin_units')
  if (path === null) return []
  const query = `${outlines(path)} WHERE level = 'kelurahan' AND geometry IS NOT NULL ORDER BY source_id, source_row, admin_code`
  return (await store.rows(query)).flatMap((row) => outlineOf(row) ?? [])
}

function outlines(path: string): string {
  return `SELECT admin_code, kelurahan_code, source_id, source_row, ST_AsWKB(geometry) AS geometry FROM ${parquet(path)}`
}

/** Null for what is no polygon, and for an open ring: a city may let one pass, but GEOS cannot build it. */
function outlineOf(row: Row): UnitOutline | null {
  const geometry = decodeWkb(row.geometry as Uint8Array)
  if ((geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') || structureFault(geometry))
    return null
  return {
    admin_code: String(row.admin_code),
    source_id: String(row.source_id),
    source_row: row.source_row as number,
    geometry,
  }
}
