import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import { ContractError } from '../../errors.ts'
import { loadMethodology, type Methodology } from '../../methodology/methodology.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import {
  type Columns,
  copyToParquet,
  parquet,
  parquetOrNone,
  type Row,
  type Store,
  sqlText,
  writeTable,
} from '../../store/index.ts'
import { authorityAreas, rate, type ZoneArea } from './rating.ts'
import {
  aspectScores,
  criterionScores,
  deficitsTable,
  macros,
  planOf,
  rtTable,
  scoreTotals,
  TEMP,
  unitsTable,
} from './sql.ts'
import { statedTotals } from './zones.ts'

const TABLES = ['criterion_scores', 'score_totals', 'aspect_scores', 'zone_ratings', 'progress'] as const

export function run(context: StageContext): Promise<StageOutcome> {
  return runIndicators(context, loadMethodology(context.city.methodology))
}

/**
 * The stage with a given methodology.
 * @throws ContractError when a key of the profiles or deficits occurs twice.
 */
export async function runIndicators(context: StageContext, methodology: Methodology): Promise<StageOutcome> {
  const { city, store } = context
  const accepted = (name: string): string => parquetOrNone(context.table('2-validate', name), name)
  const profiles = accepted('rt_profiles')
  const deficits = accepted('rt_deficits')
  const zones = accepted('zones')
  const decrees = accepted('decrees')
  await requireUnique(store, profiles, 'rt_profiles', ['rt_id', 'vintage'])
  await requireUnique(store, deficits, 'rt_deficits', ['rt_id', 'vintage', 'criterion'])

  const decree = await decreeInForce(
    store,
    city.decree,
    context.table('2-validate', 'decrees'),
    context.table('2-validate', 'zones'),
  )

  const plan = planOf(methodology, city.size_class)
  for (const macro of macros(methodology)) await store.run(macro)
  await store.run(deficitsTable(plan, deficits))
  await store.run(rtTable(plan, profiles, parquet(context.table('3-area', 'rt_zones')!)))
  await store.run(unitsTable(plan, city.code))
  const path = (name: (typeof TABLES)[number]) => join(context.directory, `${name}.parquet`)
  await copyToParquet(store, criterionScores(plan), path('criterion_scores'))
  await copyToParquet(store, aspectScores(plan), path('aspect_scores'))
  const stated = statedTotals(zones, decrees, TEMP.units, decree)
  await copyToParquet(store, scoreTotals(plan, stated), path('score_totals'))
  const totals = parquet(path('score_totals'))
  await copyToParquet(
    store,
    `SELECT unit_id AS zone_id, vintage, score_total, score_class, area_ha_verified FROM ${totals}
      WHERE level = 'zone' AND vintage IS NOT NULL ORDER BY zone_id, vintage`,
    path('progress'),
  )
  await writeTable(
    store,
    path('zone_ratings'),
    RATING,
    await zoneRatings(context, methodology, decree, zones, totals),
  )
  await reportLeftovers(context, methodology, deficits)
  for (const table of Object.values(TEMP)) await store.run(`DROP TABLE ${table}`)

  const rows: Record<string, number> = {}
  for (const name of TABLES) rows[name] = await store.count(parquet(path(name)))
  return { rows, summary: await summarise(store, totals, rows.zone_ratings!) }
}

async function requireUnique(store: Store, table: string, name: string, key: string[]): Promise<void> {
  const twice = await store.rows(
    `SELECT ${key.join(', ')} FROM ${table} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1`,
  )
  if (!twice[0]) return
  throw new ContractError({
    what: `a key of ${name} occurs twice`,
    where: { file: `stages/2-validate/${name}.parquet`, field: key.join(', ') },
    got: Object.values(twice[0]).join(', '),
    expected: 'one row per key after validation',
  })
}

const RATING: Columns = {
  zone_id: 'VARCHAR',
  decree_number: 'VARCHAR',
  vintage: 'BIGINT',
  class_code: 'VARCHAR',
  priority: 'BIGINT',
  treatment: 'VARCHAR',
  authority: 'VARCHAR',
  authority_area_ha: 'DOUBLE',
  land_legality: 'VARCHAR',
  other_considerations: 'VARCHAR',
}

/** One row per zone of the decree in force, with the class of its latest vintage. */
async function zoneRatings(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
  zones: string,
  totals: string,
): Promise<Row[]> {
  if (decree === null) return []
  const areas = context.table('3-area', 'zone_areas')
  const measured =
    areas === null
      ? '(SELECT NULL AS decree_number, NULL AS zone_id, NULL AS area_ha_utm WHERE false)'
      : parquet(areas)
  type Zone = ZoneArea & {
    land_legality: string | null
    other_considerations: string | null
    vintage: number | null
    score_class: string | null
  }
  const found = await context.store.rows<Zone>(
    `SELECT z.zone_id, z.kawasan, z.area_ha_decree, a.area_ha_utm::DOUBLE AS area_ha_utm,
       z.land_legality, z.other_considerations, t.vintage, t.score_class
     FROM ${zones} z
     LEFT JOIN ${measured} a ON a.decree_number = z.decree_number AND a.zone_id = z.zone_id
     LEFT JOIN (SELECT unit_id, vintage, score_class FROM ${totals} WHERE level = 'zone'
       QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY vintage DESC NULLS LAST) = 1) t ON t.unit_id = z.zone_id
     WHERE z.decree_number = ${sqlText(decree)} ORDER BY z.zone_id`,
  )
  const authority = authorityAreas(methodology, found)
  return found.map((zone) => {
    const { score_class, land_legality, other_considerations } = zone
    const authority_area_ha = authority.get(zone.zone_id) ?? null
    return {
      zone_id: zone.zone_id,
      decree_number: decree,
      vintage: zone.vintage,
      ...rate(methodology, { score_class, land_legality, other_considerations, authority_area_ha }),
      authority_area_ha,
      land_legality,
      other_considerations,
    }
  })
}

/** Says what was read and could not be used, so that nothing is lost in silence. */
async function reportLeftovers(
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

async function summarise(store: Store, totals: string, rated: number): Promise<string> {
  const counts = await store.rows<{ level: string; n: number }>(
    `SELECT level, count(DISTINCT unit_id) AS n FROM ${totals} GROUP BY level`,
  )
  const n = (level: string) => counts.find((row) => row.level === level)?.n ?? 0
  return `${n('rt')} RT and ${n('zone')} zones scored, ${rated} zones rated`
}
