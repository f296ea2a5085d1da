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
    if (rows > 0) progress.say(`  note   ${rows} ${text}`, { rows })
  }
  say(counts!.outside!, 'works are in RT that were never surveyed: they cost, and lower no deficit')
  say(counts!.undated!, 'works have no year: they lower no deficit')
  say(counts!.no_volume!, 'works have no volume: they lower no deficit')
  say(counts!.no_criterion!, 'works count for no criterion in their unit: they lower no deficit')
  say(
    counts!.of_places!,
    'works are known for a place without their RT: they lower the sum of the place alone',
  )
  say(
    counts!.of_nothing!,
    'works are known for a place of which no RT was surveyed: they cost, and lower no deficit',
  )
  say(paid!.repeated, 'rows repeat the cost of a work that is told once for each criterion: it counts once')
}
