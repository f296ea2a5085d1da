import type { Language } from './language.ts'

/** Units of columns as they stand behind a number, Indonesian and English; others are signs of both. */
const UNITS: Record<string, readonly [string, string]> = {
  people: ['jiwa', 'people'],
  families: ['KK', 'families'],
  households: ['rumah tangga', 'households'],
  units: ['bangunan', 'buildings'],
  'people/ha': ['jiwa/ha', 'people/ha'],
  'families/ha': ['KK/ha', 'families/ha'],
  'units/ha': ['bangunan/ha', 'buildings/ha'],
  IDR: ['rupiah', 'rupiah'],
  'IDR/ha': ['rupiah/ha', 'rupiah/ha'],
  rows: ['rekaman', 'records'],
  'percentage points': ['poin persen', 'percentage points'],
}

/** A unit of the data dictionary as a person reads it. */
export function unitWord(unit: string, lang: Language): string {
  return Object.hasOwn(UNITS, unit) ? UNITS[unit]![lang === 'id' ? 0 : 1] : unit
}

const CELLS: Record<string, readonly [string, string]> = {
  true: ['ya', 'yes'],
  false: ['tidak', 'no'],
  network: ['lewat jalan', 'by road'],
  straight_line: ['garis lurus', 'as the crow flies'],
  water: ['perairan', 'water'],
  roads: ['jalan', 'roads'],
  water_and_roads: ['perairan dan jalan', 'water and roads'],
}

/** A yes, a no or a code of a table in words; what is no code, such as a name, as it is. */
export function cellWord(value: string | boolean | null, lang: Language): string {
  const word = String(value)
  return Object.hasOwn(CELLS, word) ? CELLS[word]![lang === 'id' ? 0 : 1] : word
}
