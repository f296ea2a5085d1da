import { METHODOLOGY_DIR } from '../../../city.ts'
import type { OtherSet } from '../../../methodology/criteria-version.ts'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadMethodology, type Methodology } from '../../../methodology/methodology.ts'
import { type Store, sqlText } from '../../../store/index.ts'
import type { PlanFacts } from './plan.ts'
import { type Mistaken, mistakenRows } from './versions.ts'

/** From here on numbers need the wide decimal. */
const HUGE = 1e9

/** What the rows of a city hold, that decides which queries are asked. */
export interface RowFacts {
  /** Every set a file knows, the city's first. */
  all: Methodology[]
  /** The sets rows are scored by, the city's first, with what is known of each. */
  sets: { methodology: Methodology; facts: PlanFacts }[]
  /** Names that rows declare and no file knows, with the number of their rows. */
  unknown: { methodology: string; rows: number }[]
  mistaken: Mistaken[]
}

/** @param from `rows` is the query of {@link deficitRows}, `survey` and `headers` the tables of the survey, null where nobody was asked */
export async function rowFacts(
  store: Store,
  city: Methodology,
  from: { rows: string; profiles: string; survey: string | null; headers: string | null },
): Promise<RowFacts> {
  const { rows, profiles, survey } = from
  const known = methodologiesOf('deficit_scores', METHODOLOGY_DIR).filter((id) => id !== city.id)
  const all = [city, ...known.map((id) => loadMethodology(id))]
  const met = await store.rows<{ methodology: string; rows: number; percents: boolean; most: number | null }>(
    `SELECT set_id AS methodology, count(*) AS rows, bool_or(percent_stated IS NOT NULL) AS percents,
       max(abs(volume)) FILTER (isfinite(volume)) AS most
     FROM ${rows} GROUP BY set_id ORDER BY set_id`,
  )
  const declared = all.filter(({ id }) => id === city.id || met.some(({ methodology }) => methodology === id))
  const unknown = met.filter(({ methodology }) => !all.some(({ id }) => id === methodology))
  const filled = survey === null ? [] : await surveyed(store, survey)
  const percents = met.some((one) => one.percents)
  const huge =
    percents ||
    met.some(({ most }) => (most ?? 0) >= HUGE) ||
    (await hasHugeHeader(store, profiles)) ||
    (from.headers !== null && (await hasHugeHeader(store, from.headers)))
  const mistaken: Mistaken[] = []
  const sets: RowFacts['sets'] = []
  for (const methodology of declared) {
    const own = await mistakenRows(store, rows, methodology, all)
    mistaken.push(...own)
    const others = new Map<string, OtherSet>(own.map(({ other }) => [other.id, other]))
    const of = `(FROM ${rows} WHERE set_id = ${sqlText(methodology.id)})`
    sets.push({
      methodology,
      facts: {
        percents: met.some((one) => one.methodology === methodology.id && one.percents),
        survey: filled.includes(methodology.id),
        several: declared.length + unknown.length > 1,
        oneRecord: await isOneRecord(store, of),
        mistaken: [...others.values()],
        huge,
      },
    })
  }
  return {
    all,
    sets,
    unknown: unknown.map(({ methodology, rows: n }) => ({ methodology, rows: n })),
    mistaken,
  }
}

async function surveyed(store: Store, survey: string): Promise<string[]> {
  const found = await store.rows<{ methodology: string }>(
    `SELECT DISTINCT methodology FROM ${survey} WHERE status = 'fills' ORDER BY methodology`,
  )
  return found.map(({ methodology }) => methodology)
}

/** Denominators are expressions: whatever adds up a few columns stays a hundred times below the limit. */
async function hasHugeHeader(store: Store, profiles: string): Promise<boolean> {
  const there = new Set(
    (await store.rows<{ column_name: string }>(`DESCRIBE FROM ${profiles}`)).map((row) => row.column_name),
  )
  const columns = [
    'area_ha_verified',
    'buildings',
    'population',
    'families',
    'road_ideal_m',
    'road_existing_m',
    'drainage_ideal_m',
  ].filter((name) => there.has(name))
  const [most] = await store.rows<{ most: number | null }>(
    `SELECT greatest(${columns.map((name) => `max(${name}) FILTER (isfinite(${name}::DOUBLE))`).join(', ')})::DOUBLE AS most FROM ${profiles}`,
  )
  return (most?.most ?? 0) * 100 >= HUGE
}

async function isOneRecord(store: Store, rows: string): Promise<boolean> {
  const mixed = await store.rows(
    `SELECT 1 FROM ${rows} GROUP BY rt_id, vintage
     HAVING min(source_id) <> max(source_id) OR min(source_row) <> max(source_row) LIMIT 1`,
  )
  return mixed.length === 0
}
