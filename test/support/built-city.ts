import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeatureCollection } from 'geojson'
import { build } from '../../pipeline/build.ts'
import { loadCity } from '../../pipeline/city.ts'
import { createProgress } from '../../pipeline/progress.ts'

interface ListedFile {
  path: string
  title: { id: string; en: string }
  bytes: number
  sha256: string
  rows: number | null
  licence: string | null
  sources: string[]
}

interface Manifest {
  release: string
  city: Record<string, unknown>
  files: ListedFile[]
  sources: { id: string }[]
}

/** A city built into a temporary output directory, with readers for what it published. */
export interface BuiltCity {
  output: string
  publicFolder: string
  pointer(): { release: string; manifest: string; style: string; tiles: string[] }
  /** Absolute path of a file of the release that is served. */
  released(path: string): string
  manifest(): Manifest
  layer(name: string): FeatureCollection
  remove(): void
}

export async function buildCity(nameOrPath: string, options: { jobs?: number } = {}): Promise<BuiltCity> {
  const output = mkdtempSync(join(tmpdir(), 'petakumuh-built-'))
  await build(loadCity(nameOrPath), { outputDirectory: output, ...options }, createProgress('quiet'))
  return builtCity(output)
}

export function builtCity(output: string): BuiltCity {
  const publicFolder = join(output, 'public')
  const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
  const city: BuiltCity = {
    output,
    publicFolder,
    pointer: () => json(join(publicFolder, 'latest.json')),
    released: (path) => join(publicFolder, 'releases', city.pointer().release, path),
    manifest: () => json(city.released('manifest.json')),
    layer: (name) => json(city.released(`geojson/${name}.geojson`)),
    remove: () => rmSync(output, { recursive: true, force: true }),
  }
  return city
}
