import type { Position } from 'geojson'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'
import { randomBy } from '../points/chunks.ts'

const HOME: Position = [104.4, 0.9]
const STEP_DEG = 0.004

/** Zones that share bent borders, some of two parts and one with a hole, with ids from 1000. */
export function zones(side = 8): InputFeature[] {
  const random = randomBy(1)
  const corners = Array.from(
    { length: (side + 1) ** 2 },
    (_, i): Position => [
      HOME[0]! + ((i % (side + 1)) + 0.4 * random()) * STEP_DEG,
      HOME[1]! + (Math.floor(i / (side + 1)) + 0.4 * random()) * STEP_DEG,
    ],
  )
  const borders = new Map<string, Position[]>()
  const border = (a: number, b: number): Position[] => {
    const known = borders.get(`${a} ${b}`)
    if (known !== undefined) return known
    const [from, to] = [corners[a]!, corners[b]!]
    const between = Array.from(
      { length: 6 },
      (_, i): Position =>
        [0, 1].map(
          (axis) => from[axis]! + ((i + 1) / 7) * (to[axis]! - from[axis]!) + (random() - 0.5) * 0.0002,
        ),
    )
    borders.set(`${a} ${b}`, [from, ...between])
    borders.set(`${b} ${a}`, [to, ...between.toReversed()])
    return borders.get(`${a} ${b}`)!
  }
  return Array.from({ length: side * side }, (_, i): InputFeature => {
    const a = Math.floor(i / side) * (side + 1) + (i % side)
    const [b, c, d] = [a + 1, a + side + 2, a + side + 1]
    const ring = [...border(a, b), ...border(b, c), ...border(c, d), ...border(d, a), corners[a]!]
    const [x, y] = corners[a]!
    const box = (dx: number, dy: number, size: number): Position[] =>
      [[dx, dy], [dx, dy + size], [dx + size, dy + size], [dx + size, dy], [dx, dy]].map(([u, v]) => [x! + u!, y! + v!]) // biome-ignore format: a ring
    return {
      id: 1000 + i,
      geometry:
        i % 7 === 3
          ? { type: 'MultiPolygon', coordinates: [[ring], [box(0.1, 0.1, 0.0004)]] }
          : { type: 'Polygon', coordinates: i === 0 ? [ring, box(0.002, 0.002, 0.0005)] : [ring] },
      properties: {
        nama: `Zona ${i}`,
        kelas: ['ringan', 'sedang', 'berat'][i % 3]!,
        luas_ha: i / 4,
        kumuh: i % 2 === 0,
        ...(i % 5 === 0 ? { catatan: null } : {}),
      },
    }
  })
}

export function roads(): InputFeature[] {
  const random = randomBy(2)
  return Array.from({ length: 40 }, (_, i): InputFeature => {
    let [x, y] = [HOME[0]! + random() * 0.03, HOME[1]! + random() * 0.03]
    const line = Array.from({ length: 3 + (i % 20) }, (): Position => {
      x += (random() - 0.4) * 0.002
      y += (random() - 0.5) * 0.002
      return [x, y]
    })
    return {
      id: i,
      geometry: { type: 'LineString', coordinates: line },
      properties: { lebar_m: 2 + (i % 4) },
    }
  })
}

export function houses(count = 300): InputFeature[] {
  const random = randomBy(3)
  return Array.from(
    { length: count },
    (_, i): InputFeature => ({
      id: i + 1,
      geometry: { type: 'Point', coordinates: [HOME[0]! + random() ** 2 * 0.03, HOME[1]! + random() * 0.03] },
      properties: { jiwa: 1 + (i % 6), rt: `RT ${i % 12}`, ...(i % 4 === 0 ? { sewa: i * 0.1 } : {}) },
    }),
  )
}

export function linesOf(features: readonly InputFeature[]): string {
  return features.map((feature) => `${JSON.stringify({ type: 'Feature', ...feature })}\n`).join('')
}
