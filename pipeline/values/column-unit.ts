/** A unit of a column as people spell it, and how many of it one other unit is. */
interface ColumnUnit {
  /** Spellings of the unit itself, in lower case. */
  spellings: RegExp
  /** Other spellings that convert without loss: value times `times` (or divided by `per`) is in the unit of the column. */
  converted?: readonly { spellings: RegExp; times?: number; per?: number }[]
  /** A count: words that are no known unit (`120 RT 03`, `4 terlantar`) may stand beside it. */
  isCount?: true
}

const M = /^(m|m1|mtr|meter|metre|metres|meters|meter lari|m lari)$/
const M2 = /^(m2|m²|meter2|meter²|meter persegi|m persegi|mtr persegi|square met(re|er)s?|sqm)$/
const KM = /^(km|kilomet(er|re)s?)$/
const KM2 = /^(km2|km²|kilometer persegi|square kilomet(re|er)s?)$/
const HA = /^(ha|hektar|hektare|hectares?)$/
const IDR = /^(rp|idr|rupiah)$/
const PERCENT = /^(%|persen|percent)$/
const DEGREE = /^(derajat|degrees?|deg|bt|lu|bujur timur|lintang utara)$/
const PEOPLE = /^(jiwa|orang|org|penduduk|people|persons?)$/
const FAMILIES = /^(kk|keluarga|kepala keluarga|family|families)$/
const BUILDINGS =
  /^(units?|buah|bh|bangunan|rumah|unit rumah|unit bangunan|buah rumah|buah bangunan|buildings?)$/

/** By `x-unit` of the schemas of the tables. */
const UNITS: Record<string, ColumnUnit> = {
  ha: {
    spellings: HA,
    converted: [
      { spellings: M2, per: 10_000 },
      { spellings: KM2, times: 100 },
    ],
  },
  m2: { spellings: M2, converted: [{ spellings: HA, times: 10_000 }] },
  m: { spellings: M, converted: [{ spellings: KM, times: 1000 }] },
  IDR: { spellings: IDR },
  '%': { spellings: PERCENT },
  degree: { spellings: DEGREE },
  people: { spellings: PEOPLE, isCount: true },
  families: { spellings: FAMILIES, isCount: true },
  units: { spellings: BUILDINGS, isCount: true },
  rooms: { spellings: /^(kamar|ruang|ruangan|rooms?|units?|buah|bh)$/, isCount: true },
  storeys: { spellings: /^(lantai|lt|tingkat|storeys?|floors?)$/, isCount: true },
}

/** Units that a message may name: anything else beside the digits may be the words of a person. */
const KNOWN = [
  M,
  M2,
  KM,
  KM2,
  HA,
  IDR,
  PERCENT,
  DEGREE,
  PEOPLE,
  FAMILIES,
  BUILDINGS,
  /^(m3|m³|meter kubik|cm|mm|are|liter|bulan|hari|tahun|ls|s)$/,
]

/**
 * A written number in the unit of its column: as it is where the units agree or none is written, converted where that is exact
 * (m² in a column of hectares is divided by 10,000; km² times 100; km in metres times 1000; ha in m² times 10,000), refused
 * where the written unit is another. `other` names that unit, or is null where the words are none that is known.
 *
 * @param columnUnit `x-unit` of the column; columns without one, and units not told of here, take any
 */
export function inColumnUnit(
  value: number,
  written: string | null,
  columnUnit: string | null,
): { value: number } | { other: string | null } {
  const unit = columnUnit === null ? undefined : UNITS[columnUnit]
  if (unit === undefined || written === null) return { value }
  const spelling = written
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.\s]+/g, ' ')
    .trim()
  if (unit.spellings.test(spelling)) return { value }
  const conversion = unit.converted?.find((one) => one.spellings.test(spelling))
  if (conversion) return { value: (value * (conversion.times ?? 1)) / (conversion.per ?? 1) }
  const isKnown = KNOWN.some((spellings) => spellings.test(spelling)) || spelling.startsWith('rp/')
  if (!isKnown && unit.isCount) return { value }
  return { other: isKnown ? written : null }
}
