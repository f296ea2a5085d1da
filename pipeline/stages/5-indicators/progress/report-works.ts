import type { StageContext } from '../../../stage.ts'
import { TEMP } from './members.ts'

/** Says which works lower nothing and why, so that none is lost in silence. */
export async function reportWorks({ store, progress }: StageContext): Promise<void> {
  const [counts] = await store.rows<Record<string, number>>(
    `SELECT count(*) FILTER (place_level = 'outside') AS outside,
       count(*) FILTER (place_level <> 'outside' AND year IS NULL) AS undated,
       count(*) FILTER (place_level <> 'outside' AND year IS NOT NULL AND volume IS NULL) AS no_volume,
       count(*) FILTER (place_level <> 'outside' AND year IS NOT NULL AND volume IS NOT NULL AND len(criteria) = 0) AS no_criterion,
       count(*) FILTER (place_level IN ('zone', 'kawasan', 'kelurahan', 'city')) AS of_places
     FROM ${TEMP.works}`,
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
}
