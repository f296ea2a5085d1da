import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { sha256File } from '../../freshness.ts'
import { displayPath } from '../../paths.ts'
import type { ReleasePlace } from '../../release/find-release.ts'
import {
  type ListedFile,
  MANIFEST,
  manifestCity,
  type ReadManifest,
  readManifest,
} from '../../release/manifest.ts'
import { namedRelease } from '../../release/named-release.ts'

/** A release that is compared. */
export interface OpenRelease {
  directory: string
  manifest: ReadManifest
  city: string | null
  decree: string | null
  /** GeoParquet by layer, CSV by table, and the other files by path. */
  layers: Map<string, ListedFile>
  tables: Map<string, ListedFile>
  others: Map<string, ListedFile>
}

const LAYER = /^parquet\/(\w+)\.parquet$/
const TABLE = /^tables\/(\w+)\.csv$/

/** @throws UserError `source` where there is no release whose manifest can be read */
export function openRelease(place: ReleasePlace): OpenRelease {
  const { directory } = place
  let manifest: ReadManifest
  try {
    manifest = readManifest(directory)
  } catch (error) {
    throw damagedFile(directory, MANIFEST, (error as Error).message)
  }
  const { name: city, decree } = manifestCity(manifest)
  const open: OpenRelease = {
    directory,
    manifest,
    city,
    decree,
    layers: new Map(),
    tables: new Map(),
    others: new Map(),
  }
  for (const file of manifest.files) {
    const [layer, table] = [LAYER.exec(file.path)?.[1], TABLE.exec(file.path)?.[1]]
    if (layer !== undefined) open.layers.set(layer, file)
    else if (table !== undefined) open.tables.set(table, file)
    else open.others.set(file.path, file)
  }
  return open
}

/**
 * The releases that two names stand for, or null where neither is one.
 * @throws UserError `usage` where one is a release and the other an archive
 */
export async function findReleases(
  nameA: string,
  nameB: string,
): Promise<[ReleasePlace, ReleasePlace] | null> {
  const [a, b] = [await namedRelease(nameA), await namedRelease(nameB)]
  if (a !== null && b !== null) return [a, b]
  if (a === null && b === null) return null
  throw new UserError('usage', {
    what: 'a release and an archive of tiles cannot be compared',
    got: `${nameA}, ${nameB}`,
    expected: 'two releases, or two archives',
    next: 'name the archive in the release: releases/<id>/tiles/<name>.pmtiles',
  })
}

/** Path of a file that is as its manifest says. @throws UserError `source` where it is not */
export async function wholeFile({ directory }: OpenRelease, { path, sha256 }: ListedFile): Promise<string> {
  const file = join(directory, path)
  if (!existsSync(file)) throw damagedFile(directory, path, 'no such file')
  if ((await sha256File(file)) !== sha256)
    throw damagedFile(directory, path, 'another content than its sha256')
  return file
}

export function damagedFile(directory: string, path: string, got: string): UserError {
  return new UserError('source', {
    what: 'a file of the release is missing or damaged',
    where: { file: displayPath(join(directory, path)) },
    got,
    expected: 'what its manifest says',
    next: `see all that is wrong: petakumuh verify ${displayPath(directory)}`,
  })
}
