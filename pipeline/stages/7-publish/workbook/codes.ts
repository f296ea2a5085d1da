import type { Text, Value } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import type { Legend } from '../../../viewer/legend.ts'
import { term } from '../../../viewer/terms.ts'

/** What codes of the tables are called, where neither the legend nor the regulation has a word for them. */
const CODES: Record<string, Record<string, Text>> = {
  area_status: { missing: { id: 'Tanpa luas SK', en: 'No decreed area' } },
  level: {
    city: { id: 'kota', en: 'city' },
    kawasan: { id: 'kawasan', en: 'kawasan' },
    zone: { id: 'lokasi', en: 'zone' },
  },
  kind: {
    surveyed: { id: 'survei', en: 'surveyed' },
    projected: { id: 'perkiraan', en: 'projected' },
  },
  score_source: {
    computed: { id: 'dihitung', en: 'computed' },
    stated: { id: 'tertulis', en: 'stated' },
  },
}

/** A code of a column as both languages call it; one that nobody has named is shown as it is. */
export function decoded(column: string, code: Value, legend: Legend): Value {
  if (typeof code !== 'string') return code
  const classes = column === 'score_class' || column === 'area_status' ? legend[column] : []
  const named = classes.find((row) => row.code === code) ?? CODES[column]?.[code]
  return both(named ?? { id: term('id', code), en: term('en', code) })
}
