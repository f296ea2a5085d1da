import { UserError } from '../../errors.ts'
import type { NumberTrace } from './number-traces.ts'
import { numberEntries } from './rules.ts'

/**
 * Those of the numbers of a unit that are asked for.
 * @param asked `area_ha_net`, or one of several of its kind as `distance_m:pasar`; all of them where it is left out
 * @throws UserError `usage` for a number there is none of, or that the unit does not have
 */
export function numbersAsked(numbers: readonly NumberTrace[], asked: string | undefined): NumberTrace[] {
  if (asked === undefined) return [...numbers]
  const [, id = '', key] = /^([^:]*)(?::(.*))?$/s.exec(asked.trim())!
  const known = numberEntries().map(({ rule }) => rule.id)
  if (!known.includes(id)) {
    throw new UserError('usage', {
      what: 'there is no such number',
      got: asked,
      expected: `one of ${known.join(', ')}`,
      next: 'scores, hectares, people and densities stand on the page without --number',
    })
  }
  const own = numbers.filter((one) => one.number === id)
  const found = key === undefined ? own : own.filter((one) => one.key === key)
  if (found.length > 0) return found
  throw new UserError('usage', {
    what: 'the unit has no such number that is published',
    got: asked,
    expected:
      own.length === 0
        ? 'none: it is not known, or held back'
        : `one of ${own.map((one) => (one.key === null ? id : `${id}:${one.key}`)).join(', ')}`,
  })
}
