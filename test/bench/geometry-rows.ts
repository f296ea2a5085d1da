import { areaRow } from './geometry-area.ts'
import { locateRow } from './geometry-locate.ts'
import { overlapsRow, overlayRow } from './geometry-overlay.ts'
import type { GeometryRow } from './geometry-row.ts'

/** Every row about geometry, in the order of the report: what is counted, ours and the peers. */
export const geometryRows: readonly GeometryRow[] = [locateRow(), areaRow(), overlayRow(), overlapsRow()]
