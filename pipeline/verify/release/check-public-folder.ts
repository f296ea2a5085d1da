import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { POINTER } from '../../release/find-release.ts'
import { type ReadManifest, readJson } from '../../release/manifest.ts'
import { checkPage } from './check-page.ts'
import type { ReleaseFaults } from './faults.ts'
import { isObject, listOf, shown } from './json-values.ts'

const ARCHIVE = 'application/vnd.pmtiles'

/** `latest.json`: that it leads to this release and to files that are there; the page and what lies beside it. */
export function checkPublicFolder(
  folder: string,
  directory: string,
  { release, files }: ReadManifest,
  faults: ReleaseFaults,
): void {
  faults.look('pointer')
  const read = readJson(join(folder, POINTER))
  const pointer = isObject(read) ? read : {}
  const add = (en: string, id: string) => faults.add('pointer', POINTER, en, id)
  if (pointer.release !== release)
    add(
      `names release ${shown(pointer.release)}, the manifest ${release}`,
      `menyebut rilis ${shown(pointer.release)}, manifes ${release}`,
    )
  const named = [pointer.manifest, pointer.style, ...listOf(pointer.tiles)]
  for (const path of named.length < 3 ? [undefined] : named) {
    faults.look('pointer')
    const isThere =
      typeof path === 'string' && dirnameIn(path, `releases/${release}`) && existsSync(join(folder, path))
    if (!isThere)
      add(
        `leads to ${shown(path)}, which is no file of the release`,
        `mengarah ke ${shown(path)}, yang bukan berkas rilis`,
      )
  }
  const { manifest } = pointer
  if (typeof manifest === 'string' && join(folder, dirname(manifest)) !== join(directory))
    add(`leads to ${manifest}`, `mengarah ke ${manifest}`)
  const archives = files.filter(({ media_type }) => media_type === ARCHIVE)
  const expected = archives.map(({ path }) => `releases/${release}/${path}`)
  const tiles = listOf(pointer.tiles)
  if (JSON.stringify([...tiles].sort()) !== JSON.stringify([...expected].sort()))
    add(
      `names the tiles ${shown(tiles)}, the manifest has ${shown(expected)}`,
      `menyebut ubin ${shown(tiles)}, manifes memuat ${shown(expected)}`,
    )
  if (existsSync(join(folder, 'index.html'))) checkPage(folder, faults)
  else faults.add('page', 'index.html', 'is not there', 'tidak ada')
}

const dirnameIn = (path: string, folder: string) => posix.normalize(path).startsWith(`${folder}/`)
