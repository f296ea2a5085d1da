import { RATING_TERMS } from '../values/rating-terms.ts'
import { type Lang, pick } from './i18n.ts'
import type { PublishedMethodology } from './methodology.ts'

/**
 * English for the official terms that stand as values in the data. In Indonesian they are shown as the regulation
 * writes them; a value that is not here is shown as it is.
 */
const TERMS: Readonly<Record<string, readonly [id: string, en: string]>> = {
  ...RATING_TERMS,
  kecil: ['Kecil', 'Small'],
  besar: ['Besar', 'Large'],
  metropolitan: ['Metropolitan', 'Metropolitan'],
  below: ['di bawah ambang batas', 'below the threshold'],
  dense: ['mulai dari ambang batas', 'from the threshold up'],
  'permen-pupr-14-2018': ['Permen PUPR 14/2018', 'Permen PUPR 14/2018'],
  'un-habitat-slum-household': [
    'Rumah tangga kumuh (UN-Habitat, SDG 11.1.1)',
    'Slum household (UN-Habitat, SDG 11.1.1)',
  ],
  'bps-rumah-tangga-kumuh': ['Rumah tangga kumuh (BPS)', 'Slum household (BPS)'],
  'hunian-layak': ['Hunian layak (SDGs)', 'Adequate housing (hunian layak, SDGs)'],
  'sakernas-status-pekerjaan': [
    'Pekerjaan kepala rumah tangga (Sakernas)',
    'Work of heads of household (Sakernas)',
  ],
  tridaya: ['Tridaya (indikator buatan petakumuh)', 'Tridaya (indicators of petakumuh’s own)'],
  'permen-pupr-02-2016': ['Permen PUPR 02/2016', 'Permen PUPR 02/2016'],
}

/** The groups of the indicators of a household rule, as the rule names them. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, readonly [id: string, en: string]>>>> = {
  'un-habitat-slum-household': {
    deprivations: ['Deprivasi', 'Deprivations'],
    variants: ['Varian uji', 'Variants of tests'],
    slum: ['Rumah tangga kumuh', 'Slum household'],
    severity_5: ['Tingkat keparahan (lima uji)', 'Severity (five tests)'],
    severity_4: ['Tingkat keparahan (empat uji)', 'Severity (four tests)'],
  },
  'bps-rumah-tangga-kumuh': {
    lacks: ['Kekurangan', 'Deficiencies'],
    slum: ['Rumah tangga kumuh', 'Slum household'],
  },
  'hunian-layak': {
    conditions: ['Syarat', 'Conditions'],
    parts: ['Bagian ketahanan bangunan', 'Parts of durability'],
    adequate: ['Hunian layak', 'Adequate housing'],
  },
  'sakernas-status-pekerjaan': {
    sector: ['Formal dan informal', 'Formal and informal'],
    status: ['Status pekerjaan utama', 'Main work status'],
    contract: ['Bentuk perjanjian kerja', 'Form of contract'],
    crossed: ['Status dan perjanjian disilangkan', 'Status and contract crossed'],
  },
  tridaya: {
    social: ['Daya sosial', 'Social strength'],
    economic: ['Daya ekonomi', 'Economic strength'],
    environment: ['Daya lingkungan', 'Environmental strength'],
  },
}

export function groupTerm(lang: Lang, methodology: string, group: string): string {
  return GROUPS[methodology]?.[group]?.[lang === 'id' ? 0 : 1] ?? group
}

/** A treatment or a level of government as the methodology of the release calls it, else {@link term}. */
export function handlingTerm(methodology: PublishedMethodology | null, value: string, lang: Lang): string {
  const named = [...(methodology?.treatment.values ?? []), ...(methodology?.authority.values ?? [])].find(
    ({ code }) => code === value,
  )
  return named === undefined ? term(lang, value) : pick(lang, named.label)
}

export function term(lang: Lang, value: string): string {
  return TERMS[value]?.[lang === 'id' ? 0 : 1] ?? value
}
