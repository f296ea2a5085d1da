import { parquet, sqlName, sqlText, tableSchemas } from '../../../store/index.ts'
import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'

interface Strange {
  source_id: string
  field: string
  answers: number
  unknown: number
  /** The unknown word met most, and by how many rows. */
  word: string
  times: number
}

/**
 * ANSWER_UNKNOWN: words of an open list that are not among those rules can judge, source by source. A word is shown only
 * where as many rows gave it as the city releases figures of: what one person wrote may tell of that person.
 */
export const checkAnswers: JudgeTables = async ({ store, table, world, report, catalogue }) => {
  const limit_pct = thresholdOf(catalogue, 'ANSWER_UNKNOWN', world.city)
  for (const schema of tableSchemas().values()) {
    const path = table(schema.name)
    // A closed list (`enum`) is judged cell by cell.
    const open = schema.columns.filter(({ answers, values }) => answers !== null && values === null)
    if (path === null || open.length === 0) continue
    const words = open.map(
      ({ name, answers }) => `SELECT source_id, ${sqlText(name)} AS field, ${sqlName(name)}::VARCHAR AS word,
        count(*) AS n, ${sqlName(name)}::VARCHAR IN (${answers!.map(sqlText).join(', ')}) AS known
      FROM ${parquet(path)} WHERE ${sqlName(name)} IS NOT NULL GROUP BY ALL`,
    )
    const strange = await store.rows<Strange>(
      `SELECT source_id, field, sum(n)::BIGINT AS answers, (sum(n) FILTER (NOT known))::BIGINT AS unknown,
         first(word ORDER BY n DESC, word) FILTER (NOT known) AS word, (max(n) FILTER (NOT known))::BIGINT AS times
       FROM (${words.join(' UNION ALL ')}) GROUP BY source_id, field
       HAVING 100 * unknown > ${limit_pct} * answers ORDER BY source_id, field`,
    )
    for (const { source_id, field, answers, unknown, word, times } of strange) {
      const column = open.find(({ name }) => name === field)!
      report({
        code: 'ANSWER_UNKNOWN',
        table: schema.name,
        source_id,
        field,
        got: times >= world.city.privacy.k ? word : null,
        expected: column.answers!.join(', '),
        message: {
          id: `${unknown} dari ${answers} jawaban "${column.title.id}" memakai kata yang tidak dikenal; dihitung sebagai tidak diketahui.`,
          en: `${unknown} of ${answers} answers to "${column.title.en}" are words that are not known; they count as unknown.`,
        },
      })
    }
  }
}
