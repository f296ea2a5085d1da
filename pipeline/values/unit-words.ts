import type { Language } from './language.ts'

/** Units of columns as they stand behind a number, Indonesian, English, and English of one; others are signs of both. */
const UNITS: Record<string, readonly [id: string, en: string, one?: string]> = {
  people: ['jiwa', 'people', 'person'],
  families: ['KK', 'families', 'family'],
  households: ['rumah tangga', 'households', 'household'],
  units: ['bangunan', 'buildings', 'building'],
  zones: ['lokasi', 'zones', 'zone'],
  roads: ['jalan', 'roads', 'road'],
  'people/ha': ['jiwa/ha', 'people/ha'],
  'families/ha': ['KK/ha', 'families/ha'],
  'units/ha': ['bangunan/ha', 'buildings/ha'],
  IDR: ['rupiah', 'rupiah'],
  'IDR/ha': ['rupiah/ha', 'rupiah/ha'],
  rows: ['rekaman', 'records', 'record'],
  'percentage points': ['poin persen', 'percentage points'],
}

/**
 * A unit of the data dictionary as a person reads it.
 * @param of the number it stands behind; null where it stands alone
 */
export function unitWord(unit: string, lang: Language, of: number | null = null): string {
  if (!Object.hasOwn(UNITS, unit)) return unit
  const [id, en, one = en] = UNITS[unit]!
  return lang === 'id' ? id : of === 1 ? one : en
}

const CELLS: Record<string, readonly [string, string]> = {
  true: ['ya', 'yes'],
  false: ['tidak', 'no'],
  all: ['semua', 'all'],
  some: ['sebagian', 'some of them'],
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
