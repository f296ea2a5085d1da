import { UserError } from '../../errors.ts'

/** The columns one geopoint question is exported to. */
export interface GeopointColumns {
  /** `lat lon alt acc` in one column. */
  whole: string | null
  split: { latitude: string; longitude: string; accuracy: string | null } | null
}

const PART = /^(.*)[-_:/.](latitude|longitude|altitude|accuracy|precision)$/i

/**
 * Finds the columns of a geopoint question, named with or without its groups, as the exports of survey servers have them:
 *
 * | server | column | split columns |
 * |---|---|---|
 * | KoboToolbox | `group/q` | `_q_latitude`, `group/_q_latitude`, `_group/q_latitude` and so on, `_precision` |
 * | ODK Central | - | `group-q-Latitude` ... `group-q-Accuracy` |
 * | ODK Aggregate | - | `group:q:Latitude` ... `group:q:Accuracy` |
 *
 * A name without groups finds the column that ends with it where there is exactly one.
 *
 * @throws UserError `source` when two columns end with the name; null when none does
 */
export function findGeopoint(
  fields: readonly string[],
  question: string,
  label: string,
): GeopointColumns | null {
  const whole = pick(fields, question, (field) => field, label)
  const split = pick(
    fields.filter((field) => /latitude$/i.test(field)),
    question,
    (field) => PART.exec(field)?.[1] ?? '',
    label,
  )
  if (split === null) return whole === null ? null : { whole, split: null }
  const stem = PART.exec(split)![1]!
  const part = (name: RegExp) =>
    fields.find((field) => {
      const found = PART.exec(field)
      return found?.[1] === stem && name.test(found[2]!)
    }) ?? null
  const longitude = part(/^longitude$/i)
  if (longitude === null) return whole === null ? null : { whole, split: null }
  return { whole, split: { latitude: split, longitude, accuracy: part(/^(?:accuracy|precision)$/i) } }
}

/** The one column whose stem is the name, else the one whose stem ends with it after a group. */
function pick(
  fields: readonly string[],
  question: string,
  stemOf: (field: string) => string,
  label: string,
): string | null {
  const wanted = plainPath(question)
  for (const isFound of [
    (field: string) => stemOf(field) === question,
    (field: string) => plainPath(stemOf(field)) === wanted,
    (field: string) => plainPath(stemOf(field)).endsWith(`/${wanted}`),
  ]) {
    const found = fields.filter(isFound)
    if (found.length > 1) throw severalColumns(found, question, label)
    if (found.length === 1) return found[0]!
  }
  return null
}

/** Groups parted by `/`, without the underscore that Kobo puts before a question or before all of it. */
function plainPath(name: string): string {
  return name.replace(/[-:.]/g, '/').replace(/(^|\/)_/g, '$1')
}

function severalColumns(found: string[], question: string, label: string): UserError {
  return new UserError('source', {
    what: 'several columns end with the name of the geometry column',
    where: { file: label, key: 'geometry.geopoint' },
    got: found.slice(0, 8).join(', '),
    expected: `one column for ${question}`,
    next: 'name the column with its group in geometry of this source in city.yaml',
  })
}
