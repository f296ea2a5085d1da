import { join } from 'node:path'

/** Each part is loaded when it is tried: one that does not load is a finding, not the end of the report. */

/**
 * Writes a row with a geometry as GeoParquet, reads it and JSON back; nothing may be loaded from outside.
 * @returns version of the database
 */
export async function tryDatabase(folder: string): Promise<string> {
  const { encodeWkb } = await import('../geo/wkb.ts')
  const { parquet, Store, writeTable } = await import('../store/index.ts')
  const store = await Store.open({ tempDir: folder })
  try {
    const path = join(folder, 'proof.parquet')
    const geometry = encodeWkb({ type: 'Point', coordinates: [104.45, 0.92] })
    await writeTable(store, path, { id: 'VARCHAR', geometry: 'GEOMETRY' }, [
      { id: '{"rt":["001"]}', geometry },
    ])
    const [row] = await store.rows<{ rt: string; bytes: number; version: string }>(
      `SELECT json_extract_string(id, '$.rt[0]') AS rt, octet_length(ST_AsWKB(geometry)) AS bytes, version() AS version
       FROM ${parquet(path)}`,
    )
    if (row?.rt !== '001' || row.bytes !== geometry.length)
      throw new Error('what was written is not what is read')
    return row.version
  } finally {
    store.close()
  }
}

/** Asks GEOS, compiled to WebAssembly, for a verdict that is known. */
export async function tryGeometry(): Promise<void> {
  const { openGeos } = await import('../geo/geos.ts')
  const geos = await openGeos()
  const ring = [
    [0, 0],
    [2, 2],
    [2, 0],
    [0, 2],
    [0, 0],
  ]
  if (geos.checkValidity({ type: 'Polygon', coordinates: [ring] }).valid)
    throw new Error('a ring that crosses itself passes as valid')
}

/** @returns version of the program that puts the page together */
export async function tryBundler(): Promise<string> {
  const { transform, version } = await import('esbuild')
  const { code } = await transform('export const k: number = 5', { loader: 'ts' })
  if (!code.includes('const k = 5')) throw new Error('what it puts together is not what was given')
  return version
}
