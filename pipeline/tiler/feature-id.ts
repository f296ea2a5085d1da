import { createHash } from 'node:crypto'

const ID_BYTES = 6

/**
 * Stable tile feature id of a key: the first 48 bits of its SHA-256, so that an id stays the same when other features
 * come and go, and fits in a double.
 */
export function featureId(key: string): number {
  return createHash('sha256').update(key, 'utf8').digest().readUIntBE(0, ID_BYTES)
}

/**
 * Ids of many keys.
 * @throws RangeError when two keys share an id or a key is given twice, naming both.
 */
export function featureIds(keys: Iterable<string>): Map<string, number> {
  const ids = new Map<string, number>()
  const owners = new Map<number, string>()
  for (const key of keys) {
    const id = featureId(key)
    const owner = owners.get(id)
    if (owner !== undefined) {
      throw new RangeError(
        owner === key
          ? `the key "${key}" is given twice`
          : `the keys "${owner}" and "${key}" share the feature id ${id}`,
      )
    }
    owners.set(id, key)
    ids.set(key, id)
  }
  return ids
}
