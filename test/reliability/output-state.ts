import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
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

/** One word for a tree: two outputs with the same word are the same. Whose lock it was does not matter. */
export function wordOf(tree: Tree): string {
  const lines = [...tree].map(([path, hash]) =>
    path.includes('.lock-') ? path.slice(0, 7) : `${path} ${hash}`,
  )
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

/** Temporary files in an output folder after a run has ended by itself; the emptied folder of a stage tells of it. */
export function leftoversIn(tree: Tree): string[] {
  return [...tree.keys()].filter(
    (path) =>
      !/^stages\/\.[\w-]+\.partial\/$/.test(path) &&
      path
        .split('/')
        .some((part) => /^\..*\.(new|old|gone|partial|rest)$|^\.temporary$|lock-|^\.working/.test(part)),
  )
}

interface Listed {
  path: string
  bytes: number
  sha256: string
}

/** What is wrong with a release by its own manifest, every file read; null when it is whole. */
export function faultOfRelease(directory: string): string | null {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { files: Listed[] }
    for (const { path, bytes, sha256: hash } of manifest.files) {
      const content = readFileSync(join(directory, path))
      if (content.length !== bytes || sha256(content) !== hash) return `${path} is not as the manifest says`
    }
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** The release that is served, or null where nothing is yet. @throws Error when what is served is not whole. */
export function servedRelease(output: string): string | null {
  const folder = join(output, 'public')
  const path = join(folder, 'latest.json')
  if (!existsSync(path)) return null
  const pointer = JSON.parse(readFileSync(path, 'utf8')) as {
    release: string
    manifest: string
    style: string
    tiles: string[]
  }
  for (const named of [pointer.manifest, pointer.style, ...pointer.tiles, 'index.html'])
    statSync(join(folder, named))
  const fault = faultOfRelease(join(folder, 'releases', pointer.release))
  if (fault !== null) throw new Error(`release ${pointer.release}: ${fault}`)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  for (const asset of page.match(/assets\/[\w.-]+/g) ?? []) statSync(join(folder, asset))
  return pointer.release
}
