import type { Methodology } from '../../../methodology/methodology.ts'
import type { Store, Text } from '../../../store/index.ts'
import { loadActivities } from '../../../works/activities.ts'
import { criteriaOfWork } from '../../../works/criteria.ts'
import { fundKind } from '../../../works/funds.ts'
import { kawasanKeySql, workPlacesSql } from '../../../works/places.ts'
import { workUnit } from '../../../works/units.ts'
import { isUnitless, trustedUnitOf } from '../../../works/work-units.ts'
import { EXACT, TEMP } from './members.ts'

interface Kind {
  activity: string
  unit: string | null
  volume_text: string | null
  criterion: string | null
}

/**
 * Every work, one row each: `work` (number), year, `activity` (as the catalogue spells it), group_id, group_en, `unit`
 * (base unit of the volume: m, ha, m3, unit, KK; null where it cannot be trusted), volume (in it, null where not
 * positive), `stated_unit` (of the row itself; `unit` may be that of the criterion it names), cost_idr, `fund` (kind), `criterion` (as the row names it), `criteria` (ids its volume counts for),
 * place_level, place_id, `place_text` (what tells works of one place apart, of an RT nothing); and, as the row writes them,
 * intervention_id, rt_rw, volume_written, unit_written, fund_source.
 *
 * @param interventions relation of accepted `interventions`
 * @param places relation of RT-years with rt_id, vintage, kelurahan_code, rt_rw, zone_id, kawasan
 */
export async function worksTable(
  store: Store,
  interventions: string,
  places: string,
  methodology: Methodology,
  cityCode: string,
): Promise<void> {
  await kindsTable(store, interventions, methodology)
  await fundsTable(store, interventions)
  const same = (names: string[]) =>
    names.map((name) => `k.${name} IS NOT DISTINCT FROM i.${name}`).join(' AND ')
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.works} AS
    WITH kawasan_names AS (
      SELECT ${kawasanKeySql('kawasan')} AS key, any_value(kawasan) AS kawasan FROM ${TEMP.members}
      WHERE kawasan IS NOT NULL GROUP BY key
    )
    SELECT row_number() OVER (ORDER BY i.source_id, i.source_row, i.intervention_id) AS work, i.year, k.name AS activity,
      k.group_id, k.group_en, k.base AS unit, k.stated_base AS stated_unit,
      CASE WHEN isfinite(i.volume) AND i.volume > 0 THEN TRY_CAST(i.volume * coalesce(k.factor, 1) AS ${EXACT}) END AS volume,
      CASE WHEN isfinite(i.cost_idr) AND i.cost_idr > 0 THEN TRY_CAST(i.cost_idr AS ${EXACT}) END AS cost_idr,
      f.kind AS fund, i.criterion, i.intervention_id, i.rt_rw, i.unit AS unit_written, i.fund_source,
      CASE WHEN isfinite(i.volume) THEN i.volume END AS volume_written,
      CASE WHEN k.criteria = '' THEN [] ELSE string_split(k.criteria, ',') END AS criteria, p.place_level,
      CASE p.place_level WHEN 'city' THEN '${cityCode}' WHEN 'kawasan' THEN coalesce(n.kawasan, p.place_id)
        ELSE p.place_id END AS place_id,
      CASE WHEN p.place_level <> 'rt' THEN concat_ws('/', i.rt_id, i.kelurahan_code, i.zone_id, i.kawasan, i.rt_rw) END AS place_text
    FROM ${interventions} i
    JOIN ${TEMP.kinds} k ON ${same(['activity', 'unit', 'volume_text', 'criterion'])}
    JOIN (${workPlacesSql(interventions, places)}) p USING (source_id, source_row, intervention_id)
    LEFT JOIN ${TEMP.funds} f ON f.fund_source = i.fund_source
    LEFT JOIN kawasan_names n ON p.place_level = 'kawasan' AND n.key = p.place_id
    ORDER BY work`)
}

/** What the names and units of the works mean: they repeat, and only the reader of the catalogue knows. */
async function kindsTable(store: Store, interventions: string, methodology: Methodology): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.kinds} (activity VARCHAR, unit VARCHAR, volume_text VARCHAR,
    criterion VARCHAR, name VARCHAR, group_id VARCHAR, group_en VARCHAR, base VARCHAR, stated_base VARCHAR, factor DOUBLE, criteria VARCHAR)`)
  const activities = loadActivities()
  const appender = await store.appender(TEMP.kinds)
  const text = (value: string | null) =>
    value === null ? appender.appendNull() : appender.appendVarchar(value)
  const query = `SELECT DISTINCT activity, unit, volume_text, criterion FROM ${interventions}`
  for await (const batch of store.batches<Kind>(query)) {
    for (const { activity, unit, volume_text, criterion } of batch) {
      const found = activities.find(activity)
      const trusted = trustedUnitOf({ unit, volume_text }, found)
      const work = {
        activity: found,
        unit: trusted?.base ?? null,
        unitless: isUnitless({ unit, volume_text }),
        criterion,
      }
      const group: Text | null = found?.group ?? null
      for (const value of [activity, unit, volume_text, criterion, found?.name ?? activity.trim()])
        text(value)
      text(group?.id ?? null)
      text(group?.en ?? null)
      const counted = criteriaOfWork(work, methodology, activities)
      text(trusted?.base ?? (work.unitless ? unitOfCriterion(methodology, counted) : null))
      text(trusted?.base ?? null)
      if (trusted === null) appender.appendNull()
      else appender.appendDouble(trusted.factor)
      text(counted.join(','))
      appender.endRow()
    }
  }
  appender.closeSync()
}

/** The unit of the criterion that a row without a unit names, which is the only one it counts for. */
function unitOfCriterion({ criteria }: Methodology, counted: readonly string[]): string | null {
  return workUnit(criteria.find(({ id }) => id === counted[0])?.unit ?? null)?.base ?? null
}

async function fundsTable(store: Store, interventions: string): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.funds} (fund_source VARCHAR, kind VARCHAR)`)
  const appender = await store.appender(TEMP.funds)
  const query = `SELECT DISTINCT fund_source FROM ${interventions} WHERE fund_source IS NOT NULL`
  for await (const batch of store.batches<{ fund_source: string }>(query)) {
    for (const { fund_source } of batch) {
      const kind = fundKind(fund_source)
      appender.appendVarchar(fund_source)
      if (kind === null) appender.appendNull()
      else appender.appendVarchar(kind)
      appender.endRow()
    }
  }
  appender.closeSync()
}
