import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parquet, Store } from '../store/index.ts'

/** RT of a city, and how many of them belong to a zone in some year. */
export interface RtJoined {
  rts: number
  joined: number
  zones: number
}

/** Counts the RT that `3-area` of an output folder told; null where it was not built. */
export async function rtJoined(output: string): Promise<RtJoined | null> {
  const file = (name: string) => join(output, 'stages/3-area', `${name}.parquet`)
  if (!existsSync(file('rt_zones')) || !existsSync(file('zone_areas'))) return null
  const store = await Store.open({ threads: 1 })
  try {
    const [counts] = await store.rows<RtJoined>(
      `SELECT count(DISTINCT rt_id)::INTEGER AS rts, (count(DISTINCT rt_id) FILTER (zone_id IS NOT NULL))::INTEGER AS joined,
         (SELECT count(*) FROM ${parquet(file('zone_areas'))})::INTEGER AS zones
       FROM ${parquet(file('rt_zones'))}`,
    )
    return counts!
  } finally {
    store.close()
  }
}
