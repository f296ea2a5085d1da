import { parquet, tableSchema } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import type { FindingParts } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'
import { trustedDeficits } from './deficits.ts'
import { columnHalfDigit, exactSum, volumeHalfDigit } from './digits.ts'

/** What a kawasan adds up over its RT. */
const HEADERS = [
  'area_ha_verified',
  'buildings',
  'population',
  'families',
  'road_ideal_m',
  'drainage_ideal_m',
] as const

interface Compared {
  kawasan: string
  vintage: number
  field: string
  stated: number
  sum: number
  tolerance: number
  rt_count: number
  source_id: string
  source_row: number
}

/** Names of a kawasan are compared without regard to case and blanks. */
const joinName = (column: string) => `lower(regexp_replace(trim(${column}), '\\s+', ' ', 'g'))`

/**
 * KAWASAN_SUM and KAWASAN_DOUBLE of the headers: each figure of a kawasan against the sum over its RT, where every RT has
 * it and none was set aside. Where the number of RT differs already, the sums differ with it, and the number alone is
 * named.
 */
export const checkKawasanHeaders: JudgeTables = async ({ store, table, world, report }) => {
  const [kawasan, profiles] = [table('kawasan_profiles'), table('rt_profiles')]
  if (kawasan === null || profiles === null) return
  const units = new Map(tableSchema('rt_profiles').columns.map(({ name, unit }) => [name, unit]))
  const half = HEADERS.map((name) => columnHalfDigit(name, units.get(name) ?? ''))
  const digits = HEADERS.map((name, i) => `${half[i]} AS half_${name}`).join(', ')
  const sums = HEADERS.map(
    (name) => `CASE WHEN count(${name}) = count(*) THEN ${exactSum(name)} END AS ${name},
      sum(half_${name}) AS half_${name}`,
  )
  const unpivoted = HEADERS.map(
    (
      name,
      i,
    ) => `SELECT kawasan, vintage, '${name}' AS field, ${i + 1} AS place, ${name}_stated AS stated, ${name}_sum AS sum,
      half_${name} AS tolerance, rt_count, source_id, source_row FROM joined
      WHERE rt_count_stated IS NULL OR rt_count_stated = rt_count`,
  )
  const rows = await store.rows<Compared>(
    `WITH own AS (SELECT *, ${digits} FROM ${parquet(kawasan)}),
       rt AS (SELECT ${joinName('kawasan')} AS name, vintage, count(*) AS rt_count, ${sums.join(', ')}
         FROM (SELECT *, ${digits} FROM ${parquet(profiles)} WHERE kawasan IS NOT NULL)
         GROUP BY name, vintage),
       joined AS (SELECT k.kawasan, k.vintage, k.rt_count AS rt_count_stated, rt.rt_count AS rt_count, k.source_id, k.source_row,
           ${HEADERS.map((name) => `k.${name} AS ${name}_stated, rt.${name} AS ${name}_sum, k.half_${name} + rt.half_${name} AS half_${name}`).join(', ')}
         FROM own k JOIN rt ON rt.name = ${joinName('k.kawasan')} AND rt.vintage = k.vintage)
     SELECT * FROM (
       SELECT kawasan, vintage, 'rt_count' AS field, 0 AS place, rt_count_stated AS stated, rt_count AS sum, 0.0 AS tolerance,
         rt_count, source_id, source_row FROM joined
       UNION ALL ${unpivoted.join(' UNION ALL ')}
     )
     WHERE abs(stated - sum) > tolerance + 1e-9 * greatest(abs(stated), abs(sum))
     ORDER BY source_id, source_row, place`,
  )
  for (const row of rows) {
    if (world.aside.hasRtOf(row.kawasan, row.vintage)) continue
    report(difference('kawasan_profiles', row, `${row.kawasan} · ${row.vintage}`))
  }
}

/** KAWASAN_SUM and KAWASAN_DOUBLE of the volumes: those of a kawasan against the sum over its RT, where every RT has one. */
export const checkKawasanVolumes: JudgeTables = async ({ store, table, world, report }) => {
  const [kawasan, profiles, deficits] = [
    table('kawasan_deficits'),
    table('rt_profiles'),
    table('rt_deficits'),
  ]
  if (kawasan === null || profiles === null || deficits === null) return
  const half = `${volumeHalfDigit('volume', world.methodology)} AS half`
  const rows = await store.rows<Compared & { criterion: string }>(
    `WITH own AS (SELECT *, ${half} FROM ${parquet(kawasan)}),
       cell AS (SELECT *, ${half} FROM (${trustedDeficits(deficits, world.methodology)})),
       rt AS (SELECT ${joinName('kawasan')} AS name, vintage, rt_id, count(*) OVER (PARTITION BY name, vintage) AS rt_count
         FROM ${parquet(profiles)} WHERE kawasan IS NOT NULL),
       summed AS (SELECT rt.name, rt.vintage, cell.criterion, ${exactSum('cell.volume')} AS sum, sum(cell.half) AS half,
           any_value(rt.rt_count) AS rt_count
         FROM rt JOIN cell USING (rt_id, vintage)
         GROUP BY rt.name, rt.vintage, cell.criterion HAVING count(cell.volume) = any_value(rt.rt_count))
     SELECT * FROM (
       SELECT k.kawasan, k.vintage, k.criterion, 'volume' AS field, k.volume AS stated, s.sum, k.half + s.half AS tolerance,
         s.rt_count, k.source_id, k.source_row
       FROM own k JOIN summed s
         ON s.name = ${joinName('k.kawasan')} AND s.vintage = k.vintage AND s.criterion = k.criterion
     )
     WHERE abs(stated - sum) > tolerance + 1e-9 * greatest(abs(stated), abs(sum))
     ORDER BY source_id, source_row, criterion`,
  )
  for (const row of rows) {
    if (world.aside.hasRtOf(row.kawasan, row.vintage)) continue
    report(difference('kawasan_deficits', row, `${row.kawasan} · ${row.vintage} · ${row.criterion}`))
  }
}

function difference(table: string, row: Compared, key: string): FindingParts {
  const sum = Math.round(row.sum * 1e9) / 1e9
  const isDouble =
    row.sum > 0 &&
    row.field !== 'rt_count' &&
    Math.abs(row.stated - 2 * row.sum) <= row.tolerance + 1e-9 * row.stated
  return {
    code: isDouble ? 'KAWASAN_DOUBLE' : 'KAWASAN_SUM',
    table,
    source_id: row.source_id,
    source_row: row.source_row,
    key,
    field: row.field,
    got: String(row.stated),
    expected: String(sum),
    message: isDouble
      ? {
          id: `${key}: ${row.field} tertulis ${amount(row.stated).id}, tepat dua kali jumlah ${row.rt_count} RT-nya (${amount(sum).id}).`,
          en: `${key}: ${row.field} is stated as ${amount(row.stated).en}, exactly twice the sum of its ${row.rt_count} RT (${amount(sum).en}).`,
        }
      : {
          id: `${key}: ${row.field} tertulis ${amount(row.stated).id}, jumlah ${row.rt_count} RT-nya ${amount(sum).id}.`,
          en: `${key}: ${row.field} is stated as ${amount(row.stated).en}, its ${row.rt_count} RT add up to ${amount(sum).en}.`,
        },
  }
}
