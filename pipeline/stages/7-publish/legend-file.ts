import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'

/** Colours and class labels, shared by the style, the page and the report. */
export const LEGEND_FILE = join(PROJECT_ROOT, 'schemas/legend.json')
