import { describe, expect, it } from 'vitest'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { isInside, type Position, shapes, table } from './demo-files.ts'

const CELL_M = 40
const buildings = shapes('bangunan').map(({ rings, cells }) => ({
  ring: rings[0]!,
  cells,
  centre: middle(rings[0]!),
}))
const rt = shapes('rt')
const survey = table('survei_rumah_tangga.csv')

function middle(ring: readonly Position[]): Position {
  const open = ring.slice(0, -1)
  return [open.reduce((s, p) => s + p[0], 0) / open.length, open.reduce((s, p) => s + p[1], 0) / open.length]
}

const grid = new Map<string, number[]>()
buildings.forEach(({ ring }, i) => {
  const keys = new Set(ring.map(([x, y]) => `${Math.floor(x / CELL_M)} ${Math.floor(y / CELL_M)}`))
  for (const key of keys) grid.set(key, [...(grid.get(key) ?? []), i])
})

function meet(a: readonly Position[], b: readonly Position[]): boolean {
  const side = (p: Position, q: Position, r: Position) =>
    (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
  for (let i = 0; i + 1 < a.length; i++) {
    for (let j = 0; j + 1 < b.length; j++) {
      const [p, q, r, s] = [a[i]!, a[i + 1]!, b[j]!, b[j + 1]!]
      if (side(p, q, r) * side(p, q, s) <= 0 && side(r, s, p) * side(r, s, q) <= 0) return true
    }
  }
  return isInside(a[0]!, b) || isInside(b[0]!, a)
}

describe('building footprints', () => {
  it('number about six thousand, with four to six corners', () => {
    expect(buildings.length).toBeGreaterThan(5_700)
    expect(buildings.length).toBeLessThan(6_400)
    for (const { ring } of buildings) expect([4, 6]).toContain(ring.length - 1)
    expect(new Set(buildings.map(({ cells }) => cells.ID_BGN)).size).toBe(buildings.length)
  })

  it('do not overlap', () => {
    const overlaps: string[] = []
    for (const near of grid.values()) {
      for (const i of near) {
        for (const j of near) {
          if (i < j && meet(buildings[i]!.ring, buildings[j]!.ring)) overlaps.push(`${i} ${j}`)
        }
      }
    }
    expect(overlaps).toEqual([])
  })

  it('are counted in the RT headers of 2014, and stand 34 to 63 to the hectare in Kampung Bugis', () => {
    const counted = new Map<string, number>()
    for (const cell of rt) {
      const ring = cell.rings[0]!
      const inside = buildings.filter(({ ring: walls }) =>
        walls.every((corner) => isInside(corner, ring)),
      ).length
      counted.set(`${cell.cells.KODE_KEL}/${cell.cells.RTRW}`, inside)
    }
    const profiles = table('profil_rt_2014.csv')
    for (const row of profiles) {
      const key = `${row['Kode Kelurahan']}/${row['Wilayah RT/RW']}`
      expect(counted.get(key), key).toBe(Number(row['Jumlah Bangunan (unit)']))
    }
    const bugis = profiles.filter((row) => row.Kawasan === 'Kampung Bugis')
    const density = bugis.reduce((sum, row) => sum + Number(row['Jumlah Bangunan (unit)']), 0) / 18.92
    expect(density).toBeGreaterThan(34)
    expect(density).toBeLessThan(63)
  })
})

describe('the survey', () => {
  const toUtm = fromLonLat(crsFromCode('EPSG:32648'))
  const number = (text: string | undefined) => (text === undefined || text === '' ? Number.NaN : Number(text))
  const placed = survey.map((row) => ({
    row,
    lat: number(row['_grup_lokasi/gps_latitude']),
    lon: number(row['_grup_lokasi/gps_longitude']),
  }))
  const inHouse = ({ lon, lat }: { lon: number; lat: number }) => {
    const [x, y] = toUtm(lon, lat)
    // Houses are smaller than a grid cell, but a point may stand in the next one.
    const near = [-1, 0, 1].flatMap((i) =>
      [-1, 0, 1].flatMap(
        (j) => grid.get(`${Math.floor(x / CELL_M) + i} ${Math.floor(y / CELL_M) + j}`) ?? [],
      ),
    )
    return near.some((i) => isInside([x, y], buildings[i]!.ring))
  }

  it('has five thousand rows, ten of them sent twice', () => {
    expect(survey.length).toBe(5_000)
    expect(new Set(survey.map((row) => row._uuid)).size).toBe(4_990)
    expect(new Set(survey.map((row) => row._id)).size).toBe(5_000)
  })

  it('lacks a position in 20 rows, in both ways that exports write it', () => {
    const none = placed.filter(({ lat }) => Number.isNaN(lat)).map(({ row }) => row['grup_lokasi/gps'])
    expect(none.length).toBe(20)
    expect(new Set(none)).toEqual(new Set(['', 'NaN NaN 0.0 0.0']))
  })

  it('has ten positions astray, one of them swapped; every other stands in a house', () => {
    const known = placed.filter(({ lat }) => !Number.isNaN(lat))
    const swapped = known.filter(({ lat, lon }) => lat > 90 && lon < 2)
    expect(swapped.length).toBe(1)
    const astray = known.filter((point) => point.lat < 90 && !inHouse(point))
    expect(astray.length).toBe(9)
  })

  it('repeats its position in one cell and in four, as Kobo does', () => {
    for (const row of survey) {
      const four = ['latitude', 'longitude', 'altitude', 'precision'].map(
        (part) => row[`_grup_lokasi/gps_${part}`],
      )
      expect(row['grup_lokasi/gps']).toBe(four.join(' ').trim())
    }
  })

  it('is dirty as surveys are: spellings of RT/RW, decimal commas, three kinds of blank', () => {
    const shapesOf = new Set(
      survey.map((row) => row['grup_lokasi/rt_rw']!.replace(/\d+/g, (digits) => `${digits.length}`)),
    )
    expect(shapesOf.size).toBeGreaterThanOrEqual(7)
    const floors = survey.map((row) => row['grup_rumah/luas_lantai']!)
    expect(floors.filter((text) => /^\d+,\d$/.test(text)).length).toBeGreaterThan(1_000)
    expect(new Set(floors.filter((text) => !/\d/.test(text)))).toEqual(new Set(['', '-', 'NA']))
  })
})
