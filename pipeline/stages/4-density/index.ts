import type { Stage } from '../../stage.ts'
import { DENSITY_FILE } from './classes.ts'

/** Buildings and surveyed people located in zones, RT and kelurahan; densities and their classes. */
export const density: Stage = {
  name: '4-density',
  title: { id: 'Menghitung kepadatan', en: 'Locate and count densities' },
  reads: ['2-validate', '3-area'],
  writes: ['building_locations', 'household_locations', 'densities'],
  code: new URL(import.meta.url),
  files: () => [DENSITY_FILE],
  config: ({ code, decree, size_class, privacy }) => ({ code, decree, size_class, privacy }),
  run: async (context) => (await import('./run.ts')).run(context),
}
