import { cleanText, readDescription } from './kml-description.ts'
import type { Placemark } from './kml-walk.ts'

/** What a Placemark says of itself, from its elements and from the table in its description. */
export interface PlacemarkAttributes {
  name: string | null
  /** Text of the description that is no table. */
  text: string | null
  columns: [name: string, value: string | null][]
}

/**
 * The attributes of a Placemark. Values of `ExtendedData` go before those of a table in the description, which programs write beside them for
 * showing: a row of it makes a column only where `ExtendedData` has none of that name. A second value of a name becomes `name (2)`.
 */
export function attributesOf(placemark: Placemark): PlacemarkAttributes {
  const { pairs, text } = readDescription(placemark.description ?? '')
  const columns: PlacemarkAttributes['columns'] = []
  const taken = new Map<string, number>()
  const add = (name: string, value: string | null): void => {
    const before = taken.get(name) ?? 0
    taken.set(name, before + 1)
    columns.push([before === 0 ? name : `${name} (${before + 1})`, value])
  }
  for (const [name, value] of placemark.data) add(name || 'value', cellOf(value))
  const ofData = new Set(taken.keys())
  for (const [name, value] of pairs) if (!ofData.has(name)) add(name, value)
  return { name: cleanText(placemark.name ?? ''), text, columns }
}

/** Text of a value as it stands, without the blanks around it. */
function cellOf(text: string): string | null {
  const trimmed = text.trim()
  return trimmed === '' || /^<null>$/i.test(trimmed) ? null : trimmed
}
