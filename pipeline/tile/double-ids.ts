import { UserError } from '../errors.ts'
import { type PromiseSource, promisesOf } from '../tiler/promises.ts'
import type { OpenInput } from './open-inputs.ts'

/**
 * Looks for ids given twice where it costs nothing: among the first features of the files of each layer.
 * @throws UserError `tiles`
 */
export function refuseDoubleIds(layers: readonly string[], inputs: readonly OpenInput[]): void {
  layers.forEach((name, layer) => {
    const owners = new Map<number, string>()
    for (const { label, sample } of inputs.filter((input) => input.layer === layer)) {
      for (const id of sample.ids) {
        const owner = owners.get(id)
        if (owner !== undefined) throw givenTwice(name, id, owner === label ? label : `${owner}, ${label}`)
        owners.set(id, label)
      }
    }
  })
}

/**
 * Reads all features again for the first id that two of them have in one layer, after a proof could not be begun.
 * @returns null when each has its own
 */
export async function doubleIdIn(source: PromiseSource): Promise<UserError | null> {
  for (const { name, drawn_as, features } of promisesOf(source)) {
    if (drawn_as === 'inside') continue
    const met = new Set<number>()
    for await (const { id } of features) {
      if (id === undefined) continue
      if (met.has(id)) return givenTwice(name, id)
      met.add(id)
    }
  }
  return null
}

function givenTwice(layer: string, id: number, file?: string): UserError {
  return new UserError('tiles', {
    code: 'TILES_ID_TWICE',
    what: 'two features of a layer have one id',
    where: { ...(file === undefined ? {} : { file }), layer },
    got: `id ${id} twice`,
    expected: 'an id of its own for each feature of a layer, or none',
    next: '--generate-ids numbers them anew; --use-attribute-for-id NAME takes ids from an attribute; or give each file its own layer',
  })
}
