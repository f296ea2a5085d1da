import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserError } from '../../../pipeline/errors.ts'
import { crsFromCode, fromLonLat } from '../../../pipeline/geo/crs.ts'
import { at, csvSource, featureSource, rectangle } from '../../support/made-up-places.ts'
import type { ShapefileSpec } from '../../support/shapefile-writer.ts'
import { refusalOf, type SourceSpec, workspace } from '../../support/workspace.ts'

/** Two zones in UTM 48S, as a shapefile. */
function zonesShapefile(spec: Partial<ShapefileSpec> = {}): ShapefileSpec {
  const toUtm = fromLonLat(crsFromCode('EPSG:32748'))
  const shapes = [0, 500].map((east) => ({
    parts: rectangle(east, 0, 100, 100).coordinates.map((ring) =>
      ring.map(([lon, lat]) => toUtm(lon!, lat!)).reverse(),
    ),
  }))
  return {
    shapeType: 5,
    shapes,
    fields: [
      { name: 'zone_id', type: 'C', length: 10 },
      { name: 'LUAS', type: 'N', length: 10, decimals: 3 },
    ],
    rows: [
      ['Z1', '1.000'],
      ['Z2', '1.5'],
    ],
    ...spec,
  }
}

function shapefileSource(shapefile: Partial<ShapefileSpec> = {}, spec: Partial<SourceSpec> = {}): SourceSpec {
  return {
    id: 'zones',
    table: 'zones',
    columns: { zone_id: 'zone_id', decree_number: { value: '1/2020' }, area_ha_decree: 'LUAS' },
    content: { shapefile: zonesShapefile(shapefile) },
    ...spec,
  }
}

/** The refusal of 1-ingest over one source; every message must be complete. */
async function refusal(
  source: SourceSpec,
  spoil: (sources: string) => void = () => {},
  city = {},
): Promise<UserError> {
  const made = await workspace({ sources: [source], city })
  spoil(join(made.directory, 'sources'))
  const error = await refusalOf(made.run('1-ingest'))
  expect(error.fault.what).not.toBe('')
  expect(error.fault.where).toBeDefined()
  expect(error.fault.got).toMatch(/\S/)
  expect(error.fault.expected).toMatch(/\S/)
  expect(error.message.split('\n').length).toBeLessThanOrEqual(5)
  return error
}

