import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The files beside a `.shp` that belong to it; a missing one is the reader's to name. */
export function sidecars(path: string): string[] {
  if (!/\.shp$/i.test(path) || !existsSync(dirname(path))) return []
  const stem = basename(path).slice(0, -4).toLowerCase()
  return readdirSync(dirname(path))
    .filter((file) =>
      ['shx', 'dbf', 'prj', 'cpg'].some((extension) => file.toLowerCase() === `${stem}.${extension}`),
    )
    .sort()
    .map((file) => join(dirname(path), file))
}
