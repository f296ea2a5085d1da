import type { Source } from '../../../city.ts'
import type { StageContext } from '../../../stage.ts'
import { type Store, sqlName, sqlText } from '../../../store/index.ts'
import type { RowFacts } from './facts.ts'
import { LEVELS, PLACES } from './places.ts'
import type { Plan } from './plan.ts'

/** Says what was read and could not be used, so that nothing is lost in silence. */
export async function reportLeftovers(
  context: StageContext,
  plans: readonly Plan[],
  facts: RowFacts,
  rows: string,
): Promise<void> {
  const { store, progress, city } = context
  for (const { methodology, rows: n } of facts.unknown)
    progress.say(
      `  note   ${n} deficits declare ${methodology}, which is no file of schemas/methodologies: not scored`,
      {
        methodology,
        rows: n,
      },
    )
  for (const { source_id, vintage, set_id, assumed, other, met, rts } of facts.mistaken) {
    const remedy = assumed
      ? `declare methodology: ${other.id} for its rows, or ${set_id} if ${met.join(', ')} is a slip`
      : `declare methodology: ${other.id} for its rows`
    progress.say(
      `  note   ${rts} RT of ${source_id} ${vintage} hold criterion ${met.join(', ')} of ${other.id} among those of ${set_id}: ` +
        `${other.changed.join(', ')} are not scored, since they mean something else there; ${remedy}`,
      { source: source_id, vintage, rows: rts },
    )
  }
  for (const plan of plans) await reportStrange(context, plan, rows)
  const [told] = await store.rows<{ open: number; unknown: number }>(
    `SELECT count(DISTINCT rt_id) FILTER (NOT p.profiled) AS open, count(DISTINCT rt_id) FILTER (p.profiled IS NULL) AS unknown
     FROM ${rows} d LEFT JOIN ${PLACES} p USING (rt_id, vintage) WHERE d.volume IS NOT NULL`,
  )
  if (told!.open > 0)
    progress.say(
      `  note   ${told!.open} RT have deficits of a year and no profile of it: scores of which they are a part are intervals, up to the city`,
      { rows: told!.open },
    )
  if (told!.unknown > 0)
    progress.say(
      `  note   ${told!.unknown} RT have deficits, and no profile of any year, map or survey tells of them: not scored, and in no sum; sums are of the others`,
      { rows: told!.unknown },
    )
  // Each RT once, of however many years it is.
  const count = (condition: string, name: string) =>
    `count(DISTINCT rt_id) FILTER (${condition}) AS ${sqlName(name)}`
  const outsideOf = Object.entries(LEVELS).map(([level, column]) => count(`${column} IS NULL`, level))
  const [outside] = await store.rows<Record<string, number>>(
    `SELECT ${count('true', 'rts')}, ${count('NOT is_summed', 'asked')}, ${outsideOf.join(', ')} FROM ${PLACES}`,
  )
  for (const level of Object.keys(LEVELS)) {
    const without = outside![level]!
    // A city whose RT name no kawasan has no such level at all; zones are what everything is for.
    if (without === 0 || (without === outside!.rts && level !== 'zone')) continue
    progress.say(`  note   ${without} RT belong to no ${level}: they count on the other levels only`, {
      level,
      rows: without,
    })
  }
  if (outside!.asked! > 0)
    progress.say(
      `  note   ${outside!.asked} RT are known from the survey alone, in a city that has profiles: scored, but in no sum above the RT`,
      { rows: outside!.asked },
    )
  await reportMixedRecords(store, city.sources, context, rows)
}

async function reportStrange(
  { store, progress }: StageContext,
  { methodology }: Plan,
  rows: string,
): Promise<void> {
  const own = methodology.criteria.map((criterion) => sqlText(criterion.id)).join(', ')
  const strange = await store.rows<{ criterion: string; n: number }>(
    `SELECT criterion, count(*) AS n FROM ${rows} WHERE set_id = ${sqlText(methodology.id)} AND criterion NOT IN (${own})
       AND coalesce(volume, percent_stated) IS NOT NULL
     GROUP BY ALL ORDER BY ALL`,
  )
  for (const { criterion, n } of strange) {
    progress.say(`  note   ${n} deficits of criterion ${criterion}, which ${methodology.id} does not have`, {
      criterion,
      rows: n,
    })
  }
}

/**
 * Volumes and headers that one file holds side by side, but that come from different records of it: one of two records
 * with the same key was set aside in the one table and another in the other.
 */
async function reportMixedRecords(
  store: Store,
  sources: readonly Source[],
  { progress }: StageContext,
  rows: string,
): Promise<void> {
  for (const deficits of sources.filter(({ table }) => table === 'rt_deficits')) {
    for (const profiles of sources.filter(({ table }) => table === 'rt_profiles')) {
      if (profiles.path !== deficits.path || profiles.layer !== deficits.layer) continue
      const mixed = await store.count(
        `(SELECT DISTINCT d.rt_id, d.vintage FROM ${rows} d JOIN ${PLACES} p USING (rt_id, vintage)
          WHERE d.source_id = ${sqlText(deficits.id)} AND p.source_id = ${sqlText(profiles.id)} AND d.source_row <> p.source_row)`,
      )
      if (mixed > 0)
        progress.say(
          `  note   ${mixed} RT have volumes and header from different records of ${deficits.path}: see source_row and denominator_source_row`,
          { source: deficits.id, rows: mixed },
        )
    }
  }
}
