import { createHash } from 'node:crypto'

const ID_BYTES = 6

/**
 * Stable tile feature id of a key: the first 48 bits of its SHA-256, so that an id stays the same when other features
 * come and go, and fits in a double.
 */
export function featureId(key: string): number {
  return createHash('sha256').update(key, 'utf8').digest().readUIntBE(0, ID_BYTES)
}

/** Ids of the keys of one layer, each given once. */
export class FeatureIds {
  readonly #owners = new Map<number, string>()

  /** @throws RangeError when the key was given before or shares its id with one that was, naming both. */
  idOf(key: string): number {
    const id = featureId(key)
    const owner = this.#owners.get(id)
    if (owner !== undefined) {
      throw new RangeError(
        owner === key
          ? `the key "${key}" is given twice`
          : `the keys "${owner}" and "${key}" share the feature id ${id}`,
      )
    }
    this.#owners.set(id, key)
    return id
  }
}
