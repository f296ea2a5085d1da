import type { Project } from '../../geo/area.ts'
import { mapPositions } from '../../geo/crs.ts'
import type { Geos } from '../../geo/geos.ts'
import { cellPolygon } from '../../geo/h3-grid.ts'
import { NetGround } from '../../geo/net-area.ts'
import type { Polygonal } from '../../geo/rings.ts'
import type { Progress } from '../../progress.ts'
import type { GridInputs } from './grid-inputs.ts'

/** Two drawings of one border never agree; `profile_pieces` and `densities` pass the same hundredth over. */
export const WHOLE_PCT = 99

/**
 * The share of each cell's mapped ground, 0 to 100, on which RT profiles tell how many people live: ground of RT that tell
 * by ground that any RT, kelurahan or zone in force covers, each square metre of the UTM plane once. What no outline
 * covers, the sea as a rule, is not asked for.
 */
export function knownGroundPct(
  inputs: GridInputs,
  cells: readonly string[],
  project: Project,
  geos: Geos,
  progress: Progress,
): Map<string, number> {
  const known = new Map<string, number>()
  if (cells.length === 0) return known
  const planar = (geometry: Polygonal): Polygonal => mapPositions(geometry, project) as Polygonal
  const telling = inputs.rts.flatMap(({ population, geometry }) =>
    population === null || geometry === null ? [] : [planar(geometry)],
  )
  // Ground that tells is taken off first, as water is before roads: what is left of the mapped ground does not tell.
  const ground = new NetGround(
    geos,
    telling,
    inputs.extent.map(({ geometry }) => planar(geometry)),
  )
  const task = progress.task('measure the ground of the grid', cells.length)
  for (const h3 of cells) {
    // Ground that cannot be measured is not known to tell.
    const { water_m2: told_m2 = 0, road_m2: untold_m2 = 0 } = ground.measure(planar(cellPolygon(h3))) ?? {}
    known.set(h3, told_m2 === 0 ? 0 : (100 * told_m2) / (told_m2 + untold_m2))
    task.advance(1)
  }
  task.end()
  return known
}
