import type { City } from '../../city.ts'
import { areaM2Planar, M2_PER_HA, type Project } from '../../geo/area.ts'
import type { Geos } from '../../geo/geos.ts'
import { areaInPlane, unionOf } from '../../geo/overlay.ts'
import { type LevelCut, leastOf, OverlayLevel } from '../../geo/overlay-level.ts'
import { mergeSlivers } from '../../geo/overlay-slivers.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { Columns, Row } from '../../store/index.ts'
import { kecamatanOf } from './admin-areas.ts'
import { groupBy } from './changes/outlines.ts'
import { type OverlayCheck, overlayCheck } from './checks.ts'
import { projectOf } from './measure.ts'
import { NearestUnit } from './nearest-unit.ts'
import type { Area, Unit, Zone } from './read.ts'

export const OVERLAY_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  rt_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  kecamatan_code: 'VARCHAR',
  assigned_by: 'VARCHAR',
  over_water: 'BOOLEAN',
  area_ha_utm: 'DOUBLE',
  share_pct: 'DOUBLE',
  geometry: 'GEOMETRY',
}

/** How a piece came to its kelurahan: it lies in it, or it lies in none and got that of its zone. */
export type AssignedBy = 'overlap' | 'largest_overlap' | 'nearest'

export interface Overlay {
  /** Rows of `overlay`, by decree, zone, and the order of kelurahan and RT; what lies in none comes last. */
  pieces: Row[]
  checks: OverlayCheck[]
}

/** Shares of a zone, and distances in metres, that differ by less are a tie. */
const TIE_SHARE = 1e-6
const TIE_M = 0.001

interface Cut {
  kelurahan: Unit | null
  rt: Unit | null
  geometry: Area
}

/**
 * Cuts every zone of every decree by kelurahan and RT. What is narrower than `area.sliver_m` is shared out among the
 * pieces beside it. Ground that two units of a level claim belongs to the one with the lower code. Ground in no
 * kelurahan (houses over the water; kelurahan borders commonly end at the shore) is `over_water` and is given to the
 * kelurahan that holds most of the zone, or to the nearest by metres in the UTM plane where none holds any; the
 * kelurahan the zone itself states decides only between equals.
 */
export function overlayZones(
  zones: readonly Zone[],
  units: readonly Unit[],
  city: City,
  geos: Geos,
  done: () => void = () => {},
): Overlay {
  const project = projectOf(city)
  const kelurahan = byCode(ofLevel(units, 'kelurahan'), geos)
  const rt = ofLevel(units, 'rt')
  const nearest = new NearestUnit(kelurahan, geos, project)
  const byKelurahan = new OverlayLevel(kelurahan.map(geometryOf), geos)
  const byRt = new OverlayLevel(rt.map(geometryOf), geos)
  const overlay: Overlay = { pieces: [], checks: [] }
  try {
    for (const zone of zones) {
      const whole: Cut = { kelurahan: null, rt: null, geometry: zone.geometry }
      const check = (name: string, cuts: LevelCut[], merge: Merged): void => {
        overlay.checks.push(checkOf(name, zone, cuts, merge, project))
      }
      let cuts = [whole]
      if (kelurahan.length > 0) {
        const made = byKelurahan.cut(zone.geometry)
        const merge = mergeCuts(spread(whole, made, kelurahan, 'kelurahan'), city, geos, project)
        check('zones x kelurahan', [made], merge)
        cuts = merge.cuts
      }
      const home = homeOf(zone, cuts, nearest, project)
      if (rt.length > 0) {
        const made = cuts.map((cut) => byRt.cut(cut.geometry))
        // Within each kelurahan: a sliver between RT moves no ground from one kelurahan to another.
        const merges = cuts.map((cut, i) => mergeCuts(spread(cut, made[i]!, rt, 'rt'), city, geos, project))
        const merge = {
          cuts: merges.flatMap((one) => one.cuts),
          merged: merges.reduce((sum, one) => sum + one.merged, 0),
          merged_m2: merges.reduce((sum, one) => sum + one.merged_m2, 0),
        }
        check('zones x rt', made, merge)
        cuts = merge.cuts
      }
      overlay.pieces.push(...rowsOf(zone, cuts, home, kelurahan.length > 0, project))
      done()
    }
  } finally {
    byKelurahan.release()
    byRt.release()
  }
  return overlay
}

/** Each RT against the kelurahan it lies in: what they share and what lies in none is the RT. */
export function* checkRtInKelurahan(
  units: readonly Unit[],
  city: City,
  geos: Geos,
  done: () => void = () => {},
): Generator<OverlayCheck> {
  const project = projectOf(city)
  const kelurahan = ofLevel(units, 'kelurahan')
  if (kelurahan.length === 0) return
  const level = new OverlayLevel(kelurahan.map(geometryOf), geos)
  try {
    for (const rt of ofLevel(units, 'rt')) {
      const cut = level.cut(rt.geometry)
      yield overlayCheck(
        {
          overlay: 'rt x kelurahan',
          unit_id: rt.admin_code,
          whole: cut.whole,
          parts: [...cut.pieces.map(geometryOf), cut.outside],
          engine: cut.engine,
          claimed_twice_m2: claimedTwiceM2([cut], cut.whole, project),
        },
        project,
      )
      done()
    }
  } finally {
    level.release()
  }
}

function ofLevel(units: readonly Unit[], level: string): Unit[] {
  return units.filter((unit) => unit.level === level)
}

