import type { ReadManifest } from '../../release/manifest.ts'

/** Rows of what a release is made from and of what it tells, as its manifest lists them. */
export interface ListedRows {
  /** Rows of the published tables, by path. */
  tables: Map<string, number>
  sources: SourceRows[]
}

export interface SourceRows {
  id: string
  /** Canonical table that it is mapped to. */
  table: string
  accepted: number
}

/** Rows before and now of a table, or of one source or several. */
export interface RowsDrift {
  subject: string
  old: number
  new: number
}

/** What of two releases lost or gained rows; what only the new one has is no drift. */
export interface RowsCompared {
  tables: RowsDrift[]
  sources: RowsDrift[]
}

/** They tell of the release, not of the city; what a release is made from is compared by its sources. */
const OF_THE_RELEASE = ['tables/data_dictionary.csv', 'tables/sources.csv']

/** Rows that a manifest states; what it does not state, as one of an older version, is left out. */
export function listedRows({ files, content }: ReadManifest): ListedRows {
  const tables = new Map<string, number>()
  for (const { path, rows } of files) {
    // Tables in folders hold rows of these once more.
    if (!/^tables\/[^/]+\.csv$/.test(path) || OF_THE_RELEASE.includes(path) || rows === null) continue
    tables.set(path, rows)
  }
  const listed = Array.isArray(content.sources) ? (content.sources as Record<string, unknown>[]) : []
  const sources = listed.flatMap(({ id, table, rows_accepted: accepted }) =>
    typeof id === 'string' && typeof table === 'string' && typeof accepted === 'number'
      ? [{ id, table, accepted }]
      : [],
  )
  return { tables, sources }
}

/**
 * Rows of each table and of each source that the last release had. Sources that are gone are held, together, against those that
 * have come for the same canonical table: a file of another year under another name is no loss.
 */
export function compareRows(last: ListedRows, next: ListedRows): RowsCompared {
  const tables = [...last.tables].map(([subject, old]) => ({
    subject,
    old,
    new: next.tables.get(subject) ?? 0,
  }))
  const has = ({ sources }: ListedRows, id: string, table: string): SourceRows | undefined =>
    sources.find((source) => source.id === id && source.table === table)
  const stayed = last.sources.flatMap(({ id, table, accepted: old }) => {
    const now = has(next, id, table)
    return now === undefined ? [] : [{ subject: id, old, new: now.accepted }]
  })
  const gone = last.sources.filter(({ id, table }) => has(next, id, table) === undefined)
  const replaced = [...new Set(gone.map(({ table }) => table))].map((table) => {
    const before = gone.filter((source) => source.table === table)
    const come = next.sources.filter(
      (source) => source.table === table && has(last, source.id, table) === undefined,
    )
    return { subject: before.map(({ id }) => id).join(' + '), old: total(before), new: total(come) }
  })
  return { tables, sources: [...stayed, ...replaced] }
}

function total(sources: readonly SourceRows[]): number {
  return sources.reduce((sum, { accepted }) => sum + accepted, 0)
}
