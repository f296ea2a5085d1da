import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Licences {
  text: Uint8Array
  /** Files that decide what they say, from this folder; what we hold of an author's may be missing. */
  files: string[]
}

const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * Licence texts of the packages that ended up in the page, by name, and of those that are within them: they come put together.
 *
 * @param inputs files the page is made of, from this folder
 */
export async function licencesOf(inputs: readonly string[]): Promise<Licences> {
  const folders = new Map<string, string>()
  for (const input of inputs) {
    const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input)
    if (found?.[1] && found[2]) {
      if (!folders.has(found[2])) await addWithin(join(HERE, found[1]), found[2], join(HERE, input), folders)
    }
  }
  const texts: string[] = []
  for (const [name, folder] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
      license?: string
    }
    texts.push(`${name} ${version} (${license ?? 'see below'})\n\n${(await licenceText(folder)).trim()}\n`)
  }
  return {
    text: Buffer.from(texts.join('\n\n')),
    files: [...folders.values()].flatMap((folder) =>
      [join(folder, 'package.json'), oursFor(folder)].map((path) =>
        relative(HERE, path).replaceAll('\\', '/'),
      ),
    ),
  }
}

/** A package that comes put together names in its source maps what is within it. */
async function addWithin(
  folder: string,
  name: string,
  input: string,
  folders: Map<string, string>,
): Promise<void> {
  folders.set(name, folder)
  const dist = dirname(input)
  const maps = (await readdir(dist)).filter((file) => file.endsWith('.map')).sort()
  const places = createRequire(join(folder, 'package.json')).resolve.paths(name) ?? []
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(join(dist, map), 'utf8')) as { sources: string[] }
    for (const source of sources) {
      const inner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]
      const place = places
        .map((one) => join(one, inner ?? '.'))
        .find((one) => existsSync(join(one, 'package.json')))
      if (inner !== undefined && place !== undefined) folders.set(inner, place)
    }
  }
}

/** Of a package without a licence file: what we hold of its author's, or what its README says. */
async function licenceText(folder: string): Promise<string> {
  for (const file of ['LICENSE.txt', 'LICENSE', 'LICENSE.md', 'LICENSE-MIT', 'license', 'LICENCE']) {
    try {
      return await readFile(join(folder, file), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  const ours = oursFor(folder)
  if (existsSync(ours)) return readFile(ours, 'utf8')
  const readme = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '')
  return /^.*\blicen[cs]e\b[\s\S]*/im.exec(readme)?.[0] ?? 'The package carries no licence file.'
}

function oursFor(folder: string): string {
  return join(HERE, 'licences', `${basename(folder)}.txt`)
}
