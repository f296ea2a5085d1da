import { methodologyKind, methodologyNames } from '../../methodology/kinds.ts'
import { loadTests } from '../../methodology/tests.ts'
import { type Cells, type FoundRow, noParts, number, type RowContext } from './row-context.ts'

const KEYS = [
  'level',
  'unit_id',
  'vintage',
  'methodology',
  'group',
  'indicator',
  'counts',
  'label_id',
  'label_en',
]

/**
 * The figures of the household rules that a release publishes, each methodology's of its latest survey up to the year asked
 * for: what the table holds back has no row here. Tables that do not say what is published tell nothing.
 */
export async function householdRows(
  { tables, unit, asked }: RowContext,
  columns: readonly string[],
): Promise<FoundRow[]> {
  const there = await tables.columns('5-indicators', 'household_indicators')
  if (!there.has('published')) return []
  const rows = await tables.rows<Cells>(
    '5-indicators',
    'household_indicators',
    [...new Set([...KEYS, ...columns, 'published'])],
    {
      where: 'level = ? AND published',
      parameters: [unit.level],
      order: 'methodology, vintage DESC NULLS LAST, counts, "group" NULLS FIRST, indicator',
      of: { unit_id: unit.unit_id },
    },
  )
  const newest = new Map<string, number>()
  for (const { methodology, vintage } of rows)
    if (typeof vintage === 'number' && vintage <= (asked ?? vintage) && !newest.has(String(methodology)))
      newest.set(String(methodology), vintage)
  const partial = new Map<string, ReadonlySet<string>>()
  for (const { methodology } of rows) {
    const name = String(methodology)
    if (!partial.has(name))
      partial.set(name, await tables.once(`asked of some ${name}`, async () => askedOfSome(name)))
  }
  return rows
    .filter(({ methodology, vintage }) => vintage === null || vintage === newest.get(String(methodology)))
    .map((row) => {
      const isOfSome = partial.get(String(row.methodology))!.has(String(row.indicator))
      return {
        key: figureKey(row),
        label: { id: String(row.label_id), en: String(row.label_en) },
        year: number(row.vintage),
        values: { ...row, asked_of: isOfSome ? 'some' : 'all' },
        parts: noParts,
      }
    })
}

/** The tests of a methodology that are asked of some alone: of a household it may not be known whether it is one of them. */
function askedOfSome(name: string): ReadonlySet<string> {
  if (!methodologyNames().includes(name) || methodologyKind(name) !== 'tests') return new Set()
  return new Set(loadTests(name).tests.flatMap(({ id, of }) => (of === undefined ? [] : [id])))
}

/** `un-habitat-slum-household/slum/slum_5/people`: no two figures of a unit share it. */
function figureKey({ methodology, group, indicator, counts }: Cells): string {
  return [methodology, group ?? '', indicator, counts].join('/')
}
