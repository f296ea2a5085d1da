import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { openCsv } from '../../../pipeline/readers/csv/csv.ts'
import type {
  GeometryColumns,
  ReadOptions,
  SourceLayer,
  SourceRecord,
} from '../../../pipeline/readers/types.ts'

const SINJAI = '../shared/data/sinjai/other/kumuh.csv'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-csv-geometry-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function readFrom(path: string, options: Partial<ReadOptions>) {
  const layer: SourceLayer = await openCsv(path, { label: 'data.csv', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records, codes: layer.findings.map((finding) => [finding.code, finding.record]) }
}

function read(rows: string[], geometry: GeometryColumns, options: Partial<ReadOptions> = {}) {
  const path = join(folder, `${count++}.csv`)
  writeFileSync(path, `${rows.join('\n')}\n`)
  return readFrom(path, { geometry, ...options })
}

const coordinates = (records: SourceRecord[]) =>
  records.map(({ geometry }) => (geometry && 'coordinates' in geometry ? geometry.coordinates : null))

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => new Error('the table was read'),
    (reason) => reason,
  )
  if (error instanceof UserError) return error
  throw error
}

describe('two columns', () => {
  it('hold metres too: no CRS is stated then, and thousands marks are understood', async () => {
    const rows = ['x;y', '441.030,8;9.434.567,12', '441.030;9.434.000']
    const { layer, records } = await read(rows, { lon: 'x', lat: 'y' })
    expect(layer.crs).toBeNull()
    expect(coordinates(records)).toEqual([
      [441030.8, 9434567.12],
      [441030, 9434000],
    ])
  })

  it('hold degrees of three decimals, with a point or a comma', async () => {
    const { layer, records } = await read(['x;y', '104.447;0.970', '104,448;0,971'], { lon: 'x', lat: 'y' })
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(coordinates(records)).toEqual([
      [104.447, 0.97],
      [104.448, 0.971],
    ])
  })
})

describe('one column of two numbers', () => {
  it.each([
    '-5.12, 120.25',
    '-5,12; 120,25',
    '(120.25 -5.12)',
    '-5.12,120.25',
    '-5,12 120,25',
    '-5,12,120,25',
    '[120.25 , -5.12]',
  ])('reads %s, whose order the longitude tells', async (text) => {
    const { layer, records } = await read(['p', `"${text}"`, 'NA'], { lonlat: 'p' })
    expect(coordinates(records).slice(0, 2)).toEqual([[120.25, -5.12], null])
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
  })

  it('asks for the order where no number is beyond 90, or one on either side is', async () => {
    for (const rows of [['"1.5, 2.5"'], ['"-5.1, 120.2"', '"120.2, -5.1"']]) {
      const error = await refusal(read(['p', ...rows], { lonlat: 'p' }))
      expect(error.kind).toBe('config')
      expect(error.fault).toMatchObject({ where: { key: 'geometry.order', field: 'p' } })
    }
    const { records } = await read(['p', '"1.5, 2.5"'], { lonlat: 'p', order: 'lon_lat' })
    expect(coordinates(records)).toEqual([[1.5, 2.5]])
  })

  it('says of a row where they are exchanged that it is so', async () => {
    const { records, codes } = await read(
      ['p', ...Array(20).fill('"-5.1, 120.2"'), '"120.2, -5.1"', 'x y', '1 2 3'],
      {
        lonlat: 'p',
        order: 'lat_lon',
      },
    )
    expect(records.slice(20).every((record) => record.geometry === null)).toBe(true)
    expect(codes).toEqual([
      ['GEOPOINT_UNPARSABLE', 21],
      ['GEOPOINT_UNPARSABLE', 22],
      ['GEOPOINT_UNPARSABLE', 23],
    ])
  })
})

describe('a column of WKT', () => {
  it('gives a finding for each text that cannot be read, and keeps its record', async () => {
    const rows = [
      'n,g',
      '1,POINT Z (1 2 3)',
      '2,',
      '3,"MULTIPOLYGON (((120.2 -5.1, 120.3"',
      '4,"LINESTRING(1 NA)"',
      '5,NA',
      '6,POINT EMPTY',
    ]
    const { layer, records, codes } = await read([...rows, '7,GEOMETRYCOLLECTION(POINT(1 2))'], { wkt: 'g' })
    expect(layer.crs).toBeNull()
    expect(records.map((record) => record.geometry !== null)).toEqual([true, ...Array(6).fill(false)])
    expect(codes).toEqual([
      ['WKT_UNPARSABLE', 3],
      ['WKT_UNPARSABLE', 4],
      ['GEOM_TYPE', 7],
      ['GEOM_Z_DROPPED', null],
    ])
    expect(layer.findings[0]!.message.en).toContain('cut off')
  })

  it('says of a text that fills a DBF column that the column cut it, and of no other', async () => {
    const cut = (length: number) =>
      `MULTIPOLYGON (((${'120.26422152592932 -5.120612765541234, '.repeat(9)}`.slice(0, length)
    const lengths = [252, 253, 254, 255]
    const { layer } = await read(['n,g', ...lengths.map((length) => `${length},"${cut(length)}"`)], {
      wkt: 'g',
    })
    expect(
      layer.findings.map(({ code, message }) => [code, /at character (\d+)/.exec(message.en)?.[1]]),
    ).toEqual([
      ['WKT_UNPARSABLE', undefined],
      ['WKT_UNPARSABLE', '253'],
      ['WKT_UNPARSABLE', '254'],
      ['WKT_UNPARSABLE', undefined],
    ])
  })

  it('takes the CRS of one SRID, and refuses two, or one in some rows only', async () => {
    const same = await read(['g', 'SRID=32748;POINT(1 2)', 'SRID=32748;POINT(3 4)'], { wkt: 'g' })
    expect(same.layer.crs).toEqual({ code: 'EPSG:32748' })
    for (const second of ['SRID=32749;POINT(3 4)', 'POINT(3 4)']) {
      const error = await refusal(read(['g', 'SRID=32748;POINT(1 2)', second], { wkt: 'g' }))
      expect([error.kind, error.fault.where?.record]).toEqual(['crs', 2])
    }
  })

  it.skipIf(!existsSync(SINJAI))(
    'reads the one whole outline of Sinjai and names the 49 that were cut',
    async () => {
      const { layer, records, codes } = await readFrom(SINJAI, { geometry: { wkt: 'WKT' } })
      expect(records).toHaveLength(50)
      expect(records.filter((record) => record.geometry !== null)).toHaveLength(1)
      expect(codes.filter(([code]) => code === 'WKT_UNPARSABLE')).toHaveLength(49)
      // A text of 253 had a blank in the last place, which a DBF does not store.
      const endsAt = (character: number) =>
        layer.findings.filter(({ message }) => message.en.includes(`ends at character ${character}:`)).length
      expect([endsAt(254), endsAt(253)]).toEqual([41, 8])
    },
  )
})

