import type { Lang } from './i18n.ts'

/**
 * English for the official terms that stand as values in the data. In Indonesian they are shown as the regulation
 * writes them; a value that is not here is shown as it is.
 */
const TERMS: Record<string, [id: string, en: string]> = {
  pusat: ['Pemerintah pusat', 'National government'],
  provinsi: ['Pemerintah provinsi', 'Provincial government'],
  'kabupaten/kota': ['Pemerintah kabupaten/kota', 'Regency or city government'],
  pemugaran: ['Pemugaran', 'Restoration (pemugaran)'],
  peremajaan: ['Peremajaan', 'Renewal (peremajaan)'],
  'pemukiman kembali': ['Pemukiman kembali', 'Resettlement (pemukiman kembali)'],
  legal: ['Legal', 'Legal'],
  'tidak legal': ['Tidak legal', 'Not legal'],
  tinggi: ['Tinggi', 'High'],
  sedang: ['Sedang', 'Medium'],
  rendah: ['Rendah', 'Low'],
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

export function term(lang: Lang, value: string): string {
  return TERMS[value]?.[lang === 'id' ? 0 : 1] ?? value
}
