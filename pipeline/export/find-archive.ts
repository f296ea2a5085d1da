import { statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { isTileFolder } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { MANIFEST, readManifest } from '../release/manifest.ts'
import { namedRelease } from '../release/named-release.ts'

const MEDIA_TYPE = 'application/vnd.pmtiles'

/**
 * The archive that a name stands for: a file or a folder of tiles as it is, that of the release that a folder is or serves, or that of a city in
 * its usual place.
 * @throws UserError `source` where there is no release, or none with an archive; what reading the city throws
 */
export async function findArchive(name: string): Promise<string> {
  const isArchive = ['.pmtiles', '.mbtiles'].includes(extname(name))
  const stats = statSync(name, { throwIfNoEntry: false })
  if ((isArchive && !stats?.isDirectory()) || isTileFolder(name)) return name
  const release = await namedRelease(name)
  return release === null ? name : archiveOf(release.directory)
}

function archiveOf(release: string): string {
  try {
    const archive = readManifest(release).files.find(({ media_type }) => media_type === MEDIA_TYPE)
    if (archive === undefined) throw new Error(`no file of type ${MEDIA_TYPE}`)
    return join(release, archive.path)
  } catch (error) {
    throw new UserError(
      'source',
      {
        what: 'the manifest of the release names no archive',
        where: { file: displayPath(join(release, MANIFEST)) },
        got: (error as Error).message,
        next: 'see what is wrong with petakumuh verify, or name the archive itself',
      },
      { cause: error },
    )
  }
}
