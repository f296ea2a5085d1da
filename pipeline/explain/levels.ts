import type { Text } from '../store/index.ts'

/** Units that scores are given for, smallest first. */
export const LEVELS = ['rt', 'zone', 'kawasan', 'kelurahan', 'kecamatan', 'city'] as const
export type Level = (typeof LEVELS)[number]

export const LEVEL_LABELS: Record<Level, Text> = {
  rt: { id: 'RT', en: 'RT' },
  zone: { id: 'Lokasi', en: 'Zone' },
  kawasan: { id: 'Kawasan', en: 'Kawasan' },
  kelurahan: { id: 'Kelurahan', en: 'Kelurahan' },
  kecamatan: { id: 'Kecamatan', en: 'Kecamatan' },
  city: { id: 'Kota', en: 'City' },
}

/** Letters of a Kemendagri code that name the kecamatan: `21.72.03` of `21.72.03.1005`. */
export const KECAMATAN_LETTERS = 8
