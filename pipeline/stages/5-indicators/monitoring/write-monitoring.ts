import { join } from 'node:path'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadMonitoring, type Monitoring } from '../../../methodology/monitoring.ts'
import type { StageContext } from '../../../stage.ts'
import {
  type Columns,
  copyToParquet,
  parquet,
  parquetOrNone,
  type Row,
  sqlName,
  sqlText,
  writeTable,
} from '../../../store/index.ts'
import { monitored } from './monitored.ts'
import { kecamatanOf, type PersonsHeld, personColumns, personsHeld } from './persons-held.ts'
import { type Measurement, type Target, targetsOf } from './targets.ts'

/** Words of a list stand side by side in one text. */
const BETWEEN = '; '

/**
 * Writes `poverty_monitoring`: one row per unit and sector on the levels kelurahan, kecamatan and city, by every methodology
 * of monitoring the city uses. Sectors are never added up: one person may be aimed at in several. Writes `poverty_targets` too:
 * the targets as they may be published, whether the city uses a methodology or not. Counts of persons from 1 to k - 1 are in
 * neither, nor what would tell them ({@link personsHeld}).
 *
 * @returns how many rows each has
 */
export async function writeMonitoring(context: StageContext): Promise<Record<string, number>> {
  const { city, store, directory } = context
  const chosen = city.indicators.methodologies
  const monitorings = methodologiesOf('monitoring').map((name) => loadMonitoring(name))
  const written: Record<string, number> = {}
  const rows: Row[] = []
  for (const monitoring of monitorings) {
    const read = context.table('2-validate', monitoring.table)
    const source = read === null ? noneOf(monitoring.table) : parquet(read)
    const measurements = await store.rows<Measurement>(`SELECT * FROM ${source} ORDER BY target_id`)
    const targets = targetsOf(monitoring, measurements)
    const held = personsHeld(monitoring, targets, city.code, city.privacy.k)
    written[monitoring.table] = await copyToParquet(
      store,
      toldTargets(monitoring, targets, held, source),
      join(directory, `${monitoring.table}.parquet`),
    )
    if (chosen === null || chosen.includes(monitoring.id))
      rows.push(...monitoringRows(monitoring, targets, held, context))
  }
  written.poverty_monitoring = await writeTable(
    store,
    join(directory, 'poverty_monitoring.parquet'),
    columnsOf(monitorings),
    rows,
  )
  return written
}

/** The table without rows, with the column that judging adds. */
function noneOf(table: string): string {
  return `(SELECT *, NULL::VARCHAR AS corrections FROM ${parquetOrNone(null, table)})`
}

/** Query of the measurements without the counts that are held back. */
function toldTargets(
  monitoring: Monitoring,
  targets: readonly Target[],
  held: PersonsHeld,
  source: string,
): string {
  const { moments } = monitoring
  const told = personColumns(monitoring).flatMap((column) => {
    const hidden = targets.flatMap(({ target_id }) =>
      (['start', 'end'] as const)
        .filter((moment) => held.ofTarget(target_id, moment).includes(column))
        .map((moment) => `(${sqlText(target_id)}, ${sqlText(moments[moment])})`),
    )
    if (hidden.length === 0) return []
    const isHidden = `(target_id, ${sqlName(moments.column)}) IN (${hidden.join(', ')})`
    return `CASE WHEN ${isHidden} THEN NULL ELSE ${sqlName(column)} END AS ${sqlName(column)}`
  })
  const replaced = told.length === 0 ? '' : `REPLACE (${told.join(', ')})`
  return `SELECT * ${replaced} FROM ${source} ORDER BY target_id, ${sqlName(moments.column)}`
}

function monitoringRows(
  monitoring: Monitoring,
  targets: readonly Target[],
  held: PersonsHeld,
  { city, progress }: StageContext,
): Row[] {
  const nowhere = targets.filter(({ location }) => location === null)
  if (nowhere.length > 0)
    progress.say(
      `${nowhere.length} targets name no kelurahan and count in the city alone: ${nowhere.map(({ target_id }) => target_id).join(', ')}`,
    )
  const moved = targets.filter(({ isMoved }) => isMoved)
  if (moved.length > 0)
    progress.say(
      `${moved.length} targets tell another place or sector at the end, and count by that of the start: ${moved.map(({ target_id }) => target_id).join(', ')}`,
    )
  const units: [level: string, unitOf: (target: Target) => string | null][] = [
    ['kelurahan', ({ location }) => location],
    ['kecamatan', ({ location }) => (location === null ? null : kecamatanOf(location))],
    ['city', () => city.code],
  ]
  const sectors = [...Object.keys(monitoring.sector.values), null]
  return units.flatMap(([level, unitOf]) => {
    const ids = [...new Set(targets.map(unitOf))].filter((id) => id !== null).sort()
    return ids.flatMap((unit_id) =>
      sectors.flatMap((sector) => {
        const own = targets.filter((target) => unitOf(target) === unit_id && target.sector === sector)
        return own.length === 0 ? [] : [monitoringRow(monitoring, { level, unit_id, sector }, own, held)]
      }),
    )
  })
}

function monitoringRow(
  monitoring: Monitoring,
  unit: { level: string; unit_id: string; sector: string | null },
  targets: readonly Target[],
  held: PersonsHeld,
): Row {
  const { kpis, missing_start, missing_end, ...sums } = monitored(monitoring, targets, {
    columns: held.ofUnit(unit.level, unit.unit_id, unit.sector),
    ofTarget: held.ofTarget,
  })
  const label = unit.sector === null ? null : monitoring.sector.values[unit.sector]!
  const results = [...kpis].flatMap(([column, { start, end }]) => [
    [`${column}_start`, start],
    [`${column}_end`, end],
  ])
  return {
    ...unit,
    methodology: monitoring.id,
    sector_label_id: label?.id ?? null,
    sector_label_en: label?.en ?? null,
    ...sums,
    ...Object.fromEntries(results),
    missing_start: missing_start.length === 0 ? null : missing_start.join(BETWEEN),
    missing_end: missing_end.length === 0 ? null : missing_end.join(BETWEEN),
    target_pct: monitoring.target.percent,
    target_year: monitoring.target.year,
  }
}

function columnsOf(monitorings: readonly Monitoring[]): Columns {
  const results = new Set(monitorings.flatMap(({ kpis }) => kpis.map(({ column }) => column)))
  return {
    level: 'VARCHAR',
    unit_id: 'VARCHAR',
    sector: 'VARCHAR',
    methodology: 'VARCHAR',
    sector_label_id: 'VARCHAR',
    sector_label_en: 'VARCHAR',
    targets: 'BIGINT',
    targets_at_end: 'BIGINT',
    people_start: 'BIGINT',
    people_end: 'BIGINT',
    fall_pct: 'DOUBLE',
    budget_idr_start: 'DOUBLE',
    budget_idr_end: 'DOUBLE',
    ...Object.fromEntries(
      [...results].flatMap((column) => [
        [`${column}_start`, 'BIGINT'],
        [`${column}_end`, 'BIGINT'],
      ]),
    ),
    completeness_start_pct: 'DOUBLE',
    completeness_end_pct: 'DOUBLE',
    missing_start: 'VARCHAR',
    missing_end: 'VARCHAR',
    target_pct: 'DOUBLE',
    target_year: 'BIGINT',
    target_reached: 'BOOLEAN',
  }
}
