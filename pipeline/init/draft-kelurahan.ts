import type { Source } from '../city.ts'
import { comparableName } from '../decree/names.ts'
import type { TriedDraft } from './city-yaml.ts'

/** How the RT of a source without a kelurahan could be joined with the zones, which state one: to be confirmed by a person. */
export interface KelurahanProposal {
  /** Column of the file that stands for the kelurahan. */
  column: string
  /** What its cells stand for, where they are numbers of a list; null where they are the names. */
  values: Record<string, string> | null
  /** The list and its column of numbers. */
  list: { source: string; column: string } | null
  zones: string
  /** Names that the zones have too, of all. */
  named: number
  names: number
  /** Names that no zone has, sorted. */
  unmatched: string[]
  /** RT that one zone alone would fit, of all. */
  joined: number
  rts: number
}

/** Most names that a proposal holds: a list of kelurahan or kawasan, and no list of RT. */
const MOST_NAMES = 1000

/**
 * Looks for the kelurahan of RT profiles that name none: their kawasan are names of kelurahan of the zones, or the numbers of a
 * list of kawasan with such names. What joins most RT is proposed; null where half of the names are none of the zones'.
 */
export function proposeKelurahan(draft: TriedDraft, used: readonly TriedDraft[]): KelurahanProposal | null {
  const { columns } = draft.source
  const column = columns.kawasan
  if (draft.table !== 'rt_profiles' || draft.obstacle !== null || typeof column !== 'string') return null
  if ([columns.kelurahan, columns.kelurahan_code, columns.zone_id].some((one) => one !== undefined))
    return null
  const zones = used.filter(({ table, trial }) => table === 'zones' && trial!.rtRecords.length > 0)
  const profiles = draft.trial!.rtRecords.flatMap(({ kawasan, rt_rw }) =>
    kawasan === null || rt_rw === null ? [] : [{ kawasan, rt_rw }],
  )
  const cells = [...new Set(profiles.map(({ kawasan }) => kawasan))]
  if (cells.length === 0 || cells.length > MOST_NAMES) return null
  let best: KelurahanProposal | null = null
  for (const { source, trial } of zones) {
    const known = new Set<string>()
    const fitting = new Map<string, number>()
    for (const { kelurahan, rt_rw } of trial!.rtRecords) {
      if (kelurahan === null) continue
      const name = comparableName(kelurahan)
      known.add(name)
      fitting.set(`${name} ${rt_rw}`, (fitting.get(`${name} ${rt_rw}`) ?? 0) + 1)
    }
    for (const { values, list } of readings(cells, used)) {
      const nameOf = (cell: string): string => values?.[cell] ?? cell
      const isKnown = (cell: string): boolean => known.has(comparableName(nameOf(cell)))
      const named = cells.filter(isKnown).length
      const joined = profiles.filter(
        ({ kawasan, rt_rw }) => fitting.get(`${comparableName(nameOf(kawasan))} ${rt_rw}`) === 1,
      ).length
      if (2 * named < cells.length || joined === 0 || joined <= (best?.joined ?? 0)) continue
      best = {
        ...{ column, values, list, zones: source.id, named, names: cells.length, joined },
        unmatched: cells
          .filter((cell) => !isKnown(cell))
          .map(nameOf)
          .sort(),
        rts: profiles.length,
      }
    }
  }
  return best
}

type Reading = Pick<KelurahanProposal, 'values' | 'list'>

/** The cells as they are, then by each list of kawasan that numbers all of them. */
function readings(cells: readonly string[], used: readonly TriedDraft[]): Reading[] {
  const found: Reading[] = [{ values: null, list: null }]
  for (const { table, trial, source } of used) {
    if (table !== 'kawasan_profiles') continue
    for (const [column, numbers] of trial!.kawasanNumbers) {
      if (!cells.every((cell) => numbers.has(cell))) continue
      const values = Object.fromEntries(cells.map((cell) => [cell, numbers.get(cell)!]))
      found.push({ values, list: { source: source.id, column } })
    }
  }
  return found
}

/** Names of kawasan by the cells of other columns of their list: a column that has a cell twice numbers nothing. */
export class KawasanNumbers {
  readonly #numbers = new Map<string, Map<string, string>>()
  readonly #repeated = new Set<string>()

  add(cells: Readonly<Record<string, unknown>>, kawasan: string, { columns }: Source): void {
    for (const [column, cell] of Object.entries(cells)) {
      if (column === columns.kawasan || this.#repeated.has(column) || cell === null || cell === undefined)
        continue
      const known = this.#numbers.get(column) ?? new Map<string, string>()
      this.#numbers.set(column, known)
      if (known.has(String(cell)) || known.size >= MOST_NAMES) this.#drop(column)
      else known.set(String(cell), kawasan)
    }
  }

  #drop(column: string): void {
    this.#repeated.add(column)
    this.#numbers.delete(column)
  }

  get columns(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#numbers
  }
}
