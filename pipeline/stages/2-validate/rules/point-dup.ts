import Flatbush from 'flatbush'
import { boundsOf } from '../../../geo/bounds.ts'
import { positionInRings } from '../../../geo/locate-exact.ts'
import { decodeWkb } from '../../../geo/wkb.ts'
import { parquet, type Store, sqlText } from '../../../store/index.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'

/** About a centimetre: nearer than two readings of one device ever come. */
const DECIMALS = 7

interface Repeated {
  source_id: string
  source_row: number
  records: number
  lon: number
  lat: number
}

/** POINT_DUP: one place given to several households, or to several facilities of one kind. */
export const checkRepeatedPoints: JudgeTables = async (given) => {
  await check('households', null, given)
  await check('facilities', 'kind', given)
}

async function check(name: string, alike: string | null, given: GivenTables): Promise<void> {
  const { store, table, report, world, setsAside } = given
  const path = table(name)
  if (path === null) return
  const aside = world.city.sources
    .filter((source) => source.table === name && setsAside('POINT_DUP', source.id))
    .map(({ id }) => sqlText(id))
  const texts = `SELECT source_id, source_row, ${alike ?? 'NULL'} AS alike, string_split(ST_AsText(geometry)[8:-2], ' ') AS xy
       FROM ${parquet(path)} WHERE ST_AsText(geometry) LIKE 'POINT (%'`
  const point = `round(xy[1]::DOUBLE, ${DECIMALS}) AS lon, round(xy[2]::DOUBLE, ${DECIMALS}) AS lat`
  const repeated = await store.rows<Repeated>(
    aside.length === 0
      ? `SELECT first(source_id ORDER BY source_id, source_row) AS source_id,
           first(source_row ORDER BY source_id, source_row) AS source_row, count(*) AS records, ${point}
         FROM (${texts}) GROUP BY lon, lat, alike HAVING count(*) > 1
         ORDER BY source_id, source_row`
      : // Every record that is to be set aside, and the first of each point.
        `SELECT source_id, source_row, count(*) OVER here AS records, lon, lat FROM (SELECT *, ${point} FROM (${texts}))
         WINDOW here AS (PARTITION BY lon, lat, alike),
           ordered AS (PARTITION BY lon, lat, alike ORDER BY source_id, source_row)
         QUALIFY records > 1 AND (source_id IN (${aside.join(', ')}) OR row_number() OVER ordered = 1)
         ORDER BY source_id, source_row`,
  )
  // Families under one roof share its point.
  const buildings = name === 'households' && repeated.length > 0 ? table('buildings') : null
  const roofed = buildings === null ? new Set<Repeated>() : await underRoofs(repeated, buildings, store)
  for (const place of repeated) {
    if (roofed.has(place)) continue
    const { source_id, source_row, records, lon, lat } = place
    report({
      code: 'POINT_DUP',
      table: name,
      source_id,
      source_row,
      field: 'geometry',
      lon,
      lat,
      message: {
        id: `${records} rekaman berada di titik yang persis sama.`,
        en: `${records} records stand at exactly the same point.`,
      },
    })
  }
}

async function underRoofs(
  places: readonly Repeated[],
  buildings: string,
  store: Store,
): Promise<Set<Repeated>> {
  const index = new Flatbush(places.length)
  for (const { lon, lat } of places) index.add(lon, lat)
  index.finish()
  const found = new Set<Repeated>()
  const sql = `SELECT ST_AsWKB(geometry) AS wkb FROM ${parquet(buildings)} WHERE geometry IS NOT NULL`
  for await (const batch of store.batches(sql)) {
    for (const row of batch) {
      const geometry = decodeWkb(row.wkb as Uint8Array)
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue
      const bounds = boundsOf(geometry)
      for (const at of bounds ? index.search(...bounds) : []) {
        const { lon, lat } = places[at]!
        const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
        if (parts.some((rings) => positionInRings(rings, lon, lat) !== 'outside')) found.add(places[at]!)
      }
    }
  }
  return found
}
