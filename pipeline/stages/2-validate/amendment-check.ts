import type { City } from '../../city.ts'
import { parquet, type Store, sqlName, sqlText } from '../../store/index.ts'
import { type Amendment, type Amendments, nameOf } from './amendments.ts'
import type { Aside } from './validate-table.ts'

/** What is judged to learn which records would have been set aside. */
export interface Before {
  amendments: Amendments
  leftOut: ReadonlySet<string>
  quarantine: Aside
}

/**
 * Whether mended records stand in for rows that exist and were set aside. The second is found out by judging the city as
 * it was before: without the sources that amend, and once more with them where others amend those in turn.
 *
 * @param table path of an ingested table
 * @param judge judges the city, rows and whole tables, and keeps nothing
 * @throws ContractError `contract` naming the record of the mended file.
 */
export async function checkAmendments(
  city: City,
  store: Store,
  amendments: Amendments,
  table: (name: string) => string | null,
  judge: (before: Before) => Promise<void>,
): Promise<void> {
  if (amendments.all.length === 0) return
  await checkKnown(city, store, amendments, table)
  const depths = depthsOf(city)
  const deepest = Math.max(...depths.values())
  for (let depth = 1; depth <= deepest; depth++) {
    const ofDepth = amendments.only((id) => depths.get(id) === depth)
    const left = new Set(ofDepth.all)
    await judge({
      amendments: amendments.only((id) => depths.get(id)! < depth),
      leftOut: new Set([...depths].filter(([, other]) => other >= depth).map(([id]) => id)),
      quarantine: {
        add: (_, row) => {
          const amendment = ofDepth.replacing(row)
          if (amendment) left.delete(amendment)
        },
      },
    })
    for (const amendment of left) {
      throw amendments.fault(
        amendment,
        'it stands in for a record that was not set aside',
        nameOf(amendment),
        'a record that is in quarantine without this file',
        'take the record out of the mended file, or change its source_record; to change a good record use corrections.yaml',
      )
    }
  }
}

async function checkKnown(
  city: City,
  store: Store,
  amendments: Amendments,
  table: (name: string) => string | null,
): Promise<void> {
  const [ofRows, rowsOf] = [table('amendments')!, (id: string) => city.sources.find((one) => one.id === id)!]
  for (const amends of new Set(amendments.all.map((amendment) => amendment.amends))) {
    const part = amendments.partColumn(amends)
    const isSame = part === null ? '' : `AND CAST(t.${sqlName(part)} AS VARCHAR) = a.amended_part`
    const [lost] = await store.rows<Amendment>(
      `SELECT a.* FROM ${parquet(ofRows)} a ANTI JOIN ${parquet(table(rowsOf(amends).table)!)} t
         ON t.source_id = a.amends AND t.source_row = a.amended_row ${isSame}
       WHERE a.amends = ${sqlText(amends)} ORDER BY a.source_id, a.source_row LIMIT 1`,
    )
    if (!lost) continue
    throw amendments.fault(
      lost,
      'it stands in for a record that its source does not have',
      nameOf(lost),
      `a record of ${rowsOf(amends).path} that is read`,
      'leave the columns of the quarantine file as they were; empty source_record and source_sha256 for a new record',
    )
  }
}

/** How many sources stand before each: 0 for one that amends none. */
function depthsOf(city: City): Map<string, number> {
  const amends = new Map(city.sources.map((source) => [source.id, source.amends]))
  return new Map(
    city.sources.map(({ id }) => {
      let depth = 0
      for (let at = amends.get(id); at !== undefined; at = amends.get(at)) depth++
      return [id, depth]
    }),
  )
}
