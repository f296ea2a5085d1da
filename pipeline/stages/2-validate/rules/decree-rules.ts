import type { Judge, JudgeTables } from '../judge.ts'
import { checkCity } from './admin-city.ts'
import { checkAnnex } from './annex.ts'
import { checkAreaChange } from './area-change.ts'
import { checkCriteriaVersion } from './criteria-version.ts'
import { checkDecreeAge, checkYears } from './decree-age.ts'
import { checkDecreeDetail } from './decree-detail.ts'
import { checkDecreeTotals } from './decree-totals.ts'
import { checkDecreeRow } from './decrees.ts'
import { checkRepeatedPoints } from './point-dup.ts'
import { checkReferences } from './references.ts'
import { checkRtZone } from './rt-zone.ts'
import { checkSourceAge } from './source-age.ts'
import { checkAreaText } from './stated-area.ts'
import { checkStatedClass } from './stated-class.ts'
import { checkZoneArea, checkZonePlace } from './zones.ts'

/** What is asked of each row that states a decree, a place or an area. */
export const DECREE_ROW_RULES = {
  decrees: [checkCriteriaVersion, checkYears],
  zones: [checkStatedClass, checkAreaText, checkZoneArea, checkZonePlace],
  decree_rows: [checkStatedClass, checkAreaText, checkDecreeRow],
} as const satisfies Record<string, readonly Judge[]>

/** The rules over whole tables about decrees, their annexes and areas. */
export const DECREE_RULES: readonly JudgeTables[] = [
  checkDecreeTotals,
  checkDecreeAge,
  checkDecreeDetail,
  checkAnnex,
  checkAreaChange,
]

/** The rules over whole tables about what refers to something else, places given twice, and the age of sources. */
export const REFERENCE_RULES: readonly JudgeTables[] = [
  checkCity,
  checkReferences,
  checkRtZone,
  checkRepeatedPoints,
  checkSourceAge,
]
