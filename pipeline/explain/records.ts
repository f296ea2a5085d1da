import type { City } from '../city.ts'
import { loadCorrections } from '../corrections/load.ts'
import { type Text, tableSchema } from '../store/index.ts'
import type { StageTables } from './stage-tables.ts'
import type { CorrectionTrace, RecordTrace } from './trace.ts'

/** Columns that say where a record comes from; they stand before the values. */
const ORIGIN = new Set(['source_id', 'source_row'])

/**
 * One accepted record by its place in its source and its key: several rows come from one record where a file holds the
 * criteria beside one another.
 * @param key canonical column and its value, of the key of the table
 * @returns null where there is no such row
 */
export async function recordOf(
  tables: StageTables,
  city: City,
  table: string,
  key: Record<string, string | number | null>,
): Promise<RecordTrace | null> {
  const shown = tableSchema(table).columns.filter((column) => column.privacy === 'public')
  const [row] = await tables.rows<Record<string, string | number | boolean | null>>(
    '2-validate',
    table,
    [...shown.map((column) => column.name), 'corrections'],
    {
      of: key,
      order: 'source_id, source_row',
    },
  )
  if (row === undefined) return null
  const source_id = String(row.source_id)
  return {
    table,
    source_id,
    source_row: Number(row.source_row),
    ...(await sourceOf(tables, city, source_id)),
    values: shown.flatMap(({ name, title, unit }) => {
      const value = row[name] ?? null
      return value === null || ORIGIN.has(name) ? [] : [{ column: name, title, unit, value }]
    }),
    corrections: await correctionsOf(
      tables,
      city,
      typeof row.corrections === 'string' ? row.corrections : null,
    ),
  }
}

/** Title and file of a source as the build read it, else as `city.yaml` has it. */
export async function sourceOf(
  tables: StageTables,
  city: City,
  source_id: string,
): Promise<{ title: Text | null; path: string | null }> {
  type Built = { path: string | null; title_id: string | null; title_en: string | null }
  const [built] = await tables.rows<Built & { source_id: string }>(
    '2-validate',
    'sources',
    ['source_id', 'path', 'title_id', 'title_en'],
    { of: { source_id } },
  )
  const configured = city.sources.find((source) => source.id === source_id)
  const { title_id: id, title_en: en } = built ?? { title_id: null, title_en: null }
  return {
    title: id !== null && en !== null ? { id, en } : (configured?.title ?? null),
    path: built?.path ?? configured?.path ?? null,
  }
}

async function correctionsOf(
  tables: StageTables,
  city: City,
  text: string | null,
): Promise<CorrectionTrace[]> {
  const ids = (text ?? '').split(' ').filter((id) => id !== '')
  if (ids.length === 0) return []
  const known = await tables.once('corrections', async () => loadCorrections(city))
  return ids.map((id) => {
    const found = known.find((one) => one.id === id)
    return {
      id,
      action: found?.action ?? null,
      reason: found?.reason ?? null,
      provider: found?.provider ?? null,
      status: found?.status ?? null,
    }
  })
}
