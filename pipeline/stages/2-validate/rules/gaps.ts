import { crsFromCode, toLonLat } from '../../../geo/crs.ts'
import { movePolygonal, narrowGaps } from '../../../geo/narrow-gaps.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'
import { rtByKelurahan } from './rt-outlines.ts'

/**
 * RT_GAP: a slit or hole between RT of one kelurahan, too narrow to be a way or a ditch left out on purpose. Named once,
 * on the last of the RT around it. Wide ground that no RT covers is as it should be.
 */
export const checkRtGaps: JudgeTables = async (given) => {
  const { world, report, catalogue } = given
  const width_m = thresholdOf(catalogue, 'RT_GAP')
  const lonLat = toLonLat(crsFromCode(world.city.utm_crs))
  for await (const units of rtByKelurahan(given)) {
    const outlines = units.map(({ geometry }) => movePolygonal(geometry, world.toUtm))
    for (const gap of narrowGaps(outlines, world.geos, width_m)) {
      const around = gap.neighbours.map((index) => units[index]!)
      const last = around.pop()!
      const others = around.map(({ admin_code }) => admin_code).join(', ')
      const size = `${gap.area_m2.toFixed(1)} m2, ${gap.width_m.toFixed(2)} m`
      const [lon, lat] = gap.at ? lonLat(...gap.at) : [null, null]
      report({
        code: 'RT_GAP',
        table: 'admin_units',
        source_id: last.source_id,
        source_row: last.source_row,
        key: last.admin_code,
        field: 'geometry',
        got: `${size}: ${others}`,
        expected: '0 m2',
        lon,
        lat,
        message: {
          id: `Celah ${amount(gap.area_m2, 1).id} m2 selebar ${amount(gap.width_m, 2).id} m terhadap ${others}.`,
          en: `A gap of ${amount(gap.area_m2, 1).en} m2, ${amount(gap.width_m, 2).en} m wide, to ${others}.`,
        },
      })
    }
  }
}
