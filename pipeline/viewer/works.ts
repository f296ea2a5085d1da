import { cellNumber, cellText, type TableRow } from './table-cells.ts'

/** What places the works: their own table, the RT of every survey, and the zones that the map gave to those it draws. */
export interface PlacedWorks {
  /** Rows of `interventions`. */
  works: readonly TableRow[]
  /** Rows of `rt_units`. */
  rtUnits: readonly TableRow[]
  /** Zone of a work by its id, as the layer of the map has it; works without any place are not in it. */
  drawn: ReadonlyMap<string, string>
}

/**
 * The works of a zone, oldest first: those in one of its RT as they are counted and costed, else those that name the zone,
 * else those the map draws in it. Most works of a city have no point.
 */
export function worksOfZone({ works, rtUnits, drawn }: PlacedWorks, zoneId: string): TableRow[] {
  const zoneOf = newestZones(rtUnits)
  const placed = (work: TableRow) =>
    zoneOf.get(rtOfWork(work) ?? '') ??
    cellText(work, 'zone_id') ??
    drawn.get(cellText(work, 'intervention_id') ?? '')
  const year = (work: TableRow) => cellNumber(work, 'year') ?? Number.POSITIVE_INFINITY
  return works
    .filter((work) => placed(work) === zoneId)
    .map((work, at) => ({ work, at }))
    .sort((a, b) => (year(a.work) === year(b.work) ? a.at - b.at : year(a.work) - year(b.work)))
    .map(({ work }) => work)
}

/** A work as it is told: what rows that name it for several criteria say of it together. */
export interface ToldWork {
  activity: string | null
  volume: number | null
  unit: string | null
  /** What differs added up, what repeats counted once; null where no row tells it. */
  cost_idr: number | null
  fund_source: string | null
  year: string | null
  rt_rw: string | null
  /** Ids of the criteria it was done for, as the rows name them. */
  criteria: string[]
}

/**
 * Works told once each, as `works_costs` counts them: rows of one place, activity, year and volume that name different
 * criteria are one work, the first of each criterion with the first of the others.
 */
export function toldWorks(rows: readonly TableRow[]): ToldWork[] {
  const turns = new Map<string, number>()
  const works = new Map<string, TableRow[]>()
  for (const [at, row] of rows.entries()) {
    const same = SAME_WORK.map((column) => cellText(row, column))
    const criterion = cellText(row, 'criterion')
    const of = JSON.stringify([...same, criterion])
    const turn = (turns.get(of) ?? 0) + 1
    turns.set(of, turn)
    const work = JSON.stringify(criterion === null ? ['alone', at] : [...same, turn])
    works.set(work, [...(works.get(work) ?? []), row])
  }
  return [...works.values()].map((told): ToldWork => {
    const texts = (column: string) => [...new Set(told.flatMap((row) => cellText(row, column) ?? []))]
    const costs = [...new Set(told.flatMap((row) => cellNumber(row, 'cost_idr') ?? []))]
    const [first] = told as [TableRow]
    return {
      ...{ activity: cellText(first, 'activity'), volume: cellNumber(first, 'volume') },
      ...{ unit: cellText(first, 'unit'), year: cellText(first, 'year'), rt_rw: cellText(first, 'rt_rw') },
      cost_idr: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
      fund_source: texts('fund_source').join(' + ') || null,
      criteria: texts('criterion').sort(),
    }
  })
}

/** What rows have in common that tell one work. */
const SAME_WORK = 'zone_id kawasan rt_id kelurahan_code rt_rw activity year volume unit'.split(' ')

/** The RT that a work names by its id, or by kelurahan and RT/RW, which make the id of an RT that was given none. */
function rtOfWork(work: TableRow): string | null {
  const [kelurahan, rt_rw] = [cellText(work, 'kelurahan_code'), cellText(work, 'rt_rw')]
  return cellText(work, 'rt_id') ?? (kelurahan === null || rt_rw === null ? null : `${kelurahan}/${rt_rw}`)
}

/** The zone of each RT in the newest year that names one. */
function newestZones(rtUnits: readonly TableRow[]): Map<string, string> {
  const newest = new Map<string, { year: number; zone_id: string }>()
  for (const row of rtUnits) {
    const [rt_id, zone_id] = [cellText(row, 'rt_id'), cellText(row, 'zone_id')]
    const year = cellNumber(row, 'vintage') ?? Number.NEGATIVE_INFINITY
    if (rt_id === null || zone_id === null || (newest.get(rt_id)?.year ?? year) > year) continue
    newest.set(rt_id, { year, zone_id })
  }
  return new Map([...newest].map(([rt_id, { zone_id }]) => [rt_id, zone_id]))
}
