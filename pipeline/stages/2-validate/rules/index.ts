import { parquet } from '../../../store/index.ts'
import type { Judge, JudgeTables } from '../judge.ts'
import { checkCriteriaVersion, checkDecreeRow, checkDecreeTotals } from './decrees.ts'
import { checkRtGaps } from './gaps.ts'
import { checkUnitShape, checkZoneShape } from './geometry-shape.ts'
import { checkHeader } from './headers.ts'
import { INDICATOR_RULES } from './indicators.ts'
import { checkRtOverlaps, checkZoneOverlaps } from './overlaps.ts'
import { checkPointPlace, checkRtKnown, checkWorksLocation } from './places.ts'
import { checkStatedScore, checkStatedTotal } from './scores.ts'
import { WORKS_ROW_RULES, WORKS_RULES } from './works-rules.ts'
import { checkZoneArea, checkZonePlace } from './zones.ts'

/** The rules over each row of a table, in the order they are asked. */
export const ROW_RULES: Readonly<Record<string, readonly Judge[]>> = {
  admin_units: [checkUnitShape],
  decrees: [checkCriteriaVersion],
  zones: [checkStatedTotal, checkZoneArea, checkZonePlace, checkZoneShape],
  decree_rows: [checkStatedTotal, checkDecreeRow],
  rt_profiles: [checkStatedTotal, checkRtKnown, checkHeader],
  kawasan_profiles: [checkStatedTotal, checkHeader],
  kawasan_deficits: [checkStatedScore],
  households: [checkPointPlace],
  interventions: [checkWorksLocation, ...WORKS_ROW_RULES],
}

/** The rules over whole tables, asked when every row of every table was judged. */
export const TABLE_RULES: readonly JudgeTables[] = [
  async (given) => {
    const path = given.table('decree_rows')
    const rows = path
      ? await given.store.rows(`SELECT * FROM ${parquet(path)} ORDER BY decree_number, row_number`)
      : []
    checkDecreeTotals({
      ...given,
      rows,
      report: (finding: object) => given.report({ table: 'decrees', ...finding } as never),
    } as never)
  },
  ...INDICATOR_RULES,
  ...WORKS_RULES,
  checkZoneOverlaps,
  checkRtOverlaps,
  checkRtGaps,
]
