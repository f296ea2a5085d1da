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
  await reportFamilies(context)
  const years = await store.rows<{ vintage: number; status: string; cells: number; rt: number }>(
    `SELECT vintage, status, count(*) AS cells, count(DISTINCT rt_id) AS rt FROM ${TEMP.deficits}
     WHERE answered IS NULL OR answered > 0 GROUP BY ALL ORDER BY ALL`,
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
      say(
        `survey ${vintage}: ${few.cells} deficits of ${few.rt} RT have too few answers to be told, or would give away those of others`,
        {
          vintage,
          too_few: few.cells,
          rt: few.rt,
        },
      )
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

/** Households whose families are counted by a rule. */
async function reportFamilies({ store, progress }: StageContext): Promise<void> {
  const none = await store.count(`${TEMP.households} WHERE has_no_families`)
  if (none > 0)
    progress.say(`  note   ${none} households do not tell their families: counted as one family each`, {
      no_families: none,
    })
}
