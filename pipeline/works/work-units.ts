import { type NumberResult, parseNumber } from '../values/number.ts'
import type { Activity } from './activities.ts'
import { type WorkUnit, workUnit } from './units.ts'

/** What a row of the works says of its units. */
export interface StatedUnits {
  /** The column of units. */
  unit: string | null
  /** The volume as printed, which may carry a unit of its own. */
  volume_text: string | null
}

/** Units that disagree: what is stated against what it should be. */
export interface UnitClash {
  by: 'printed volume' | 'activity'
  got: string
  expected: string[]
}

/** Units a row names: its own column first, the printed volume second; null where none is known. */
export function unitsOf({ unit, volume_text }: StatedUnits): {
  stated: WorkUnit | null
  printed: WorkUnit | null
} {
  return { stated: workUnit(unit), printed: workUnit(printedUnit(volume_text)) }
}

/** Whether the unit of a row, the one beside its printed volume and those of its activity (null: not listed) disagree. */
export function unitClashOf(row: StatedUnits, activity: Activity | null): UnitClash | null {
  const { stated, printed } = unitsOf(row)
  if (stated !== null && printed !== null && stated.base !== printed.base)
    return { by: 'printed volume', got: String(row.unit), expected: [printedUnit(row.volume_text)!] }
  const unit = stated ?? printed
  if (unit === null || activity === null) return null
  const wanted = [...new Set(Object.values(activity.criteria))]
  // A count of houses and a count of families may both be right for one work; a length and an area may not.
  const normal = [...wanted, ...activity.also]
  if (normal.some((name) => workUnit(name)?.dimension === unit.dimension)) return null
  return { by: 'activity', got: unit.unit, expected: wanted }
}

/** The unit in which the volume of a row may be counted: null where its units disagree or none is known. */
export function trustedUnitOf(row: StatedUnits, activity: Activity | null): WorkUnit | null {
  if (unitClashOf(row, activity) !== null) return null
  const { stated, printed } = unitsOf(row)
  return stated ?? printed
}

/** Whether a row names no unit at all, known or not, neither in its column nor beside its printed volume. */
export function isUnitless({ unit, volume_text }: StatedUnits): boolean {
  return (unit === null || unit.trim() === '') && printedUnit(volume_text) === null
}

/** Every way to read the number of a printed volume: `1.234` may be a thousand or little more than one. */
export function readings(text: string): NumberResult[] {
  const free = parseNumber(text)
  if (!('error' in free)) return [free]
  return ([',', '.'] as const).map((decimal) => parseNumber(text, { decimal }))
}

function printedUnit(text: string | null): string | null {
  if (text === null) return null
  for (const reading of readings(text))
    if (!('error' in reading) && reading.unit !== null) return reading.unit
  return null
}
