import { describe, expect, it } from 'vitest'
import { recordsOfZone } from '../../pipeline/viewer/records.ts'
import type { Release } from '../../pipeline/viewer/release.ts'
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
    { zone_id: '', kawasan: 'A', institution: 'Dinas', source_id: 'lain', source_row: '9' },
    { zone_id: '', kawasan: 'B', institution: 'Lain', source_id: 'lain', source_row: '10' },
  ],
}

describe('the records of a zone', () => {
  const told = recordsOfZone(release, zone, new Set(['W2']), tables)

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
})
