import type { Methodology } from '../methodology/methodology.ts'
import type { Unit } from './find-unit.ts'
import { holds, type Member, membersOfZone } from './members.ts'
import { ruleSource } from './rule-source.ts'
import { rtScores, type ScoreRow } from './scores.ts'
import type { StageTables } from './stage-tables.ts'
import type { CriterionRow, PartTrace, SumTrace } from './trace.ts'

/** Decimals of the sums, as the indicators are summed. */
const DECIMALS = 9

/** The RT that make up a unit for one criterion, and whether they add up to what the table says. */
export async function sumOf(
  context: Context,
  row: CriterionRow,
  members: ReadonlyMap<string, Member>,
): Promise<SumTrace> {
  const { methodology } = context
  const parts: PartTrace[] = []
  for (const score of await scoresWithin(context, row.criterion, members)) {
    const member = members.get(score.unit_id) ?? alone(score.unit_id)
    const { volume, denominator, percent, score: points, volume_source, flag } = score
    const { source_id, source_row, denominator_source_id, denominator_source_row } = score
    const { zone_id, method, share_pct } = member
    parts.push({
      rt_id: score.unit_id,
      ...{ volume, denominator, percent, score: points, volume_source, flag, zone_id, method, share_pct },
      ...{ source_id, source_row, denominator_source_id, denominator_source_row },
    })
  }
  const sums = {
    volume_known: sum(parts.map((part) => part.volume)),
    volume_open: sum(parts.map((part) => (part.volume === null ? part.denominator : null))),
    denominator_known: sum(parts.map((part) => part.denominator)),
    volumes_missing: parts.filter((part) => part.volume === null).length,
    denominators_missing: parts.filter((part) => part.denominator === null).length,
  }
  return {
    rt_count: parts.length,
    ...sums,
    agrees: agreement(row, sums, parts.length),
    parts,
    source: ruleSource(methodology, methodology.aggregation),
  }
}

/** The scores of the RT of a unit, in the order of their codes. */
async function scoresWithin(
  { tables, methodology, unit, vintage }: Context,
  criterion: string,
  members: ReadonlyMap<string, Member>,
): Promise<readonly ScoreRow[]> {
  const scores = await rtScores(tables, methodology, criterion, vintage)
  if (unit.level !== 'zone') {
    return scores.filter(({ unit_id }) =>
      holds(unit.level, unit.unit_id, members.get(unit_id) ?? alone(unit_id)),
    )
  }
  const byRt = await tables.once(
    `scores by RT ${criterion} ${vintage} ${methodology.id}`,
    async () => new Map(scores.map((score) => [score.unit_id, score])),
  )
  const zone = await membersOfZone(tables, vintage, unit.unit_id)
  return zone.flatMap(({ rt_id }) => byRt.get(rt_id) ?? []).sort((a, b) => (a.unit_id < b.unit_id ? -1 : 1))
}

interface Context {
  tables: StageTables
  methodology: Methodology
  unit: Unit
  vintage: number | null
}

function alone(rt_id: string): Member {
  return {
    rt_id,
    zone_id: null,
    method: null,
    share_pct: null,
    kelurahan_code: null,
    kawasan: null,
    in_sums: true,
    source_id: null,
    source_row: null,
  }
}

/** Whether the RT add up to the numbers of the unit; null where one of those is not known, and the other does not differ. */
function agreement(
  { volume, denominator }: CriterionRow,
  { volume_known, denominator_known }: { volume_known: number; denominator_known: number },
  rt_count: number,
): boolean | null {
  const pairs = [
    [volume, volume_known],
    [denominator, denominator_known],
  ] as const
  const isApart = pairs.some(([told, sum]) => told !== null && (rt_count === 0 || !near(told, sum)))
  if (isApart) return false
  return volume === null || denominator === null ? null : true
}

/** An exact sum of decimals: the order of the RT must not move a percent across a cut. */
function sum(values: readonly (number | null)[]): number {
  let total = 0n
  for (const value of values) if (value !== null) total += BigInt(value.toFixed(DECIMALS).replace('.', ''))
  return Number(total) / 10 ** DECIMALS
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a))
}
