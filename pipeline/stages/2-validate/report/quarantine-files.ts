import { tableSchemas } from '../../../store/table-schema.ts'
import { compare } from './digest.ts'
import type { QuarantineFile, ReportSource } from './types.ts'

/** The quarantine file of each source that has rejected records: GeoJSON for tables with a geometry, else CSV. */
export function quarantineFiles(sources: readonly ReportSource[]): QuarantineFile[] {
  return sources
    .filter(({ quarantined }) => quarantined > 0)
    .map(({ source_id, table, quarantined }) => {
      const isSpatial = (tableSchemas().get(table)?.geometry ?? null) !== null
      return { source_id, file: `${source_id}.${isSpatial ? 'geojson' : 'csv'}`, rows: quarantined }
    })
    .sort((a, b) => compare(a.source_id, b.source_id))
}