/** One unit for each kelurahan code, in order of the first rows: islands may be rows of their own. */
function byCode(kelurahan: readonly Unit[], geos: Geos): Unit[] {
  const groups = groupBy(kelurahan, (unit) => unit.kelurahan_code)
  return [...groups.values()].map((rows) => {
    const geometries = rows.map(geometryOf)
    return rows.length === 1 ? rows[0]! : { ...rows[0]!, geometry: unionOf(geometries, geos)! }
  })
}

function geometryOf({ geometry }: { geometry: Area }): Area {
  return geometry
}

/** The pieces of one cut, each with the unit of the level it lies in. */
function spread(from: Cut, made: LevelCut, units: readonly Unit[], level: 'kelurahan' | 'rt'): Cut[] {
  const pieces = made.pieces.map(({ unit, geometry }) => ({ ...from, [level]: units[unit]!, geometry }))
  return made.outside === null ? pieces : [...pieces, { ...from, geometry: made.outside }]
}

interface Merged {
  cuts: Cut[]
  merged: number
  merged_m2: number
}

function mergeCuts(cuts: Cut[], city: City, geos: Geos, project: Project): Merged {
  const { pieces, ...counts } = mergeSlivers(cuts.map(geometryOf), city.area.sliver_m, geos, project)
  const kept = pieces.flatMap((geometry, i) => (geometry === null ? [] : [{ ...cuts[i]!, geometry }]))
  return { cuts: kept, ...counts }
}

function checkOf(
  overlay: string,
  zone: Zone,
  made: readonly LevelCut[],
  merge: Merged,
  project: Project,
): OverlayCheck {
  return overlayCheck(
    {
      overlay,
      decree_number: zone.decree_number,
      unit_id: zone.zone_id,
      whole: made.length === 1 ? made[0]!.whole : zone.geometry,
      parts: merge.cuts.map(geometryOf),
      engine: leastOf(made),
      claimed_twice_m2: claimedTwiceM2(made, zone.geometry, project),
      slivers_merged: merge.merged,
      slivers_m2: merge.merged_m2,
    },
    project,
  )
}

function claimedTwiceM2(made: readonly LevelCut[], whole: Area | null, project: Project): number {
  const inPlane = made.reduce((sum, { claimed }) => sum + claimed, 0)
  return whole === null || inPlane === 0 ? 0 : (inPlane * areaM2Planar(whole, project)) / areaInPlane(whole)
}

interface Home {
  kelurahan: Unit
  assigned_by: AssignedBy
}

/** The kelurahan of what lies in none. */
function homeOf(zone: Zone, cuts: readonly Cut[], nearest: NearestUnit, project: Project): Home | null {
  const held = new Map<string, { unit: Unit; area_m2: number }>()
  for (const { kelurahan, geometry } of cuts) {
    if (kelurahan === null) continue
    const known = held.get(kelurahan.kelurahan_code)
    const area_m2 = (known?.area_m2 ?? 0) + areaM2Planar(geometry, project)
    held.set(kelurahan.kelurahan_code, { unit: known?.unit ?? kelurahan, area_m2 })
  }
  const largest_m2 = Math.max(0, ...[...held.values()].map(({ area_m2 }) => area_m2))
  const tie_m2 = TIE_SHARE * areaM2Planar(zone.geometry, project)
  const largest = [...held.values()].filter(({ area_m2 }) => area_m2 >= largest_m2 - tie_m2)
  if (largest.length > 0)
    return {
      kelurahan: amongEquals(
        largest.map(({ unit }) => unit),
        zone,
      ),
      assigned_by: 'largest_overlap',
    }
  const near = nearest.of(zone.geometry, TIE_M)
  return near.length === 0 ? null : { kelurahan: amongEquals(near, zone), assigned_by: 'nearest' }
}

/** The one the zone states, else the first by code. */
function amongEquals(units: readonly Unit[], zone: Zone): Unit {
  const byCode = units.toSorted((a, b) => (a.kelurahan_code < b.kelurahan_code ? -1 : 1))
  return byCode.find((unit) => unit.kelurahan_code === zone.kelurahan_code) ?? byCode[0]!
}

function rowsOf(
  zone: Zone,
  cuts: readonly Cut[],
  home: Home | null,
  known: boolean,
  project: Project,
): Row[] {
  const total_m2 = areaM2Planar(zone.geometry, project)
  return cuts
    .map((cut, place) => ({ ...cut, place }))
    .sort(
      (a, b) =>
        nullsLast(a.kelurahan?.kelurahan_code, b.kelurahan?.kelurahan_code) ||
        nullsLast(a.rt?.admin_code, b.rt?.admin_code) ||
        a.place - b.place,
    )
    .map(({ kelurahan, rt, geometry }) => {
      const unit = kelurahan ?? home?.kelurahan ?? null
      const area_m2 = areaM2Planar(geometry, project)
      return {
        decree_number: zone.decree_number,
        zone_id: zone.zone_id,
        rt_id: rt?.admin_code ?? null,
        kelurahan_code: unit?.kelurahan_code ?? null,
        kecamatan_code: unit && kecamatanOf(unit),
        assigned_by: kelurahan ? 'overlap' : (home?.assigned_by ?? null),
        over_water: known ? kelurahan === null : null,
        area_ha_utm: area_m2 / M2_PER_HA,
        share_pct: (100 * area_m2) / total_m2,
        geometry: encodeWkb(geometry),
      }
    })
}

function nullsLast(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  return b === undefined || a < b ? -1 : 1
}
