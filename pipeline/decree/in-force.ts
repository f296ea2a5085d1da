import { parquet, type Store } from '../store/index.ts'

export interface DecreeRecord {
  decree_number: string
  kind: string
  vintage: number
}

/**
 * The decree whose zones are published: the one `city.yaml` names, else the latest of kind `decree`, else, where no
 * table of decrees exists, the last number among the zones.
 */
export async function decreeInForce(
  store: Store,
  configured: string | null,
  decrees: string | null,
  zones: string | null,
): Promise<string | null> {
  if (configured !== null) return configured
  if (decrees !== null) {
    const rows = await store.rows<DecreeRecord>(
      `SELECT decree_number FROM ${parquet(decrees)} WHERE kind = 'decree' ORDER BY vintage DESC, decree_number DESC LIMIT 1`,
    )
    if (rows[0]) return rows[0].decree_number
  }
  if (zones === null) return null
  const rows = await store.rows<DecreeRecord>(
    `SELECT DISTINCT decree_number FROM ${parquet(zones)} ORDER BY decree_number DESC LIMIT 1`,
  )
  return rows[0]?.decree_number ?? null
}
