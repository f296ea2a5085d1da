import { areaRow } from './geometry-area.ts'
import { locateRow } from './geometry-locate.ts'
import { overlapsRow, overlayRow } from './geometry-overlay.ts'
import type { ProgramRow } from './programs-row.ts'

/** Every row about geometry, in the order of the report: what is counted, ours and the peers. */
export const geometryRows: readonly ProgramRow[] = [locateRow(), areaRow(), overlayRow(), overlapsRow()]
