import { methodologyKind, methodologyNames } from '../../methodology/kinds.ts'
import { loadTests, tableOfFigures } from '../../methodology/tests.ts'
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
  const known = new Map<string, Asked>()
  for (const { methodology } of rows) {
    const name = String(methodology)
    if (!known.has(name)) known.set(name, await tables.once(`asked by ${name}`, async () => askedBy(name)))
  }
  return rows
    .filter(({ methodology, vintage }) => vintage === null || vintage === newest.get(String(methodology)))
    .map((row) => {
      const indicator = String(row.indicator)
      const { some, lists } = known.get(String(row.methodology))!
      const isOfList = lists.has(indicator)
      return {
        key: figureKey(row),
        label: { id: String(row.label_id), en: String(row.label_en) },
        year: number(row.vintage),
        values: {
          ...{ ...row, asked_of: some.has(indicator) ? 'some' : 'all' },
          // Who stands in a list of all was not drawn from among others.
          ...(isOfList ? { standard_error_pct: null } : {}),
        },
        parts: noParts,
      }
    })
}

interface Asked {
  /** Tests that are asked of some alone: of a household it may not be known whether it is one of them. */
  some: ReadonlySet<string>
  /** Figures over lists that hold all there are, as of institutions; households are a sample. */
  lists: ReadonlySet<string>
}

function askedBy(name: string): Asked {
  if (!methodologyNames().includes(name) || methodologyKind(name) !== 'tests')
    return { some: new Set(), lists: new Set() }
  const methodology = loadTests(name)
  return {
    some: new Set(methodology.tests.flatMap(({ id, of }) => (of === undefined ? [] : [id]))),
    lists: new Set(
      [...tableOfFigures(methodology)].flatMap(([id, table]) => (table === 'households' ? [] : [id])),
    ),
  }
}

/** `un-habitat-slum-household/slum/slum_5/people`: no two figures of a unit share it. */
function figureKey({ methodology, group, indicator, counts }: Cells): string {
  return [methodology, group ?? '', indicator, counts].join('/')
}
