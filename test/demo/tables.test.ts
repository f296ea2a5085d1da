import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { amount, shapes, table } from './demo-files.ts'

const DENOMINATOR: Record<string, string> = {
  '1a': 'Jumlah Bangunan (unit)',
  '1b': 'Luas Verifikasi (Ha)',
  '1c': 'Jumlah Bangunan (unit)',
  '2a': 'Panjang Jalan Lingkungan Ideal (m)',
  '2b': 'Panjang Jalan Lingkungan Ideal (m)',
  '3a': 'Jumlah KK',
  '3b': 'Jumlah KK',
  '4a': 'Luas Verifikasi (Ha)',
  '4b': 'Panjang Drainase Lingkungan Ideal (m)',
  '4c': 'Panjang Drainase Lingkungan Ideal (m)',
  '5a': 'Jumlah KK',
  '5b': 'Jumlah KK',
  '6a': 'Jumlah KK',
  '6b': 'Jumlah KK',
  '7a': 'Jumlah Bangunan (unit)',
  '7b': 'Jumlah Bangunan (unit)',
}

type Row = Record<string, string>

const sum = (rows: readonly Row[], column: string) =>
  rows.reduce((total, row) => total + amount(row[column]!), 0)
const by = (rows: readonly Row[], name: string) => rows.filter((row) => row.Kawasan === name)

/** The practised cuts of the working sheets, on sums of volumes over sums of denominators. */
function total(rows: readonly Row[]): number {
  return Object.entries(DENOMINATOR).reduce((score, [id, denominator]) => {
    const percent = (100 * sum(rows, id)) / sum(rows, denominator)
    return score + (percent >= 75.995 ? 5 : percent >= 50.995 ? 3 : percent >= 24.995 ? 1 : 0)
  }, 0)
}

describe.each(['2014', '2018'])('RT profiles of %s', (year) => {
  const rows = table(`profil_rt_${year}.csv`)

  it('keep every deficit between nothing and its denominator', () => {
    for (const row of rows) {
      for (const [id, denominator] of Object.entries(DENOMINATOR)) {
        expect(amount(row[id]!), `${row['Wilayah RT/RW']} ${id}`).toBeGreaterThanOrEqual(0)
        expect(amount(row[id]!), `${row['Wilayah RT/RW']} ${id}`).toBeLessThanOrEqual(
          amount(row[denominator]!),
        )
      }
    }
  })

  it('state totals that follow from their own cells', () => {
    for (const row of rows) expect(total([row])).toBe(Number(row['Total Nilai']))
  })

  it('have about four people to a family and a family or so to a house', () => {
    expect(sum(rows, 'Jumlah Penduduk (jiwa)') / sum(rows, 'Jumlah KK')).toBeCloseTo(4, 0)
    const perHouse = sum(rows, 'Jumlah KK') / sum(rows, 'Jumlah Bangunan (unit)')
    expect(perHouse).toBeGreaterThan(1)
    expect(perHouse).toBeLessThan(1.2)
  })

  it('cover exactly the RT of the locations', () => {
    const mapped = shapes('rt')
      .filter(({ cells }) => cells.KODE_LOK !== '')
      .map(({ cells }) => `${cells.KODE_KEL}/${cells.RTRW}`)
    expect(rows.map((row) => `${row['Kode Kelurahan']}/${row['Wilayah RT/RW']}`)).toEqual(mapped)
  })
})

describe('what the profiles tell', () => {
  const before = table('profil_rt_2014.csv')
  const after = table('profil_rt_2018.csv')

  it('adds up to the hectares of the decree, to the last printed digit', () => {
    for (const { cells } of shapes('deliniasi_kumuh_2014')) {
      const zone = before.filter((row) => row['Kode Lokasi'] === cells.KODE_LOK)
      expect(sum(zone, 'Luas Verifikasi (Ha)')).toBeCloseTo(amount(cells.LUAS_HA!), 9)
    }
    expect(sum(by(after, 'Kampung Bugis'), 'Luas Verifikasi (Ha)')).toBeCloseTo(4.66, 9)
  })

  it('gives Kampung Bugis moderate in 2014 and light in 2018, the other locations all three classes', () => {
    const totals = (rows: readonly Row[]) =>
      Object.fromEntries(
        [...new Set(rows.map((row) => row.Kawasan!))].map((name) => [name, total(by(rows, name))]),
      )
    expect(totals(before)).toEqual({
      'Pantai Impian': 30,
      'Lembah Purnama': 19,
      'Sungai Nibung Hangus': 45,
      'Tanjung Unggat': 51,
      'Pelantar Sulawesi': 65,
      'Kampung Bugis': 47,
      Senggarang: 32,
    })
    expect(totals(after)).toEqual({ ...totals(before), 'Kampung Bugis': 22 })
  })

  it('repeats the two numbers that the study of Kampung Bugis prints', () => {
    expect(sum(by(before, 'Kampung Bugis'), '1a')).toBe(420)
    expect(sum(by(before, 'Kampung Bugis'), '2b')).toBeCloseTo(1460.39, 9)
  })

  it('has one RT over the density limit, and counts all of it', () => {
    const dense = before.filter((row) => amount(row['1b']!) > 0)
    expect(dense.map((row) => row.Kawasan)).toEqual(['Pelantar Sulawesi'])
    const [row] = dense
    expect(row!['1b']).toBe(row!['Luas Verifikasi (Ha)'])
    expect(amount(row!['Jumlah Bangunan (unit)']!) / amount(row!['Luas Verifikasi (Ha)']!)).toBeGreaterThan(
      200,
    )
  })
})