describe('a source', () => {
  it('becomes rows of its canonical table in lon/lat, each with its source and record', async () => {
    const made = await workspace({ sources: [shapefileSource({ prj: '' })] })
    await made.run('1-ingest')
    const rows = await made.rows('1-ingest', 'zones')
    expect(
      rows.map(({ zone_id, area_ha_decree, source_id, source_row }) => [
        zone_id,
        area_ha_decree,
        source_id,
        source_row,
      ]),
    ).toEqual([
      ['Z1', 1, 'zones', 1],
      ['Z2', 1.5, 'zones', 2],
    ])
    expect(rows[0]!.geometry!.type).toBe('Polygon')
    const [lon, lat] = (rows[0]!.geometry as GeoJSON.Polygon).coordinates[0]![0]!
    const corners = rectangle(0, 0, 100, 100).coordinates[0]!
    expect(corners.some(([x, y]) => Math.hypot(x! - lon!, y! - lat!) < 1e-9)).toBe(true)
  })

  it('is on record with its format, CRS, encoding, licence and bytes', async () => {
    const made = await workspace({
      sources: [shapefileSource({ prj: '<html>' }, { licence: 'CC-BY-4.0', retrieved: '2024-05-01' })],
    })
    await made.run('1-ingest')
    const [account] = await made.rows('1-ingest', 'sources')
    expect(account).toMatchObject({
      source_id: 'zones',
      table_name: 'zones',
      path: 'sources/zones.shp',
      format: 'shapefile',
      layer: 'zones',
      crs_code: 'EPSG:32748',
      crs_how: 'envelope',
      licence: 'CC-BY-4.0',
      retrieved: '2024-05-01',
      records_read: 2,
      records_deleted: 0,
      records_filtered: 0,
      rows_written: 2,
    })
    expect(account!.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect((await made.rows('1-ingest', 'ingest_findings')).map((f) => f.code)).toEqual(['CRS_ASSUMED'])
  })

  it('of a table without geometry needs no CRS', async () => {
    const made = await workspace({
      sources: [
        featureSource('decrees', [
          {
            decree_number: '1',
            kind: 'decree',
            vintage: 2020,
            geometry: { type: 'Point', coordinates: [3, 4] },
          },
        ]),
      ],
    })
    await made.run('1-ingest')
    expect(await made.rows('1-ingest', 'sources')).toMatchObject([
      { crs_code: null, crs_how: null, rows_written: 1 },
    ])
    expect(await made.rows('1-ingest', 'ingest_findings')).toEqual([])
  })

  it('with a cell missing at the end of a line is refused by line', async () => {
    const error = await refusal(
      csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020\n2/2020,decree'),
    )
    expect(error.exitCode).toBe(21)
    expect(error.message).toMatch(/sources\/decrees\.csv:3/)
    expect(error.message).toMatch(/got +2 cells/)
  })

  it('of several files of one table is appended in the order of city.yaml', async () => {
    const zone = (zone_id: string) => ({ zone_id, decree_number: '1', geometry: rectangle(0, 0, 10, 10) })
    const made = await workspace({
      sources: [
        featureSource('zones', [zone('b')], { id: 'second' }),
        featureSource('zones', [zone('a')], { id: 'first' }),
      ],
    })
    await made.run('1-ingest')
    const rows = await made.rows('1-ingest', 'zones')
    expect(rows.map((row) => [row.zone_id, row.source_id])).toEqual([
      ['b', 'second'],
      ['a', 'first'],
    ])
  })
})

describe('a file that cannot be read ends the build with one message', () => {
  it('missing', async () => {
    for (const missing of ['none.shp', 'none.csv', 'none.geojson']) {
      const source = { ...shapefileSource(), content: { missing } }
      const made = await workspace({ sources: [source] })
      const error = await refusalOf(made.run('1-ingest'))
      expect(error.exitCode, missing).toBe(21)
      expect(error.message).toContain(`sources/${missing}`)
      expect(error.fault.next, missing).toMatch(/\S/)
    }
  })

  it('a .shp cut off', async () => {
    const error = await refusal(shapefileSource({ prj: '' }), (folder) => {
      const path = join(folder, 'zones.shp')
      truncateSync(path, readFileSync(path).length - 40)
    })
    expect(error.exitCode).toBe(21)
    expect(error.fault.where).toMatchObject({ file: 'sources/zones.shp' })
  })

  it('a .dbf with fewer rows than shapes', async () => {
    const error = await refusal(shapefileSource({ rows: [['Z1', '1']], without: ['.shx'] }))
    expect(error.exitCode).toBe(21)
    expect(error.fault).toMatchObject({
      what: 'shapes and attribute rows do not pair up',
      expected: 'as many shapes as rows',
    })
  })

  it('an empty layer', async () => {
    const error = await refusal(shapefileSource({ shapes: [], rows: [] }))
    expect(error.exitCode).toBe(21)
    expect(error.fault).toMatchObject({
      what: 'the layer is empty',
      got: '0 records',
      expected: 'at least one record',
    })
    const deleted = await refusal(shapefileSource({ deleted: [1, 2] }))
    expect(deleted.fault.got).toBe('0 records (2 are marked as deleted)')
    const header = await refusal(csvSource('decrees', 'decree_number,kind,vintage'))
    expect(header.exitCode).toBe(21)
  })

  it('a format that its name does not tell', async () => {
    const error = await refusal({ ...shapefileSource(), content: { bytes: 'x', extension: 'dwg' } })
    expect(error.exitCode).toBe(21)
    expect(error.fault).toMatchObject({ where: { file: 'sources/zones.dwg' }, got: '.dwg' })
  })

  it('coordinates out of the city, with the CRS that would fit', async () => {
    const city = { utm_crs: 'EPSG:32648', envelope: [106, -7, 107, -6] as [number, number, number, number] }
    const error = await refusal(shapefileSource(), () => {}, city)
    expect(error.exitCode).toBe(24)
    expect(error.fault.next).toContain('set crs: EPSG:32748 for this source')
    const swapped = featureSource('zones', [
      { zone_id: 'a', decree_number: '1', geometry: { type: 'Point', coordinates: [...at(0, 0)].reverse() } },
    ])
    expect((await refusal(swapped)).fault.next).toContain('set axis_order: lat_lon for this source')
  })
})

describe('a mapping that does not fit the file ends the build', () => {
  it.each([
    ['a column', { zone_id: 'KODE', decree_number: { value: '1' } }, 'columns.zone_id', 'KODE'],
    [
      'a part of a template',
      { zone_id: { template: '{zone_id}{URUT:02}' }, decree_number: { value: '1' } },
      'columns.zone_id',
      'URUT',
    ],
  ])('with %s the file does not have, listing those it has', async (_, columns, key, got) => {
    const error = await refusal(shapefileSource({ prj: '' }, { columns }))
    expect(error.exitCode).toBe(20)
    expect(error.onTerminal).toMatchObject({
      what: 'the source has no such column',
      where: { key: `sources[0].${key}` },
      got,
      expected: 'one of zone_id, LUAS',
    })
  })

  it('with a where or unpivot column the file does not have', async () => {
    const where = await refusal(
      csvSource('decrees', 'decree_number,kind,vintage\n1,decree,2020', { where: { X: ['1'] } }),
    )
    expect(where.fault).toMatchObject({ where: { key: 'sources[0].where' }, got: 'X' })
    const unpivot = await refusal(
      csvSource('rt_deficits', 'rt_id,vintage,V1\na,2020,1', {
        columns: { rt_id: 'rt_id', vintage: 'vintage' },
        unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V9' } },
      }),
    )
    expect(unpivot.fault).toMatchObject({ where: { key: 'sources[0].unpivot.columns.1a' }, got: 'V9' })
  })

  it.each([
    ['a column', { household_id: 'NAMA', head_name: 'NAMA' }, 'columns.household_id'],
    [
      'a template',
      { household_id: 'ID', roof: { template: '{NAMA}/{ID}' }, head_name: 'NAMA' },
      'columns.roof',
    ],
  ])('with personal data mapped to a column that is kept: %s', async (_, columns, key) => {
    const error = await refusal(csvSource('households', 'ID,NAMA\nr1,Rahasia', { columns }))
    expect(error.exitCode).toBe(20)
    expect(error.fault).toMatchObject({ where: { key: `sources[0].${key}` }, got: 'NAMA' })
    expect(error.message).not.toContain('Rahasia')
  })
})

describe('what is counted', () => {
  it('deleted records, those that where leaves out, and the rows of the rest', async () => {
    const made = await workspace({
      sources: [
        shapefileSource(
          {
            shapes: [...zonesShapefile().shapes, ...zonesShapefile().shapes],
            rows: [
              ['Z1', '1'],
              ['Z2', '2'],
              ['Z3', '3'],
              ['Z4', '4'],
            ],
            deleted: [2],
            prj: '',
          },
          { where: { zone_id: ['Z1', 'Z2', 'Z4'] } },
        ),
      ],
    })
    await made.run('1-ingest')
    expect(await made.rows('1-ingest', 'sources')).toMatchObject([
      { records_read: 4, records_deleted: 1, records_filtered: 1, rows_written: 2 },
    ])
    expect((await made.rows('1-ingest', 'zones')).map((row) => [row.zone_id, row.source_row])).toEqual([
      ['Z1', 1],
      ['Z4', 4],
    ])
  })

  it('a finding points to its row in the table, a multi-source table too', async () => {
    const csv = (id: string, lines: string) =>
      csvSource('decrees', `decree_number,kind,vintage\n${lines}`, { id })
    const made = await workspace({
      sources: [csv('a', '1,decree,2020\n2,decree,?'), csv('b', '3,decree,2020\n4,decree,2020\n5,decree,?')],
    })
    await made.run('1-ingest')
    const findings = await made.rows('1-ingest', 'ingest_findings')
    expect(findings.map((f) => [f.code, f.source_id, f.source_row, f.table_row, f.field, f.got])).toEqual([
      ['VALUE_UNPARSABLE', 'a', 2, 1, 'vintage', '?'],
      ['VALUE_UNPARSABLE', 'b', 3, 4, 'vintage', '?'],
    ])
  })

  it('more records than the sample that decides CRS and decimals', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `${i + 1},decree,2020,"1,${i % 10}"`)
    const made = await workspace({
      sources: [csvSource('decrees', `decree_number,kind,vintage,area_ha_total_stated\n${lines.join('\n')}`)],
    })
    await made.run('1-ingest')
    const rows = await made.rows('1-ingest', 'decrees')
    expect(rows).toHaveLength(2500)
    expect(
      rows.every((row, index) => row.decree_number === String(index + 1) && row.source_row === index + 1),
    ).toBe(true)
    expect(rows[2499]!.area_ha_total_stated).toBe(1.9)
  })
})

