import { describe, expect, it } from 'vitest'
import { recordsOfZone } from '../../pipeline/viewer/records.ts'
import type { Release } from '../../pipeline/viewer/release.ts'
import { PART_COLUMNS, type PublishedTrace } from '../../pipeline/viewer/why-trace.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const source = (id: string) => ({ id, title: { id, en: id } })
const release = { sources: ['peta', 'rt', 'kerja', 'lain'].map(source) } as unknown as Release
const zone: Zone = {
  ...{ zone_id: 'K1', name: 'Satu', feature_id: 1, bounds: [0, 0, 1, 1] },
  properties: {
    zone_id: 'K1',
    name: 'Satu',
    kawasan: 'A',
    decree_number: '1/2014',
    source_id: 'peta',
    source_row: 3,
  },
}
const tables = {
  decrees: [{ decree_number: '1/2014', source_id: 'nowhere', source_row: '1' }],
  rt_units: [
    { rt_id: 'R2', zone_id: 'K1', vintage: '2018', source_id: 'rt', source_row: '12', note: 'sintetis' },
    { rt_id: 'R1', zone_id: 'K1', vintage: '2018', source_id: 'rt', source_row: '4' },
    { rt_id: 'R3', zone_id: 'K2', source_id: 'rt', source_row: '5' },
    { rt_id: 'R4', zone_id: 'K1', source_id: 'rt', source_row: '' },
  ],
  interventions: [
    { intervention_id: 'W1', activity: 'Jalan', source_id: 'kerja', source_row: '1' },
    { intervention_id: 'W2', activity: 'Parit', source_id: 'kerja', source_row: '2' },
  ],
  stakeholders: [
    { zone_id: '', kawasan: ' a', institution: 'Dinas', source_id: 'lain', source_row: '9' },
    { zone_id: '', kawasan: 'B', institution: 'Lain', source_id: 'lain', source_row: '10' },
  ],
}

describe('the records of a zone', () => {
  const leads = { tables, works: new Set(['W2']), trace: null }
  const told = recordsOfZone(release, zone, leads)

  it('are its own by source, in the order of the file, named as what they are', () => {
    expect(
      told.map(({ source, records }) => [source.id, records.map(({ row, name }) => `${row} ${name}`)]),
    ).toEqual([
      ['peta', ['3 Satu']],
      ['rt', ['4 R1', '12 R2']],
      ['kerja', ['2 Parit']],
      ['lain', ['9 Dinas']],
    ])
  })

  it('hold their cells but not where they come from, nor what is blank', () => {
    expect(told[1]?.records[1]?.cells).toEqual([
      ['rt_id', 'R2'],
      ['zone_id', 'K1'],
      ['vintage', '2018'],
    ])
  })

  it('hold the volumes and people that its trace took, with the RT that it shares with another zone', () => {
    // A column of another release before those that are known: the names say which is which.
    const part = (rt: number, volume: number, row: number) =>
      ['new', rt, volume, 30, 10, 0, 'stated', null, 1, row, 0, row] as (number | string | null)[]
    const trace = {
      part_columns: ['later', ...PART_COLUMNS],
      files: [{ source_id: 'rt' }, { source_id: 'volume' }, { source_id: 'bangunan' }, { source_id: 'lost' }],
      rt: [{ rt_id: 'R1' }, { rt_id: 'R3' }],
      criteria: [
        { criterion: '1a', unit: 'm', parts: [part(0, 3, 4), part(1, 6, 5)] },
        { criterion: '1b', unit: 'unit', parts: [part(0, 2, 4)] },
      ],
      density: {
        buildings_files: [2],
        parts: [{ rt_id: 'R1', source: 0, source_row: 4, population: 90, families: null }],
      },
    } as unknown as PublishedTrace
    const both = { sources: ['volume', 'rt', 'bangunan', 'lain'].map(source) } as unknown as Release
    const found = recordsOfZone(both, zone, { ...leads, trace })
    expect(found.map(({ source, isCounted, records }) => [source.id, isCounted, records.length])).toEqual([
      ['volume', false, 2],
      ['rt', false, 3],
      ['bangunan', true, 0],
      ['lain', false, 1],
    ])
    expect(found[0]?.records).toEqual([
      {
        row: 4,
        name: 'R1',
        tables: ['traces'],
        cells: [
          ['1a volume', '3 m'],
          ['1b volume', '2 unit'],
        ],
      },
      { row: 5, name: 'R3', tables: ['traces'], cells: [['1a volume', '6 m']] },
    ])
    expect(found[1]?.records.map(({ name, tables: of }) => [name, of])).toEqual([
      ['R1', ['rt_units', 'traces']],
      ['R3', ['traces']],
      ['R2', ['rt_units']],
    ])
    expect(found[1]?.records[0]?.cells).toContainEqual(['1a denominator', '30 m'])
    expect(found[1]?.records[0]?.cells).toContainEqual(['population', '90'])
  })

  it('are none where the release names no source', () => {
    expect(recordsOfZone({ sources: [] } as unknown as Release, zone, leads)).toEqual([])
  })
})
