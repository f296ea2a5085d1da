import { describe, expect, it } from 'vitest'
import type { RecordTables } from '../../pipeline/decree/kelurahan-names.ts'
import { unclearKelurahan, unclearZones, zonesOfRtRecords } from '../../pipeline/decree/rt-records.ts'
import { sqlText } from '../../pipeline/store/index.ts'
import { sharedStore } from '../support/shared-store.ts'

type Cells = (string | null)[]
const MELATI = '99.71.01.1001'
const [FIRST, SECOND, THIRD] = ['RT001-RW002', 'RT002-RW002', 'RT003-RW002']

function relation(columns: string, rows: Cells[]): string {
  const cell = (value: string | null) => (value === null ? 'NULL::VARCHAR' : `${sqlText(value)}::VARCHAR`)
  const none = columns.split(', ').map((column) => `NULL::VARCHAR AS ${column}`)
  const unions = rows.map((row) => `UNION ALL SELECT ${row.map(cell).join(', ')}`)
  return `(SELECT ${none.join(', ')} WHERE false ${unions.join(' ')})`
}

interface Given {
  /** zone_id, kelurahan, kecamatan, rt_rw */
  zones: Cells[]
  /** rt_id, kelurahan, kelurahan_code, rt_rw */
  profiles?: Cells[]
  /** kelurahan_code, name, kecamatan */
  map?: Cells[]
  /** admin_code, kelurahan_code, kecamatan, rt_rw */
  mapped?: Cells[]
}

function tablesOf({ zones, profiles = [], map = [], mapped = [] }: Given): RecordTables {
  const decree = zones.map((row) => [...row, null, 'SK'])
  const units = [
    ...map.map(([code, name, kecamatan]) => [code!, 'kelurahan', name!, null, code!, kecamatan!, null, null]),
    ...mapped.map(([id, code, kecamatan, rt_rw]) => [id!, 'rt', null, null, code!, kecamatan!, rt_rw!, null]),
  ]
  const records = profiles.map((row, i) => [...row, null, 'profil', String(i + 1)])
  return {
    zones: relation('zone_id, kelurahan, kecamatan, rt_rw, kelurahan_code, decree_number', decree),
    profiles: `(SELECT *, 2020::BIGINT AS vintage FROM ${relation('rt_id, kelurahan, kelurahan_code, rt_rw, zone_id, source_id, source_row', records)})`,
    units: relation(
      'admin_code, level, name, kelurahan, kelurahan_code, kecamatan, rt_rw, zone_id',
      units as Cells[],
    ),
  }
}

/** RT that are joined with one zone alone, by code; and those, and the names, that are told as unclear. */
async function joined(given: Given): Promise<{ zone: Record<string, string>; unclear: unknown[] }> {
  const store = await sharedStore()
  const tables = tablesOf(given)
  const found = await store.rows<{ rt_id: string; zone_ids: string[] }>(
    `FROM ${await zonesOfRtRecords(store, tables, 'SK')} WHERE len(zone_ids) = 1 AND rts = 1 ORDER BY rt_id`,
  )
  const zones = await store.rows<Record<string, unknown>>(
    `FROM ${await unclearZones(store, tables, 'SK')} ORDER BY rt_id, kecamatan_decree`,
  )
  const names = await store.rows<Record<string, unknown>>(
    `FROM ${await unclearKelurahan(store, tables, 'SK')} ORDER BY kelurahan`,
  )
  return {
    zone: Object.fromEntries(found.map(({ rt_id, zone_ids }) => [rt_id, zone_ids[0]!])),
    unclear: [
      ...zones.map((row) => [row.rt_id, row.kecamatan, row.kecamatan_decree, row.zone_ids]),
      ...names.map((row) => [row.kelurahan, row.codes, row.kecamatan, row.records]),
    ],
  }
}

/** Three RT of Melati that state its code, and one that names it alone. */
const CODED: Cells[] = [
  ['a', null, MELATI, FIRST],
  ['b', 'Melati', MELATI, SECOND],
]
const THIRD_CODED: Cells = ['c', null, MELATI, THIRD]
const NAMED: Cells = ['named', 'Melati', null, 'RT004-RW002']
const MAP: Cells[] = [
  [MELATI, 'Melati', 'Tanjung Utara'],
  ['99.71.01.1002', 'Kenanga', 'Tanjung Utara'],
]
const two = (kecamatan: string | null): Cells[] => [
  ['Z1', 'Melati', kecamatan, FIRST],
  ['Z2', 'MELATI', kecamatan, SECOND],
]

