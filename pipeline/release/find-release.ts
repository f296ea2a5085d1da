import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { MANIFEST, POINTER, servedRelease } from './manifest.ts'

export { POINTER } from './manifest.ts'

/** Where a release lies. */
export interface ReleasePlace {
  /** Folder with its manifest; it need not be there where `latest.json` names one that is gone. */
  directory: string
  /** Public folder whose `latest.json` was followed; null where the release itself was named. */
  publicFolder: string | null
}

/**
 * The release that a path means: the folder of a release, a public folder or the output of a city, whose `latest.json` is followed;
 * `manifest.json` and `latest.json` mean their folders. Null for any other file.
 * @throws UserError `source` for a folder that holds none of these, and where nothing is there
 */
export function findRelease(path: string): ReleasePlace | null {
  const given = statSync(path, { throwIfNoEntry: false })
  if (given === undefined) throw noRelease(path, 'no such file or folder')
  if (!given.isDirectory()) {
    const isOurs = [MANIFEST, POINTER].includes(basename(path))
    return isOurs ? findRelease(dirname(resolve(path))) : null
  }
  if (existsSync(join(path, MANIFEST))) return { directory: path, publicFolder: null }
  for (const folder of [path, join(path, 'public')]) {
    if (existsSync(join(folder, POINTER)))
      return { directory: join(folder, 'releases', pointedRelease(folder)), publicFolder: folder }
  }
  throw noRelease(path, `a folder without ${MANIFEST}, ${POINTER} and public/${POINTER}`)
}

/** @throws UserError `source` when the pointer names no release */
function pointedRelease(folder: string): string {
  const release = servedRelease(folder)
  if (release !== null) return release
  throw new UserError('source', {
    what: 'the pointer names no release',
    where: { file: displayPath(join(folder, POINTER)) },
    expected: '{ "release": "...", "manifest": "...", "style": "...", "tiles": [...] }',
    next: 'build the city again, or name the folder of a release',
  })
}

function noRelease(path: string, got: string): UserError {
  return new UserError('source', {
    what: 'there is no release',
    where: { file: displayPath(path) },
    got,
    expected:
      'the folder of a release, a public folder, the output of a city, or tiles: an archive, or a folder with their metadata.json',
    next: 'correct the path, or build the city first',
  })
}
