import type { Judge, JudgeTables } from '../judge.ts'
import { checkActivity, checkWorksText, checkWorksUnit, checkWorksVolume, checkWorksYear } from './works.ts'
import { checkRepeatedWorks, checkUnitCosts, checkWorksCosts } from './works-cost.ts'
import { checkNeeds, checkRoadDensity } from './works-need.ts'

/** The rules over one row of the works. */
export const WORKS_ROW_RULES: readonly Judge[] = [
  checkActivity,
  checkWorksUnit,
  checkWorksText,
  checkWorksVolume,
  checkWorksYear,
]

/** The rules over all works, in the order they are asked. */
export const WORKS_RULES: readonly JudgeTables[] = [
  checkRepeatedWorks,
  checkWorksCosts,
  checkUnitCosts,
  checkNeeds,
  checkRoadDensity,
]