describe('an RT that states the code of its kelurahan', () => {
  it.each(['Tanjung Selatan', 'Tanjung Utra', 'Tj. Ut.'])(
    'keeps its zone where another row of the decree has the kecamatan %s, and only those of that row are told',
    async (odd) => {
      const zones = [...two('KEC. TJ. UTARA'), ['Z3', 'Melati', odd, THIRD]]
      // One that names the kelurahan alone, of the RT/RW of another; and a miswritten code, which is not on the map.
      const more: Cells[] = [
        ['alike', 'Melati', null, FIRST],
        ['odd', 'Melati', '99.71.01.1009', 'RT009-RW009'],
      ]
      expect(await joined({ zones, profiles: [...CODED, THIRD_CODED, NAMED, ...more], map: MAP })).toEqual({
        zone: { a: 'Z1', b: 'Z2' },
        unclear: [
          ['c', 'Tanjung Utara', odd, ['Z3']],
          ['Melati', 1, 2, 2],
        ],
      })
    },
  )

  it('is joined with a row that states no kecamatan, with the one in which all state it, and with that of the map', async () => {
    const profiles = [...CODED, THIRD_CODED, NAMED]
    for (const third of ['tanjung utara', null])
      expect(
        await joined({
          zones: [...two('Tanjung Utara'), ['Z3', 'Melati', third, THIRD]],
          profiles,
          map: MAP,
        }),
      ).toEqual({ zone: { a: 'Z1', b: 'Z2', c: 'Z3' }, unclear: [] })
    // A map that names no kecamatan: nobody writes the name in another.
    expect(
      (await joined({ zones: two('Tanjung Utara'), profiles, map: [[MELATI, 'Melati', null]] })).zone,
    ).toEqual({ a: 'Z1', b: 'Z2' })
    const odd: Cells[] = [
      ['Z1', 'Melati', null, FIRST],
      ['Z2', 'Melati', 'Selatan', SECOND],
    ]
    expect(await joined({ zones: odd, profiles: CODED, map: MAP })).toEqual({
      zone: { a: 'Z1' },
      unclear: [['b', 'Tanjung Utara', 'Selatan', ['Z2']]],
    })
  })

  it('is joined with the row of its kecamatan alone where another has its RT/RW, and with none where two of its own have it', async () => {
    const zones = [...two('Tanjung Utara'), ['Z3', 'Melati', 'Selatan', FIRST]]
    expect(await joined({ zones, profiles: CODED, map: MAP })).toEqual({
      zone: { a: 'Z1', b: 'Z2' },
      unclear: [],
    })
    const twice = [...two('Tanjung Utara'), ['Z3', 'Melati', 'Tanjung Utara', FIRST]]
    expect((await joined({ zones: twice, profiles: CODED, map: MAP })).zone).toEqual({ b: 'Z2' })
  })

  describe('whose map names no kecamatan', () => {
    const named = ['Kenanga', 'Mawar', 'Dahlia']
    const map: Cells[] = [MELATI, ...[2, 3, 4].map((last) => `99.71.01.100${last}`)].map((code, i) => [
      code,
      ['Melati', ...named][i]!,
      null,
    ])
    const zones: Cells[] = [...two('Tanjung Utara'), ['Z3', 'Melati', 'Selatan', THIRD]]
    const profiles = [...CODED, THIRD_CODED]
    const listed = (kecamatan: string, ...names: string[]): Cells[] =>
      names.map((name) => [`${name} in ${kecamatan}`, name, kecamatan, FIRST])
    const nobodyKnows = {
      zone: {},
      unclear: [
        ['a', null, 'Tanjung Utara', ['Z1']],
        ['b', null, 'Tanjung Utara', ['Z2']],
        ['c', null, 'Selatan', ['Z3']],
      ],
    }

    it.each([
      ['two others', listed('Tanjung Utara', 'Kenanga', 'Mawar')],
      // A name in two kecamatan says nothing of that of its code.
      [
        'two others, beside one of two kecamatan',
        [...listed('Tanjung Utara', ...named), ...listed('Selatan', 'Dahlia')],
      ],
    ])('is joined by the kecamatan in which the decree lists %s of its code', async (_, others) => {
      expect(await joined({ zones: [...zones, ...others], profiles, map })).toEqual({
        zone: { a: 'Z1', b: 'Z2' },
        unclear: [['c', 'Tanjung Utara', 'Selatan', ['Z3']]],
      })
    })

    it.each([
      ['nothing', []],
      ['one row alone', listed('Tanjung Utara', 'Kenanga')],
      [
        'two that each list one kelurahan',
        [...listed('Tanjung Utara', 'Kenanga'), ...listed('Selatan', 'Mawar')],
      ],
      ['others where its own is listed more often elsewhere', listed('Selatan', 'Kenanga', 'Mawar')],
    ])('is joined with none by %s', async (_, others) => {
      expect(await joined({ zones: [...zones, ...others], profiles, map })).toEqual(nobodyKnows)
    })

    it('is joined in each of two kecamatan of its name, however often the decree lists it in the other', async () => {
      const south = ['99.71.02.1001', '99.71.02.1002', '99.71.02.1003']
      const both: Cells[] = [
        ...map,
        ...south.map((code, i) => [code, ['Melati', 'Anggrek', 'Teratai'][i]!, null]),
      ]
      const others = [
        ...listed('Tanjung Utara', 'Kenanga', 'Mawar'),
        ...listed('Selatan', 'Anggrek', 'Teratai'),
      ]
      const ofSouth: Cells = ['s', null, south[0]!, THIRD]
      expect(
        await joined({ zones: [...zones, ...others], profiles: [...CODED, ofSouth], map: both }),
      ).toEqual({
        zone: { a: 'Z1', b: 'Z2', s: 'Z3' },
        unclear: [],
      })
    })
  })

  it('is joined with the row of its kecamatan where the map has two of its name', async () => {
    const zones: Cells[] = [
      ['Z1', 'Melati', 'Tanjung Utara', FIRST],
      ['Z2', 'Melati', 'Selatan', FIRST],
      ['Z3', 'Melati', null, SECOND],
    ]
    const south = '99.71.02.1007'
    const profiles: Cells[] = [...CODED, ['s', null, south, FIRST]]
    expect(await joined({ zones, profiles, map: [...MAP, [south, 'Melati', 'Selatan']] })).toEqual({
      zone: { a: 'Z1', s: 'Z2' },
      unclear: [['b', 'Tanjung Utara', null, ['Z3']]],
    })
    // Of one whose kecamatan nothing tells nobody knows that it is not the same.
    expect((await joined({ zones, profiles, map: [...MAP, [south, 'Melati', null]] })).zone).toEqual({})
    const alike = await joined({ zones, profiles, map: [...MAP, [south, 'Melati', 'Tanjung Utara']] })
    expect(alike.zone).toEqual({})
    const named = { zones: two('Tanjung Utara'), profiles: [NAMED] }
    const bare = [MELATI, south].map((code) => [code, 'Melati', null])
    expect(await joined({ ...named, map: bare })).toEqual({ zone: {}, unclear: [['Melati', 2, 1, 1]] })
  })

  it('is joined by no name of two kecamatan without a map, also with a row that states none', async () => {
    const zones: Cells[] = [
      ...two('Utara'),
      ['Z3', 'Melati', 'Selatan', 'RT004-RW002'],
      ['Z4', 'Melati', null, THIRD],
    ]
    expect(await joined({ zones, profiles: [...CODED, THIRD_CODED] })).toEqual({
      zone: {},
      unclear: [
        ['a', null, 'Utara', ['Z1']],
        ['b', null, 'Utara', ['Z2']],
        ['c', null, null, ['Z4']],
      ],
    })
  })
})

