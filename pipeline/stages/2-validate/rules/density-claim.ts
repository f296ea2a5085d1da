import { parseExpression } from '../../../methodology/expression.ts'
import { wholeWhen } from '../../../methodology/score-sql.ts'
import { parquet, sqlText } from '../../../store/index.ts'
import type { JudgeTables } from '../judge.ts'
import { cellKey, trustedDeficits } from './deficits.ts'
import { quotientWithinDigits } from './digits.ts'

interface Claim {
  rt_id: string
  vintage: number
  criterion: string
  volume: number
  least: number
  most: number | null
  source_id: string
  source_row: number
}

/**
 * DENSITY_CLAIM: a criterion that counts an RT only from a density on (1b, from 200 or 250 buildings per hectare), with a
 * volume where the RT is less dense, or none where it is as dense. The density is taken within the digits of its area.
 */
export const checkDensityClaims: JudgeTables = async ({ store, table, world, report }) => {
  const [profiles, deficits] = [table('rt_profiles'), table('rt_deficits')]
  if (profiles === null || deficits === null) return
  for (const { criterion, rule, atLeast } of wholeWhen(world.methodology, world.city.size_class)) {
    const ratio = quotientWithinDigits(
      parseExpression(rule.ratio.of).sql('p'),
      parseExpression(rule.ratio.to).sql('p'),
      rule.ratio.unit.split('/')[1] ?? '',
    )
    const rows = await store.rows<Claim>(
      `SELECT * FROM (
         SELECT d.rt_id, d.vintage, d.criterion, d.volume, d.source_id, d.source_row, p.least, p.most
         FROM (${trustedDeficits(deficits, world.methodology)}) d
         JOIN (SELECT rt_id, vintage, ${ratio.least} AS least, ${ratio.most} AS most FROM ${parquet(profiles)} p) p
         USING (rt_id, vintage)
         WHERE d.criterion = ${sqlText(criterion.id)} AND p.least IS NOT NULL
       )
       WHERE (volume > 0 AND most < ${atLeast}) OR (volume = 0 AND least >= ${atLeast})
       ORDER BY source_id, source_row`,
    )
    for (const row of rows) {
      const density = Math.round(row.volume > 0 ? row.most! : row.least)
      const { unit } = rule.ratio
      report({
        code: 'DENSITY_CLAIM',
        table: 'rt_deficits',
        source_id: row.source_id,
        source_row: row.source_row,
        key: cellKey(row),
        field: 'volume',
        got: String(row.volume),
        expected: row.volume > 0 ? `0 (< ${atLeast} ${unit})` : `> 0 (>= ${atLeast} ${unit})`,
        message:
          row.volume > 0
            ? {
                id: `Kriteria ${row.criterion} terisi ${row.volume}, padahal kepadatannya paling tinggi ${density} unit/ha, di bawah ${atLeast}.`,
                en: `Criterion ${row.criterion} holds ${row.volume} although the density is ${density} units/ha at most, below ${atLeast}.`,
              }
            : {
                id: `Kriteria ${row.criterion} nol, padahal kepadatannya paling rendah ${density} unit/ha, tidak di bawah ${atLeast}.`,
                en: `Criterion ${row.criterion} is zero although the density is ${density} units/ha at least, not below ${atLeast}.`,
              },
      })
    }
  }
}
