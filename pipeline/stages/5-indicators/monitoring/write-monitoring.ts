import { join } from 'node:path'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadMonitoring, type Monitoring } from '../../../methodology/monitoring.ts'
import type { StageContext } from '../../../stage.ts'
import { type Columns, parquetOrNone, type Row, writeTable } from '../../../store/index.ts'
import { monitored } from './monitored.ts'
import { type Measurement, type Target, targetsOf } from './targets.ts'

/** Digits of a Kemendagri kelurahan code that name its kecamatan: `21.72.03`. */
const KECAMATAN_LENGTH = 8

/** Words of a list stand side by side in one text. */
const BETWEEN = '; '

/**
 * Writes `poverty_monitoring`: one row per unit and sector on the levels kelurahan, kecamatan and city, by every methodology
 * of monitoring the city uses. Sectors are never added up: one person may be aimed at in several.
 */
export async function writeMonitoring(context: StageContext): Promise<number> {
  const { city, store, directory } = context
  const chosen = city.indicators.methodologies
  const monitorings = methodologiesOf('monitoring')
    .filter((name) => chosen === null || chosen.includes(name))
    .map((name) => loadMonitoring(name))
  const rows: Row[] = []
  for (const monitoring of monitorings) {
    const measurements = await store.rows<Measurement>(
      `SELECT * FROM ${parquetOrNone(context.table('2-validate', monitoring.table), monitoring.table)} ORDER BY target_id`,
    )
    rows.push(...monitoringRows(monitoring, targetsOf(monitoring, measurements), context))
  }
  return writeTable(store, join(directory, 'poverty_monitoring.parquet'), columnsOf(monitorings), rows)
}

function monitoringRows(
  monitoring: Monitoring,
  targets: readonly Target[],
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
    ['kecamatan', ({ location }) => location?.slice(0, KECAMATAN_LENGTH) ?? null],
    ['city', () => city.code],
  ]
  const sectors = [...Object.keys(monitoring.sector.values), null]
  return units.flatMap(([level, unitOf]) => {
    const ids = [...new Set(targets.map(unitOf))].filter((id) => id !== null).sort()
    return ids.flatMap((unit_id) =>
      sectors.flatMap((sector) => {
        const own = targets.filter((target) => unitOf(target) === unit_id && target.sector === sector)
        return own.length === 0 ? [] : [monitoringRow(monitoring, { level, unit_id, sector }, own)]
      }),
    )
  })
}

function monitoringRow(
  monitoring: Monitoring,
  unit: { level: string; unit_id: string; sector: string | null },
  targets: readonly Target[],
): Row {
  const { kpis, missing_start, missing_end, ...sums } = monitored(monitoring, targets)
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
