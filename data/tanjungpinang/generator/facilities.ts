import type { Town } from './kelurahan.ts'
import { placed, type Sketch } from './layout.ts'
import { contains } from './plane.ts'
import { toLonLat } from './utm.ts'

export type Facility = readonly [name: string, kind: string, kelurahanCode: string, at: Sketch]

export const FACILITIES: readonly Facility[] = [
  ['Pelabuhan Kota (sintetis)', 'pelabuhan', '21.72.03.1001', [43.98, 92.85]],
  ['Pelabuhan Penyeberangan Kampung Bugis (sintetis)', 'pelabuhan', '21.72.03.1005', [45.9, 93.95]],
  ['Dermaga Penyengat (sintetis)', 'pelabuhan', '21.72.03.1004', [42.15, 92.72]],
  ['Pasar Kota (sintetis)', 'pasar', '21.72.03.1001', [44.3, 93.2]],
  ['Pasar Kampung Baru (sintetis)', 'pasar', '21.72.01.1003', [44.85, 91.5]],
  ['Puskesmas Tanjung Unggat (sintetis)', 'puskesmas', '21.72.04.1005', [46.1, 92.15]],
  ['Puskesmas Kampung Bugis (sintetis)', 'puskesmas', '21.72.03.1005', [45.3, 94.35]],
  ['Puskesmas Melayu Kota Piring (sintetis)', 'puskesmas', '21.72.02.1001', [48.2, 92.2]],
  ['SDN Kampung Bugis (sintetis)', 'sekolah', '21.72.03.1005', [44.75, 94.3]],
  ['SDN Senggarang (sintetis)', 'sekolah', '21.72.03.1003', [43.6, 95.2]],
  ['SDN Lembah Purnama (sintetis)', 'sekolah', '21.72.04.1003', [45.6, 90.25]],
  ['SMPN Batu IX (sintetis)', 'sekolah', '21.72.02.1004', [50.3, 90.5]],
  ['TPS 3R Sei Jang (sintetis)', 'persampahan', '21.72.04.1004', [47.2, 90.5]],
  ['Pos Pemadam Bukit Cermin (sintetis)', 'pemadam', '21.72.01.1004', [44.7, 92.0]],
]

/** A dozen made-up places, each on the land of its kelurahan. */
export function facilitiesGeoJson(town: Town): string {
  const features = FACILITIES.map(([name, kind, code, at], i) => {
    const point = placed(at)
    const home = town.kelurahan.find((cell) => cell.code === code)!
    if (!home.rings.some((ring) => contains(ring, point))) throw new Error(`${name} is not in ${home.name}`)
    const [lon, lat] = toLonLat(point)
    return {
      type: 'Feature',
      properties: {
        kode: `F${String(i + 1).padStart(2, '0')}`,
        nama: name,
        jenis: kind,
        kode_kel: code,
        sumber: 'sintetis',
      },
      geometry: { type: 'Point', coordinates: [Number(lon.toFixed(6)), Number(lat.toFixed(6))] },
    }
  })
  const lines = features.map((feature) => JSON.stringify(feature)).join(',\n')
  return `{"type":"FeatureCollection","name":"fasilitas_sintetis","features":[\n${lines}\n]}\n`
}
