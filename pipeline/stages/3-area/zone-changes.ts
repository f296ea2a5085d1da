import type { City } from '../../city.ts'
import type { Geos } from '../../geo/geos.ts'
import { type Comparison, comparePair } from './changes/compare.ts'
import { KelurahanCutter } from './changes/kelurahan.ts'
import { pairsOf, type Watch } from './changes/vintages.ts'
import { projectOf } from './measure.ts'
import type { Unit, Zone } from './read.ts'

export { CHANGE_TOTAL_COLUMNS, ZONE_CHANGE_COLUMNS, ZONE_MATCH_COLUMNS } from './changes/columns.ts'

/**
 * What changed from each decree or verification to each later one, one pair at a time: which zones are which, hectares
 * kept, left and added per zone, kelurahan and city, planar in the city's UTM zone, and the ground itself.
 *
 * A verification speaks only of the zones it holds, the others stay as they were; a decree speaks of all, so that a zone
 * that none of its zones goes on has left whole. Ground is counted once per row: zones over the same ground make a
 * kelurahan or city smaller than the sum of its zones.
 *
 * Zones whose decree has no year are left out. Outlines that are not valid are made valid; an overlay that loses ground is a row of checks and of totals with
 * `conserved` false. It never throws for what is wrong with an outline.
 */
export function* zoneChanges(
  zones: readonly Zone[],
  units: readonly Unit[],
  city: City,
  geos: Geos,
  watch: Watch = unwatched,
): Generator<Comparison> {
  const kelurahan = new KelurahanCutter(units, city, geos)
  try {
    for (const pair of pairsOf(zones, geos, projectOf(city), watch))
      yield comparePair(pair, kelurahan, city, geos, watch)
  } finally {
    kelurahan.release()
  }
}

function unwatched(): ReturnType<Watch> {
  return { advance() {}, end() {} }
}
