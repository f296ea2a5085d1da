import { structureFault } from '../../../geo/validity.ts'
import { decodeWkb } from '../../../geo/wkb.ts'
import { parquet, type Row } from '../../../store/index.ts'
import type { GivenTables } from '../judge.ts'
import type { Area } from '../world.ts'

/** An accepted RT with its outline. */
export interface RtOutline {
  admin_code: string
  source_id: string
  source_row: number
  geometry: Area
}

/** The RT of one kelurahan after the other, in the order of their records; one kelurahan is held at a time. */
export async function* rtByKelurahan({ store, table }: GivenTables): AsyncGenerator<RtOutline[]> {
  const path = table('admin_units')
  if (path === null) return
  const query = `SELECT admin_code, kelurahan_code, source_id, source_row, ST_AsWKB(geometry) AS geometry
    FROM ${parquet(path)}
    WHERE level = 'rt' AND kelurahan_code IS NOT NULL AND geometry IS NOT NULL
    ORDER BY kelurahan_code, source_id, source_row, admin_code`
  let kelurahan: Row[string] = null
  let units: RtOutline[] = []
  for await (const batch of store.batches(query)) {
    for (const row of batch) {
      if (row.kelurahan_code !== kelurahan && units.length > 0) {
        yield units
        units = []
      }
      kelurahan = row.kelurahan_code ?? null
      const geometry = decodeWkb(row.geometry as Uint8Array)
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue
      // A city may let an open ring pass; GEOS cannot build it.
      if (structureFault(geometry)) continue
      units.push({
        admin_code: String(row.admin_code),
        source_id: String(row.source_id),
        source_row: row.source_row as number,
        geometry,
      })
    }
  }
  if (units.length > 0) yield units
}
