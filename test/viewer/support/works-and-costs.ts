import type { TableRow } from '../../../pipeline/viewer/table-cells.ts'
import { worksOfZone } from '../../../pipeline/viewer/works.ts'

/**
 * Where the works that the page tells of a zone are not those that its costs were counted from.
 *
 * @param works rows of `works`
 * @param costs rows of `works_costs`
 */
export function differingWorks(
  works: readonly TableRow[],
  costs: readonly TableRow[],
  zones: Iterable<string>,
): string[] {
  return [...zones].flatMap((zone) => {
    const told = worksOfZone(works, zone)
    const counted = costs.filter(({ level, id }) => level === 'zone' && id === zone)
    const sum = (values: readonly unknown[]) => values.reduce<number>((sum, n) => sum + Number(n ?? 0), 0)
    const page = [told.length, told.filter((work) => work.cost_idr === null).length]
    const engine = ['works', 'works_without_cost'].map((name) => sum(counted.map((row) => row[name])))
    const money = [sum(told.map((work) => work.cost_idr)), sum(counted.map((row) => row.cost_idr))]
    const isSame = String(page) === String(engine) && Math.abs(money[0]! - money[1]!) < 0.5
    return isSame ? [] : [`${zone}: page ${[...page, money[0]]}, costs ${[...engine, money[1]]}`]
  })
}
