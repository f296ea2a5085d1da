import { createHash } from 'node:crypto'
import { copyFileSync, createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isDeviceName, isInside } from '../paths.ts'
import { sidecars } from '../readers/sidecars.ts'

/** The name itself, or where Windows takes it for that of a device, one that stands on every system: `data-con.csv`. */
export function portableName(name: string): string {
  return isDeviceName(name) ? `data-${name}` : name
}

/**
 * Where each file will stand below the workspace. One that is in it already stays; another is given the place of a file of its name only
 * where the bytes are the same, and a folder of its own otherwise: no source of the workspace is ever replaced.
 *
 * @returns paths with `/` relative to the workspace, by absolute path of the file
 */
export async function placeFiles(files: readonly string[], directory: string): Promise<Map<string, string>> {
  const all = [...new Set(files.map((file) => resolve(file)))]
  const inside = all.filter((file) => isInside(directory, file))
  const places = new Map(inside.map((file) => [file, relative(directory, file).replaceAll('\\', '/')]))
  const taken = new Set([...places.values()].map(stem))
  for (const file of all) {
    if (places.has(file)) continue
    const name = portableName(basename(file))
    let place = `sources/${name}`
    for (let n = 2; taken.has(stem(place)) || !(await isFree(file, join(directory, place))); n++) {
      place = `sources/${basename(dirname(file))}-${n}/${name}`
    }
    taken.add(stem(place))
    places.set(file, place)
  }
  return new Map(all.map((file) => [file, places.get(file)!]))
}

function stem(path: string): string {
  return (
    path.slice(0, path.length - extname(path).length).toLowerCase() +
    (/\.shp$/i.test(path) ? '' : extname(path))
  )
}

/** Whether nothing stands there, or the same file with the same parts: a `.prj` of another file would be read along. */
async function isFree(file: string, target: string): Promise<boolean> {
  const there = partsOf(target)
  if (there.length === 0) return true
  const given = partsOf(file)
  if (given.length !== there.length) return false
  for (const part of given) {
    const other = join(dirname(target), portableName(basename(part)))
    if (!there.includes(other) || !(await isSameFile(part, other))) return false
  }
  return true
}

/** The file and those that belong to it, as far as they are there. */
function partsOf(file: string): string[] {
  return [...(existsSync(file) ? [file] : []), ...sidecars(file)]
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = [statSync(a), statSync(b)]
  if (!one.isFile() || !other.isFile() || one.size !== other.size) return false
  return (await sha256(a)) === (await sha256(b))
}

/** One hash of the file and of those that belong to it. */
export async function sha256OfParts(file: string): Promise<string> {
  const hashes: string[] = []
  for (const part of partsOf(file)) {
    hashes.push(`${part === file ? '' : extname(part).toLowerCase()} ${await sha256(part)}`)
  }
  return hashes.join('\n')
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Copies a file, with those that belong to it, unless it is there already. */
export function copyIn(file: string, target: string): void {
  if (resolve(file) === resolve(target)) return
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(file, target)
  for (const sidecar of sidecars(file))
    copyFileSync(sidecar, join(dirname(target), portableName(basename(sidecar))))
}
