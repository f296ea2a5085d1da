import type { Progress } from '../../progress.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, type Row } from '../../store/index.ts'
import type { LocationCount } from './locations.ts'
import { unitKey } from './units.ts'

/** Units named in a line; of more the number is told. */
const MOST_NAMED = 3

/** A list that fits a line, such as `5 units (zone A, zone B, zone C, ...)`. */
export function listed(units: readonly string[]): string {
  const named = units.slice(0, MOST_NAMED).join(', ')
  return `${units.length} unit${units.length === 1 ? '' : 's'} (${named}${units.length > MOST_NAMED ? ', ...' : ''})`
}

/** Says what was given and counts nowhere: households without a place, water and networks that validation set aside. */
export async function noteInputs(
  { store, table, progress }: StageContext,
  counts: readonly LocationCount[],
): Promise<void> {
  const placeless = counts.find(({ table_name }) => table_name === 'households')?.without_geometry ?? 0
  if (placeless > 0)
    progress.say(`  note   ${placeless} households have no place: they count in no unit`, { placeless })
  const sources = table('2-validate', 'sources')
  if (sources === null) return
  const setAside = await store.rows<{ table_name: string; rows: number }>(
    `SELECT table_name, sum(rows_quarantined)::BIGINT AS rows FROM ${parquet(sources)}
     WHERE table_name IN ('networks', 'water') GROUP BY ALL HAVING sum(rows_quarantined) > 0 ORDER BY table_name`,
  )
  if (setAside.length === 0) return
  const told = setAside.map(({ table_name, rows }) => `${rows} of ${table_name}`).join(' and ')
  progress.say(
    `  note   net areas may be too large: validation set records aside, ${told}`,
    Object.fromEntries(setAside.map(({ table_name, rows }) => [`${table_name}_set_aside`, rows])),
  )
}

/** Says which units have no net density because nothing but water or roads is left, and which no building density because another is drawn over them. */
export function noteUnits(progress: Progress, rows: readonly Row[]): void {
  const say = (message: string, isMeant: (row: Row) => boolean): void => {
    const units = rows.filter(isMeant).map((row) => unitKey(row as { level: string; unit_id: string }))
    if (units.length > 0) progress.say(`  note   ${message}: ${listed(units)}`, { units: units.length })
  }
  say('no net density, all known ground is water', (row) => row.net_method === 'all_water')
  say('no net density, all known ground is roads', (row) => row.net_method === 'all_roads')
  say(
    'no building density, buildings of theirs count in another unit drawn over them',
    (row) => Number(row.buildings_elsewhere ?? 0) > 0 && row.density_buildings_per_ha === null,
  )
}
