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
  return rows
    .filter(({ methodology, vintage }) => vintage === null || vintage === newest.get(String(methodology)))
    .map((values) => ({
      key: figureKey(values),
      label: { id: String(values.label_id), en: String(values.label_en) },
      ...{ year: number(values.vintage), values, parts: noParts },
    }))
}

/** `un-habitat-slum-household/slum/slum_5/people`: no two figures of a unit share it. */
function figureKey({ methodology, group, indicator, counts }: Cells): string {
  return [methodology, group ?? '', indicator, counts].join('/')
}
