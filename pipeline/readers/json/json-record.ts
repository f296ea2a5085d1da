import {
  hasInexact,
  isBlank,
  isObject,
  quoteInexactNumbers,
  toJsonText,
  twoMembers,
} from '../geojson/geojson-feature.ts'
import { JsonFault, type JsonText, parseJson } from '../geojson/geojson-text.ts'
import { duplicateKey } from '../geojson/json-keys.ts'
import { RECORD_LIMITS } from '../limits.ts'
import type { Cell } from '../types.ts'

/**
 * The cells of one JSON object: members as they are, those of an inner object as `outer.inner`, deeper values and lists as JSON text, blank
 * text null. Numbers that a double cannot hold become text with all their digits.
 *
 * @throws JsonFault for another value, two members of one name, or more members than a layer may have columns
 */
export function readJsonRecord(json: JsonText): Record<string, Cell> {
  let value = parseJson(json)
  if (!isObject(value)) {
    throw new JsonFault('a record is not an object', {
      offset: json.offset,
      got: json.text.slice(0, 40),
      expected: 'a JSON object',
    })
  }
  const twice = duplicateKey(json.text, value)
  if (twice !== null) throw twoMembers(twice, json.offset)
  const isInexact =
    hasInexact(value) || Object.values(value).some((inner) => isObject(inner) && hasInexact(inner))
  if (isInexact) value = parseJson({ ...json, text: quoteInexactNumbers(json) })
  const cells: Record<string, Cell> = {}
  let count = 0
  const put = (name: string, member: unknown): void => {
    if (Object.hasOwn(cells, name)) throw twoMembers(name, json.offset)
    if (++count > RECORD_LIMITS.columns) {
      throw new JsonFault('a record has too many members', {
        offset: json.offset,
        limit: { name: 'columns', got: count },
      })
    }
    const cell = toCell(member, json.offset)
    // A plain assignment to this name would set the prototype.
    if (name === '__proto__') {
      Object.defineProperty(cells, name, {
        value: cell,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    } else cells[name] = cell
  }
  for (const [name, member] of Object.entries(value as Record<string, unknown>)) {
    if (!isObject(member)) put(name, member)
    else for (const [inner, deeper] of Object.entries(member)) put(`${name}.${inner}`, deeper)
  }
  return cells
}

function toCell(member: unknown, offset: number): Cell {
  if (typeof member === 'object' && member !== null) return toJsonText(member, offset)
  return typeof member === 'string' && isBlank(member) ? null : (member as Cell)
}
