import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeFinding } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { Quarantine } from '../../../pipeline/stages/2-validate/quarantine.ts'
import { type Row, tableSchema } from '../../../pipeline/store/index.ts'
import { catalogue } from '../../support/judging.ts'
import { at } from '../../support/made-up-places.ts'

function finding(code: string, got: string | null = null) {
  return makeFinding(catalogue, {
    code,
    table: 't',
    source_id: 'a',
    got,
    message: { id: `${code} id.`, en: `${code} en.` },
  })
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'petakumuh-quarantine-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return join(path, 'quarantine')
}

describe('what is set aside', () => {
  it('is GeoJSON with code, reason, source and record where the table has a geometry', () => {
    const quarantine = new Quarantine()
    const row: Row = { household_id: 'r1', roof: 'seng', nik: 'never', source_id: 'survei', source_row: 7 }
    const geometry = { type: 'Point' as const, coordinates: at(0, 0) }
    quarantine.add(tableSchema('households'), 'sources/s.csv', row, geometry, [
      finding('KEY_DUP', 'r1'),
      finding('VALUE_DOMAIN', '0'),
    ])
    quarantine.add(tableSchema('households'), 'sources/s.csv', { ...row, source_row: 8 }, null, [
      finding('GEOM_MISSING'),
    ])
    const path = folder()
    expect(quarantine.write(path)).toEqual({ 'survei.geojson': 2 })
    const { type, features } = JSON.parse(readFileSync(join(path, 'survei.geojson'), 'utf8'))
    expect(type).toBe('FeatureCollection')
    expect(features[0]).toMatchObject({
      type: 'Feature',
      geometry,
      properties: {
        code: 'KEY_DUP VALUE_DOMAIN',
        reason_id: 'KEY_DUP id. VALUE_DOMAIN id.',
        reason_en: 'KEY_DUP en. VALUE_DOMAIN en.',
        got: 'r1 | 0',
        source_file: 'sources/s.csv',
        source_record: 7,
        roof: 'seng',
      },
    })
    expect(features[0].properties).not.toHaveProperty('nik')
    expect(features[1].geometry).toBeNull()
  })

  it('is CSV where it has none, safe to open in a spreadsheet', () => {
    const quarantine = new Quarantine()
    const add = (location: string, area_ha_decree = 1) =>
      quarantine.add(
        tableSchema('decree_rows'),
        'a.csv',
        { location, area_ha_decree, source_id: 'sk', source_row: 1 },
        null,
        [finding('SCORE_DOMAIN', '77')],
      )
    for (const location of ['=1+1', '@x', '-cmd', 'a, "b"\nc', 'Kampung Bugis']) add(location, -1.5)
    const path = folder()
    quarantine.write(path)
    const rows = parse(readFileSync(join(path, 'sk.csv')), { columns: true }) as Record<string, string>[]
    expect(rows.map((row) => row.location)).toEqual(["'=1+1", "'@x", "'-cmd", 'a, "b"\nc', 'Kampung Bugis'])
    expect(rows[0]).toMatchObject({ code: 'SCORE_DOMAIN', got: '77', area_ha_decree: '-1.5', row_number: '' })
  })

  it('is one file a source, in order, and no folder when there is nothing', () => {
    const quarantine = new Quarantine()
    for (const source_id of ['b', 'a', 'b']) {
      quarantine.add(tableSchema('decrees'), '', { source_id, source_row: 1 }, null, [finding('KEY_DUP')])
    }
    expect(Object.entries(quarantine.write(folder()))).toEqual([
      ['a.csv', 1],
      ['b.csv', 2],
    ])
    expect(new Quarantine().write('/does/not/exist/and/is/not/made')).toEqual({})
  })
})
