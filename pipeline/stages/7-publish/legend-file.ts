import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import type { Legend } from '../../viewer/legend.ts'

/** Colours and class labels, shared by the style, the page and the report. */
export const LEGEND_FILE = join(PROJECT_ROOT, 'schemas/legend.json')

export function readLegend(): Legend {
  return JSON.parse(readFileSync(LEGEND_FILE, 'utf8')) as Legend
}
