import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex')

/** Content of every file below a folder as a hash, by path; a folder without a file is there with a slash. */
export type Tree = Map<string, string>

export function treeOf(folder: string): Tree {
  const tree: Tree = new Map()
  const visit = (directory: string): void => {
    const entries = readdirSync(directory, { withFileTypes: true })
    if (entries.length === 0 && directory !== folder) tree.set(`${relative(folder, directory)}/`, '')
    for (const entry of entries) {
      const path = join(directory, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile()) tree.set(relative(folder, path), sha256(readFileSync(path)))
      else tree.set(relative(folder, path), 'no file')
    }
  }
  if (existsSync(folder)) visit(folder)
  return tree
}

/** The paths of {@link treeOf}, without reading the files. */
export function pathsOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path)
    if (!entry.isDirectory()) return [name]
    return readdirSync(path).length === 0 ? [`${name}/`] : []
  })
}

/** The machine, the process and a number of its own, as the pipeline names a lock. */
const LOCK = /(?<=\.lock-)[0-9a-f]{4}(?<pid>[0-9a-f]{6})[0-9a-f]{6}/

/**
 * One word for a tree: two outputs with the same word are the same. Of a lock only counts whether it is of this process,
 * which lives, or of another, which has ended.
 */
export function wordOf(tree: Tree): string {
  const own = (process.pid & 0xffffff).toString(16).padStart(6, '0')
  const lines = [...tree].map(([path, hash]) => {
    const pid = LOCK.exec(path)?.groups?.pid
    return pid === undefined ? `${path} ${hash}` : path.replace(LOCK, pid === own ? 'own' : 'another')
  })
  return sha256(lines.sort().join('\n'))
}

/** What differs from a clean build: bytes of what is released and of the stages, names of all else. */
export function differencesFrom(clean: Tree, now: Tree): string[] {
  const isHeld = (path: string) => path.startsWith('public/') || path.startsWith('stages/')
  return [...new Set([...clean.keys(), ...now.keys()])].sort().flatMap((path) => {
    if (!now.has(path)) return [`${path} is missing`]
    if (!clean.has(path)) return [`${path} is left over`]
    return isHeld(path) && now.get(path) !== clean.get(path) ? [`${path} has other bytes`] : []
  })
}

/** Names of what is temporary, wherever it lies. */
const TEMPORARY = /^\..*\.(?:new|old|gone|partial|rest)$|^\.temporary$|^\.+lock-|^\.working|^tmp$|^petakumuh-/

/** Of paths as {@link treeOf} has them, those that work which has ended may not leave; the emptied folder of a stage tells of it. */
export function leftoversIn(paths: Iterable<string>): string[] {
  return [...paths].filter(
    (path) =>
      !/^stages\/\.[\w-]+\.partial\/$/.test(path) && path.split('/').some((part) => TEMPORARY.test(part)),
  )
}

interface Listed {
  path: string
  bytes: number
  sha256: string
}

/**
 * What is wrong with a release by its own manifest, every file read; null when it is whole.
 * @param release the name that it says of itself; not asked when left out
 */
export function faultOfRelease(directory: string, release?: string): string | null {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
      release: string
      files: Listed[]
    }
    if (release !== undefined && manifest.release !== release)
      return `the manifest of release ${release} is of ${manifest.release}`
    for (const { path, bytes, sha256: hash } of manifest.files) {
      const content = readFileSync(join(directory, path))
      if (content.length !== bytes || sha256(content) !== hash) return `${path} is not as the manifest says`
    }
    return null
  } catch (error) {
    return (error as Error).message
  }
}

interface Pointer {
  release: string
  manifest: string
  style: string
  tiles: string[]
}

/** What of a public folder is not as its pointer and manifest say, every file read; null where nothing is served. */
export function faultsOfPublic(folder: string): string[] | null {
  const pointer = pointerOf(folder)
  if (pointer === null) return null
  const { release, manifest, style, tiles } = pointer
  const missing = [manifest, style, ...tiles, 'index.html', ...assetsOf(folder)].filter(
    (named) => !existsSync(join(folder, named)),
  )
  const fault = faultOfRelease(join(folder, 'releases', release), release)
  return [...missing.map((path) => `${path} is missing`), ...(fault === null ? [] : [fault])]
}

/** The parts that the page names, and the one that its script starts. */
function assetsOf(folder: string): string[] {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return []
  const named = readFileSync(page, 'utf8').match(/assets\/[\w.-]+/g) ?? []
  const scripts = named.filter((path) => path.endsWith('.js') && existsSync(join(folder, path)))
  const workers = scripts.flatMap(
    (path) => readFileSync(join(folder, path), 'utf8').match(/map-worker-[0-9a-f]+\.js/g) ?? [],
  )
  return [...named, ...workers.map((name) => `assets/${name}`)]
}

/** The release that is served, or null where nothing is yet. @throws Error when what is served is not whole. */
export function servedRelease(output: string): string | null {
  const folder = join(output, 'public')
  const [fault] = faultsOfPublic(folder) ?? []
  if (fault !== undefined) throw new Error(`what is served: ${fault}`)
  return pointerOf(folder)?.release ?? null
}

function pointerOf(folder: string): Pointer | null {
  const path = join(folder, 'latest.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pointer) : null
}
