import { join } from 'node:path'
import { sourcePath } from '../../city.ts'
import { sidecars } from '../../readers/sidecars.ts'
import type { Stage } from '../../stage.ts'
import { TABLE_SCHEMA_DIR, tableSchemas } from '../../store/table-schema.ts'

/** Files as they are become canonical tables: format, encoding, CRS and spelling, no judgement. */
export const ingest: Stage = {
  name: '1-ingest',
  reads: [],
  writes: [...tableSchemas().keys(), 'sources', 'ingest_findings', 'amendments'],
  code: new URL(import.meta.url),
  files: (city) => [
    ...new Set([
      ...city.sources.flatMap((source) => [sourcePath(city, source), ...sidecars(sourcePath(city, source))]),
      ...city.sources.map((source) => join(TABLE_SCHEMA_DIR, `${source.table}.schema.json`)),
    ]),
  ],
  config: (city) => ({ sources: city.sources, utm_crs: city.utm_crs, envelope: city.envelope }),
  run: async (context) => (await import('./run.ts')).run(context),
}
