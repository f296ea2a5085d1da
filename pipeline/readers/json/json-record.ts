import { setCell } from '../cells.ts'
import { isObject, twoMembers } from '../geojson/geojson-feature.ts'
import { JsonFault, type JsonText, parseJson } from '../geojson/geojson-text.ts'
import { jsonCell, needsText } from '../geojson/json-cell.ts'
import { duplicateKey } from '../geojson/json-keys.ts'
import { memberTexts } from '../geojson/json-members.ts'
import { RECORD_LIMITS } from '../limits.ts'
import type { Cell } from '../types.ts'

/**
 * The cells of one JSON object: members as they are, those of an inner object as `outer.inner`, deeper values and lists as JSON text as the
 * file has it, without blanks; blank text null. Numbers that a double cannot hold become text with all their digits.
 *
 * @throws JsonFault for another value, two members of one name, or more members than a layer may have columns
 */
export function readJsonRecord(json: JsonText): Record<string, Cell> {
  const value = parseJson(json)
  if (!isObject(value)) {
    throw new JsonFault('a record is not an object', {
      offset: json.offset,
      got: json.text.slice(0, 40),
      expected: 'a JSON object',
    })
  }
  const twice = duplicateKey(json.text, value)
  if (twice !== null) throw twoMembers(twice, json.offset)
  const cells: Record<string, Cell> = {}
  let count = 0
  const put = (name: string, member: unknown, text: () => string): void => {
    if (Object.hasOwn(cells, name)) throw twoMembers(name, json.offset)
    if (++count > RECORD_LIMITS.columns) {
      throw new JsonFault('a record has too many members', {
        offset: json.offset,
        limit: { name: 'columns', got: count },
      })
    }
    setCell(cells, name, jsonCell(member, needsText(member) ? text() : ''))
  }
  const textOf = textsOf(() => json.text)
  for (const [name, member] of Object.entries(value)) {
    if (!isObject(member)) {
      put(name, member, () => textOf(name))
      continue
    }
    const innerTextOf = textsOf(() => textOf(name))
    for (const [inner, deeper] of Object.entries(member))
      put(`${name}.${inner}`, deeper, () => innerTextOf(inner))
  }
  return cells
}

/** The texts of the members of an object, which are looked for once one of them is asked for. */
function textsOf(object: () => string): (name: string) => string {
  let texts: Map<string, string> | null = null
  return (name) => {
    texts ??= memberTexts(object())
    return texts.get(name)!
  }
}
