import type { Methodology } from '../../../methodology/methodology.ts'
import { possibleScores, possibleTotals } from '../../../methodology/score.ts'
import { denominatorSql, percentSql, scoreSql } from '../../../methodology/score-sql.ts'
import { parquet } from '../../../store/index.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge, JudgeTables } from '../judge.ts'
import { criteriaOf } from './criteria-version.ts'
import { cellKey, deficitCells, setsOfRows, trustedDeficits } from './deficits.ts'
import { volumeHalfDigit } from './digits.ts'

/** SCORE_DOMAIN of a stated total: some totals no combination of scores can give, by the criteria of its decree. */
export const checkStatedTotal: Judge = ({ row, world, report }) => {
  if (typeof row.score_stated !== 'number') return
  const criteria = criteriaOf(world.decrees.get(String(row.decree_number)), world)
  if (criteria === null || possibleTotals(criteria).has(row.score_stated)) return
  report({
    code: 'SCORE_DOMAIN',
    field: 'score_stated',
    got: String(row.score_stated),
    expected: `0..${criteria.max_total}`,
    message: {
      id: `Nilai total ${row.score_stated} tidak mungkin menurut ${criteria.id}.`,
      en: `A total of ${row.score_stated} is impossible under ${criteria.id}.`,
    },
  })
}

/** SCORE_DOMAIN of the stated score of one criterion. */
export const checkStatedScore: Judge = ({ row, world, report }) => {
  const allowed = possibleScores(world.methodology)
  if (typeof row.score_stated !== 'number' || allowed.has(row.score_stated)) return
  const list = [...allowed].sort((a, b) => a - b).join(', ')
  report({
    code: 'SCORE_DOMAIN',
    field: 'score_stated',
    got: String(row.score_stated),
    expected: list,
    message: { id: `Nilai kriteria hanya ${list}.`, en: `A criterion's score is one of ${list}.` },
  })
}

interface ScoredCell {
  criterion: string
  volume: number
  denominator: number
  percent: number
  score: number
  score_stated: number
  percent_stated: number | null
  source_id: string
  source_row: number
}

/** SCORE_RECOMPUTE of each criterion of an RT: the stated score against that of volume and denominator. */
export const checkScores: JudgeTables = async ({ store, table, world, report }) => {
  const [profiles, deficits] = [table('rt_profiles'), table('rt_deficits')]
  if (profiles === null || deficits === null) return
  for (const set of await setsOfRows(store, deficits, world)) {
    const cells = `SELECT *, NULL::DOUBLE AS percent_stated FROM (${deficitCells(profiles, deficits, set, world.methodology)})`
    const rows = await store.rows<ScoredCell & { rt_id: string; vintage: number }>(
      `${disagreeing(cells, set, null)} ORDER BY source_id, source_row, criterion`,
    )
    for (const row of rows) report({ table: 'rt_deficits', key: cellKey(row), ...recomputed(row, set) })
  }
}

/** SCORE_RECOMPUTE of each criterion of a kawasan: the stated score and percent against volume and denominator. */
export const checkKawasanScores: JudgeTables = async ({ store, table, world, catalogue, report }) => {
  const [profiles, deficits] = [table('kawasan_profiles'), table('kawasan_deficits')]
  if (profiles === null || deficits === null) return
  const { methodology } = world
  const cells = `SELECT d.*, ${denominatorSql(methodology, 'd.criterion', 'p')} AS denominator
    FROM ${parquet(deficits)} d JOIN ${parquet(profiles)} p USING (kawasan, vintage)`
  const points = thresholdOf(catalogue, 'SCORE_RECOMPUTE', world.city)
  const rows = await store.rows<ScoredCell & { kawasan: string; vintage: number }>(
    `${disagreeing(cells, methodology, points)} ORDER BY source_id, source_row, criterion`,
  )
  for (const row of rows) {
    const key = `${row.kawasan} · ${row.vintage} · ${row.criterion}`
    report({ table: 'kawasan_deficits', key, ...recomputed(row, methodology) })
  }
}