describe('a kecamatan that the decree writes otherwise than the map', () => {
  const map: Cells[] = [
    ...MAP,
    ['99.71.01.1003', 'Mawar', 'Tanjung Utara'],
    ['99.71.02.1001', 'Dahlia', 'Selatan'],
  ]
  const listed = (kecamatan: string, ...names: string[]): Cells[] =>
    names.map((name) => [`${name} in ${kecamatan}`, name, kecamatan, 'RT009-RW009'])
  const profiles = [CODED[0]!, NAMED]
  const zones: Cells[] = [
    ['Z1', 'Melati', 'Tj. Ut.', FIRST],
    ['Z4', 'Melati', 'Tj. Ut.', NAMED[3]!],
  ]
  const unclear = {
    zone: {},
    unclear: [
      ['a', 'Tanjung Utara', 'Tj. Ut.', ['Z1']],
      ['Melati', 1, 2, 1],
    ],
  }

  it('is that in which most of the kelurahan lie that it lists there', async () => {
    const others = listed('Tj. Ut.', 'Kenanga', 'Dahlia')
    expect(await joined({ zones: [...zones, ...others], profiles, map })).toEqual({
      zone: { a: 'Z1', named: 'Z4' },
      unclear: [],
    })
    // Of two that bear the name, it takes the one that lies there.
    const south: Cells = ['99.71.02.1007', 'Melati', 'Selatan']
    const both = { zones: [...zones, ...others, ...listed('Tj. Ut.', 'Mawar')], map: [...map, south] }
    expect((await joined({ ...both, profiles: [...CODED, ['s', null, south[0]!, FIRST]] })).zone).toEqual({
      a: 'Z1',
    })
  })

  it.each([
    ['one kelurahan alone', []],
    ['as many that lie elsewhere, or nowhere on the map', listed('Tj. Ut.', 'Kenanga', 'Dahlia', 'Anggrek')],
    [
      'another that the decree lists elsewhere too',
      [...listed('Tj. Ut.', 'Kenanga'), ...listed('Timur', 'Kenanga')],
    ],
  ])('is not told by %s', async (_, others) => {
    expect(await joined({ zones: [...zones, ...others], profiles, map })).toEqual(unclear)
  })

  it('is no other where the map has it', async () => {
    const others = listed('Selatan', 'Kenanga', 'Mawar')
    const given: Cells[] = [['Z1', 'Melati', 'Selatan', FIRST], ...others]
    expect(await joined({ zones: given, profiles: [CODED[0]!], map })).toEqual({
      zone: {},
      unclear: [['a', 'Tanjung Utara', 'Selatan', ['Z1']]],
    })
  })
})

