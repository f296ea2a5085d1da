import { closeSync, openSync, writeSync } from 'node:fs'

export const TILE_SIZES = ['S', 'M', 'L'] as const
export const TILE_KINDS = ['areas', 'buildings', 'points'] as const
export type TileSize = (typeof TILE_SIZES)[number]
export type TileKind = (typeof TILE_KINDS)[number]

/** West, south, east, north in degrees. */
type Box = readonly [number, number, number, number]

interface SizeSpec {
  box: Box
  areas: { columns: number; rows: number; vertices: number; digits: number; name: string; seed: number }
  /** Buildings, and points as well. */
  count: number
  /** Settlements that most of them gather in, and how wide these are in degrees. */
  clusters: number
  spread: number
  seed: number
  /** Whether features carry all attributes, or a dozen. */
  full: boolean
}

export const SIZE_SPECS: Readonly<Record<TileSize, SizeSpec>> = {
  S: {
    box: [104.42, 0.87, 104.53, 0.96],
    areas: { columns: 20, rows: 20, vertices: 64, digits: 7, name: 'RT', seed: 12 },
    ...{ count: 5000, clusters: 40, spread: 0.003, seed: 13, full: true },
  },
  M: {
    box: [103.9, 0.75, 104.7, 1.25],
    areas: { columns: 50, rows: 40, vertices: 500, digits: 7, name: 'RW', seed: 21 },
    ...{ count: 200_000, clusters: 600, spread: 0.006, seed: 23, full: true },
  },
  L: {
    box: [105.2, -8.8, 114.6, -5.9],
    areas: { columns: 519, rows: 160, vertices: 300, digits: 6, name: 'Desa', seed: 31 },
    ...{ count: 2_000_000, clusters: 4000, spread: 0.01, seed: 33, full: false },
  },
}

/** How far borders stray: with the first no ring crosses itself, with the second about a third do. */
const ROUGHNESS = { valid: 0.12, selfCrossing: 0.45 } as const
const METRE_DEGREES = 1 / 111_320
const DIGITS = 7

export interface TileInput {
  features: number
  /** Without the repeated last one of a ring. */
  vertices: number
}

/**
 * Writes made-up features, one GeoJSON feature a line: areas that tile the box and share fractal borders, buildings of 4
 * to 8 corners, or points with the answers of a household survey. The same call writes the same bytes.
 */
export function writeTileInput(
  path: string,
  size: TileSize,
  kind: TileKind,
  selfCrossing = false,
): TileInput {
  const lines = new LineFile(path)
  try {
    const spec = SIZE_SPECS[size]
    if (kind === 'areas') return writeAreas(lines, spec, ROUGHNESS[selfCrossing ? 'selfCrossing' : 'valid'])
    return kind === 'buildings' ? writeBuildings(lines, spec) : writePoints(lines, spec)
  } finally {
    lines.close()
  }
}

