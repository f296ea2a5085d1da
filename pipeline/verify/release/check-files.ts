import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { sha256File } from '../../freshness.ts'
import { CHECKSUMS, MANIFEST, type ReadManifest } from '../../release/manifest.ts'
import { idOfContent } from '../../release/release-id.ts'
import type { ReleaseFaults } from './faults.ts'

const CHECKSUM_LINE = /^([0-9a-f]{64}) [ *](.+)$/

/**
 * Holds the folder to its manifest: every file it names in its bytes, no other beside it, the id made again from the content.
 * @returns paths of the files that are as listed; the other checks look at these alone
 */
export async function checkFiles(
  directory: string,
  manifest: ReadManifest,
  faults: ReleaseFaults,
): Promise<Set<string>> {
  const { release, files } = manifest
  const whole = new Set<string>()
  for (const { path, bytes, sha256 } of files) {
    faults.look('files')
    const place = join(directory, path)
    // What copies a release and what serves it follow no links.
    const there = lstatSync(place, { throwIfNoEntry: false })
    if (there?.isSymbolicLink()) faults.add('files', path, 'is a link', 'berupa tautan')
    else if (!there?.isFile()) faults.add('files', path, 'is not there', 'tidak ada')
    else if (there.size !== bytes)
      faults.add(
        'files',
        path,
        `has ${there.size} bytes, listed ${bytes}`,
        `berisi ${there.size} bita, tercatat ${bytes}`,
      )
    else if ((await sha256File(place)) !== sha256)
      faults.add('files', path, 'is not what its sha256 says', 'tidak sesuai dengan sha256-nya')
    else if (whole.has(path)) faults.add('files', path, 'is listed twice', 'tercatat dua kali')
    else whole.add(path)
  }
  checkUnlisted(directory, new Set(files.map(({ path }) => path)), faults)
  checkChecksums(directory, files, await sha256File(join(directory, MANIFEST)), faults)
  faults.look('id')
  const made = idOfContent(manifest)
  if (made !== release)
    faults.add(
      'id',
      MANIFEST,
      `says ${release}, the content makes ${made}`,
      `menyebut ${release}, isinya menghasilkan ${made}`,
    )
  const folder = basename(resolve(directory))
  if (basename(dirname(resolve(directory))) === 'releases' && folder !== release)
    faults.add(
      'id',
      null,
      `the folder is called ${folder}, the release ${release}`,
      `folder bernama ${folder}, rilis ${release}`,
    )
  return whole
}

function checkUnlisted(directory: string, listed: Set<string>, faults: ReleaseFaults): void {
  const folders = new Set([...listed].flatMap(foldersOf))
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/')
    if (path === MANIFEST || path === CHECKSUMS) {
      if (entry.isSymbolicLink()) faults.add('files', path, 'is a link', 'berupa tautan')
      continue
    }
    faults.look('unlisted')
    if (!(entry.isDirectory() ? folders : listed).has(path))
      faults.add('unlisted', path, 'is in no manifest', 'tidak tercatat di manifes')
  }
}

/** Folders that a path leads through: `a`, `a/b` of `a/b/c.csv`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

/** Every line, and every listed file and the manifest in it. */
function checkChecksums(
  directory: string,
  files: ReadManifest['files'],
  manifest: string,
  faults: ReleaseFaults,
): void {
  const place = join(directory, CHECKSUMS)
  if (!existsSync(place)) {
    faults.add('checksums', CHECKSUMS, 'is not there', 'tidak ada')
    return
  }
  const listed = new Map(
    [...files, { path: MANIFEST, sha256: manifest }].map((file) => [file.path, file.sha256]),
  )
  const lines = readFileSync(place, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const named = new Set<string>()
  for (const line of lines) {
    faults.look('checksums')
    const [, sha256, path] = CHECKSUM_LINE.exec(line) ?? []
    if (path === undefined) {
      faults.add(
        'checksums',
        CHECKSUMS,
        `cannot be read: ${line.slice(0, 80)}`,
        `tidak terbaca: ${line.slice(0, 80)}`,
      )
      continue
    }
    named.add(path)
    if (listed.get(path) !== sha256)
      faults.add('checksums', path, `has another sum in ${CHECKSUMS}`, `berjumlah uji lain di ${CHECKSUMS}`)
  }
  for (const path of [...listed.keys()].filter((path) => !named.has(path)))
    faults.add('checksums', path, `is not in ${CHECKSUMS}`, `tidak ada di ${CHECKSUMS}`)
}
