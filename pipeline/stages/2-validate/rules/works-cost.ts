import { thresholdOf } from '../catalogue.ts'
import type { JudgeTables } from '../judge.ts'
import { groupBy } from './group.ts'
import { readWorks, type Work } from './works-facts.ts'

/** From so many works on, their own spread says what is usual; fewer are compared by the threshold alone. */
const SPREAD_FROM = 5
/** 3.5 scaled median absolute deviations: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993). */
const DEVIATIONS = 3.5
const MAD_SCALE = 1.4826

interface Priced {
  work: Work
  /** Rupiah for one unit. */
  price: number
}

/**
 * UNIT_COST: works whose cost for one unit is off the median of the same activity in the same unit by more than the
 * threshold and, where there are enough, by more than their usual spread. Of two works the dearer one is named.
 */
export const checkUnitCosts: JudgeTables = async (given) => {
  const limit = thresholdOf(given.catalogue, 'UNIT_COST', given.world.city)
  const priced = (await readWorks(given)).filter(
    ({ unit, volume, cost_idr }) => unit !== null && (volume ?? 0) > 0 && (cost_idr ?? 0) > 0,
  )
  for (const group of groupBy(priced, ({ name, unit }) => `${name} ${unit}`).values()) {
    const all = group.map((work) => ({ work, price: work.cost_idr! / work.volume! }))
    for (const { work, price, usual } of outliers(all, limit)) {
      const ratio = (price / usual).toFixed(2)
      const times = { id: ratio.replace('.', ','), en: ratio }
      given.report({
        code: 'UNIT_COST',
        table: 'interventions',
        source_id: work.source_id,
        source_row: work.source_row,
        key: work.intervention_id,
        field: 'cost_idr',
        got: `${Math.round(price)} IDR/${work.unit}`,
        expected: `${Math.round(usual)} IDR/${work.unit}`,
        message: {
          id: `${work.name}: Rp ${grouped(price, '.')}/${work.unit}, ${times.id} kali yang lazim di daftar ini (Rp ${grouped(usual, '.')}; ${all.length} kegiatan).`,
          en: `${work.name}: IDR ${grouped(price, ',')}/${work.unit}, ${times.en} times the usual of this list (IDR ${grouped(usual, ',')}; ${all.length} works).`,
        },
      })
    }
  }
}

function outliers(all: readonly Priced[], limit: number): (Priced & { usual: number })[] {
  if (all.length < 2) return []
  if (all.length === 2) {
    const [cheap, dear] = [...all].sort((a, b) => a.price - b.price) as [Priced, Priced]
    return dear.price / cheap.price > limit ? [{ ...dear, usual: cheap.price }] : []
  }
  const usual = median(all.map(({ price }) => price))
  const distance = (price: number): number => Math.abs(Math.log(price / usual))
  const spread = all.length < SPREAD_FROM ? 0 : MAD_SCALE * median(all.map(({ price }) => distance(price)))
  const most = Math.max(Math.log(limit), DEVIATIONS * spread)
  return all.filter(({ price }) => distance(price) > most).map((one) => ({ ...one, usual }))
}

/** A whole number with a mark between each three digits. */
function grouped(value: number, mark: string): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, mark)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * The rows of each work: a list with one row per criterion tells one work several times. Rows of one place, activity, year
 * and volume that name different criteria are one, the first of each criterion with the first of the others, the dearest
 * first. Stage 5 counts works in the same way.
 */
function worksOfRows(rows: readonly Work[]): Work[][] {
  const sameOf = ({ place, zone_id, name, year, unit, volume, criterion }: Work): string | null =>
    criterion === null ? null : JSON.stringify([place ?? zone_id, name, year, unit, volume])
  const alone = rows.filter((work) => sameOf(work) === null).map((work) => [work])
  const together = [...groupBy(rows, sameOf).values()].flatMap((same) => {
    const turns: Work[][] = []
    for (const ofCriterion of groupBy(same, ({ criterion }) => criterion).values()) {
      const dearest = [...ofCriterion].sort((a, b) => (b.cost_idr ?? 0) - (a.cost_idr ?? 0))
      for (const [turn, work] of dearest.entries()) turns[turn] = [...(turns[turn] ?? []), work]
    }
    return turns
  })
  const first = (work: readonly Work[]): number => Math.min(...work.map(({ source_row }) => source_row))
  return [...alone, ...together].sort((a, b) => first(a) - first(b))
}

/** WORKS_COST: works without a cost in a list that states costs, one finding a source. */
export const checkWorksCosts: JudgeTables = async (given) => {
  for (const [source_id, rows] of groupBy(await readWorks(given), (work) => work.source_id)) {
    const works = worksOfRows(rows)
    const without = works.filter((work) => work.every(({ cost_idr }) => cost_idr === null || cost_idr === 0))
    if (without.length === 0 || without.length === works.length) continue
    const firstRow = Math.min(...without[0]!.map(({ source_row }) => source_row))
    given.report({
      code: 'WORKS_COST',
      table: 'interventions',
      source_id,
      field: 'cost_idr',
      got: `${without.length} / ${works.length}`,
      message: {
        id: `${without.length} dari ${works.length} kegiatan tanpa biaya; yang pertama rekaman ${firstRow}.`,
        en: `${without.length} of ${works.length} works have no cost; the first is record ${firstRow}.`,
      },
    })
  }
}

/** WORKS_REPEATED: several rows of one activity, year and fund in one RT, which may be one work entered twice. */
export const checkRepeatedWorks: JudgeTables = async (given) => {
  const keyOf = ({ place, name, year, fund_source, unit, criterion }: Work): string | null =>
    place === null
      ? null
      : [place, name, year ?? '', fund_source ?? '', unit ?? '', criterion ?? ''].join(' · ')
  for (const works of groupBy(await readWorks(given), keyOf).values()) {
    if (works.length < 2) continue
    const first = works[0]!
    const volumes = works.map(({ volume }) => volume ?? '?').join(' + ')
    const rows = works.map(({ source_row }) => source_row).join(', ')
    // One of them may be the work; where records are set aside, all that repeat it are.
    const named = works
      .slice(1)
      .filter(({ source_id }, at) => at === 0 || given.setsAside('WORKS_REPEATED', source_id))
    for (const later of named) {
      given.report({
        code: 'WORKS_REPEATED',
        table: 'interventions',
        source_id: later.source_id,
        source_row: later.source_row,
        key: [first.place, first.year, first.name].filter((part) => part !== null).join(' · '),
        field: 'volume',
        got: volumes,
        message: {
          id: `${works.length} baris untuk kegiatan, RT, tahun dan dana yang sama (rekaman ${rows}): ${volumes}.`,
          en: `${works.length} rows of the same activity, RT, year and fund (records ${rows}): ${volumes}.`,
        },
      })
    }
  }
}
