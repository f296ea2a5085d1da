import type { StageContext } from '../../../stage.ts'
import { TEMP } from './members.ts'

/** Says which works lower nothing and why, so that none is lost in silence. */
export async function reportWorks({ store, progress }: StageContext): Promise<void> {
  const [counts] = await store.rows<Record<string, number>>(
    `SELECT count(*) FILTER (place_level = 'outside') AS outside,
       count(*) FILTER (place_level <> 'outside' AND year IS NULL) AS undated,
       count(*) FILTER (place_level <> 'outside' AND year IS NOT NULL AND volume IS NULL) AS no_volume,
       count(*) FILTER (place_level <> 'outside' AND year IS NOT NULL AND volume IS NOT NULL AND len(criteria) = 0) AS no_criterion,
       count(*) FILTER (place_level IN ('zone', 'kawasan', 'kelurahan', 'city') AND is_held) AS of_places,
       count(*) FILTER (place_level IN ('zone', 'kawasan', 'kelurahan', 'city') AND NOT is_held) AS of_nothing
     FROM (SELECT w.*, b.unit_id IS NOT NULL AS is_held FROM ${TEMP.works} w
       LEFT JOIN (SELECT DISTINCT level, unit_id FROM ${TEMP.base}) b ON b.level = w.place_level AND b.unit_id = w.place_id)`,
  )
  const [paid] = await store.rows<{ repeated: number }>(
    `SELECT coalesce(sum(costs_repeated), 0)::BIGINT AS repeated FROM ${TEMP.paid}`,
  )
  const say = (rows: number, text: string) => {
    if (rows > 0) progress.say(`  note   works: ${rows} ${text}`, { rows })
  }
  say(counts!.outside!, 'in RT that were never surveyed, which cost and lower no deficit')
  say(counts!.undated!, 'without a year, which lower no deficit')
  say(counts!.no_volume!, 'without a volume, which lower no deficit')
  say(counts!.no_criterion!, 'for no criterion in their unit, which lower no deficit')
  say(counts!.of_places!, 'of a place without their RT, which lower the sum of the place alone')
  say(counts!.of_nothing!, 'of a place of which no RT was surveyed, which cost and lower no deficit')
  say(paid!.repeated, 'rows that repeat the cost of a work told once for each criterion: it counts once')
}
