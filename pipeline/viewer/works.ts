import { cellNumber, cellText, type TableRow } from './table-cells.ts'

/** A work as it is told: once, of however many rows of the list of works name it for their criteria. */
export interface ToldWork {
  activity: string | null
  /** As the list writes it, in `unit`. */
  volume: number | null
  unit: string | null
  /** As it counts in the costs of its zone; null where no row states one. */
  cost_idr: number | null
  fund_source: string | null
  year: string | null
  rt_rw: string | null
  /** Ids of the criteria it was done for, as the rows name them. */
  criteria: string[]
}

/**
 * The works that count in a zone, oldest first, those without a year last: as many, and of the cost, as `works_costs` has.
 *
 * @param works rows of `works`
 */
export function worksOfZone(works: readonly TableRow[], zoneId: string): ToldWork[] {
  const year = (work: TableRow) => cellNumber(work, 'year') ?? Number.POSITIVE_INFINITY
  return ofZone(works, zoneId)
    .map((work, at) => ({ work, at }))
    .sort((a, b) => (year(a.work) === year(b.work) ? a.at - b.at : year(a.work) - year(b.work)))
    .map(({ work }) => ({
      ...{ activity: cellText(work, 'activity'), volume: cellNumber(work, 'volume_written') },
      ...{
        unit: cellText(work, 'unit_written'),
        year: cellText(work, 'year'),
        rt_rw: cellText(work, 'rt_rw'),
      },
      ...{ cost_idr: cellNumber(work, 'cost_idr'), fund_source: cellText(work, 'fund_source') },
      criteria: cellText(work, 'criterion')?.split('+') ?? [],
    }))
}

/** Ids of the rows of `interventions` that tell the works of a zone. */
export function interventionsOfZone(works: readonly TableRow[], zoneId: string): Set<string> {
  return new Set(ofZone(works, zoneId).flatMap((work) => JSON.parse(cellText(work, 'interventions') ?? '[]')))
}

function ofZone(works: readonly TableRow[], zoneId: string): TableRow[] {
  return works.filter((work) => cellText(work, 'zone_id') === zoneId)
}
