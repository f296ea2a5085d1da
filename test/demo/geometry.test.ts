import { describe, expect, it } from 'vitest'
import { amount, hectares, isInside, outlines, type Position, shapes, shoelace } from './demo-files.ts'

const zones = shapes('deliniasi_kumuh_2014')
const verified = shapes('verifikasi_2018')
const kelurahan = shapes('kelurahan')
const rt = shapes('rt')

describe('the seven locations', () => {
  it('have the hectares of the decree', () => {
    expect(zones.map(({ cells }) => cells.LUAS_HA)).toEqual([
      '12,60',
      '5,99',
      '14,60',
      '31,64',
      '51,85',
      '18,92',
      '14,81',
    ])
    for (const { rings, cells } of zones) {
      expect(hectares(rings)).toBeCloseTo(amount(cells.LUAS_HA!), 3)
    }
    expect(hectares(zones.flatMap(({ rings }) => rings))).toBeCloseTo(150.41, 3)
  })

  it('have outlines of 40 to 120 vertices, clockwise, closed, to the millimetre', () => {
    for (const { rings } of [...zones, ...verified, ...kelurahan, ...rt]) {
      for (const ring of rings) {
        expect(ring[0]).toEqual(ring.at(-1))
        expect(shoelace(ring)).toBeLessThan(0)
        for (const value of ring.flat()) expect(Number(value.toFixed(3))).toBe(value)
      }
    }
    for (const { rings } of zones) {
      expect(rings.length).toBe(1)
      expect(rings[0]!.length - 1).toBeGreaterThanOrEqual(40)
      expect(rings[0]!.length - 1).toBeLessThanOrEqual(120)
    }
  })

  it('lie in their own kelurahan and touch no other; stilt villages reach over the water', () => {
    for (const zone of zones) {
      const places = zone.rings[0]!
      for (const unit of kelurahan) {
        const inside = places.filter((point) => unit.rings.some((ring) => isInside(point, ring))).length
        if (unit.cells.KODE_KEL === zone.cells.KODE_KEL) expect(inside / places.length).toBeGreaterThan(0.3)
        else expect(inside, `${zone.cells.NAMA_LOK} in ${unit.cells.NAMA_KEL}`).toBe(0)
      }
    }
    const overWater = (name: string) =>
      zones
        .find(({ cells }) => cells.NAMA_LOK === name)!
        .rings[0]!.some(
          (point) => !kelurahan.some(({ rings }) => rings.some((ring) => isInside(point, ring))),
        )
    expect(['Pelantar Sulawesi', 'Kampung Bugis', 'Senggarang'].map(overWater)).toEqual([true, true, true])
    expect(['Lembah Purnama', 'Sungai Nibung Hangus'].map(overWater)).toEqual([false, false])
  })

  it('leave 4.66 ha of Kampung Bugis in 2018, inside the outline of 2014', () => {
    expect(verified.length).toBe(1)
    const [after] = verified
    const before = zones.find(({ cells }) => cells.KODE_LOK === after!.cells.KODE_LOK)!
    expect(hectares(after!.rings)).toBeCloseTo(4.66, 3)
    const corners = new Set(before.rings[0]!.map(String))
    for (const point of after!.rings[0]!) {
      expect(corners.has(String(point)) || isInside(point, before.rings[0]!)).toBe(true)
    }
  })
})

describe('RT cells', () => {
  it('tile their location exactly, with shared vertices', () => {
    for (const zone of zones) {
      const cells = rt.filter((cell) => cell.cells.KODE_LOK === zone.cells.KODE_LOK)
      const [outline, ...others] = outlines(cells.flatMap(({ rings }) => rings))
      expect(others).toEqual([])
      expect(new Set(outline!.map(String))).toEqual(new Set(zone.rings[0]!.map(String)))
      expect(hectares(cells.flatMap(({ rings }) => rings))).toBeCloseTo(hectares(zone.rings), 6)
    }
  })

  it('number 3 in RW001 and 4 in RW006 in Kampung Bugis, about one per 2.7 ha elsewhere', () => {
    const inZone = (id: string) =>
      rt.filter(({ cells }) => cells.KODE_LOK === id).map(({ cells }) => cells.RTRW)
    expect(inZone('21.72.03.1005-K01').sort()).toEqual([
      'RT001-RW001',
      'RT001-RW006',
      'RT002-RW001',
      'RT002-RW006',
      'RT003-RW001',
      'RT003-RW006',
      'RT004-RW006',
    ])
    for (const zone of zones) {
      const mean = hectares(zone.rings) / inZone(zone.cells.KODE_LOK!).length
      expect(mean).toBeGreaterThan(2.2)
      expect(mean).toBeLessThan(3.2)
    }
  })

  it('have one name each in their kelurahan, and some lie outside the decree', () => {
    const names = rt.map(({ cells }) => `${cells.KODE_KEL}/${cells.RTRW}`)
    expect(new Set(names).size).toBe(names.length)
    const outside = rt.filter(({ cells }) => cells.KODE_LOK === '')
    expect(outside.length).toBeGreaterThan(10)
    expect(outside.map(({ cells }) => `${cells.KODE_KEL}/${cells.RTRW}`)).toContain(
      '21.72.03.1005/RT002-RW002',
    )
    const homes = new Set(zones.map(({ cells }) => cells.KODE_KEL))
    for (const { cells } of outside) expect(homes.has(cells.KODE_KEL)).toBe(true)
  })
})

describe('kelurahan cells', () => {
  const parts = kelurahan.flatMap(({ rings }) => rings)

  it('cover one mainland and five islands without gap or overlap', () => {
    const coast = outlines(parts)
    expect(coast.length).toBe(6)
    // A gap between neighbours would be an outline walked the other way round.
    for (const ring of coast) expect(shoelace(ring)).toBeLessThan(0)
    expect(hectares(coast)).toBeCloseTo(hectares(parts), 6)
  })

  it('are about as large as the real ones', () => {
    const real: Record<string, number> = {
      '21.72.01.1001': 162,
      '21.72.02.1003': 1942,
      '21.72.03.1004': 97,
      '21.72.03.1005': 2380,
      '21.72.04.1002': 3712,
      '21.72.04.1005': 127,
    }
    for (const [code, area] of Object.entries(real)) {
      const unit = kelurahan.find(({ cells }) => cells.KODE_KEL === code)!
      expect(hectares(unit.rings) / area, unit.cells.NAMA_KEL).toBeGreaterThan(0.8)
      expect(hectares(unit.rings) / area, unit.cells.NAMA_KEL).toBeLessThan(1.2)
    }
  })
})

describe('the outline test itself', () => {
  const square = (x: number, y: number): Position[] => [
    [x, y],
    [x, y + 1],
    [x + 1, y + 1],
    [x + 1, y],
    [x, y],
  ]

  it('sees an overlap and a gap', () => {
    expect(() => outlines([square(0, 0), square(0, 0)])).toThrow('two cells')
    const ringOfCells = [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => [x, y] as const))
    const withHole = ringOfCells.filter(([x, y]) => x !== 1 || y !== 1).map(([x, y]) => square(x, y))
    expect(
      outlines(withHole)
        .map(shoelace)
        .sort((a, b) => a - b),
    ).toEqual([-9, 1])
  })
})
