import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import type { Stage } from '../../stage.ts'

/** Hectares three ways, reconciled with the decree; what changed between decrees; which kelurahan hold which zone. */
export const area: Stage = {
  name: '3-area',
  reads: ['2-validate'],
  writes: [
    'zone_areas',
    'decree_areas',
    'admin_areas',
    'overlay',
    'overlay_checks',
    'zone_admin',
    'zone_changes',
    'zone_matches',
    'change_totals',
    'rt_zones',
  ],
  code: new URL(import.meta.url),
  files: () => [join(PROJECT_ROOT, 'schemas/quality-rules.yaml')],
  config: ({ utm_crs, area, code, title, decree }) => ({ utm_crs, area, code, title, decree }),
  run: async (context) => (await import('./run.ts')).run(context),
}
