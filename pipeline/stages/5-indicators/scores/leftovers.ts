import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { sqlText } from '../../../store/index.ts'
import { TEMP } from './sql.ts'

/** Says what was read and could not be used, so that nothing is lost in silence. */
export async function reportLeftovers(
  context: StageContext,
  methodology: Methodology,
  deficits: string,
): Promise<void> {
  const { store, progress } = context
  const own = methodology.criteria.map((criterion) => sqlText(criterion.id)).join(', ')
  const strange = await store.rows<{ criterion: string; n: number }>(
    `SELECT criterion, count(*) AS n FROM ${deficits} WHERE criterion NOT IN (${own}) GROUP BY ALL ORDER BY ALL`,
  )
  for (const { criterion, n } of strange) {
    progress.say(`  note   ${n} deficits of criterion ${criterion}, which ${methodology.id} does not have`, {
      criterion,
      rows: n,
    })
  }
  const homeless = await store.count(`${TEMP.deficits} ANTI JOIN ${TEMP.rt} USING (rt_id, vintage)`)
  if (homeless > 0)
    progress.say(`  note   ${homeless} RT have deficits but no profile of that year: not scored`, {
      rows: homeless,
    })
  const outside = await store.count(`${TEMP.rt} WHERE zone_id IS NULL`)
  if (outside > 0)
    progress.say(`  note   ${outside} RT profiles belong to no zone: they count for the city only`, {
      rows: outside,
    })
}
