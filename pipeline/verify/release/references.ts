import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isSafePath } from '../../release/manifest.ts'
import type { ReleaseFaults } from './faults.ts'

type Check = 'style' | 'links'

/** What one file of a release refers to, relative to itself. A release may lie anywhere: what leads out of it leads nowhere. */
export class References {
  readonly #directory: string
  readonly #from: string
  readonly #faults: ReleaseFaults

  /** @param from path of the file within the release */
  constructor(directory: string, from: string, faults: ReleaseFaults) {
    this.#directory = directory
    this.#from = from
    this.#faults = faults
  }

  add(check: Check, en: string, id: string): void {
    this.#faults.add(check, this.#from, en, id)
  }

  look(check: Check): void {
    this.#faults.look(check)
  }

  /** @param link a URL reference; where it holds `{z}` and other places, what is before them is looked for */
  to(check: Check, link: string): void {
    const address = link.replace(/^pmtiles:\/\//, '').replace(/[?#].*$/, '')
    if (address === '' || isElsewhere(address)) {
      this.look(check)
      return
    }
    const template = address.indexOf('{')
    const fixed = template === -1 ? address : address.slice(0, address.lastIndexOf('/', template) + 1)
    this.#find(check, link, decoded(fixed), template !== -1)
  }

  /** @param path as it is, nothing of it in percent signs */
  toFile(check: Check, path: string): void {
    this.#find(check, path, path, false)
  }

  /** @param path null where the link is none */
  #find(check: Check, link: string, path: string | null, isFolder: boolean): void {
    this.look(check)
    const inside = path === null ? null : within(posix.dirname(this.#from), path)
    if (path === null)
      this.add(check, `refers to ${link}, which is no address`, `merujuk ${link}, yang bukan alamat`)
    else if (inside === null)
      this.add(check, `refers to ${link}, out of the release`, `merujuk ${link}, di luar rilis`)
    else if (!isThere(join(this.#directory, inside), isFolder))
      this.add(check, `refers to ${link}, which is not there`, `merujuk ${link}, yang tidak ada`)
  }
}

/** On another host, which is not asked. A file of a machine is on none. */
export function isElsewhere(address: string): boolean {
  return address.startsWith('//') || /^(?!file:)[a-z][a-z\d+.-]+:/i.test(address)
}

function decoded(address: string): string | null {
  try {
    return decodeURIComponent(address)
  } catch {
    return null
  }
}

/** The path from the top of the release, empty for the top itself; null where it is outside. */
function within(folder: string, path: string): string | null {
  const resolved = posix.join(folder, path).replace(/\/$/, '')
  if (path.startsWith('/') || /^file:/i.test(path)) return null
  if (resolved === '.') return ''
  return isSafePath(resolved) ? resolved : null
}

function isThere(path: string, isFolder: boolean): boolean {
  return existsSync(path) && (isFolder || statSync(path).isFile())
}
