import { describe, expect, it } from 'vitest'
import type { Source } from '../../pipeline/city.ts'
import { impliedMapping } from '../../pipeline/mapping/implied-columns.ts'
import { tableSchema } from '../../pipeline/store/index.ts'

const SOURCE: Source = {
  id: 'survei',
  title: { id: 'Survei', en: 'Survey' },
  table: 'households',
  path: 'survei.csv',
  licence: '-',
  columns: {},
  columns_implied: true,
  examples: [],
}

function implied(fields: string[], table = 'households') {
  return impliedMapping({ ...SOURCE, table }, tableSchema(table), fields)
}

describe('the mapping that a header implies', () => {
  it.each([
    ['as they are', ['household_id', 'roof', 'nik']],
    ['behind the groups of Kobo', ['identitas/household_id', 'bangunan/fisik/roof', 'identitas/nik']],
    ['behind the groups of ODK Central', ['identitas-household_id', 'bangunan-fisik-roof', 'identitas-nik']],
    [
      'behind the groups of ODK Aggregate',
      ['identitas:household_id', 'bangunan:fisik:roof', 'identitas:nik'],
    ],
  ])('takes canonical names %s', (_, fields) => {
    expect(implied(fields).columns).toEqual({ household_id: fields[0], roof: fields[1], nik: fields[2] })
  })

  it('takes no name that only ends alike, and none that two columns carry', () => {
    expect(implied(['sunroof', 'a/floor', 'b/floor']).columns).toEqual({})
    expect(implied(['floor', 'a/floor']).columns).toEqual({ floor: 'floor' })
  })

  it('never takes the columns that ingestion fills itself', () => {
    expect(implied(['household_id', 'source_id', 'source_row']).columns).toEqual({
      household_id: 'household_id',
    })
  })

  it.each([
    ['one column', ['household_id', 'lokasi/location'], 'lokasi/location'],
    ['the parts of Kobo alone', ['household_id', '_location_latitude', '_location_longitude'], 'location'],
    [
      'the parts of ODK Central',
      ['household_id', 'lokasi-location-Latitude', 'lokasi-location-Longitude'],
      'lokasi-location',
    ],
  ])('takes the place from %s', (_, fields, geopoint) => {
    expect(implied(fields).geometry).toEqual({ geopoint })
  })

  it('gives a table without places none', () => {
    expect(implied(['decree_number', 'location'], 'decree_rows')).not.toHaveProperty('geometry')
    expect(implied(['decree_number', 'location'], 'decree_rows').columns).toMatchObject({
      location: 'location',
    })
  })

  it('takes the accuracy of the point, unless a column of that name is there', () => {
    const fields = ['household_id', 'location', 'location_precision']
    expect(implied(fields).columns.accuracy_m).toBe('location_precision')
    expect(implied([...fields, 'accuracy_m']).columns.accuracy_m).toBe('accuracy_m')
  })

  it('leaves out what the server adds, and nothing else', () => {
    const fields = [
      'start',
      '_uuid',
      'meta/instanceID',
      'location',
      '_location_latitude',
      '_location_precision',
      'catatan',
    ]
    expect(implied(fields).ignore).toEqual([
      'start',
      '_uuid',
      'meta/instanceID',
      '_location_latitude',
      '_location_precision',
    ])
  })
})
