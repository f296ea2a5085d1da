import { UserError } from '../../errors.ts'

/** What stands for a key that is not kept. */
export const DROPPED = -1

/** Keys of a layer at most: they are numbered by 16 bits. */
export const MOST_KEYS = 65_535

/** Which attributes of a layer are kept; without any of these all are. */
export interface KeyFilter {
  /** Only these, as a profile declares them, in this order in the tiles. */
  declared?: readonly string[]
  /** Only these. */
  include?: readonly string[]
  exclude?: readonly string[]
}

/** Names of the attributes of one layer, numbered from 0 as they are first seen by one thread. */
export class KeyTable {
  readonly names: string[] = []
  readonly #places = new Map<string, number>()
  readonly #layer: string
  readonly #kept: (name: string) => boolean

  /** @param layer name, for messages */
  constructor(layer: string, filter: KeyFilter = {}) {
    this.#layer = layer
    this.#kept = keeps(filter)
  }

  /**
   * Number of the key, or DROPPED when the filter does not keep it.
   * @throws UserError when the layer has more keys than tiles can number
   */
  place(name: string): number {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    if (!this.#kept(name)) return DROPPED
    const place = this.names.length
    if (place >= MOST_KEYS) throw tooManyKeys(this.#layer)
    this.names.push(name)
    this.#places.set(name, place)
    return place
  }
}

function keeps({ declared, include, exclude }: KeyFilter): (name: string) => boolean {
  const only = [declared, include].filter((names) => names !== undefined).map((names) => new Set(names))
  const never = new Set(exclude)
  return (name) => !never.has(name) && only.every((names) => names.has(name))
}

/**
 * One table of keys out of several, such as those of threads: declared keys first in their order, then the others in the
 * order of their names by UTF-16 code units, so that it does not depend on who saw which key first.
 * @param parts the names of each part in the order of their numbers
 * @param layer name, for messages
 * @returns the names, and for each part the new number of each of its numbers
 * @throws UserError when there are more than tiles can number
 */
export function mergeKeys(
  parts: readonly (readonly string[])[],
  layer: string,
  declared: readonly string[] = [],
): { names: string[]; places: Uint16Array[] } {
  const seen = new Set(parts.flat())
  const first = [...new Set(declared)].filter((name) => seen.delete(name))
  const names = [...first, ...[...seen].sort()]
  if (names.length > MOST_KEYS) throw tooManyKeys(layer)
  const numbers = new Map(names.map((name, number) => [name, number]))
  const places = parts.map((part) => {
    const into = new Uint16Array(new SharedArrayBuffer(part.length * 2))
    for (let i = 0; i < part.length; i++) into[i] = numbers.get(part[i]!)!
    return into
  })
  return { names, places }
}

function tooManyKeys(layer: string): UserError {
  return new UserError('tiles', {
    what: 'a layer has too many different attributes',
    where: { layer },
    got: `more than ${MOST_KEYS}`,
    expected: `at most ${MOST_KEYS}`,
    next: 'choose the attributes to keep: declare them in the profile, or name them in the command',
  })
}
