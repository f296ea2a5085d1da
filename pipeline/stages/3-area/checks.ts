import { areaM2Planar, M2_PER_HA, type Project } from '../../geo/area.ts'
import { conservationOf, type OverlayEngine } from '../../geo/overlay.ts'
import type { Columns } from '../../store/index.ts'
import type { Area } from './read.ts'

export const OVERLAY_CHECK_COLUMNS: Columns = {
  overlay: 'VARCHAR',
  decree_number: 'VARCHAR',
  unit_id: 'VARCHAR',
  other_id: 'VARCHAR',
  whole_ha_utm: 'DOUBLE',
  parts_ha_utm: 'DOUBLE',
  difference_m2: 'DOUBLE',
  claimed_twice_m2: 'DOUBLE',
  slivers_merged: 'BIGINT',
  slivers_m2: 'DOUBLE',
  engine: 'VARCHAR',
  conserved: 'BOOLEAN',
}

/** What of an overlay is judged: the whole that was cut and the parts it was cut into. */
export interface Judged {
  /** Such as `zones x kelurahan`, `rt x kelurahan`, `change 2014 -> 2018`. */
  overlay: string
  /** The decree of the zone, where the whole is one. */
  decree_number?: string | null
  unit_id: string
  /** What it was cut by, where that is one thing. */
  other_id?: string | null
  whole: Area | null
  parts: readonly (Area | null)[]
  engine: OverlayEngine
  /** Ground that more than one unit of the level holds; it was given to the first. */
  claimed_twice_m2?: number
  slivers_merged?: number
  slivers_m2?: number
}

export interface OverlayCheck {
  overlay: string
  decree_number: string | null
  unit_id: string
  other_id: string | null
  whole_ha_utm: number
  parts_ha_utm: number
  /** Parts minus whole, in the plane of the overlay, scaled to square metres; bends of straight sides are none of it. */
  difference_m2: number
  claimed_twice_m2: number
  slivers_merged: number
  slivers_m2: number
  engine: OverlayEngine
  /** The difference is within the rounding of `conservationOf`, and an engine did cut. */
  conserved: boolean
  [column: string]: string | number | boolean | null
}

/** The row of `overlay_checks` of one overlay; it never throws, a loss of ground is a row with `conserved` false. */
export function overlayCheck(judged: Judged, project: Project): OverlayCheck {
  const { whole, parts, engine } = judged
  const area_m2 = (geometry: Area | null): number => (geometry === null ? 0 : areaM2Planar(geometry, project))
  const conservation = conservationOf(whole, parts)
  const whole_m2 = area_m2(whole)
  const m2PerUnit = conservation.whole === 0 ? 0 : whole_m2 / conservation.whole
  return {
    overlay: judged.overlay,
    decree_number: judged.decree_number ?? null,
    unit_id: judged.unit_id,
    other_id: judged.other_id ?? null,
    whole_ha_utm: whole_m2 / M2_PER_HA,
    parts_ha_utm: parts.reduce((sum, part) => sum + area_m2(part), 0) / M2_PER_HA,
    difference_m2: (conservation.parts - conservation.whole) * m2PerUnit,
    claimed_twice_m2: judged.claimed_twice_m2 ?? 0,
    slivers_merged: judged.slivers_merged ?? 0,
    slivers_m2: judged.slivers_m2 ?? 0,
    engine,
    conserved: engine !== 'none' && conservation.conserved,
  }
}

/** Cuts named in a line of the log. */
const NAMED = 5

/** How many cuts do not conserve area, in words for the summary and for the log; null where all do. */
export function lossOf(
  checks: readonly OverlayCheck[],
): { count: number; summary: string; first: string } | null {
  const lost = checks.filter((check) => !check.conserved)
  if (lost.length === 0) return null
  const summary = `${lost.length} of ${checks.length} cuts do not conserve area`
  const names = lost.slice(0, NAMED).map(({ overlay, decree_number, unit_id, other_id, difference_m2 }) => {
    const ids = [decree_number, unit_id, other_id].filter((id) => id !== null).join(' ')
    return `${overlay} ${ids} (${difference_m2.toFixed(3)} m2)`
  })
  const more = lost.length > NAMED ? `, and ${lost.length - NAMED} more: see overlay_checks` : ''
  return { count: lost.length, summary, first: `${summary}: ${names.join(', ')}${more}` }
}
