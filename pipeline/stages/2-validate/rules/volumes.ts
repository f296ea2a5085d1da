import { parseExpression } from '../../../methodology/expression.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import { percentOf, possibleScores, possibleTotals, scoreOfPercent } from '../../../methodology/score.ts'
import { parquet, type Row, type Store, sqlText } from '../../../store/index.ts'
import type { FindingParts } from '../catalogue.ts'
import type { Judge } from '../judge.ts'

/** VOL_NEGATIVE and SCORE_DOMAIN of one deficit. */
export const checkDeficit: Judge = ({ row, world, report }) => {
  if (typeof row.volume === 'number' && row.volume < 0) {
    report({
      code: 'VOL_NEGATIVE',
      field: 'volume',
      got: String(row.volume),
      expected: '>= 0',
      message: { id: 'Volume kekumuhan tidak boleh negatif.', en: 'A deficit volume cannot be negative.' },
    })
  }
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

/** SCORE_DOMAIN of a stated total: some totals no combination of scores can give. */
export const checkStatedTotal: Judge = ({ row, world, report }) => {
  if (typeof row.score_stated !== 'number') return
  if (possibleTotals(world.methodology).has(row.score_stated)) return
  report({
    code: 'SCORE_DOMAIN',
    field: 'score_stated',
    got: String(row.score_stated),
    expected: `0..${world.methodology.max_total}`,
    message: {
      id: `Nilai total ${row.score_stated} tidak mungkin menurut ${world.methodology.id}.`,
      en: `A total of ${row.score_stated} is impossible under ${world.methodology.id}.`,
    },
  })
}

interface VolumeRow {
  rt_id: string
  vintage: number
  criterion: string
  volume: number | null
  denominator: number | null
  source_id: string
  source_row: number
}

/** VOL_OVER_DEN and DEN_ZERO: each volume against the denominator its methodology names. */
export async function checkVolumes(
  store: Store,
  profiles: string,
  deficits: string,
  methodology: Methodology,
): Promise<FindingParts[]> {
  const rows = await store.rows<VolumeRow>(
    `SELECT * FROM (${joined(profiles, deficits, methodology)})
     WHERE volume > denominator * (1 + 1e-9) OR denominator = 0
     ORDER BY source_id, source_row, criterion`,
  )
  return rows.map((row) => {
    const at = {
      table: 'rt_deficits',
      source_id: row.source_id,
      source_row: row.source_row,
      key: `${row.rt_id} · ${row.vintage} · ${row.criterion}`,
      field: 'volume',
    }
    if (row.denominator === 0) {
      return {
        code: 'DEN_ZERO',
        ...at,
        got: '0',
        expected: '> 0',
        message: {
          id: `Penyebut kriteria ${row.criterion} nol: lebih sering data hilang daripada nol sungguhan.`,
          en: `The denominator of criterion ${row.criterion} is zero: more often missing data than a true zero.`,
        },
      }
    }
    return {
      code: 'VOL_OVER_DEN',
      ...at,
      got: String(row.volume),
      expected: `<= ${row.denominator}`,
      message: {
        id: `Volume kriteria ${row.criterion} melebihi penyebutnya.`,
        en: `The volume of criterion ${row.criterion} exceeds its denominator.`,
      },
    }
  })
}

/** SCORE_SUM: the stated total of an RT against the total of its volumes, where every criterion has one. */
export async function checkTotals(
  store: Store,
  profiles: string,
  deficits: string,
  methodology: Methodology,
): Promise<FindingParts[]> {
  const stated = await store.rows<Row>(
    `SELECT rt_id, vintage, score_stated, source_id, source_row FROM ${parquet(profiles)}
     WHERE score_stated IS NOT NULL ORDER BY source_id, source_row`,
  )
  if (stated.length === 0) return []
  const volumes = await store.rows<VolumeRow>(
    `SELECT * FROM (${joined(profiles, deficits, methodology)}) ORDER BY rt_id, vintage, criterion`,
  )
  const byRt = new Map<string, VolumeRow[]>()
  for (const row of volumes) {
    const key = `${row.rt_id} · ${row.vintage}`
    const group = byRt.get(key)
    if (group) group.push(row)
    else byRt.set(key, [row])
  }
  const findings: FindingParts[] = []
  for (const row of stated) {
    const key = `${row.rt_id} · ${row.vintage}`
    const total = totalOf(byRt.get(key) ?? [], methodology)
    if (total === null || total === row.score_stated) continue
    findings.push({
      code: 'SCORE_SUM',
      table: 'rt_profiles',
      source_id: String(row.source_id),
      source_row: row.source_row as number,
      key,
      field: 'score_stated',
      got: String(row.score_stated),
      expected: String(total),
      message: {
        id: `Nilai tertulis ${row.score_stated}, hasil hitung ${total}.`,
        en: `The stated total is ${row.score_stated}, the computed one ${total}.`,
      },
    })
  }
  return findings
}

function totalOf(rows: VolumeRow[], methodology: Methodology): number | null {
  let total = 0
  for (const criterion of methodology.criteria) {
    const row = rows.find((r) => r.criterion === criterion.id)
    if (!row || row.volume === null || row.denominator === null) return null
    total += scoreOfPercent(methodology, percentOf(methodology, row.volume, row.denominator))
  }
  return total
}

function joined(profiles: string, deficits: string, methodology: Methodology): string {
  const cases = methodology.criteria
    .map(
      (criterion) => `WHEN ${sqlText(criterion.id)} THEN ${parseExpression(criterion.denominator).sql('p')}`,
    )
    .join(' ')
  return `SELECT d.rt_id, d.vintage, d.criterion, d.volume, CASE d.criterion ${cases} END AS denominator,
      d.source_id, d.source_row
    FROM ${parquet(deficits)} d JOIN ${parquet(profiles)} p USING (rt_id, vintage)`
}
