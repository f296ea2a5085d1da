/** A unit in which works are counted, the dimension it measures, and how many of the base unit it is. */
export interface WorkUnit {
  unit: 'm' | 'km' | 'm2' | 'ha' | 'm3' | 'unit' | 'KK' | 'jiwa'
  dimension: 'length' | 'area' | 'volume' | 'count'
  /** Unit that {@link WorkUnit.factor} leads to: m, ha, m3, unit, KK, jiwa. */
  base: string
  factor: number
}

const UNITS: readonly [WorkUnit, spellings: string][] = [
  [unit('m', 'length', 'm', 1), "m|mtr|meter|metre|metres|meters|m1|m'|meter lari|m lari|meter panjang"],
  [unit('km', 'length', 'm', 1000), 'km|kilometer|kilometre'],
  [
    unit('m2', 'area', 'ha', 1e-4),
    'm2|m²|meter2|meter²|meter persegi|m persegi|mtr persegi|square metre|sqm',
  ],
  [unit('ha', 'area', 'ha', 1), 'ha|hektar|hektare|hectare|hectares'],
  [unit('m3', 'volume', 'm3', 1), 'm3|m³|meter3|meter³|meter kubik|m kubik|kubik'],
  [unit('unit', 'count', 'unit', 1), 'unit|units|buah|bh|bangunan|rumah|unit rumah|buah rumah'],
  [unit('KK', 'count', 'KK', 1), 'kk|keluarga|kepala keluarga|families|family'],
  [unit('jiwa', 'count', 'jiwa', 1), 'jiwa|orang|penduduk|people|persons'],
]

const BY_SPELLING = new Map(
  UNITS.flatMap(([known, spellings]) => spellings.split('|').map((spelling) => [spelling, known] as const)),
)

function unit(
  name: WorkUnit['unit'],
  dimension: WorkUnit['dimension'],
  base: string,
  factor: number,
): WorkUnit {
  return { unit: name, dimension, base, factor }
}

/** The unit a text names (`Meter`, `M'`, `meter persegi`, `KK`), or null when it names none that is known. */
export function workUnit(text: string | null): WorkUnit | null {
  if (text === null) return null
  const spelling = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.\s]+/g, ' ')
    .replaceAll('’', "'")
    .trim()
  return BY_SPELLING.get(spelling) ?? null
}
