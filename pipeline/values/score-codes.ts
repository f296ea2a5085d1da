import type { Language } from './language.ts'

/** Words in both languages. */
type Words = Record<Language, string>

const FLAGS: Record<string, Words> = {
  missing: {
    id: 'volume atau pembagi tidak diketahui: nilai berupa selang',
    en: 'a volume or denominator is not known: the score is an interval',
  },
  'denominator zero': {
    id: 'pembagi nol, biasanya data yang hilang',
    en: 'the denominator is zero, most often missing data',
  },
  'volume negative': { id: 'volume negatif', en: 'the volume is negative' },
  'volume over denominator': {
    id: 'volume lebih besar daripada pembaginya',
    en: 'the volume is larger than its denominator',
  },
  'volume under density rule': {
    id: 'volume tertulis lebih kecil daripada seluruh luas yang dihitung aturan kepadatan',
    en: 'the stated volume is less than the whole area that the density rule counts',
  },
  'criteria version': {
    id: 'dinilai dengan kriteria lain yang nomornya berarti lain: tidak dibaca',
    en: 'scored by other criteria, in which this id means something else: not read',
  },
  'percent differs': {
    id: 'persen tertulis tidak sama dengan volume per pembagi',
    en: 'the stated percent is not that of volume and denominator',
  },
}

/** What a flag of `criterion_scores` means; the flag itself where it is none of those known. */
export function flagText(flag: string, lang: Language): string {
  return FLAGS[flag]?.[lang] ?? flag
}

/** Flag of a rating without an authority, which goes by the hectares of a whole kawasan. */
export const KAWASAN_NOT_STATED = 'kawasan not stated'

const DOUBTS: Record<string, Words> = {
  'stated land legality differs from its parts': {
    id: 'legalitas lahan yang tertulis berbeda dari butir-butirnya',
    en: 'the stated land legality differs from its parts',
  },
  'land legality incomplete': {
    id: 'butir legalitas lahan tidak lengkap',
    en: 'not every part of the land legality is known',
  },
  'stated considerations differ from their items': {
    id: 'pertimbangan lain yang tertulis berbeda dari butir-butirnya',
    en: 'the stated considerations differ from their items',
  },
  'considerations incomplete': {
    id: 'butir pertimbangan lain tidak lengkap',
    en: 'not every item of the considerations is known',
  },
  'class open': {
    id: 'kelas belum pasti: nilainya berupa selang',
    en: 'the class is not certain: the score is an interval',
  },
  'may be not slum': {
    id: 'mungkin tidak kumuh, sehingga tidak ada prioritas',
    en: 'it may be no slum, and then has no priority',
  },
  [KAWASAN_NOT_STATED]: {
    id: 'kewenangan tidak diketahui: kawasan lokasi belum dinyatakan, dan kewenangan ditentukan oleh luas seluruh kawasan',
    en: 'the authority is not known: the kawasan of the location is not stated, and the area of the whole kawasan decides it',
  },
}

/** The flags that touch a decision: that no kawasan is stated touches the authority alone, and nothing else touches that. */
export function flagsOn(decision: string, flags: string | null): string | null {
  const own = (flags?.split('; ') ?? []).filter(
    (flag) => (flag === KAWASAN_NOT_STATED) === (decision === 'authority'),
  )
  return own.length === 0 ? null : own.join('; ')
}

const SHARE_DIFFERS = /^share (\S+) differs from its hectares$/

/** What is doubtful about a rating, by `zone_ratings.flags`, which stand side by side; a flag not known here is as it is. */
export function doubtsText(flags: string, lang: Language): string {
  return flags
    .split('; ')
    .map((flag) => {
      const item = SHARE_DIFFERS.exec(flag)?.[1]
      if (item === undefined) return DOUBTS[flag]?.[lang] ?? flag
      return lang === 'id'
        ? `persen butir ${item} berbeda dari hektarenya`
        : `the share of item ${item} differs from its hectares`
    })
    .join('; ')
}

const ORIGINS: Record<string, Words> = {
  stated: { id: 'tertulis', en: 'stated' },
  'stated percent': { id: 'persen tertulis', en: 'stated percent' },
  'density rule': { id: 'aturan kepadatan', en: 'density rule' },
  survey: { id: 'survei', en: 'survey' },
}

/** Where a volume comes from, by `volume_source`, in a word or two for a table. */
export function originWord(source: string | null, lang: Language): string {
  return source === null ? '' : (ORIGINS[source]?.[lang] ?? source)
}
