import type { Monitoring } from '../../../methodology/monitoring.ts'
import { tableSchema } from '../../../store/index.ts'
import { heldBack, type PersonCount } from './hold-back.ts'
import type { Target } from './targets.ts'

/** Digits of a Kemendagri kelurahan code that name its kecamatan: `21.72.03`. */
const KECAMATAN_LENGTH = 8

export const kecamatanOf = (kelurahan: string): string => kelurahan.slice(0, KECAMATAN_LENGTH)

/** What of the targets counts persons and is held back: columns of a unit and sector, and of a target at one moment. */
export interface PersonsHeld {
  ofUnit(level: string, unit_id: string, sector: string | null): string[]
  ofTarget(target_id: string, moment: 'start' | 'end'): string[]
}

/** Columns of the measurements that count persons: those in the unit `people`. */
export function personColumns({ table, people, kpis }: Monitoring): string[] {
  const units = new Map(tableSchema(table).columns.map(({ name, unit }) => [name, unit]))
  return [people, ...kpis.map(({ column }) => column)].filter((column) => units.get(column) === 'people')
}

/**
 * Decides it for each column, moment and sector on its own, as sectors are never added up: targets are parts of their
 * kelurahan, that of its kecamatan, that of the city; a target without a kelurahan is a part of the city.
 *
 * @param k least number of persons that is told
 */
export function personsHeld(
  monitoring: Monitoring,
  targets: readonly Target[],
  city: string,
  k: number,
): PersonsHeld {
  const held = new Set<string>()
  const columns = personColumns(monitoring)
  for (const sector of new Set(targets.map((target) => target.sector)))
    for (const moment of ['start', 'end'] as const)
      for (const column of columns) {
        const name = (level: string, id: string) => key(level, id, sector, column, moment)
        const own = targets.filter((target) => target.sector === sector)
        const leaf = (target: Target): PersonCount => ({
          name: name('target', target.target_id),
          persons: (target[moment]?.[column] ?? null) as number | null,
          parts: [],
        })
        const kecamatan = grouped(
          own.filter(({ location }) => location !== null),
          ({ location }) => kecamatanOf(location!),
        )
        const parts = kecamatan.map(([id, within]) =>
          whole(
            name('kecamatan', id),
            grouped(within, ({ location }) => location!).map(([kelurahan, of]) =>
              whole(name('kelurahan', kelurahan), of.map(leaf)),
            ),
          ),
        )
        const nowhere = own.filter(({ location }) => location === null).map(leaf)
        for (const one of heldBack([whole(name('city', city), [...parts, ...nowhere])], k)) held.add(one)
      }
  const sectorOf = new Map(targets.map(({ target_id, sector }) => [target_id, sector]))
  return {
    ofUnit: (level, unit_id, sector) =>
      columns.flatMap((column) =>
        (['start', 'end'] as const)
          .filter((moment) => held.has(key(level, unit_id, sector, column, moment)))
          .map((moment) => `${column}_${moment}`),
      ),
    ofTarget: (target_id, moment) =>
      columns.filter((column) =>
        held.has(key('target', target_id, sectorOf.get(target_id) ?? null, column, moment)),
      ),
  }
}

function key(...parts: (string | null)[]): string {
  return JSON.stringify(parts)
}

function whole(name: string, parts: readonly PersonCount[]): PersonCount {
  const persons = parts.reduce<number | null>(
    (sum, part) => (sum === null || part.persons === null ? null : sum + part.persons),
    0,
  )
  return { name, persons, parts }
}

function grouped(targets: readonly Target[], idOf: (target: Target) => string): [string, Target[]][] {
  const groups = new Map<string, Target[]>()
  for (const target of targets) groups.set(idOf(target), [...(groups.get(idOf(target)) ?? []), target])
  return [...groups]
}
