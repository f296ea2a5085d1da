import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import { correctionsFiles } from '../../corrections/files.ts'
import { methodologyFiles } from '../../methodology/files.ts'
import type { Stage } from '../../stage.ts'
import { TABLE_SCHEMA_DIR, tableSchemas } from '../../store/table-schema.ts'
import { ACTIVITIES_FILE } from '../../works/files.ts'
import { LEGEND_FILE } from './report/legend.ts'

/** Every row is accepted, or set aside with a code and a reason; nothing is lost between the two. */
export const validate: Stage = {
  name: '2-validate',
  reads: ['1-ingest'],
  writes: [
    ...tableSchemas().keys(),
    'findings',
    'sources',
    'zone_roundings',
    'quarantine',
    'report.json',
    'report.html',
    'published',
  ],
  code: new URL(import.meta.url),
  files: (city) =>
    [
      ...correctionsFiles(city),
      // All of them: a decree may name another set than the city's.
      ...methodologyFiles(),
      ACTIVITIES_FILE,
      join(PROJECT_ROOT, 'schemas/quality-rules.yaml'),
      join(PROJECT_ROOT, 'schemas/quality-rules.schema.json'),
      LEGEND_FILE,
      ...[...tableSchemas().keys()].map((name) => join(TABLE_SCHEMA_DIR, `${name}.schema.json`)),
    ].filter((path, index, all) => all.indexOf(path) === index),
  config: (city) => ({
    city: {
      name: city.name,
      title: city.title,
      code: city.code,
      synthetic: city.synthetic,
      size_class: city.size_class,
      utm_crs: city.utm_crs,
      envelope: city.envelope,
      decree: city.decree,
      methodology: city.methodology,
      area: city.area,
      quality: city.quality,
      privacy: city.privacy,
    },
    sources: city.sources.map(({ columns, columns_implied, ignore, values, examples, ...source }) => ({
      ...source,
      unpivot: source.unpivot && {
        key: source.unpivot.key,
        rows: Object.keys(source.unpivot.columns).length,
      },
    })),
  }),
  run: async (context) => (await import('./run.ts')).run(context),
}
