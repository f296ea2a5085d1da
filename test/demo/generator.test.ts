import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { indonesian, roundedParts } from '../../data/tanjungpinang/generator/numbers.ts'
import { divide } from '../../data/tanjungpinang/generator/partition.ts'
import { area, isSimple, type Ring } from '../../data/tanjungpinang/generator/plane.ts'
import { seeded } from '../../data/tanjungpinang/generator/random.ts'
import { toLonLat } from '../../data/tanjungpinang/generator/utm.ts'
import { zip } from '../../data/tanjungpinang/generator/zip.ts'
import { crsFromCode, toLonLat as projLonLat } from '../../pipeline/geo/crs.ts'

describe('the seeded numbers', () => {
  it('are the published sequence of mulberry32', () => {
    const random = seeded(1)
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ])
  })

  it('stay in their ranges', () => {
    const random = seeded(7)
    for (let i = 0; i < 1_000; i++) {
      const whole = random.whole(3, 5)
      expect([3, 4, 5]).toContain(whole)
      expect(Math.abs(random.bell())).toBeLessThanOrEqual(3)
    }
    expect(random.pick({ never: 0, always: 1 })).toBe('always')
    expect(random.hex(12)).toMatch(/^[0-9a-f]{12}$/)
  })
})

describe('UTM to degrees by sums alone', () => {
  it('agrees with proj4 to a tenth of a millimetre over the whole city', () => {
    const inverse = projLonLat(crsFromCode('EPSG:32648'))
    for (let x = 425_000; x <= 455_000; x += 5_000) {
      for (let y = 88_000; y <= 114_000; y += 4_000) {
        const [lon, lat] = toLonLat([x, y])
        const [expectedLon, expectedLat] = inverse(x, y)
        expect(Math.abs(lon - expectedLon!)).toBeLessThan(1e-9)
        expect(Math.abs(lat - expectedLat!)).toBeLessThan(1e-9)
      }
    }
  })
})

describe('dividing an outline', () => {
  const bay: Ring = [
    [0, 0],
    [400, 0],
    [400, 150],
    [260, 170],
    [200, 90],
    [140, 170],
    [0, 150],
  ]

  it('gives each cell its share, and the cells together the whole', () => {
    const { outline, cells } = divide(bay, [1, 2, 1, 3], seeded(5))
    expect(cells.length).toBe(4)
    expect(cells.every(isSimple)).toBe(true)
    expect(cells.reduce((sum, cell) => sum + area(cell), 0)).toBeCloseTo(area(outline), 6)
    const shares = cells.map((cell) => area(cell) / area(outline))
    ;[1, 2, 1, 3].forEach((weight, i) => {
      expect(Math.abs(shares[i]! - weight / 7)).toBeLessThan(0.05)
    })
  })

  it('leaves an outline alone when there is one cell', () => {
    const { outline, cells } = divide(bay, [1], seeded(5))
    expect(cells).toEqual([outline])
  })
})

describe('numbers', () => {
  it('are rounded so that they still add up', () => {
    expect(roundedParts([1, 1, 1], 1, 2)).toEqual([0.34, 0.33, 0.33])
    const parts = roundedParts([2.337, 2.921, 3.532, 3.09, 2.4, 2.34, 2.3], 18.92, 2)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(18.92, 9)
  })

  it('are printed as Indonesian tables print them', () => {
    expect(indonesian(1460.39, 2)).toBe('1.460,39')
    expect(indonesian(19762620000, 2)).toBe('19.762.620.000,00')
    expect(indonesian(0.4, 2)).toBe('0,40')
    expect(indonesian(999, 0)).toBe('999')
  })
})

describe('the zip writer', () => {
  it('states sizes, offsets and the checksum that zlib computes', () => {
    const bytes = Buffer.from('data sintetis')
    const archive = zip([
      { name: 'a.txt', bytes: Buffer.alloc(0) },
      { name: 'b.txt', bytes },
    ])
    const end = archive.length - 22
    expect(archive.readUInt32LE(end)).toBe(0x06054b50)
    expect(archive.readUInt16LE(end + 10)).toBe(2)
    const second = archive.readUInt32LE(end + 16) + 46 + 5
    expect(archive.readUInt32LE(second)).toBe(0x02014b50)
    expect(archive.readUInt32LE(second + 16)).toBe(crc32(bytes))
    expect(archive.readUInt32LE(second + 24)).toBe(bytes.length)
    const local = archive.readUInt32LE(second + 42)
    expect(archive.readUInt32LE(local)).toBe(0x04034b50)
    expect(archive.subarray(local + 35, local + 35 + bytes.length)).toEqual(bytes)
  })
})
