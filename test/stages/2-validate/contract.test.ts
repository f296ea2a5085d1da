import { describe, expect, it } from 'vitest'
import { checkRow, keyOf } from '../../../pipeline/stages/2-validate/contract.ts'
import { tableSchema, tableSchemas } from '../../../pipeline/store/index.ts'
import { csvSource, kelurahanSource } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

const NONE = new Set<string>()

describe('a row against its contract', () => {
  const zone = { zone_id: 'Z1', decree_number: '1/2020', source_id: 'a', source_row: 1 }

  it('that keeps it says nothing', () => {
    expect(checkRow(tableSchema('zones'), zone, NONE)).toEqual([])
    expect(
      checkRow(
        tableSchema('zones'),
        {
          ...zone,
          kelurahan_code: '99.71.01.1001',
          rt_rw: 'RT002-RW006',
          land_legality: 'legal',
          area_ha_decree: 0,
        },
        NONE,
      ),
    ).toEqual([])
  })

  it.each([
    ['REQUIRED_MISSING', { zone_id: null }, 'zone_id', null],
    ['VALUE_DOMAIN', { land_legality: 'sengketa' }, 'land_legality', 'legal, tidak legal'],
    ['VALUE_DOMAIN', { area_ha_decree: -0.01 }, 'area_ha_decree', '>= 0'],
    ['VALUE_DOMAIN', { area_ha_decree: 1_000_000.1 }, 'area_ha_decree', '<= 1000000'],
    ['VALUE_DOMAIN', { area_ha_decree: 1e308 }, 'area_ha_decree', '<= 1000000'],
    ['VALUE_DOMAIN', { kelurahan_code: '9971011001' }, 'kelurahan_code', '^\\d{2}'],
    ['VALUE_DOMAIN', { rt_rw: 'RT2' }, 'rt_rw', '^(RT'],
  ])('%s: %o', (code, broken, field, expected) => {
    const findings = checkRow(tableSchema('zones'), { ...zone, ...broken }, NONE)
    expect(findings).toMatchObject([{ code, field }])
    if (expected !== null) expect(findings[0]!.expected).toContain(expected)
  })

  it('says of a required cell that was emptied for privacy why it is empty', async () => {
    const made = await workspace({
      sources: [
        csvSource('zones', 'z,d\nBapak Budi Santoso,1\n,1\nL3,1', {
          columns: { zone_id: 'z', decree_number: 'd' },
        }),
      ],
    })
    await made.run('2-validate')
    const missing = (await made.rows('2-validate', 'findings')).filter(
      ({ code }) => code === 'REQUIRED_MISSING',
    )
    expect(missing.map(({ source_row, message_en }) => [Number(source_row), message_en])).toEqual([
      [1, expect.stringContaining('was emptied because it held personal data')],
      [2, expect.stringMatching(/ is required\.$/)],
    ])
    expect(JSON.stringify(missing.map((finding) => Object.values(finding).map(String)))).not.toContain('Budi')
  })

  it('does not name again what sets the row aside already', () => {
    expect(checkRow(tableSchema('zones'), { ...zone, zone_id: null }, new Set(['zone_id']))).toEqual([])
  })

  it('has a key only when every part stands', () => {
    const schema = tableSchema('rt_deficits')
    expect(keyOf(schema, { rt_id: 'a', vintage: 2018, criterion: '1a' })).toBe('a · 2018 · 1a')
    expect(keyOf(schema, { rt_id: 'a', vintage: 2018 })).toBeNull()
  })

  it('has room for the sums of a city, and an end to every number that is counted or measured', () => {
    expect(checkRow(tableSchema('zones'), { ...zone, area_ha_decree: 1_000_000 }, NONE)).toEqual([])
    const city = {
      kawasan: 'Seluruh kota',
      vintage: 2024,
      area_ha_verified: 66_150,
      population: 11_135_191,
      road_ideal_m: 7_000_000,
      source_id: 'a',
      source_row: 1,
    }
    expect(checkRow(tableSchema('kawasan_profiles'), city, NONE)).toEqual([])
    const work = { intervention_id: 'k', activity: 'Jalan', cost_idr: 5e12, source_id: 'a', source_row: 1 }
    expect(checkRow(tableSchema('interventions'), work, NONE)).toEqual([])
    // A stated coordinate has rules of its own; the accuracy of a survey point is compared with nothing.
    const free = ['source_row', 'row_number', 'decree_row_number', 'work_status', 'accuracy_m']
    const endless = [...tableSchemas().values()].flatMap(({ name, columns }) =>
      columns
        .filter(({ type, maximum }) => (type === 'number' || type === 'integer') && maximum === null)
        .filter((column) => !free.includes(column.name) && !/^(lon|lat)_stated$/.test(column.name))
        .map((column) => `${name}.${column.name}`),
    )
    expect(endless).toEqual([])
  })

  it('asks for the columns of its key in every table', () => {
    for (const schema of tableSchemas().values()) {
      const required = schema.columns.filter((column) => column.required).map((column) => column.name)
      expect(required, schema.name).toEqual(expect.arrayContaining(schema.key))
    }
  })
})

