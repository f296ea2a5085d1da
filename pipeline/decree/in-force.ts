import { UserError } from '../errors.ts'
import { parquet, type Store } from '../store/index.ts'

export interface DecreeRecord {
  decree_number: string
  kind: string
  vintage: number
  decree_date: string | null
}

/**
 * The decree whose zones are published: the one `city.yaml` names, else the latest of kind `decree`, else the only one
 * the zones carry, else null.
 *
 * @throws UserError `config` when `city.yaml` names a decree that no zone belongs to.
 */
export async function decreeInForce(
  store: Store,
  configured: string | null,
  decrees: string | null,
  zones: string | null,
): Promise<string | null> {
  const zoneDecrees =
    zones === null
      ? []
      : await store.rows<DecreeRecord>(
          `SELECT DISTINCT decree_number FROM ${parquet(zones)} ORDER BY decree_number`,
        )
  const numbers = zoneDecrees.map((row) => row.decree_number)
  if (configured !== null) {
    if (numbers.length === 0 || numbers.includes(configured)) return configured
    throw new UserError('config', {
      what: 'no zone belongs to the decree in force',
      where: { file: 'city.yaml', key: 'decree' },
      got: configured,
      expected: `one of ${numbers.join(', ')}`,
      next: 'correct the number, or see in the quality report why its zones were not accepted',
    })
  }
  if (decrees !== null) {
    const rows = await store.rows<DecreeRecord>(
      `SELECT decree_number FROM ${parquet(decrees)} WHERE kind = 'decree'
       ORDER BY vintage DESC, decree_date DESC NULLS LAST, decree_number LIMIT 1`,
    )
    if (rows[0]) return rows[0].decree_number
  }
  return numbers.length === 1 ? numbers[0]! : null
}

/** The same choice among records at hand; null where {@link decreeInForce} would refuse or not know. */
export function decreeInForceAmong(
  configured: string | null,
  decrees: Iterable<DecreeRecord>,
  zoneDecrees: ReadonlySet<string>,
): string | null {
  if (configured !== null) return configured
  let latest: DecreeRecord | null = null
  for (const decree of decrees) {
    if (decree.kind === 'decree' && (latest === null || isLater(decree, latest))) latest = decree
  }
  if (latest !== null) return latest.decree_number
  return zoneDecrees.size === 1 ? [...zoneDecrees][0]! : null
}

function isLater(a: DecreeRecord, b: DecreeRecord): boolean {
  if (a.vintage !== b.vintage) return a.vintage > b.vintage
  const [dateA, dateB] = [a.decree_date ?? '', b.decree_date ?? '']
  return dateA === dateB ? a.decree_number < b.decree_number : dateA > dateB
}
