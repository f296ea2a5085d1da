/** A made-up building: what a city hall's footprint layer holds, in degrees of WGS 84. */
export interface Building {
  kode: string
  fungsi: string
  lantai: number
  kondisi: string
  luas_m2: number
  kelurahan: string
  /** Closed, counter-clockwise, seven decimals. */
  ring: [lon: number, lat: number][]
}

export const COLUMNS = ['kode', 'fungsi', 'lantai', 'kondisi', 'luas_m2', 'kelurahan'] as const

/** West, south, east, north in degrees: a made-up city on the north coast of Java. */
export const ENVELOPE: [number, number, number, number] = [109.55, -7, 109.85, -6.8]

const USES = ['Rumah tinggal', 'Rumah toko', 'Warung', 'Masjid', 'Sekolah', 'Kantor', 'Gudang']
const CONDITIONS = ['Permanen', 'Semi permanen', 'Tidak layak']
const VILLAGES = ['Kandang Panjang', 'Panjang Wetan', 'Krapyak', 'Degayu', 'Bandengan', 'Pasirkratonkramat']
const CLUSTERS = 400
const METRE = 1 / 111_320

/** Outlines in half widths and half depths: a box, an L and a U. */
const OUTLINES: [share: number, corners: [number, number][]][] = [
  [0.6, [[-1, -1], [1, -1], [1, 1], [-1, 1]]], // biome-ignore format: one outline a line
  [0.9, [[-1, -1], [1, -1], [1, 0], [0, 0], [0, 1], [-1, 1]]], // biome-ignore format: one outline a line
  [1, [[-1, -1], [1, -1], [1, -0.5], [0.5, -0.5], [0.5, 0.5], [1, 0.5], [1, 1], [-1, 1]]], // biome-ignore format: one outline a line
]

/** The first `count` buildings of a town without end; the same ones every time. */
export function* buildings(count: number): Generator<Building> {
  const random = randomNumbers(23)
  const [west, south, east, north] = ENVELOPE
  const centres = Array.from({ length: CLUSTERS }, () => ({
    lon: west + (0.1 + 0.8 * random()) * (east - west),
    lat: south + (0.1 + 0.8 * random()) * (north - south),
    village: VILLAGES[Math.floor(random() * VILLAGES.length)]!,
  }))
  for (let number = 1; number <= count; number++) {
    const centre = centres[Math.floor(random() * CLUSTERS)]!
    const lon = centre.lon + (random() - random()) * 0.01
    const lat = centre.lat + (random() - random()) * 0.01
    const width = 4 + random() * 8
    const depth = 3 + random() * 6
    const kind = random()
    const [, corners] = OUTLINES.find(([share]) => kind < share)!
    yield {
      kode: `BGN-${String(number).padStart(8, '0')}`,
      fungsi: USES[Math.floor(random() * random() * USES.length)]!,
      lantai: 1 + Math.floor(random() * random() * 4),
      kondisi: CONDITIONS[Math.floor(random() * random() * CONDITIONS.length)]!,
      luas_m2: Math.round(width * depth * 40) / 10,
      kelurahan: centre.village,
      ring: outline(corners, lon, lat, width * METRE, depth * METRE, random() * Math.PI),
    }
  }
}

function outline(
  corners: [number, number][],
  lon: number,
  lat: number,
  width: number,
  depth: number,
  angle: number,
): [number, number][] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const ring = corners.map(([x, y]): [number, number] => [
    round(lon + x * width * cos - y * depth * sin),
    round(lat + x * width * sin + y * depth * cos),
  ])
  return [...ring, ring[0]!]
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

/** Numbers from 0 to 1, the same sequence for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