describe('a geopoint question', () => {
  it.each([
    ['q', 'group/q'],
    ['q', 'a/b/q'],
    ['b/q', 'a/b/q'],
    ['group/q', 'group:q'],
    ['q', 'group-q'],
  ])('%s is found as %s', async (question, header) => {
    const { layer, records } = await read([`n,${header}`, '1,0.97 104.44 3 4.5'], { geopoint: question })
    expect(coordinates(records)).toEqual([[104.44, 0.97]])
    expect(records[0]!.cells[`${question}_precision`]).toBe('4.5')
    expect(layer.fields.at(-1)).toBe(`${question}_precision`)
  })

  it.each([
    ['_q_latitude,_q_longitude,_q_altitude,_q_precision', 'q'],
    ['g/_q_latitude,g/_q_longitude,g/_q_altitude,g/_q_precision', 'q'],
    ['q-Latitude,q-Longitude,q-Altitude,q-Accuracy', 'q'],
    ['g-q-Latitude,g-q-Longitude,g-q-Altitude,g-q-Accuracy', 'q'],
    ['g:q:Latitude,g:q:Longitude,g:q:Altitude,g:q:Accuracy', 'g/q'],
  ])('is found in %s', async (header, question) => {
    const { records, codes } = await read([header, '0.97,104.44,3,4.5', ',,,', 'NaN,NaN,,', '0,0,0,0'], {
      geopoint: question,
    })
    expect(coordinates(records)).toEqual([[104.44, 0.97], null, null, null])
    expect(records.map((record) => record.cells[`${question}_precision`])).toEqual(['4.5', null, null, null])
    expect(codes).toEqual([['GEOPOINT_UNPARSABLE', 4]])
  })

  it('must be told apart where two groups have it', async () => {
    const error = await refusal(read(['a/q,b/q', '1 2,3 4'], { geopoint: 'q' }))
    expect(error.fault.got).toBe('a/q, b/q')
  })

  it('may be a trace, or a shape when it ends where it began', async () => {
    const { records, codes } = await read(
      ['q', '1 2 0 0;1 3 0 0', '1 2 0 0; 1 3 0 0; 2 3 0 0; 1 2 0 0;', '1 2 0 0;', '1 2 0 0;x y 0 0'],
      { geopoint: 'q' },
    )
    expect(records.map((record) => record.geometry?.type ?? null)).toEqual([
      'LineString',
      'Polygon',
      null,
      null,
    ])
    expect(codes).toEqual([
      ['GEOPOINT_UNPARSABLE', 3],
      ['GEOPOINT_UNPARSABLE', 4],
    ])
  })
})

describe('rows above the header', () => {
  const rows = ['DATA KUMUH; 2024, revisi', '', 'a;b', '1;2']

  it('are skipped and counted', async () => {
    const { layer, records, codes } = await read(rows, { lon: 'a', lat: 'b' }, { headerRow: 3 })
    expect(layer.fields).toEqual(['a', 'b'])
    expect(records.map((record) => [record.record, record.cells.a])).toEqual([[1, '1']])
    expect(codes).toEqual([['ROWS_ABOVE_HEADER', null]])
    expect(layer.findings[0]!.got).toBe('2')
  })

  it('leave a header there, or it is a fault of the configuration', async () => {
    for (const headerRow of [0, 2.5, 5000]) {
      expect((await refusal(read(rows, { lon: 'a', lat: 'b' }, { headerRow }))).kind).toBe('config')
    }
    for (const headerRow of [2, 9]) {
      expect((await refusal(read(rows, { lon: 'a', lat: 'b' }, { headerRow }))).fault.where?.key).toBe(
        'header_row',
      )
    }
  })

  it('leave the sep= line out of the count', async () => {
    const { layer } = await read(['sep=;', ...rows], { lon: 'a', lat: 'b' }, { headerRow: 3 })
    expect(layer.fields).toEqual(['a', 'b'])
  })

  it('names a column without a name', async () => {
    const { codes } = await read(['x,y,', '1,2,3'], { lon: 'x', lat: 'y' })
    expect(codes).toEqual([['COLUMN_RENAMED', null]])
  })
})
