import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { readJson } from '../../release/manifest.ts'
import type { ReleaseFaults } from './faults.ts'
import { isObject, listOf, shown } from './json-values.ts'

/** `latest.json` and the page: that they lead to this release, and to files that are there. */
export function checkPublicFolder(
  folder: string,
  directory: string,
  release: string,
  faults: ReleaseFaults,
): void {
  faults.look('pointer')
  const read = readJson(join(folder, 'latest.json'))
  const pointer = isObject(read) ? read : {}
  const add = (en: string, id: string) => faults.add('pointer', 'latest.json', en, id)
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
  const page = join(folder, 'index.html')
  if (!existsSync(page)) faults.add('pointer', 'index.html', 'is not there', 'tidak ada')
  else
    for (const path of new Set(readFileSync(page, 'utf8').match(/assets\/[\w.-]+/g) ?? [])) {
      faults.look('pointer')
      if (!existsSync(join(folder, path)))
        faults.add(
          'pointer',
          'index.html',
          `refers to ${path}, which is not there`,
          `merujuk ${path}, yang tidak ada`,
        )
    }
}

const dirnameIn = (path: string, folder: string) => posix.normalize(path).startsWith(`${folder}/`)