describe('what stands in the tables', () => {
  it('a number beyond all that can be meant sets its record aside, and no message counts with it', async () => {
    const made = await workspace({
      sources: [
        kelurahanSource(),
        csvSource('decrees', 'decree_number,kind,vintage,area_ha_total_stated\n1/2020,decree,2020,20'),
        csvSource(
          'decree_rows',
          `decree_number,row_number,location,kelurahan,area_ha_decree,lon_stated,lat_stated
           1/2020,1,A,Melati,1e308,,
           1/2020,2,B,Melati,9e307,,
           1/2020,3,C,Melati,20,1e308,-1e308`,
        ),
        csvSource('rt_profiles', 'rt_id,vintage,rt_rw,area_ha_verified\na,2020,RT 1 RW 2,1e308'),
      ],
    })
    await made.run('2-validate')
    const findings = await made.findings()
    expect(findings.filter(({ code }) => code === 'VALUE_DOMAIN').map(({ key, got }) => [key, got])).toEqual([
      ['1/2020 · 1', '1e+308'],
      ['1/2020 · 2', '9e+307'],
      ['a · 2020', '1e+308'],
    ])
    const codes = findings.map(({ code }) => code)
    expect(codes).toContain('POINT_STATED_FAR')
    expect(codes).not.toContain('AREA_SHARE')
    const said = findings.flatMap(({ got, expected, message_id, message_en }) => [
      ...[got, expected, message_id, message_en],
    ])
    expect(said.filter((text) => /Infinity|NaN/.test(text ?? ''))).toEqual([])
  })

  it('an RT that cannot be read is no row where the RT is required, and a row where it is not', async () => {
    const made = await workspace({
      sources: [
        csvSource('rt_profiles', 'rt_id,vintage,rt_rw\na,2018,sebelah mesjid\nb,2018,RT 1 RW 2'),
        csvSource(
          'interventions',
          'intervention_id,activity,rt_rw,volume,unit\nk1,Jalan Beton,sebelah mesjid,5,m',
        ),
      ],
    })
    await made.run('2-validate')
    expect((await made.rows('2-validate', 'rt_profiles')).map((row) => row.rt_id)).toEqual(['b'])
    expect(await made.rows('2-validate', 'interventions')).toMatchObject([
      { intervention_id: 'k1', rt_rw: null },
    ])
    expect((await made.findings()).map(({ code, key, field }) => [code, key, field])).toEqual(
      [
        ['RT_PARSE', 'k1', 'rt_rw'],
        ['RT_PARSE', 'a · 2018', 'rt_rw'],
        ['REQUIRED_MISSING', 'a · 2018', 'rt_rw'],
      ].sort((x, y) => (x[1]! < y[1]! ? -1 : 1)),
    )
  })

  it('of two rows with one key the first is used, unless it is set aside itself', async () => {
    const made = await workspace({
      sources: [
        csvSource(
          'decree_rows',
          'decree_number,row_number,location,kelurahan,score_stated\n1,1,a,k,77\n1,1,b,k,78\n1,1,c,k,40',
        ),
      ],
    })
    await made.run('2-validate')
    expect((await made.rows('2-validate', 'decree_rows')).map((row) => row.location)).toEqual(['b'])
    const aside = (await made.findings()).filter((finding) => finding.severity === 'quarantine')
    expect(aside.map(({ code, source_row }) => [code, source_row])).toEqual([
      ['SCORE_DOMAIN', 1],
      ['KEY_DUP', 3],
    ])
  })

  it('keeps no row whose required cells are empty, whatever emptied them', async () => {
    const made = await workspace({
      sources: [
        csvSource('stakeholders', 'stakeholder_id,institution\n9971011005900001,Dinas\ns2,081234567890'),
      ],
    })
    await made.run('2-validate')
    expect(await made.rows('2-validate', 'stakeholders')).toEqual([])
    expect((await made.findings()).map(({ code, field }) => [code, field])).toEqual([
      ['PII_ID_NUMBER', 'stakeholder_id'],
      ['REQUIRED_MISSING', 'stakeholder_id'],
      ['PII_PHONE', 'institution'],
      ['REQUIRED_MISSING', 'institution'],
    ])
  })
})
