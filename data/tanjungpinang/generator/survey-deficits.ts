import type { Criterion } from './plan.ts'
import type { Random } from './random.ts'

/** Questions that tell the deficits of the RT, as the Kobo form of the city calls them. */
export const DEFICIT_HEADER = [
  'grup_letak/akses_jalan',
  'grup_letak/muka_jalan',
  'grup_letak/di_atas_air',
  'grup_letak/sempadan',
  'grup_letak/daerah_bahaya',
  'grup_rumah/kondisi_atap',
  'grup_rumah/kondisi_dinding',
  'grup_rumah/kondisi_lantai',
  'grup_air/air_mandi',
  'grup_air/liter_sehari',
  'grup_air/cukup_setahun',
  'grup_air/pemakai_keran',
  'grup_sanitasi/kloset',
  'grup_sanitasi/septik_disedot',
  'grup_sampah/cara_buang',
  'grup_sampah/diangkut_seminggu',
  'grup_kebakaran/air_pemadam',
  'grup_kebakaran/apar',
  'grup_lahan/aman_gusur',
] as const

export type DeficitAnswers = Record<(typeof DEFICIT_HEADER)[number], string>

/** What the household said before. */
export interface Household {
  people: number
  inSlum: boolean
  roof: string
  wall: string
  floor: string
  water: string
  toilet: string
  septic: string
  tenure: string
}

/** Share of the RT that is deficient by a criterion, 0 to 1; null where nobody profiled it. */
export type Shares = (criterion: Criterion) => number | null

const OUTSIDE: Readonly<Record<'1a' | '3b' | '6a' | '6b' | '7a' | '7b', number>> = {
  '1a': 0.08,
  '3b': 0.06,
  '6a': 0.12,
  '6b': 0.2,
  '7a': 0.3,
  '7b': 0.8,
}
const IRREGULAR = { road: 30, front: 34, water: 24, setback: 12 }
const POOR = new Set(['asbes', 'rumbia', 'triplek', 'tanah'])
const BATHING = { sumur_terlindung: 46, ledeng_meteran: 24, pah: 16, sumur_tak_terlindung: 14 }
const NOT_COLLECTED = { sungai_laut: 46, dibakar: 30, sembarangan: 16, ditimbun: 6, lainnya: 2 }

/**
 * Answers that scatter around the shares the RT was profiled with, so that survey and profile can agree where a deficit is
 * asked for outright. What follows from older answers (materials, floor area, water, septic tank) does as it likes.
 */
export function deficitAnswers(household: Household, shares: Shares, random: Random): DeficitAnswers {
  const lacks = (criterion: keyof typeof OUTSIDE) => random.chance(shares(criterion) ?? OUTSIDE[criterion])
  const irregular = lacks('1a') ? random.pick(IRREGULAR) : null
  const also = random.chance(0.25)
  const condition = (material: string) => (random.chance(POOR.has(material) ? 0.3 : 0.04) ? 'rusak' : 'baik')
  const conditions = [
    condition(household.roof),
    condition(household.wall),
    condition(household.floor),
  ] as const
  const water = waterOf(household, lacks('3b'), random)
  const hasNoToilet = household.toilet === 'tidak_ada'
  const waste = wasteOf(lacks('6a'), shares, random)
  const answers: DeficitAnswers = {
    'grup_letak/akses_jalan': yes(irregular !== 'road' && !(irregular === 'front' && also)),
    'grup_letak/muka_jalan': yes(irregular !== 'front' && !(irregular === 'road' && also)),
    'grup_letak/di_atas_air': yes(irregular === 'water' || (irregular === 'setback' && also)),
    'grup_letak/sempadan': yes(irregular === 'setback' || irregular === 'water'),
    'grup_letak/daerah_bahaya': yes(random.chance(household.inSlum ? 0.03 : 0.01)),
    'grup_rumah/kondisi_atap': conditions[0],
    'grup_rumah/kondisi_dinding': conditions[1],
    'grup_rumah/kondisi_lantai': conditions[2],
    'grup_air/air_mandi': household.water === 'air_isi_ulang' ? random.pick(BATHING) : '',
    ...water,
    'grup_air/pemakai_keran': household.water === 'keran_umum' ? String(random.whole(2, 9)) : '',
    'grup_sanitasi/kloset': hasNoToilet ? '' : closetOf(household, random),
    'grup_sanitasi/septik_disedot':
      household.septic === 'tangki_septik' ? yes(random.chance(household.inSlum ? 0.3 : 0.6)) : '',
    ...waste,
    'grup_kebakaran/air_pemadam': yes(!lacks('7a')),
    'grup_kebakaran/apar': yes(!lacks('7b')),
    'grup_lahan/aman_gusur': yes(random.chance(household.tenure === 'sertifikat' ? 0.97 : 0.72)),
  }
  for (const question of DEFICIT_HEADER) if (random.chance(0.01)) answers[question] = ''
  if (random.chance(0.03)) answers['grup_letak/sempadan'] = ''
  if (random.chance(0.05)) answers['grup_air/liter_sehari'] = ''
  return answers
}

/** Litres a day as people count them, in buckets of 15 litres: too few below 60 litres a person. */
function waterOf({ people }: Household, isShort: boolean, random: Random) {
  const seldom = isShort && random.chance(0.3)
  const each = isShort && !seldom ? random.between(28, 56) : random.between(64, 150)
  const buckets = isShort && !seldom ? Math.floor((each * people) / 15) : Math.ceil((each * people) / 15)
  return {
    'grup_air/liter_sehari': String(15 * buckets),
    'grup_air/cukup_setahun': yes(!(seldom || (isShort && random.chance(0.4)))),
  }
}

function closetOf({ inSlum, septic }: Household, random: Random): string {
  if (septic === 'tangki_septik' || septic === 'ipal')
    return random.chance(0.95) ? 'leher_angsa' : 'plengsengan'
  return random.pick(
    inSlum
      ? { leher_angsa: 46, plengsengan: 14, cemplung_cubluk: 40 }
      : { leher_angsa: 88, plengsengan: 4, cemplung_cubluk: 8 },
  )
}

/** Who has nowhere to bring waste has it collected by nobody; of the others some are served less than twice a week. */
function wasteOf(hasNoPlace: boolean, shares: Shares, random: Random) {
  const where = hasNoPlace ? random.pick(NOT_COLLECTED) : random.chance(0.7) ? 'diangkut_petugas' : 'tps'
  const [noPlace, unserved] = [shares('6a') ?? OUTSIDE['6a'], shares('6b') ?? OUTSIDE['6b']]
  const seldom = random.chance((unserved - noPlace) / Math.max(1 - noPlace, 0.01))
  const times = seldom ? '1' : random.pick({ '2': 40, '3': 36, '7': 24 })
  return {
    'grup_sampah/cara_buang': where,
    'grup_sampah/diangkut_seminggu': hasNoPlace ? '' : times,
  }
}

function yes(is: boolean): string {
  return is ? 'ya' : 'tidak'
}
