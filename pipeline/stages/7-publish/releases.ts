import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { installAcross, removeDirectory, writeFileDurably } from '../../durable.ts'
import { openToReaders } from '../../folder-rights.ts'
import { sha256File } from '../../freshness.ts'
import {
  CHECKSUMS,
  isReleaseId,
  MANIFEST,
  missingFromRelease,
  readJson,
  readManifest,
  servedRelease,
} from '../../release/manifest.ts'
import { pageCopyName } from '../../release/page-parts.ts'
import type { Retention } from '../../stage.ts'

/** What an installation or a removal of a release leaves when it is killed. */
const LEFT = /^\.[0-9a-f]{16}\.(?:old|gone|partial)$/

/**
 * Gives a finished release its name, and lets everyone read it. One of the same content that stands there whole, with nothing
 * beside, is left as it is, for it may be served right now; one that has suffered, or to which something was laid, is replaced.
 */
export async function installRelease(built: string, releases: string, release: string): Promise<void> {
  const place = join(releases, release)
  if (checksums(place) === checksums(built) && (await isWhole(place)) && !holdsMore(place)) {
    rmSync(built, { recursive: true, force: true })
    openToReaders(place)
    return
  }
  openToReaders(built)
  installAcross(built, place)
}

/** Whether a release holds a file, a folder or a link that its manifest does not know. */
function holdsMore(release: string): boolean {
  const files = [MANIFEST, CHECKSUMS, ...readManifest(release).files.map(({ path }) => path)]
  const known = new Set(files)
  const folders = new Set<string>()
  for (const path of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder)
  }
  return readdirSync(release, { recursive: true, withFileTypes: true }).some((entry) => {
    const path = relative(release, join(entry.parentPath, entry.name)).replaceAll('\\', '/')
    return entry.isDirectory() ? !folders.has(path) : !(entry.isFile() && known.has(path))
  })
}

function checksums(release: string): string | null {
  const path = join(release, CHECKSUMS)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/**
 * Notes the release as the newest and removes the oldest beyond the kept ones; never the served one, none of those that are
 * never to be removed, which count in addition, and nothing that others laid beside them.
 */
export function retire(
  outputDirectory: string,
  releases: string,
  release: string,
  { keep, never }: Retention,
): void {
  const path = join(outputDirectory, 'releases.json')
  const entries = readdirSync(releases).sort()
  const present = entries.filter(isReleaseId)
  const left = entries.filter((name) => LEFT.test(name))
  const noted = readJson(path)
  const before = Array.isArray(noted) ? noted.map(String) : present
  const unnoted = never.filter((id) => id !== release && !before.includes(id))
  const known = [...unnoted, ...before.filter((id) => id !== release)].filter((id) => present.includes(id))
  const isKept = (id: string, index: number): boolean => index > known.length - keep || never.includes(id)
  const history = [...known.filter(isKept), release]
  if (JSON.stringify(noted) !== JSON.stringify(history))
    writeFileDurably(path, `${JSON.stringify(history)}\n`)
  for (const name of left) rmSync(join(releases, name), { recursive: true, force: true })
  for (const name of readdirSync(outputDirectory).filter((name) => LEFT.test(name)))
    rmSync(join(outputDirectory, name), { recursive: true, force: true })
  for (const id of present) {
    if (!history.includes(id)) removeDirectory(join(releases, id), outputDirectory)
  }
}

/** The same where nothing is published anew; nothing is removed where it cannot be told what is served. */
export function retireBeside(outputDirectory: string, retention: Retention): void {
  const folder = join(outputDirectory, 'public')
  const served = servedRelease(folder)
  const releases = join(folder, 'releases')
  if (served === null || !existsSync(join(releases, served))) return
  retire(outputDirectory, releases, served, retention)
  retireAssets(folder)
}

/**
 * Removes parts of pages that no kept release had: written before the oldest of them, and not of the page that stands. Times alone
 * do not tell, since a folder that was copied has those of the copy.
 */
function retireAssets(folder: string): void {
  const [page, assets, releases] = ['index.html', 'assets', 'releases'].map((name) => join(folder, name))
  if (!existsSync(page!) || !existsSync(assets!)) return
  const manifests = readdirSync(releases!)
    .filter(isReleaseId)
    .map((id) => statSync(join(releases!, id, MANIFEST), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  const oldest_ms = Math.min(...manifests)
  const names = readdirSync(assets!)
  const old = names.filter((name) => statSync(join(assets!, name)).mtimeMs < oldest_ms)
  if (old.length === 0) return
  const bytes = readFileSync(page!)
  const standing = assetsOf(bytes.toString('utf8'), assets!, names).add(pageCopyName(bytes))
  const kinds = new Set([...standing].map(kindOfAsset))
  for (const name of old) {
    // What no part names, such as the licences, has no follower that is known: it stays.
    if (!standing.has(name) && kinds.has(kindOfAsset(name))) rmSync(join(assets!, name), { force: true })
  }
}

/** The parts that a page names, and those that they name in turn. */
function assetsOf(page: string, assets: string, names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (text: string): void => {
    for (const name of names) {
      if (found.has(name) || !text.includes(name)) continue
      found.add(name)
      visit(readFileSync(join(assets, name), 'utf8'))
    }
  }
  visit(page)
  return found
}

/** `main` of `main-b2b2f66268c6.js`. */
function kindOfAsset(name: string): string {
  return name.replace(/-[^-]*$/, '')
}

/** Whether every file of a release is as its manifest says; all are read. */
export async function isWhole(release: string): Promise<boolean> {
  if (missingFromRelease(release) !== null) return false
  for (const { path, sha256 } of readManifest(release).files) {
    if ((await sha256File(join(release, path))) !== sha256) return false
  }
  return true
}
