import { describe, expect, it } from 'vitest'
import type { Source } from '../../pipeline/city.ts'
import { decideDecimals } from '../../pipeline/mapping/decimals.ts'
import {
  isKept,
  mapCells,
  numericColumns,
  secretColumns,
  sourceColumns,
} from '../../pipeline/mapping/mapping.ts'
import type { Cell } from '../../pipeline/readers/types.ts'
import { tableSchema } from '../../pipeline/store/index.ts'

function source(table: string, given: Partial<Source>): Source {
  return {
    id: 'a',
    title: { id: 'a', en: 'a' },
    table,
    path: 'a.csv',
    licence: 'none stated',
    columns: {},
    examples: [],
    ...given,
  }
}

function map(table: string, given: Partial<Source>, cells: Record<string, Cell>) {
  const context = { source: source(table, given), schema: tableSchema(table) }
  return mapCells({ ...context, decimals: decideDecimals(context, [{ cells }]) }, cells, 7)
}

describe('a numeric DBF field', () => {
  const context = {
    source: source('zones', { columns: { area_ha_decree: 'LUAS' }, decimal: ',' as const }),
    schema: tableSchema('zones'),
    decimals: new Map([['LUAS', ',' as const]]),
  }
  const area = (LUAS: string, numericFields?: ReadonlySet<string>) =>
    mapCells({ ...context, numericFields }, { LUAS }, 1)[0]!.values.area_ha_decree

  it('has one decimal sign and no thousands marks, whatever the source says of its texts', () => {
    const numeric = new Set(['LUAS'])
    expect([area('12.345', numeric), area('12,345', numeric), area('1.234,5', numeric)]).toEqual([
      12.345, 12.345, 1234.5,
    ])
    expect(area('12.345')).toBe(12345)
  })
})

describe('a mapping', () => {
  it('takes a column by name, a constant, a table of values and a template of both kinds of columns', () => {
    const [row] = map(
      'zones',
      {
        columns: {
          zone_id: { template: '{kelurahan_code}/{rt_rw}/{URUT:03}' },
          kelurahan_code: { template: '{PROV}.{KAB:02}.{KEC:02}.{KEL}' },
          decree_number: { value: '337/2014' },
          rt_rw: { column: 'RTRW' },
          land_legality: 'STATUS',
          area_ha_decree: 'LUAS',
          area_ha_decree_text: 'LUAS',
        },
        values: { land_legality: { '1': 'legal', '2': 'tidak legal' } },
      },
      {
        PROV: '99',
        KAB: '7',
        KEC: '01',
        KEL: '1001',
        RTRW: 'RT 2 RW 6',
        URUT: 7,
        STATUS: '2',
        LUAS: '12,6 Ha ',
      },
    )
    expect(row).toEqual({
      values: {
        zone_id: '99.07.01.1001/RT002-RW006/007',
        kelurahan_code: '99.07.01.1001',
        decree_number: '337/2014',
        rt_rw: 'RT002-RW006',
        land_legality: 'tidak legal',
        area_ha_decree: 12.6,
        area_ha_decree_text: '12,6 Ha ',
      },
      findings: [],
    })
  })

  it('leaves a template empty when a part is, and lets a column stand in a template of its own name', () => {
    const columns = {
      zone_id: { template: '{zone_id}-x' },
      name: { template: '{kawasan} {A}' },
      kawasan: 'B',
    }
    expect(map('zones', { columns }, { zone_id: 'Z', A: 'a', B: ' ' })[0]?.values).toEqual({
      zone_id: 'Z-x',
      name: null,
      kawasan: null,
    })
    expect(sourceColumns(source('zones', { columns })).map((c) => c.column)).toEqual(['zone_id', 'A', 'B'])
  })

  it('names what cannot be read and leaves it empty', () => {
    const [row] = map(
      'zones',
      {
        columns: {
          area_ha_decree: 'L',
          score_stated: 'S',
          rt_rw: 'R',
          kelurahan_code: 'K',
          decree_row_number: 'B',
        },
      },
      { L: '1.234', S: 'banyak', R: 'sebelah mesjid', K: '2172031005x', B: '1,5' },
    )
    expect(Object.values(row!.values)).toEqual([null, null, null, null, null])
    expect(row!.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['VALUE_UNPARSABLE', 'kelurahan_code', '2172031005x'],
      ['RT_PARSE', 'rt_rw', 'sebelah mesjid'],
      ['VALUE_UNPARSABLE', 'decree_row_number', '1,5'],
      ['VALUE_AMBIGUOUS', 'area_ha_decree', '1.234'],
      ['VALUE_UNPARSABLE', 'score_stated', 'banyak'],
    ])
  })

  it('reads an ambiguous number by the sign the source states', () => {
    const columns = { area_ha_decree: 'L' }
    expect(map('zones', { columns, decimal: ',' }, { L: '1.234' })[0]?.values.area_ha_decree).toBe(1234)
    expect(map('zones', { columns, decimal: '.' }, { L: '1.234' })[0]?.values.area_ha_decree).toBe(1.234)
  })

  it('never reads a secret column, and empties a personal number wherever it stands', () => {
    const columns = {
      household_id: 'ID',
      nik: 'NIK',
      head_name: 'NAMA',
      roof: 'ATAP',
      population: 'JIWA',
      wall: { template: '{ATAP}/{ID}' },
    }
    const [row] = map(
      'households',
      { columns },
      {
        ID: 'r1',
        NIK: '9971011005900001',
        NAMA: 'Rahasia',
        ATAP: 'seng, 9971011005900001',
        JIWA: '9971011005900002',
      },
    )
    expect(row!.values).toEqual({ household_id: 'r1', population: null, roof: null, wall: null })
    expect(row!.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['PII_ID_NUMBER', 'population', null],
      ['PII_ID_NUMBER', 'roof', null],
      ['PII_ID_NUMBER', 'wall', null],
    ])
    expect(JSON.stringify(row)).not.toContain('9971011005900')
    const context = { source: source('households', { columns }), schema: tableSchema('households') }
    expect([...secretColumns(context)]).toEqual(['NAMA', 'NIK'].reverse())
  })

  it('empties names of persons, unless city.yaml says what the words mean', () => {
    const cells = { A: 'a', B: 'rumah Bapak Rahasia', NAMA_PEMILIK: 'rahasia kedua', D: 'Jl. H. Agus Salim' }
    const columns = {
      stakeholder_id: 'A',
      institution: 'B',
      role: { template: 'milik {NAMA_PEMILIK}' },
      stage: 'D',
    }
    const [row] = map('stakeholders', { columns }, cells)
    expect(row!.values).toEqual({ stakeholder_id: 'a', institution: null, role: null, stage: cells.D })
    expect(row!.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['PII_NAME', 'institution', null],
      ['PII_NAME', 'role', null],
    ])
    expect(JSON.stringify(row)).not.toMatch(/rahasia/i)
    const values = { institution: { [cells.B]: 'Rumah Rahasia' } }
    const [known] = map('stakeholders', { columns: { institution: 'B' }, values }, cells)
    expect(known).toEqual({ values: { institution: 'Rumah Rahasia' }, findings: [] })
  })

  it('makes one row of each unpivoted column and says once what was met in the others', () => {
    const given: Partial<Source> = {
      columns: { rt_id: 'RT', vintage: { value: 2018 }, score_stated: 'S' },
      unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '1b': 'V2' } },
    }
    const rows = map('rt_deficits', given, { RT: 'a', S: '?', V1: '3', V2: 'x' })
    expect(rows.map((row) => row.values)).toEqual([
      { rt_id: 'a', vintage: 2018, score_stated: null, criterion: '1a', volume: 3 },
      { rt_id: 'a', vintage: 2018, score_stated: null, criterion: '1b', volume: null },
    ])
    expect(rows.map((row) => row.findings.map((f) => [f.code, f.field]))).toEqual([
      [['VALUE_UNPARSABLE', 'score_stated']],
      [['VALUE_UNPARSABLE', 'volume']],
    ])
    expect(
      numericColumns({ source: source('rt_deficits', given), schema: tableSchema('rt_deficits') }),
    ).toEqual(['V1', 'V2', 'S'])
  })
})

