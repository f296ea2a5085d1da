import { UserError } from '../../errors.ts'
import type { NumberTrace } from './number-traces.ts'
import { numberEntries } from './rules.ts'

/**
 * Those of the numbers of a unit that are asked for.
 * @param asked `area_ha_net`, or one of several of its kind as `distance_m:pasar`; all of them where it is left out
 * @param numbers of the unit, in the year asked for
 * @param ofAnyYear its numbers where no year is asked for; null where none is
 * @throws UserError `usage` for a number there is none of, that the unit does not have, or not in that year
 */
export async function numbersAsked(
  numbers: readonly NumberTrace[],
  asked: string | undefined,
  ofAnyYear: { vintage: number; numbers: () => Promise<readonly NumberTrace[]> } | null,
): Promise<NumberTrace[]> {
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
  const years = ofAnyYear === null || own.length > 0 ? [] : yearsOf(await ofAnyYear.numbers(), id, key)
  if (years.length > 0) {
    throw new UserError('usage', {
      what: 'the number of the unit is of another year',
      where: { field: '--vintage' },
      got: `--number ${asked} --vintage ${ofAnyYear!.vintage}`,
      expected: years.join(', '),
      next: 'leave --vintage out: the newest year is told',
    })
  }
  throw new UserError('usage', {
    what: 'the unit has no such number that is published',
    got: asked,
    expected:
      own.length === 0
        ? 'none: it is not known, or held back'
        : `one of ${own.map((one) => (one.key === null ? id : `${id}:${one.key}`)).join(', ')}`,
  })
}

function yearsOf(numbers: readonly NumberTrace[], id: string, key: string | undefined): number[] {
  const own = numbers.filter((one) => one.number === id && (key === undefined || one.key === key))
  return [...new Set(own.flatMap(({ year }) => year ?? []))].sort((a, b) => a - b)
}
