import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { isInside } from '../paths.ts'
import { sidecars } from '../readers/sidecars.ts'

/**
 * Where each file will stand below the workspace. One that is in it already stays; the others get a folder of their own where a file of the
 * name is there.
 */
export function placeFiles(files: readonly string[], directory: string, force: boolean): Map<string, string> {
  const all = [...new Set(files.map((file) => resolve(file)))]
  const inside = all.filter((file) => isInside(directory, file))
  const places = new Map(inside.map((file) => [file, relative(directory, file).replaceAll('\\', '/')]))
  const taken = new Set([...places.values()].map(stem))
  const isTaken = (place: string) => taken.has(stem(place)) || (!force && existsSync(join(directory, place)))
  for (const file of all) {
    if (places.has(file)) continue
    const name = basename(file)
    let place = `sources/${name}`
    for (let n = 2; isTaken(place); n++) place = `sources/${basename(dirname(file))}-${n}/${name}`
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

/** Copies a file, with those that belong to it, unless it is there already. */
export function copyIn(file: string, target: string): void {
  if (resolve(file) === resolve(target)) return
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(file, target)
  for (const sidecar of sidecars(file)) copyFileSync(sidecar, join(dirname(target), basename(sidecar)))
}
