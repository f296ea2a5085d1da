import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll } from 'vitest'
import { type ArchiveMeta, type CompressedTile, type Tile, tileIdOf } from '../../pipeline/archive/index.ts'
import { encodeMvt } from '../support/encode-mvt.ts'

/** A folder of the test file's own, removed after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'petakumuh-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const META: ArchiveMeta = {
  name: 'uji',
  description: 'a test',
  attribution: 'nobody',
  bounds: [-180, -85, 180, 85],
  layers: [{ name: 'titik', kind: 'point', minzoom: 0, maxzoom: 14, attributes: [] }],
}

/** A tile with one point whose place is the content. */
export function pointTile(z: number, x: number, y: number, content: number): Tile {
  const geometry: [number, number][] = [[content % 4096, Math.floor(content / 4096)]]
  return {
    z,
    x,
    y,
    data: encodeMvt([{ name: 'titik', features: [{ id: content, type: 1, geometry, tags: {} }] }], 4096),
  }
}

/** The same tile as it is stored. */
export function packedTile(z: number, x: number, y: number, content: number): CompressedTile {
  return { tile_id: tileIdOf(z, x, y), gzip: gzipSync(pointTile(z, x, y, content).data) }
}