it('joins no RT of a kelurahan with the zone of another of its name, which the map has not: neither mapped nor by name', async () => {
  const map: Cells[] = [['99.71.01.1001', 'Melayu', 'Barat']]
  const mapped: Cells[] = [['R5', '99.71.01.1001', null, FIRST]]
  const profiles: Cells[] = [['p', 'Melayu', null, FIRST]]
  const listed = (kecamatan: string | null): Cells[] => [['ZB', 'Melayu', kecamatan, FIRST]]
  expect(await joined({ zones: listed('Timur'), profiles, map, mapped })).toEqual({
    zone: {},
    unclear: [
      ['R5', 'Barat', 'Timur', ['ZB']],
      ['Melayu', 1, 2, 1],
    ],
  })
  for (const same of ['Kec. BARAT', null]) {
    expect(await joined({ zones: listed(same), map, mapped })).toEqual({ zone: { R5: 'ZB' }, unclear: [] })
    expect((await joined({ zones: listed(same), profiles, map })).zone).toEqual({ p: 'ZB' })
  }
  // Where the map of kelurahan names no kecamatan, its RT may.
  const bare: Cells[] = [['99.71.01.1001', 'Melayu', null]]
  const told: Cells[] = [['R5', '99.71.01.1001', 'Barat', FIRST]]
  expect((await joined({ zones: listed('Timur'), map: bare, mapped: told })).zone).toEqual({})
  expect((await joined({ zones: listed('Barat'), map: bare, mapped: told })).zone).toEqual({ R5: 'ZB' })
  const others: Cells[] = ['R6', 'R7'].map((id, i) => [id, '99.71.01.1001', 'Timur', `RT00${i + 6}-RW002`])
  expect((await joined({ zones: listed('Barat'), map, mapped: [...mapped, ...others] })).zone).toEqual({
    R5: 'ZB',
  })
})
