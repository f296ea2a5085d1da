import { daysBetween, referenceDate } from '../../../decree/reference-date.ts'
import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'

/** SOURCE_STALE and SOURCE_UNDATED: the age of each file at the day of the newest one. */
export const checkSourceAge: JudgeTables = async ({ world, report, catalogue }) => {
  const reference = referenceDate(world.city)
  const limit_days = thresholdOf(catalogue, 'SOURCE_STALE', world.city)
  for (const { id: source_id, table, retrieved, freshness } of world.city.sources) {
    if (retrieved === undefined) {
      report({
        code: 'SOURCE_UNDATED',
        table,
        source_id,
        field: 'retrieved',
        message: {
          id: 'Tanggal pengambilan berkas ini tidak tertulis di city.yaml.',
          en: 'city.yaml does not say when this file was retrieved.',
        },
      })
      continue
    }
    const age_days = daysBetween(retrieved, reference!)
    const allowed_days = freshness?.warn_after_days ?? limit_days
    if (age_days <= allowed_days) continue
    report({
      code: 'SOURCE_STALE',
      table,
      source_id,
      field: 'retrieved',
      got: retrieved,
      expected: `<= ${allowed_days} hari / days`,
      message: {
        id: `Diambil ${retrieved}, ${age_days} hari sebelum sumber terbaru (${reference}).`,
        en: `Retrieved ${retrieved}, ${age_days} days before the newest source (${reference}).`,
      },
    })
  }
}
