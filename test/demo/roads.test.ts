import { describe, expect, it } from 'vitest'
import {
  amount,
  hectares,
  isInside,
  outlines,
  type Position,
  type Shape,
  shapes,
  shoelace,
} from './demo-files.ts'

const roads = shapes('jalan')
const [sea] = shapes('perairan')
const zones = shapes('deliniasi_kumuh_2014')
const kelurahan = shapes('kelurahan')
const line = (road: Shape) => road.rings[0]!

function metres(a: Position, b: Position): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1])
}

/** Roads joined wherever an end comes within `reach_m` of a vertex of another, as groups of record numbers. */
function joined(reach_m: number): number[][] {
  const group = roads.map((_, i) => i)
  const find = (i: number): number => (group[i] === i ? i : find(group[i]!))
  roads.forEach((road, i) => {
    for (const end of [line(road)[0]!, line(road).at(-1)!]) {
      roads.forEach((other, j) => {
        if (i !== j && line(other).some((vertex) => metres(vertex, end) <= reach_m)) group[find(i)] = find(j)
      })
    }
  })
  const groups = new Map<number, number[]>()
  roads.forEach((_, i) => {
    groups.set(find(i), [...(groups.get(find(i)) ?? []), i])
  })
  return [...groups.values()].sort((a, b) => b.length - a.length)
}

describe('the roads', () => {
  it('are numbered, say what they are, and are all synthetic', () => {
    expect(new Set(roads.map(({ cells }) => cells.KODE_RUAS)).size).toBe(roads.length)
    for (const { cells } of roads) {
      expect(['arteri', 'kolektor', 'lokal', 'lingkungan']).toContain(cells.FUNGSI)
      expect(cells.SUMBER).toBe('sintetis')
      if (cells.NAMA !== '') expect(cells.NAMA).toMatch(/\(sintetis\)$/)
    }
  })

  it('are as wide as PP 34/2006 asks where they are main roads, and some were never measured', () => {
    const widths = (name: string) =>
      roads.filter(({ cells }) => cells.FUNGSI === name).map(({ cells }) => cells.LEBAR!)
    for (const width of widths('arteri')) expect(amount(width)).toBeGreaterThanOrEqual(11)
    for (const width of widths('kolektor')) expect(amount(width)).toBeGreaterThanOrEqual(9)
    expect(widths('lingkungan')).toContain('')
    for (const width of widths('lingkungan').filter((text) => text !== ''))
      expect(amount(width)).toBeLessThanOrEqual(3)
  })

  it('join to one network where gaps of 0.4 m are closed, and Penyengat to another', () => {
    const [town, island, ...others] = joined(0.5)
    expect(others).toEqual([])
    expect(town!.length).toBeGreaterThan(200)
    expect(island!.map((i) => roads[i]!.cells.NAMA)).toContain('Jalan Penyengat (sintetis)')
    expect(joined(0.01).length).toBeGreaterThan(4)
  })

  it('run through every location, as lanes between its RT', () => {
    for (const zone of zones) {
      const lanes = roads.filter(
        (road) => road.cells.FUNGSI === 'lingkungan' && line(road).some((at) => isInside(at, zone.rings[0]!)),
      )
      expect(lanes.length, zone.cells.NAMA_LOK).toBeGreaterThan(0)
    }
  })

  it('stay on the land where they are main roads, but for the bridge', () => {
    const land = kelurahan.flatMap(({ rings }) => rings)
    const wet = roads.filter(
      (road) =>
        ['arteri', 'kolektor'].includes(road.cells.FUNGSI!) &&
        line(road).some((at) => !land.some((ring) => isInside(at, ring))),
    )
    expect(wet.map(({ cells }) => cells.NAMA)).toEqual(['Jembatan Dompak (sintetis)'])
  })
})

describe('the sea', () => {
  it('is what the kelurahan leave of a rectangle, vertex for vertex', () => {
    const [outer, ...land] = sea!.rings
    const coast = outlines(kelurahan.flatMap(({ rings }) => rings))
    expect(outer!.length).toBe(5)
    expect(shoelace(outer!)).toBeLessThan(0)
    for (const ring of land) expect(shoelace(ring)).toBeGreaterThan(0)
    expect(land.length).toBe(coast.length)
    expect(hectares(land)).toBeCloseTo(hectares(coast), 6)
    const known = new Set(coast.flat().map(String))
    for (const vertex of land.flat()) expect(known.has(String(vertex))).toBe(true)
  })

  it('lies under the stilt settlements', () => {
    const isWet = (at: Position) => sea!.rings.reduce((inside, ring) => inside !== isInside(at, ring), false)
    const wet = zones.filter(({ rings }) => rings[0]!.some(isWet)).map(({ cells }) => cells.NAMA_LOK)
    expect(wet).toEqual([
      'Pantai Impian',
      'Tanjung Unggat',
      'Pelantar Sulawesi',
      'Kampung Bugis',
      'Senggarang',
    ])
  })
})
