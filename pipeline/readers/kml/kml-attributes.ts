import { cleanText, readDescription } from './kml-description.ts'
import type { Placemark } from './kml-walk.ts'

/** Columns for what KML itself has elements for, in the order of a layer's columns; attributes stand behind the name. */
export const ELEMENT_COLUMNS = [
  'name',
  'time',
  'time_begin',
  'time_end',
  'address',
  'description',
  'folder',
] as const
export type ElementColumn = (typeof ELEMENT_COLUMNS)[number]

/** What a Placemark says of itself, from its elements and from the table in its description. */
export interface PlacemarkAttributes {
  /** `description` is its text that is no table. */
  elements: Record<Exclude<ElementColumn, 'folder'>, string | null>
  columns: [name: string, value: string | null][]
  /** Columns whose name in the file is blank or already that of another column. */
  renamed: [column: string, stated: string][]
  /** Values of the table that `ExtendedData` gives otherwise; those of `ExtendedData` are in `columns`. */
  differing: { column: string; used: string | null; other: string }[]
}

/**
 * The attributes of a Placemark. Values of `ExtendedData` go before those of a table in the description, which programs write beside them for
 * showing: a row of it makes a column only where `ExtendedData` has none of that name, and is in `differing` where it says something else. A
 * second value of a name becomes `name (2)`; one without a name is called `value`.
 */
export function attributesOf(placemark: Placemark): PlacemarkAttributes {
  const { pairs, text } = readDescription(placemark.description ?? '')
  const columns: PlacemarkAttributes['columns'] = []
  const renamed: PlacemarkAttributes['renamed'] = []
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  const add = (stated: string, value: string | null): void => {
    const name = stated || 'value'
    let count = counts.get(name) ?? 1
    let column = count === 1 ? name : `${name} (${count})`
    while (taken.has(column)) column = `${name} (${++count})`
    counts.set(name, count)
    taken.add(column)
    columns.push([column, value])
    if (column !== stated) renamed.push([column, stated])
  }
  const ofData = new Map<string, (string | null)[]>()
  for (const [stated, value] of placemark.data) {
    const cell = cellOf(value)
    add(stated, cell)
    const name = stated || 'value'
    const values = ofData.get(name)
    if (values === undefined) ofData.set(name, [cell])
    else values.push(cell)
  }
  const differing: PlacemarkAttributes['differing'] = []
  for (const [name, value] of pairs) {
    const values = ofData.get(name)
    if (values === undefined) add(name, value)
    else if (value !== null && !values.some((used) => used !== null && saysTheSame(used, value)))
      differing.push({ column: name, used: values[0]!, other: value })
  }
  const { name, time, timeBegin, timeEnd, address } = placemark
  const elements = {
    name: cleanText(name ?? ''),
    time: cleanText(time ?? ''),
    time_begin: cleanText(timeBegin ?? ''),
    time_end: cleanText(timeEnd ?? ''),
    address: cleanText(address ?? ''),
    description: text,
  }
  return { elements, columns, renamed, differing }
}

/** Text of a value as it stands, without the blanks around it. */
function cellOf(text: string): string | null {
  const trimmed = text.trim()
  return trimmed === '' || /^<null>$/i.test(trimmed) ? null : trimmed
}

const DECIMAL = /^[-+]?\d+(?:[.,](\d+))?$/
const SHOWN_DECIMALS_MAX = 20

/** True for the same text, and for a number that the table shows with other digits, rounded or with a decimal comma. */
function saysTheSame(used: string, shown: string): boolean {
  if (cleanText(used) === shown) return true
  const decimals = DECIMAL.exec(shown)
  if (decimals === null || !DECIMAL.test(used)) return false
  const [left, right] = [used, shown].map((text) => Number(text.replace(',', '.'))) as [number, number]
  const places = Math.min(decimals[1]?.length ?? 0, SHOWN_DECIMALS_MAX)
  // Half a unit of the last place that is shown, and what binary fractions add.
  return left === right || (places > 0 && Math.abs(left - right) <= 0.5000001 * 10 ** -places)
}
