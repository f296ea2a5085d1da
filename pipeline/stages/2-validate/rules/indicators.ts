import type { JudgeTables } from '../judge.ts'
import { checkDensityClaims } from './density-claim.ts'
import { checkVerifiedAreas } from './headers.ts'
import { checkKawasanHeaders, checkKawasanVolumes } from './kawasan.ts'
import { checkKawasanScores, checkKawasanTotals, checkScores, checkTotals } from './scores.ts'
import { checkShiftedRecords } from './shifted-record.ts'
import { checkNegativeVolumes, checkVolumes } from './volumes.ts'

/** The rules over profiles, deficits and the totals of kawasan, in the order they are asked. */
export const INDICATOR_RULES: readonly JudgeTables[] = [
  checkShiftedRecords,
  checkNegativeVolumes,
  checkVolumes,
  checkScores,
  checkTotals,
  checkDensityClaims,
  checkVerifiedAreas,
  checkKawasanHeaders,
  checkKawasanVolumes,
  checkKawasanScores,
  checkKawasanTotals,
]
