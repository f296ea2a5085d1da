import { tableSchemas } from '../store/table-schema.ts'
import { columnNames, nameParts, spellingsOf } from './column-names.ts'
import type { FieldSummary } from './types.ts'

/** Share of cells with a NIK, KK or telephone number from which a whole column is taken to be personal. */
const PERSONAL_SHARE = 0.2

interface PersonalNames {
  /** Tell of a person wherever they stand. */
  always: ReadonlySet<string>
  /** Tell of a person beside the others. */
  beside: ReadonlySet<string>
}

let cache: PersonalNames | undefined

function personalNames(): PersonalNames {
  if (cache) return cache
  const secret = [...tableSchemas().values()].flatMap((table) =>
    table.columns
      .filter((column) => column.privacy === 'secret')
      .flatMap((column) => spellingsOf(table.name, column.name)),
  )
  const { personal, personal_beside } = columnNames()
  const keys = (spellings: string[]) => new Set(spellings.map((spelling) => nameParts(spelling).key))
  cache = { always: keys([...secret, ...personal]), beside: keys(personal_beside) }
  return cache
}

/**
 * Which columns tell of persons, by name or because their cells hold NIK, KK or telephone numbers: their values are
 * not to be shown. A column such as `nama` does where another personal column stands beside it.
 *
 * @param columns names with the share of their cells that hold a personal number
 */
export function personalColumns(
  columns: readonly { name: string; personalShare: number }[],
): Map<string, NonNullable<FieldSummary['personal']>> {
  const names = personalNames()
  const personal = new Map<string, NonNullable<FieldSummary['personal']>>()
  for (const { name, personalShare } of columns) {
    if (names.always.has(nameParts(name).key)) personal.set(name, 'name')
    else if (personalShare >= PERSONAL_SHARE) personal.set(name, 'values')
  }
  if (personal.size > 0) {
    for (const { name } of columns) {
      if (!personal.has(name) && names.beside.has(nameParts(name).key)) personal.set(name, 'name')
    }
  }
  return personal
}
