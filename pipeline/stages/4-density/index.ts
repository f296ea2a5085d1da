import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import { methodologyFiles } from '../../methodology/files.ts'
import { POPULATION_CLASSES } from '../../methodology/kinds.ts'
import type { Stage } from '../../stage.ts'

/** Buildings and surveyed people located in zones, RT and kelurahan; densities and their classes. */
export const density: Stage = {
  name: '4-density',
  reads: ['2-validate', '3-area'],
  writes: [
    'building_locations',
    'household_locations',
    'location_counts',
    'building_overlaps',
    'profile_pieces',
    'densities',
    'grid',
    'grid_account',
    'zone_access',
    'facility_kinds',
  ],
  code: new URL(import.meta.url),
  files: ({ methodology }) => [
    ...methodologyFiles(methodology, POPULATION_CLASSES),
    join(PROJECT_ROOT, 'schemas/access.yaml'),
  ],
  config: ({ code, decree, methodology, size_class, utm_crs, privacy, density }) => ({
    ...{ code, decree, methodology, size_class, utm_crs, privacy, density },
  }),
  run: async (context) => (await import('./run.ts')).run(context),
}