/**
 * Query of the cells whose stated score no value within the digits of a measured volume and denominator gives, or whose
 * stated percent is further off than `points`. A zero denominator is spoken of as such.
 */
function disagreeing(cells: string, methodology: Methodology, points: number | null): string {
  const wrongPercent =
    points === null
      ? 'false'
      : `percent_stated NOT BETWEEN least_percent - ${points} AND coalesce(most_percent, 'Infinity'::DOUBLE) + ${points}`
  return `SELECT * FROM (${scoredCells(cells, methodology)})
    WHERE denominator > 0 AND volume >= 0
      AND (coalesce(score_stated NOT BETWEEN least_score AND most_score, false) OR coalesce(${wrongPercent}, false))`
}

/** Query that adds percent and score to cells, and the least and the most that the digits of measured numbers allow. */
function scoredCells(cells: string, methodology: Methodology): string {
  const half = (column: string) => volumeHalfDigit(column, methodology)
  const topScore = methodology.bands.values[0]!.score
  return `SELECT *, ${scoreSql(methodology, 'percent')} AS score,
      coalesce(${scoreSql(methodology, `round(least_percent - 1e-9, 9)`)}, 0) AS least_score,
      coalesce(${scoreSql(methodology, `round(most_percent + 1e-9, 9)`)}, ${topScore}) AS most_score
    FROM (
      SELECT *, ${percentSql(methodology, 'volume', 'denominator')} AS percent,
        100 * greatest(volume - half_volume, 0) / nullif(denominator + half_denominator, 0) AS least_percent,
        100 * (volume + half_volume) / nullif(greatest(denominator - half_denominator, 0), 0) AS most_percent
      FROM (SELECT *, ${half('volume')} AS half_volume, ${half('denominator')} AS half_denominator FROM (${cells}))
    )`
}

function recomputed(row: ScoredCell, { bands }: Methodology) {
  const percent = Math.round(row.percent * 1000) / 1000
  const at = { source_id: row.source_id, source_row: row.source_row, code: 'SCORE_RECOMPUTE' }
  const volumes = `${row.volume} / ${row.denominator} = ${percent} %`
  if (row.score_stated === row.score || row.score_stated === null) {
    return {
      ...at,
      field: 'percent_stated',
      got: String(row.percent_stated),
      expected: String(percent),
      message: {
        id: `Kriteria ${row.criterion}: persen tertulis ${row.percent_stated}, hasil hitung ${volumes}.`,
        en: `Criterion ${row.criterion}: the stated percent is ${row.percent_stated}, the computed one ${volumes}.`,
      },
    }
  }
  const cuts = bands.values
    .slice(0, -1)
    .map(({ min_pct }) => min_pct)
    .sort((a, b) => a - b)
    .join(', ')
  return {
    ...at,
    field: 'score_stated',
    got: String(row.score_stated),
    expected: String(row.score),
    message: {
      id: `Kriteria ${row.criterion}: ${volumes} bernilai ${row.score}, tertulis ${row.score_stated}. Batas: ${cuts} %.`,
      en: `Criterion ${row.criterion}: ${volumes} scores ${row.score}, stated is ${row.score_stated}. Cuts: ${cuts} %.`,
    },
  }
}

interface TotalRow {
  place: string
  vintage: number
  score_stated: number
  /** By volumes and denominators, where every criterion has both. */
  computed: number | null
  /** Of the stated scores, where every criterion has one. */
  added: number
  /** Whether the volumes give another total. */
  isComputed: boolean
  source_id: string
  source_row: number
}

/**
 * SCORE_SUM: the stated total of an RT against the total of its volumes, and against the sum of its stated scores, where
 * every criterion has one. What differs by its volumes, or in the score of a criterion, is named once.
 */
