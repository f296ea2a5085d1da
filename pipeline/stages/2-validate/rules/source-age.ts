import { daysBetween } from '../../../calendar-date.ts'
import { referenceDate } from '../../../decree/reference-date.ts'
import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'
import { formatDate } from '../report/format.ts'

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
        message:
          reference === null
            ? {
                id: 'Tanggal pengambilan tidak tertulis di city.yaml untuk satu sumber pun: umur berkas dan SK tidak dapat dihitung.',
                en: 'city.yaml says of no source when it was retrieved: ages of files and decrees cannot be counted.',
              }
            : {
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
      expected: `>= ${daysBefore(reference!, allowed_days)}`,
      message: {
        id: `Diambil ${formatDate(retrieved, 'id')}, ${age_days} hari sebelum sumber terbaru (${formatDate(reference!, 'id')}).`,
        en: `Retrieved ${formatDate(retrieved, 'en')}, ${age_days} days before the newest source (${formatDate(reference!, 'en')}).`,
      },
    })
  }
}

function daysBefore(iso: string, days: number): string {
  return new Date(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
