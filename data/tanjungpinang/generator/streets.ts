import { places, type Sketch } from './layout.ts'

/** Function of a road: Peraturan Pemerintah 34/2006, articles 9 and 10. */
export type RoadClass = 'arteri' | 'kolektor' | 'lokal' | 'lingkungan'

/** A road drawn by hand from junction to junction; its bends are made natural by the generator. */
export interface StreetPlan {
  name: string
  roadClass: RoadClass
  /** Over water on purpose. */
  bridge?: true
  via: readonly Sketch[]
}

function street(name: string, roadClass: RoadClass, via: string): StreetPlan {
  return { name: `${name} (sintetis)`, roadClass, via: places(via) }
}

/** The main roads. Where two meet, both end: only the ends of a hand-drawn line stay where they are. None is a real road. */
export const STREETS: readonly StreetPlan[] = [
  street('Jalan Utama Kota', 'arteri', '44.4,92.75 44.35,92.5 44.25,92.3'),
  street('Jalan Utama Kemboja', 'arteri', '44.25,92.3 44.45,92.15 44.75,92.05'),
  street('Jalan Utama Cermin', 'arteri', '44.75,92.05 45.25,91.8 45.3,91.45'),
  street('Jalan Utama Timur', 'arteri', '45.3,91.45 45.9,91.25 46.4,91.35 46.75,91.65'),
  street('Jalan Utama Kota Piring', 'arteri', '46.75,91.65 47.3,91.8 47.85,92.15'),
  street('Jalan Utama Melayu', 'arteri', '47.85,92.15 48.1,92.35 48.3,92.6'),
  street('Jalan Utama Air Raja', 'arteri', '48.3,92.6 49.0,93.0 49.8,93.8 50.1,94.8'),
  street('Jalan Pelabuhan', 'kolektor', '44.4,92.75 44.4,93.0 44.36,93.2'),
  street('Jalan Kemboja', 'kolektor', '44.4,92.75 44.85,92.6 45.15,92.35'),
  street('Jalan Bukit Cermin', 'kolektor', '44.75,92.05 45.0,92.2 45.15,92.35'),
  street('Jalan Unggat', 'kolektor', '45.15,92.35 45.6,92.34 45.9,92.33 46.3,92.3 46.5,91.95 46.75,91.65'),
  street('Jalan Barat', 'kolektor', '44.25,92.3 44.15,92.1 44.3,91.8 44.42,91.5 44.4,91.2 44.45,90.85'),
  street('Jalan Kampung Baru', 'kolektor', '44.45,90.85 44.6,90.55 45.1,90.6'),
  street('Jalan Ayun Sakti', 'kolektor', '45.1,90.6 45.6,90.55 46.15,90.6'),
  street('Jalan Pemuda', 'kolektor', '45.1,90.6 45.05,91.1 45.3,91.45'),
  street('Jalan Sei Jang', 'kolektor', '46.15,90.6 46.7,90.55 47.2,90.65 47.85,91.0'),
  street('Jalan Melayu', 'kolektor', '47.85,91.0 47.85,91.6 47.85,92.15'),
  street('Jalan Batu', 'kolektor', '47.85,91.0 48.8,90.95 49.6,90.8 50.7,90.8'),
  street('Jalan Batu Timur', 'kolektor', '50.7,90.8 52.0,90.5 53.3,90.6'),
  street('Jalan Pinang Kencana', 'kolektor', '50.7,90.8 51.5,91.9 52.2,93.0 51.6,94.0 50.1,94.8'),
  street('Jalan Pesisir Bugis', 'kolektor', '48.3,92.6 48.2,93.2 47.6,93.7 46.9,94.0 46.2,94.15'),
  street('Jalan Kampung Bugis', 'kolektor', '46.2,94.15 45.7,94.14 45.3,94.14 44.9,94.12 44.5,94.25'),
  street('Jalan Senggarang', 'kolektor', '44.5,94.25 44.15,94.6 43.75,94.8 43.4,95.0'),
  street('Jalan Senggarang Utara', 'kolektor', '43.4,95.0 43.2,95.6 43.0,96.4'),
  street('Jalan Dompak', 'kolektor', '50.7,90.8 50.8,89.5 50.6,88.2 50.2,87.2 49.0,87.1'),
  {
    ...street('Jembatan Dompak', 'kolektor', '49.0,87.1 48.5,87.05 47.7,87.05'),
    bridge: true,
  },
  street('Jalan Pulau Dompak', 'kolektor', '47.7,87.05 46.6,87.3 45.4,87.6 44.6,87.75'),
  // No road leads to the island of Penyengat: a network of its own.
  street('Jalan Penyengat', 'lingkungan', '41.3,92.75 41.55,92.64 41.85,92.6 42.13,92.69'),
]
