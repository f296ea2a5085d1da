import type { Judge, JudgeTables } from '../judge.ts'
import { checkAnswers } from './answers.ts'
import { DECREE_ROW_RULES, DECREE_RULES, REFERENCE_RULES } from './decree-rules.ts'
import { checkRtGaps } from './gaps.ts'
import { checkUnitShape, checkZoneShape } from './geometry-shape.ts'
import { checkHeader } from './headers.ts'
import { INDICATOR_RULES } from './indicators.ts'
import { checkKelurahanOverlaps, checkRtOverlaps, checkZoneOverlaps } from './overlaps.ts'
import { checkPointPlace, checkRtKnown, checkWorksLocation } from './places.ts'
import { checkRoadWidth } from './road-width.ts'
import { checkStatedScore, checkStatedTotal } from './scores.ts'
import { WORKS_ROW_RULES, WORKS_RULES } from './works-rules.ts'

/** The rules over each row of a table, in the order they are asked. */
export const ROW_RULES: Readonly<Record<string, readonly Judge[]>> = {
  admin_units: [checkUnitShape],
  decrees: DECREE_ROW_RULES.decrees,
  zones: [checkStatedTotal, ...DECREE_ROW_RULES.zones, checkZoneShape],
  decree_rows: [checkStatedTotal, ...DECREE_ROW_RULES.decree_rows],
  rt_profiles: [checkStatedTotal, checkRtKnown, checkHeader],
  kawasan_profiles: [checkStatedTotal, checkHeader],
  kawasan_deficits: [checkStatedScore],
  households: [checkPointPlace],
  networks: [checkRoadWidth],
  interventions: [checkWorksLocation, ...WORKS_ROW_RULES],
}

/**
 * The rules over whole tables, asked when every row of every table was judged. What a group sets aside is gone for those
 * after it: outlines before the sums over them, profiles and volumes before the works they are held against, and last
 * what refers to any of these.
 */
export const TABLE_RULES: readonly { name: string; rules: readonly JudgeTables[] }[] = [
  { name: 'outlines', rules: [checkZoneOverlaps, checkRtOverlaps, checkKelurahanOverlaps, checkRtGaps] },
  { name: 'decree', rules: DECREE_RULES },
  { name: 'indicators', rules: INDICATOR_RULES },
  { name: 'works', rules: WORKS_RULES },
  { name: 'references', rules: REFERENCE_RULES },
  { name: 'answers', rules: [checkAnswers] },
]
