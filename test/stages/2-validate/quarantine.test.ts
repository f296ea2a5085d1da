import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { Source } from '../../../pipeline/city.ts'
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

function source(id: string): Source {
  return {
    id,
    title: { id, en: id },
    table: 'decrees',
    path: `sources/${id}.csv`,
    licence: 'CC0-1.0',
    columns: {},
    examples: [],
  }
}

function quarantineIn(path: string): Quarantine {
  const sources = ['survei', 'sk', 'a', 'b'].map(source)
  return new Quarantine(path, sources, new Map(sources.map(({ id }) => [id, `hash of ${id}`])))
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'petakumuh-quarantine-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return join(path, 'quarantine')
}

describe('what is set aside', () => {
  it('is GeoJSON with code, reason, source and record where the table has a geometry', () => {
    const path = folder()
    const quarantine = quarantineIn(path)
    const row: Row = { household_id: 'r1', roof: 'seng', nik: 'never', source_id: 'survei', source_row: 7 }
    const geometry = { type: 'Point' as const, coordinates: at(0, 0) }
    quarantine.add(tableSchema('households'), row, geometry, [
      finding('KEY_DUP', 'r1'),
      finding('VALUE_DOMAIN', '0'),
    ])
    quarantine.add(tableSchema('households'), { ...row, source_row: 8 }, null, [finding('GEOM_MISSING')])
    expect(quarantine.close()).toEqual({ 'survei.geojson': 2 })
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
        source_file: 'sources/survei.csv',
        source_record: 7,
        source_sha256: 'hash of survei',
        roof: 'seng',
      },
    })
    expect(features[0].properties).not.toHaveProperty('nik')
    expect(features[1].geometry).toBeNull()
  })

  it('is CSV where it has none, safe to open in a spreadsheet', () => {
    const path = folder()
    const quarantine = quarantineIn(path)
    const add = (location: string, area_ha_decree = 1) =>
      quarantine.add(
        tableSchema('decree_rows'),
        { location, area_ha_decree, source_id: 'sk', source_row: 1 },
        null,
        [finding('SCORE_DOMAIN', '77')],
      )
    for (const location of ['=1+1', '@x', '-cmd', 'a, "b"\nc', 'Kampung Bugis']) add(location, -1.5)
    quarantine.close()
    const rows = parse(readFileSync(join(path, 'sk.csv')), { columns: true }) as Record<string, string>[]
    expect(rows.map((row) => row.location)).toEqual(["'=1+1", "'@x", "'-cmd", 'a, "b"\nc', 'Kampung Bugis'])
    expect(rows[0]).toMatchObject({ code: 'SCORE_DOMAIN', got: '77', area_ha_decree: '-1.5', row_number: '' })
  })

  it('is one file a source, in order, and no folder when there is nothing', () => {
    const path = folder()
    const quarantine = quarantineIn(path)
    for (const source_id of ['b', 'a', 'b']) {
      quarantine.add(tableSchema('decrees'), { source_id, source_row: 1 }, null, [finding('KEY_DUP')])
    }
    expect(Object.entries(quarantine.close())).toEqual([
      ['a.csv', 1],
      ['b.csv', 2],
    ])
    expect(quarantineIn('/does/not/exist/and/is/not/made').close()).toEqual({})
  })

  it('is to be saved where no source of the city is read from', () => {
    const path = folder()
    const taken = ['Sources/a.karantina.csv', './sources/a.karantina-2.csv'].map((at, index) => ({
      ...source('a-perbaikan'.slice(0, index === 0 ? undefined : 1)),
      path: at,
    }))
    const quarantine = new Quarantine(path, taken, new Map())
    quarantine.add(tableSchema('decrees'), { source_id: 'a', source_row: 1 }, null, [finding('KEY_DUP')])
    quarantine.close()
    expect(parseYaml(readFileSync(join(path, 'a.source.yaml'), 'utf8'))).toMatchObject([
      { id: 'a-perbaikan-2', path: 'sources/a.karantina-3.csv' },
    ])
  })

  it('comes with the block of city.yaml that brings it back', () => {
    const path = folder()
    const quarantine = quarantineIn(path)
    quarantine.add(tableSchema('decrees'), { source_id: 'a', source_row: 1 }, null, [finding('KEY_DUP')])
    quarantine.close()
    expect(parseYaml(readFileSync(join(path, 'a.source.yaml'), 'utf8'))).toMatchObject([
      {
        id: 'a-perbaikan',
        table: 'decrees',
        path: 'sources/a.karantina.csv',
        amends: 'a',
        licence: 'CC0-1.0',
      },
    ])
  })
})