describe('a template', () => {
  it.each([
    ['RT 1 / RW 2', '3375011001', '33.75.01.1001/RT001-RW002'],
    ['001/002', '33.75.1.1001', '33.75.01.1001/RT001-RW002'],
    ['semua RT', '33.75.01.1001', null],
    ['RT 1 RW 2', 'Podosugih', null],
  ])('spells %s in %s as the canonical columns do', (rt, code, key) => {
    const given: Partial<Source> = { columns: { rt_id: { template: '{KODE:kelurahan_code}/{RT:rt_rw}' } } }
    expect(map('rt_deficits', given, { RT: rt, KODE: code })[0]!.values.rt_id).toBe(key)
    expect(sourceColumns(source('rt_deficits', given)).map(({ column }) => column)).toEqual(['KODE', 'RT'])
  })

  it('may hold the number of the record, where nothing in the file is a key', () => {
    const given: Partial<Source> = { columns: { zone_id: { template: '{K}/{#record:04}' } } }
    expect(map('zones', given, { K: 'a' })[0]!.values.zone_id).toBe('a/0007')
    expect(sourceColumns(source('zones', given))).toEqual([{ key: 'columns.zone_id', column: 'K' }])
  })
})

describe('unpivot with further values', () => {
  it('takes one cell per key for each of them, null where a key has none', () => {
    const given: Partial<Source> = {
      columns: { rt_id: 'RT', vintage: { value: 2018 } },
      unpivot: {
        key: 'criterion',
        value: 'volume',
        columns: { '1a': 'V1', '1b': 'V2' },
        also: { score_stated: { '1a': 'N1' } },
      },
    }
    const rows = map('rt_deficits', given, { RT: 'a', V1: '3', V2: '4', N1: '5' })
    expect(rows.map((row) => [row.values.criterion, row.values.volume, row.values.score_stated])).toEqual([
      ['1a', 3, 5],
      ['1b', 4, undefined],
    ])
    const context = { source: source('rt_deficits', given), schema: tableSchema('rt_deficits') }
    expect(numericColumns(context)).toContain('N1')
    expect(sourceColumns(context.source)).toContainEqual({
      key: 'unpivot.also.score_stated.1a',
      column: 'N1',
    })
  })
})

describe('where', () => {
  const keeps = (values: (string | number | null)[], cell: Cell) =>
    isKept(source('zones', { where: { K: values } }), { K: cell })

  it('compares as text without the blanks around it', () => {
    expect(keeps(['Kumuh'], ' Kumuh ')).toBe(true)
    expect(keeps([1], '1')).toBe(true)
    expect(keeps(['1'], 1)).toBe(true)
    expect(keeps(['Kumuh'], 'kumuh')).toBe(false)
  })

  it('keeps an empty cell only where null is listed', () => {
    expect(keeps([null], null)).toBe(true)
    expect(keeps(['null'], null)).toBe(false)
    expect(isKept(source('zones', { where: { K: ['a'] } }), {})).toBe(false)
  })

  it('asks every column', () => {
    const both = source('zones', { where: { A: ['1'], B: ['2'] } })
    expect(isKept(both, { A: '1', B: '2' })).toBe(true)
    expect(isKept(both, { A: '1', B: '3' })).toBe(false)
  })
})
