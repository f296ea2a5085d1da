import { possibleScores } from '../../../methodology/score.ts'
import type { JudgeTables } from '../judge.ts'
import { cellKey, impossibleRecords } from './deficits.ts'

interface ImpossibleRecord {
  source_id: string
  source_row: number
  cells: number
  impossible: number
  criterion: string
  score: number
  rt_id: string
  vintage: number
}

/**
 * RECORD_SHIFTED and SCORE_DOMAIN of the deficits. A record that holds all criteria of an RT side by side and states a
 * score no criterion can have is shifted: none of its columns says what its name says, so the whole record is set aside,
 * once. A record of one criterion alone states a wrong score and nothing more.
 */
export const checkShiftedRecords: JudgeTables = async ({ store, table, world, report }) => {
  const deficits = table('rt_deficits')
  if (deficits === null) return
  const rows = await store.rows<ImpossibleRecord>(
    `SELECT r.source_id, r.source_row, r.cells, r.impossible, r.first.criterion AS criterion, r.first.score AS score,
       first(d.rt_id ORDER BY d.rt_id) AS rt_id, min(d.vintage) AS vintage
     FROM (${impossibleRecords(deficits, world.methodology)}) r
     JOIN '${deficits.replaceAll("'", "''")}' d USING (source_id, source_row)
     GROUP BY ALL ORDER BY source_id, source_row`,
  )
  const allowed = [...possibleScores(world.methodology)].sort((a, b) => a - b).join(', ')
  for (const row of rows) {
    const at = { table: 'rt_deficits', source_id: row.source_id, source_row: row.source_row }
    if (row.cells === 1) {
      report({
        ...at,
        code: 'SCORE_DOMAIN',
        key: cellKey(row),
        field: 'score_stated',
        got: String(row.score),
        expected: allowed,
        message: {
          id: `Nilai kriteria hanya ${allowed}.`,
          en: `A criterion's score is one of ${allowed}.`,
        },
      })
      continue
    }
    report({
      ...at,
      code: 'RECORD_SHIFTED',
      // Of all criteria of the RT: no row bears it, and the whole record is meant.
      key: `${row.rt_id} · ${row.vintage}`,
      field: 'score_stated',
      got: `${row.criterion}: ${row.score}`,
      expected: allowed,
      message: {
        id: `${row.rt_id} tahun ${row.vintage}: ${row.impossible} dari ${row.cells} nilai mustahil (${row.criterion}: ${row.score}). Seluruh baris bergeser kolom.`,
        en: `${row.rt_id} of ${row.vintage}: ${row.impossible} of ${row.cells} scores are impossible (${row.criterion}: ${row.score}). The columns of the whole row are shifted.`,
      },
    })
  }
}