export const checkTotals: JudgeTables = async ({ store, table, world, report }) => {
  const [profiles, deficits] = [table('rt_profiles'), table('rt_deficits')]
  if (profiles === null || deficits === null) return
  const { methodology } = world
  const cells = scoredCells(deficitCells(profiles, deficits, methodology), methodology)
  const every = `HAVING count(DISTINCT criterion) = ${methodology.criteria.length}`
  const rows = await store.rows<TotalRow>(
    `WITH computed AS (
       SELECT rt_id, vintage, sum(score)::INTEGER AS total,
         sum(CASE WHEN denominator = 0 THEN score ELSE least_score END) AS least,
         sum(CASE WHEN denominator = 0 THEN score ELSE most_score END) AS most,
         bool_or(coalesce(denominator > 0 AND score_stated NOT BETWEEN least_score AND most_score, false)) AS differs
       FROM (${cells}) WHERE volume IS NOT NULL AND denominator IS NOT NULL
       GROUP BY rt_id, vintage ${every}
     ), added AS (
       SELECT rt_id, vintage, sum(score_stated)::INTEGER AS total FROM (${trustedDeficits(deficits, methodology)})
       WHERE score_stated IS NOT NULL GROUP BY rt_id, vintage ${every}
     )
     SELECT p.rt_id AS place, p.vintage, p.score_stated, c.total AS computed, a.total AS added, p.source_id, p.source_row,
       coalesce(p.score_stated NOT BETWEEN c.least AND c.most, false) AS isComputed
     FROM ${parquet(profiles)} p LEFT JOIN computed c USING (rt_id, vintage) LEFT JOIN added a USING (rt_id, vintage)
     WHERE isComputed OR (p.score_stated <> a.total AND NOT coalesce(c.differs, false))
     ORDER BY p.source_id, p.source_row`,
  )
  for (const row of rows) report({ table: 'rt_profiles', ...otherTotal(row) })
}

/** SCORE_SUM: the stated total of a kawasan against the sum of its stated scores, where every criterion has one. */
export const checkKawasanTotals: JudgeTables = async ({ store, table, world, report }) => {
  const [profiles, deficits] = [table('kawasan_profiles'), table('kawasan_deficits')]
  if (profiles === null || deficits === null) return
  const { methodology } = world
  const possible = [...possibleScores(methodology)].join(', ')
  const rows = await store.rows<TotalRow>(
    `SELECT p.kawasan AS place, p.vintage, p.score_stated, a.total AS added, false AS isComputed, p.source_id, p.source_row
     FROM ${parquet(profiles)} p JOIN (
       SELECT kawasan, vintage, sum(score_stated)::INTEGER AS total FROM ${parquet(deficits)}
       WHERE score_stated IN (${possible}) GROUP BY kawasan, vintage
       HAVING count(DISTINCT criterion) = ${methodology.criteria.length}
     ) a USING (kawasan, vintage)
     WHERE p.score_stated <> a.total ORDER BY p.source_id, p.source_row`,
  )
  for (const row of rows) report({ table: 'kawasan_profiles', ...otherTotal(row) })
}

function otherTotal({ place, vintage, score_stated, computed, added, isComputed, ...at }: TotalRow) {
  const { source_id, source_row } = at
  return {
    code: 'SCORE_SUM',
    source_id,
    source_row,
    key: `${place} · ${vintage}`,
    field: 'score_stated',
    got: String(score_stated),
    expected: String(isComputed ? computed : added),
    message: isComputed
      ? {
          id: `Nilai tertulis ${score_stated}, hasil hitung ${computed}.`,
          en: `The stated total is ${score_stated}, the computed one ${computed}.`,
        }
      : {
          id: `Nilai total tertulis ${score_stated}, jumlah nilai kriterianya ${added}.`,
          en: `The stated total is ${score_stated}, the stated scores of its criteria add up to ${added}.`,
        },
  }
}
