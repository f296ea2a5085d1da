import type { StageContext } from '../../../stage.ts'
import { TEMP } from './surveyed.ts'

/** So many of the RT that differ most are named. */
const NAMED = 3

interface Differing {
  rt_id: string
  vintage: number
  criterion: string
  answered: number
  percent: number
  profile_percent: number
}

/** Says what the survey filled, where it differs from the records, and what of it could not be used. */
export async function reportSurvey(context: StageContext): Promise<void> {
  const { store, progress } = context
  const say = (text: string, facts: Record<string, string | number>) =>
    progress.say(`  note   ${text}`, facts)
  await reportLost(context)
  const years = await store.rows<{ vintage: number; status: string; cells: number; rt: number }>(
    `SELECT vintage, status, count(*) AS cells, count(DISTINCT rt_id) AS rt FROM ${TEMP.deficits}
     GROUP BY ALL ORDER BY ALL`,
  )
  for (const vintage of new Set(years.map((row) => row.vintage))) {
    const of = (status: string) => years.find((row) => row.vintage === vintage && row.status === status)
    const [fills, agrees, differs, few] = [of('fills'), of('agrees'), of('differs'), of('too few')]
    if (fills)
      say(`survey ${vintage}: ${fills.cells} deficits of ${fills.rt} RT filled that no record states`, {
        vintage,
        filled: fills.cells,
        rt: fills.rt,
      })
    if (agrees || differs)
      say(
        `survey ${vintage} beside the records: ${agrees?.cells ?? 0} deficits agree, ${differs?.cells ?? 0} differ`,
        { vintage, agree: agrees?.cells ?? 0, differ: differs?.cells ?? 0 },
      )
    if (few)
      say(`survey ${vintage}: ${few.cells} deficits of ${few.rt} RT have too few answers to be told`, {
        vintage,
        too_few: few.cells,
        rt: few.rt,
      })
  }
  const most = await store.rows<Differing>(
    `SELECT rt_id, vintage, criterion, answered, percent, profile_percent FROM ${TEMP.deficits}
     WHERE status = 'differs'
     ORDER BY round(abs(difference_pct_points), 6) DESC, vintage, rt_id, place LIMIT ${NAMED}`,
  )
  for (const { rt_id, vintage, criterion, answered, percent, profile_percent } of most)
    say(
      `  differs most: ${rt_id} ${criterion} ${vintage}, survey ${percent.toFixed(1)} % of ${answered}, record ${profile_percent.toFixed(1)} %`,
      { rt_id, vintage, criterion, percent, profile_percent },
    )
}

/** Households that count nowhere or were placed or counted by a rule. */
async function reportLost({ store, progress }: StageContext): Promise<void> {
  const say = (text: string, facts: Record<string, string | number>) =>
    progress.say(`  note   ${text}`, facts)
  const undated = await store.rows<{ source_id: string; households: number }>(
    `SELECT source_id, households FROM ${TEMP.sources} WHERE vintage IS NULL ORDER BY source_id`,
  )
  for (const { source_id, households } of undated)
    say(`${households} households of ${source_id} tell no day of survey: no year, not used for deficits`, {
      source_id,
      households,
    })
  const [lost] = await store.rows<Record<'outside' | 'elsewhere' | 'no_families' | 'all_households', number>>(
    `SELECT count(*) AS all_households, count(*) FILTER (rt_id IS NULL) AS outside,
       count(*) FILTER (is_elsewhere) AS elsewhere, count(*) FILTER (has_no_families) AS no_families
     FROM ${TEMP.households}`,
  )
  const { all_households: all, outside, elsewhere, no_families } = lost!
  if (outside > 0)
    say(`${outside} of ${all} households lie in no known RT: not used for deficits`, { outside })
  if (elsewhere > 0)
    say(`${elsewhere} households lie in another RT than their form names: counted where the form says`, {
      elsewhere,
    })
  if (no_families > 0)
    say(`${no_families} households do not tell their families: counted as one family each`, { no_families })
  const mixed = await store.count(`${TEMP.rt} WHERE weights > 0 AND NOT weighted`)
  if (mixed > 0)
    say(`${mixed} surveyed RT have households with and without a weight: not weighted`, { rt: mixed })
}