class LineFile {
  readonly #file: number
  #waiting: string[] = []
  #length = 0

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  add(line: string): void {
    this.#waiting.push(line)
    this.#length += line.length
    if (this.#length > 4e6) this.#flush()
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    if (this.#waiting.length > 0) writeSync(this.#file, `${this.#waiting.join('\n')}\n`)
    this.#waiting = []
    this.#length = 0
  }
}

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function positionText(lon: number, lat: number, digits: number): string {
  return `[${lon.toFixed(digits)},${lat.toFixed(digits)}]`
}

function featureText(properties: object, type: 'Polygon' | 'Point', coordinates: string): string {
  return `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":{"type":"${type}","coordinates":${coordinates}}}`
}

function writeAreas(lines: LineFile, spec: SizeSpec, roughness: number): TileInput {
  const { columns, rows, vertices, name } = spec.areas
  const grid = new BorderGrid(spec, roughness)
  const random = randomOf(99)
  let id = 0
  let below = Array.from({ length: columns }, (_, column) => grid.border(column, 0, 'eastwards'))
  for (let row = 0; row < rows; row++) {
    const above: string[][] = []
    let left = grid.border(0, row, 'northwards')
    for (let column = 0; column < columns; column++) {
      const right = grid.border(column + 1, row, 'northwards')
      const top = grid.border(column, row + 1, 'eastwards')
      const ring = [
        ...below[column]!,
        ...right.slice(1),
        ...top.slice(0, -1).reverse(),
        ...left.slice(0, -1).reverse(),
      ]
      const properties = {
        id,
        code: String(2_172_000_000 + id),
        name: `${name} ${id}`,
        population: Math.floor(random() * 4000),
        households: Math.floor(random() * 1100),
        ...(spec.full
          ? {
              slum_pct: tenth(random() * 60),
              water_pct: tenth(random() * 100),
              sanitation_pct: tenth(random() * 100),
            }
          : {}),
      }
      lines.add(featureText(properties, 'Polygon', `[[${ring.join(',')}]]`))
      above.push(top)
      left = right
      id++
    }
    below = above
  }
  return { features: id, vertices: id * vertices }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

/** Nodes of a shaken grid, and the fractal borders between neighbouring nodes, which two areas share to the last digit. */
class BorderGrid {
  readonly #lons: Float64Array
  readonly #lats: Float64Array
  readonly #columns: number
  readonly #steps: number
  readonly #digits: number
  readonly #seed: number
  readonly #roughness: number

  constructor({ box: [west, south, east, north], areas }: SizeSpec, roughness: number) {
    const { columns, rows, vertices, digits, seed } = areas
    this.#columns = columns + 1
    this.#steps = vertices >> 2
    this.#digits = digits
    this.#seed = seed
    this.#roughness = roughness
    this.#lons = new Float64Array((columns + 1) * (rows + 1))
    this.#lats = new Float64Array((columns + 1) * (rows + 1))
    const random = randomOf(seed)
    const shaken = (place: number): number => place + (random() - 0.5) / 2
    for (let node = 0; node < this.#lons.length; node++) {
      this.#lons[node] = west + ((east - west) / columns) * shaken(node % this.#columns)
      this.#lats[node] = south + ((north - south) / rows) * shaken(Math.floor(node / this.#columns))
    }
  }

  /** Positions from a node to its neighbour, both included. */
  border(column: number, row: number, towards: 'eastwards' | 'northwards'): string[] {
    const from = row * this.#columns + column
    const to = towards === 'eastwards' ? from + 1 : from + this.#columns
    const turn = 2 * from + (towards === 'eastwards' ? 1 : 2)
    const random = randomOf(this.#seed ^ Math.imul(turn, 2_654_435_761))
    const halves = 2 ** Math.ceil(Math.log2(this.#steps))
    const lons = new Float64Array(halves + 1)
    const lats = new Float64Array(halves + 1)
    for (const [place, node] of [
      [0, from],
      [halves, to],
    ] as const) {
      lons[place] = this.#lons[node]!
      lats[place] = this.#lats[node]!
    }
    for (let step = halves; step > 1; step >>= 1) {
      for (let middle = step >> 1; middle < halves; middle += step) {
        const [a, b] = [middle - (step >> 1), middle + (step >> 1)]
        const aside = (random() - 0.5) * this.#roughness
        lons[middle] = (lons[a]! + lons[b]!) / 2 - (lats[b]! - lats[a]!) * aside
        lats[middle] = (lats[a]! + lats[b]!) / 2 + (lons[b]! - lons[a]!) * aside
      }
    }
    return Array.from({ length: this.#steps + 1 }, (_, i) => {
      const place = Math.round((i * halves) / this.#steps)
      return positionText(lons[place]!, lats[place]!, this.#digits)
    })
  }
}

/** Most gather in settlements, the rest lie anywhere in the box. */
function scatter({ box, count, clusters, spread, seed }: SizeSpec): [lons: Float64Array, lats: Float64Array] {
  const [west, south, east, north] = box
  const random = randomOf(seed)
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const anywhere = (): [number, number] => [
    west + (east - west) * random(),
    south + (north - south) * random(),
  ]
  const middles = Array.from({ length: clusters }, () => ({
    at: anywhere(),
    width: spread * (0.3 + 1.7 * random()),
  }))
  const lons = new Float64Array(count)
  const lats = new Float64Array(count)
  for (let i = 0; i < count; ) {
    let [lon, lat] = anywhere()
    if (random() < 0.85) {
      const { at, width } = middles[Math.floor(random() * clusters)]!
      lon = at[0] + gauss() * width
      lat = at[1] + gauss() * width
    }
    if (lon <= west || lon >= east || lat <= south || lat >= north) continue
    lons[i] = lon
    lats[i++] = lat
  }
  return [lons, lats]
}

const USES = ['rumah tinggal', 'rumah toko', 'warung', 'masjid', 'sekolah', 'kantor']
/** Corners of a box, an L and a U, in halves of their length and width. */
const OUTLINES = [
  [-1, -1, 1, -1, 1, 1, -1, 1],
  [-1, -1, 1, -1, 1, 0, 0, 0, 0, 1, -1, 1],
  [-1, -1, 1, -1, 1, -0.5, 0.5, -0.5, 0.5, 0.5, 1, 0.5, 1, 1, -1, 1],
]

function writeBuildings(lines: LineFile, spec: SizeSpec): TileInput {
  const [lons, lats] = scatter(spec)
  const random = randomOf(spec.seed + 1)
  let vertices = 0
  for (let id = 0; id < spec.count; id++) {
    const turn = random() * Math.PI
    const [east, north] = [Math.cos(turn), Math.sin(turn)]
    const [half_length_m, half_width_m] = [4 + random() * 8, 3 + random() * 6]
    const shape = random()
    const outline = OUTLINES[shape < 0.6 ? 0 : shape < 0.9 ? 1 : 2]!
    const ring: string[] = []
    for (let i = 0; i < outline.length; i += 2) {
      const [x, y] = [
        outline[i]! * half_length_m * METRE_DEGREES,
        outline[i + 1]! * half_width_m * METRE_DEGREES,
      ]
      ring.push(positionText(lons[id]! + x * east - y * north, lats[id]! + x * north + y * east, DIGITS))
    }
    vertices += ring.length
    ring.push(ring[0]!)
    const properties = {
      id,
      use: USES[Math.floor(random() * random() * USES.length)],
      floors: 1 + Math.floor(random() * random() * 4),
      area_m2: tenth(half_length_m * half_width_m * 4),
      permanent: random() < 0.7,
      ...(spec.full ? { name: `Bangunan ${id}` } : {}),
    }
    lines.add(featureText(properties, 'Polygon', `[[${ring.join(',')}]]`))
  }
  return { features: spec.count, vertices }
}

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  water_source: ['PDAM', 'sumur gali', 'sumur bor', 'air hujan', 'air kemasan', 'mata air'],
  toilet: ['sendiri', 'bersama', 'MCK umum', 'tidak ada'],
  sewage: ['septic tank', 'IPAL', 'langsung ke laut', 'drainase', 'lubang tanah'],
  waste: ['diangkut petugas', 'dibakar', 'dibuang ke laut', 'dikubur'],
  roof: ['seng', 'genteng', 'asbes', 'beton', 'rumbia'],
  wall: ['bata', 'kayu', 'papan', 'anyaman'],
  floor: ['keramik', 'semen', 'kayu', 'tanah', 'panggung'],
  tenure: ['SHM', 'HGB', 'sewa', 'numpang', 'tanpa surat'],
  occupation: ['nelayan', 'buruh', 'PNS', 'pedagang', 'wiraswasta', 'tidak bekerja', 'pensiunan', 'karyawan'],
  lighting: ['PLN', 'genset', 'lampu minyak'],
}
/** Whole numbers: the least, how many there are, and the step between them. Small ones are more frequent when it is 0. */
const AMOUNTS: readonly (readonly [name: string, least: number, count: number, step: number])[] = [
  ['members', 0, 8, 0],
  ['children', 0, 8, 0],
  ['elderly', 0, 8, 0],
  ['school_age', 0, 8, 0],
  ['rooms', 0, 8, 0],
  ['year_built', 1950, 75, 1],
  ['floor_area_m2', 12, 120, 1],
  ['distance_road_m', 0, 300, 1],
  ['water_l_per_day', 0, 600, 1],
  ['income_idr', 0, 100, 100_000],
]
const YES_OR_NO = ['flooded', 'fire_access', 'drainage_ok', 'road_ok', 'disabled', 'pkh', 'kks', 'internet']

function writePoints(lines: LineFile, spec: SizeSpec): TileInput {
  const [lons, lats] = scatter(spec)
  const random = randomOf(spec.seed + 2)
  const answers = Object.entries(ANSWERS).slice(0, spec.full ? 10 : 4)
  const amounts = AMOUNTS.slice(0, spec.full ? 10 : 4)
  const flags = YES_OR_NO.slice(0, spec.full ? 8 : 2)
  for (let id = 0; id < spec.count; id++) {
    const properties: Record<string, string | number | boolean> = { id }
    for (const [name, words] of answers)
      properties[name] = words[Math.floor(random() * random() * words.length)]!
    for (const [name, least, count, step] of amounts)
      properties[name] =
        step === 0 ? Math.floor(random() * random() * count) : least + Math.floor(random() * count) * step
    for (const name of flags) properties[name] = random() < 0.4
    properties.score = Math.round(random() * 10_000) / 100
    lines.add(featureText(properties, 'Point', positionText(lons[id]!, lats[id]!, DIGITS)))
  }
  return { features: spec.count, vertices: spec.count }
}