describe('what the reader meets in a record', () => {
  it('goes with its row, so that a work with a broken place is set aside', async () => {
    const work = (intervention_id: string, geometry: unknown) => ({
      intervention_id,
      activity: 'jalan',
      geometry,
    })
    const made = await workspace({
      sources: [
        featureSource('interventions', [
          work('a', { type: 'Point', coordinates: at(10, 10) }),
          work('b', { type: 'Point', coordinates: ['x', 'y'] }),
          work('c', null),
        ]),
      ],
    })
    await made.run('2-validate')
    expect((await made.rows('2-validate', 'interventions')).map((row) => row.intervention_id)).toEqual([
      'a',
      'c',
    ])
    const aside = (await made.findings()).filter((finding) => finding.severity === 'quarantine')
    expect(aside).toMatchObject([{ code: 'GEOM_UNREADABLE', source_row: 2, key: 'b' }])
  })

  it('a geometry of another kind than the table holds', async () => {
    const made = await workspace({
      sources: [
        featureSource('zones', [
          {
            zone_id: 'a',
            decree_number: '1',
            geometry: { type: 'LineString', coordinates: [at(0, 0), at(5, 5)] },
          },
          { zone_id: 'b', decree_number: '1', geometry: rectangle(0, 0, 10, 10) },
        ]),
      ],
    })
    await made.run('1-ingest')
    const [a, b] = await made.rows('1-ingest', 'zones')
    expect(a!.geometry).toBeNull()
    expect(b!.geometry).not.toBeNull()
    expect(await made.rows('1-ingest', 'ingest_findings')).toMatchObject([
      { code: 'GEOM_TYPE', table_row: 0, got: 'LineString' },
    ])
  })

  it('a garbled file changed after it was opened is no concern of the one before it', async () => {
    const made = await workspace({ sources: [shapefileSource({ prj: '' })] })
    await made.run('1-ingest')
    writeFileSync(join(made.directory, 'sources', 'zones.shp'), 'x')
    expect(await made.rows('1-ingest', 'zones')).toHaveLength(2)
  })
})
