import { type Catalogue, type FindingParts, thresholdOf } from './catalogue.ts'
import type { ReportSource } from './report/types.ts'

/** In a shorter list one record is a large share, and every finding of it fits on a page. */
const FEWEST_ROWS = 10

/** QUARANTINE_SHARE: sources so much of which was set aside that the file or its mapping is to be doubted, not single records. */
export function quarantineShares(sources: readonly ReportSource[], catalogue: Catalogue): FindingParts[] {
  const limit_pct = thresholdOf(catalogue, 'QUARANTINE_SHARE')
  return sources
    .filter(({ read, quarantined }) => read >= FEWEST_ROWS && (100 * quarantined) / read > limit_pct)
    .map(({ source_id, table, read, quarantined }) => {
      const share = `${((100 * quarantined) / read).toFixed(1)} %`
      return {
        code: 'QUARANTINE_SHARE',
        table,
        source_id,
        got: share,
        expected: `<= ${limit_pct} %`,
        message: {
          id: `${quarantined} dari ${read} baris dikarantina (${share}).`,
          en: `${quarantined} of ${read} rows were set aside (${share}).`,
        },
      }
    })
}
