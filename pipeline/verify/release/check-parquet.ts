import { join } from 'node:path'
import { decodeWkb } from '../../geo/wkb.ts'
import type { ListedFile } from '../../release/manifest.ts'
import { parquet, type Store, sqlName, sqlPath } from '../../store/index.ts'
import { featureDigest, type ReadLayer } from './check-geojson.ts'
import { GeoParquetCheck } from './check-geoparquet.ts'
import type { ReleaseFaults } from './faults.ts'
import { reasonInIndonesian } from './reasons.ts'

const ID = 'feature_id'

/**
 * Reads a Parquet file to its end; one with geometries must be GeoParquet, and one of a layer hold the same features, positions
 * and values as its GeoJSON.
 * @param layer the GeoJSON of the same name, or undefined where there is none that can be read
 */
export async function checkParquet(
  store: Store,
  directory: string,
  { path, rows }: ListedFile,
  layer: ReadLayer | undefined,
  faults: ReleaseFaults,
): Promise<void> {
  const add = (en: string, id: string) => faults.add('parquet', path, en, id)
  const file = join(directory, path)
  faults.look('parquet', rows ?? 0)
  try {
    const columns = await store.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM ${parquet(file)}`,
    )
    const count = await store.count(parquet(file))
    if (rows !== count) add(`has ${count} rows, listed ${rows}`, `berisi ${count} baris, tercatat ${rows}`)
    const geometry = columns.find(({ column_type }) => column_type.startsWith('GEOMETRY'))?.column_name
    if (geometry === undefined) {
      if (layer !== undefined)
        add('has no column of geometries by GeoParquet', 'tanpa kolom geometri menurut GeoParquet')
      return
    }
    const names = columns.map(({ column_name }) => column_name)
    const check = new GeoParquetCheck(await geoMetadata(store, file), geometry, names, add)
    await holdToLayer(store, file, names, geometry, check, layer, add)
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]!
    add(
      `cannot be read as Parquet: ${reason}`,
      `tidak terbaca sebagai Parquet: ${reasonInIndonesian(reason)}`,
    )
  }
}

type Add = (en: string, id: string) => void

/** What stands under the key `geo`, or null. */
async function geoMetadata(store: Store, file: string): Promise<unknown> {
  const [row] = await store.rows<{ geo: string }>(
    `SELECT decode(value) AS geo FROM parquet_kv_metadata(${sqlPath(file)}) WHERE decode(key) = 'geo'`,
  )
  return JSON.parse(row?.geo ?? 'null')
}

async function holdToLayer(
  store: Store,
  file: string,
  columns: readonly string[],
  geometry: string,
  check: GeoParquetCheck,
  layer: ReadLayer | undefined,
  add: Add,
): Promise<void> {
  const { attributes, digests } = layer ?? { attributes: [], digests: new Map<number, string>() }
  const held = layer === undefined ? [] : [ID, ...attributes]
  const lost = held.filter((name) => !columns.includes(name))
  if (lost.length > 0) return add(`has no column ${lost.join(', ')}`, `tanpa kolom ${lost.join(', ')}`)
  const seen = new Set<number>()
  const values = [
    ...held.map(sqlName),
    `${check.boxSql} AS "box of it"`,
    `ST_AsWKB(${sqlName(geometry)}) AS "wkb of it"`,
  ]
  let count = 0
  for await (const batch of store.batches(`SELECT ${values.join(', ')} FROM ${parquet(file)}`)) {
    for (const row of batch) {
      const shape = decodeWkb(row['wkb of it'] as Uint8Array)
      check.row(layer === undefined ? `#${++count}` : row[ID], shape, row['box of it'])
      if (layer === undefined) continue
      const id = row[ID] as number
      const digest = digests.get(id)
      seen.add(id)
      if (digest === undefined)
        add(`feature ${id} is not in its GeoJSON`, `fitur ${id} tidak ada di GeoJSON-nya`)
      else if (
        digest !==
        featureDigest(
          shape,
          attributes.map((name) => row[name] ?? null),
        )
      )
        add(`feature ${id} is another than in its GeoJSON`, `fitur ${id} berbeda dari GeoJSON-nya`)
    }
  }
  check.finish()
  for (const id of digests.keys())
    if (!seen.has(id))
      add(`feature ${id} of its GeoJSON is missing`, `fitur ${id} dari GeoJSON-nya tidak ada`)
}