describe('tables kept as printed', () => {
  it('hold the annex with its faults', () => {
    const rows = table('sk-337-2014-lampiran.csv')
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['1', 'Tanjung Pinang Barat', 'Kelurahan Kampung Baru', 'Pantai Impian', '12,6 Ha'],
      ['2', 'Bukit Bestari', 'Tanjung Ayu Sakti', 'Lembah Purnama', '5,99 Ha'],
      ['3', 'Tanjung Pinang Timur', 'Tanjung pinang timur', 'Sungai nibung angus', '14,6 Ha'],
      ['4', 'Bukit bestari', 'Tanjung Unggat', '', '31,64 Ha'],
      ['5', 'Tanjung Pinang Barat', '', 'Pelantar Sulawesi', '51,85 Ha'],
      ['6', 'Tanjung Pinang Kota', '', 'Kampung Bugis', '18,92 Ha'],
      ['7', 'Tanjung Pinang kota', '', 'Sanggarang', '14,81 Ha'],
    ])
    expect(sum(rows, 'Luas')).toBeCloseTo(150.41, 9)
  })

  it('hold the works with theirs', () => {
    const roads = table('kegiatan-jalan.csv')
    expect(sum(roads, 'Volume')).toBeCloseTo(2762.38, 9)
    expect(sum(roads, 'APBN')).toBe(23_562_620_000)
    const houses = table('kegiatan-rumah.csv')
    expect(sum(houses, 'Volume')).toBe(79)
    expect(sum(houses, 'APBD')).toBe(1_303_500_000)
    expect(houses.filter((row) => row['RT/RW'] === 'RT003-RW006').length).toBe(3)
  })
})

describe('reference data', () => {
  const path = (name: string) => new URL(`../../${name}`, import.meta.url)
  const [head, ...lines] = readFileSync(path('data/reference/admin-codes.csv'), 'utf8').trimEnd().split('\n')
  const units = lines.map((line) => line.split(','))

  it('lists the city, 4 kecamatan and 18 kelurahan, each under a parent that is listed', () => {
    expect(head).toBe('kemendagri_code,level,name,parent_code,bps_code')
    const levels = units.map(([, level]) => level)
    expect(
      ['kota', 'kecamatan', 'kelurahan'].map((level) => levels.filter((l) => l === level).length),
    ).toEqual([1, 4, 18])
    const codes = new Set(units.map(([code]) => code))
    for (const [code, level, , parent] of units) {
      expect(code!.startsWith(`${parent}.`)).toBe(true)
      if (level !== 'kota') expect(codes.has(parent)).toBe(true)
    }
    expect(new Set(units.map((unit) => unit[4])).size).toBe(units.length)
  })

  it('agrees with the boundaries of the demo city', () => {
    const listed = units
      .filter(([, level]) => level === 'kelurahan')
      .map(([code, , name, , bps]) => `${code} ${name} ${bps}`)
    expect(
      shapes('kelurahan').map(({ cells }) => `${cells.KODE_KEL} ${cells.NAMA_KEL} ${cells.KODE_BPS}`),
    ).toEqual(listed)
  })

  it('ties activities to criteria of the methodology in the unit of each', () => {
    const { criteria } = parse(
      readFileSync(path('schemas/methodologies/permen-pupr-14-2018.yaml'), 'utf8'),
    ) as {
      criteria: { id: string; unit: string }[]
    }
    const { activities } = parse(readFileSync(path('data/reference/activities.yaml'), 'utf8')) as {
      activities: { names: string[]; criteria: Record<string, string> }[]
    }
    const names = activities.flatMap((activity) => activity.names.map((name) => name.toLowerCase()))
    expect(new Set(names).size).toBe(names.length)
    for (const row of [...table('kegiatan-jalan.csv'), ...table('kegiatan-rumah.csv')]) {
      expect(names).toContain(row.Kegiatan!.toLowerCase())
    }
    for (const activity of activities) {
      for (const [id, unit] of Object.entries(activity.criteria)) {
        expect(criteria.find((criterion) => criterion.id === id)?.unit, `${activity.names[0]} ${id}`).toBe(
          unit,
        )
      }
    }
  })
})
