/** Ids of features are of 48 bits, as the published ones. */
export const ID_BASE = 0x7fff_0000_0000

export interface ZonePlan {
  name: string | null
  /** Centre in km east and north of the origin. */
  at: [number, number]
  radius_km: number
  score: number | null
  kelurahan: number
}

export const ZONES: ZonePlan[] = [
  { name: 'Pantai Utara', at: [0.9, 4.1], radius_km: 0.32, score: 62, kelurahan: 6 },
  { name: 'Kampung Nelayan', at: [0.7, 2.3], radius_km: 0.4, score: 45, kelurahan: 3 },
  { name: 'Tepi Sungai', at: [2.6, 2.7], radius_km: 0.27, score: 33, kelurahan: 4 },
  { name: 'Lembah Melati', at: [4.4, 3.9], radius_km: 0.22, score: 24, kelurahan: 8 },
  { name: null, at: [3.4, 0.9], radius_km: 0.3, score: 39, kelurahan: 1 },
  { name: 'Bukit Cendana', at: [5.2, 1.9], radius_km: 0.25, score: 12, kelurahan: 5 },
  { name: 'Pasar Lama', at: [1.6, 0.8], radius_km: 0.24, score: 58, kelurahan: 0 },
  { name: 'Teluk Baru', at: [3.1, 4.5], radius_km: 0.2, score: null, kelurahan: 7 },
]

/** Place of the zone of which one criterion is not known: its total lies between two, and its class is certain. */
export const OPEN_ZONE = 4

export const KELURAHAN = [
  'Pasar Lama',
  'Tanah Merah',
  'Sumber Jaya',
  'Kampung Nelayan',
  'Sungai Tengah',
  'Cendana',
  'Pantai Utara',
  'Teluk Baru',
  'Melati',
]
