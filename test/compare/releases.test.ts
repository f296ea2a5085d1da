import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureCollection } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CompareOptions, runCompare } from '../../pipeline/compare/index.ts'
import { sideOf } from '../../pipeline/compare/release/compare-rows.ts'
import { csvRows } from '../../pipeline/compare/release/csv-rows.ts'
import type { ReleaseComparison } from '../../pipeline/compare/release/release-comparison.ts'
import { tableKey } from '../../pipeline/compare/release/table-key.ts'
import { sha256File } from '../../pipeline/freshness.ts'
import { parquet, sqlPath } from '../../pipeline/store/index.ts'
import { sharedStore } from '../support/shared-store.ts'
import { CITY_YAML, smallCity, temporaryFolder } from '../support/small-city.ts'
import { type Made, smallRelease } from '../support/small-release.ts'

let before: Made
let after: Made
beforeAll(async () => {
  const bugis = { feature_id: 1, zone_id: 'Z1', name: 'Kampung "Bugis"' }
  before = await smallRelease({
    zones: [
      { ...bugis, area_ha_utm: 18.92, at: [104.44, 0.93] },
      { feature_id: 2, zone_id: 'Z2', name: 'Sei Jang', area_ha_utm: 12.6, at: [104.46, 0.91] },
      { feature_id: 3, zone_id: 'Z3', name: '=Z3', area_ha_utm: 5.99, at: [104.48, 0.91] },
      { feature_id: 4, zone_id: 'Z4', area_ha_utm: -0.000059025, at: [104.5, 0.91] },
    ],
    scores: [
      { level: 'zone', id: 'Z1', score_total: 40.5, score_class: 'sedang' },
      { level: 'zone', id: 'Z2', score_total: 20, score_class: 'ringan' },
      { level: 'city', id: '99.71', score_total: 31.5, score_class: null },
    ],
  })
  after = await smallRelease({
    decree: '2/2018',
    zones: [
      { ...bugis, area_ha_utm: 4.66, at: [104.441, 0.93] },
      { feature_id: 3, zone_id: 'Z3', name: '=Z3', area_ha_utm: 5.99, at: [104.48, 0.91] },
      { feature_id: 4, zone_id: 'Z4', area_ha_utm: 0.00002, at: [104.5, 0.91] },
      { feature_id: 9, zone_id: 'Z9', area_ha_utm: 1, at: [104.4, 0.9] },
    ],
    scores: [
      { level: 'zone', id: 'Z1', score_total: 15.25, score_class: 'tidak kumuh' },
      { level: 'zone', id: 'Z9', score_total: 20, score_class: 'ringan' },
      { level: 'city', id: '99.71', score_total: 31.5, score_class: null },
    ],
  })
})

async function compared(a: string, b: string, options: CompareOptions = {}) {
  const lines: string[] = []
  const error = await runCompare(a, b, options, (line) => lines.push(line)).catch((thrown) => thrown)
  return { lines, error }
}

/** A copy of a release in which a file has another content, listed as it is; returns its folder. */
async function rewritten(
  release: Made,
  path: string,
  content: string,
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a manifest
  change: (manifest: any) => void = () => {},
): Promise<string> {
  const copy = join(temporaryFolder(), 'rilis')
  cpSync(release.directory, copy, { recursive: true })
  writeFileSync(join(copy, path), content)
  const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'))
  const listed = manifest.files.find((file: { path: string }) => file.path === path)
  listed.sha256 = await sha256File(join(copy, path))
  change(manifest)
  writeFileSync(join(copy, 'manifest.json'), JSON.stringify(manifest))
  return copy
}

describe('petakumuh compare, of two releases', () => {
  it('tells which features and rows came, went and changed, by their keys, and ends with 22', async () => {
    const { lines, error } = await compared(before.publicFolder, after.directory, { json: true })
    const found = JSON.parse(lines[0]!) as ReleaseComparison
    expect(found).toMatchObject({
      format: 'petakumuh-compare-releases/1',
      ...{
        a: { release: before.release, decree: '1/2014' },
        b: { release: after.release, decree: '2/2018' },
      },
      equal: false,
    })
    expect(found.layers).toEqual([
      {
        ...{ kind: 'layer', name: 'zones', key: ['zone_id'], rows_a: 4, rows_b: 4 },
        ...{ added: 1, removed: 1, changed: 2, geometry_changed: 1 },
        fields: [{ name: 'area_ha_utm', rows: 2 }],
        ...{ columns_only_a: [], columns_only_b: [], types: [] },
      },
    ])
    expect(found.tables).toEqual([
      expect.objectContaining({
        ...{ name: 'score_totals', key: ['id'], added: 1, removed: 1, changed: 1 },
        fields: [
          { name: 'score_total', rows: 1 },
          { name: 'score_class', rows: 1 },
        ],
      }),
    ])
    const value = { kind: 'table', name: 'score_totals', id: 'Z1', change: 'changed' }
    expect(found.examples).toEqual(
      expect.arrayContaining([
        { ...value, field: 'score_total', old: '40.5', new: '15.25', difference: -25.25 },
        { ...value, field: 'score_class', old: 'sedang', new: 'tidak kumuh', difference: null },
        expect.objectContaining({ name: 'zones', id: 'Z2', change: 'removed', field: null }),
        expect.objectContaining({ name: 'zones', id: 'Z9', change: 'added' }),
        expect.objectContaining({ name: 'zones', id: 'Z1', field: 'geometry', old: null, new: null }),
      ]),
    )
    expect(error).toMatchObject({
      exitCode: 22,
      fault: {
        code: 'RELEASES_DIFFER',
        got: expect.stringContaining(
          'features 1 added, 1 removed, 2 changed; rows of tables 1 added, 1 removed, 1 changed',
        ),
      },
    })
  })

  it('prints a table in both languages, with old and new values', async () => {
    const { lines } = await compared(before.directory, after.directory)
    expect(lines.find((line) => line.startsWith('zones'))!.split(/\s+/)).toEqual([
      'zones',
      '4',
      '4',
      '1',
      '1',
      '2',
      '0',
      '1',
    ])
    expect(lines).toContain('  score_totals Z1  score_total: "40.5" -> "15.25"  (-25.25)')
    expect(lines).toContain('  zones Z1  another geometry')
    expect(lines.at(-1)).toBe('Not equal.')
    const id = await compared(before.directory, after.directory, { lang: 'id' })
    expect(id.lines).toContain('  zones Z9  hanya di B')
    expect(id.lines.at(-1)).toBe('Tidak sama.')
  })

  it('says first that they are of two cities, and only then', async () => {
    const other = join(temporaryFolder(), 'rilis')
    cpSync(before.directory, other, { recursive: true })
    const manifest = readFileSync(join(other, 'manifest.json'), 'utf8')
    writeFileSync(join(other, 'manifest.json'), manifest.replace('"kota-uji"', '"kota-lain"'))
    const [en, id] = [
      await compared(before.directory, other),
      await compared(before.directory, other, { lang: 'id' }),
    ]
    expect(en.lines[0]).toMatch(/^Releases of two different cities: A kota-uji, B kota-lain\./)
    expect(id.lines[0]).toMatch(/^Rilis dari dua kota yang berbeda: A kota-uji, B kota-lain\./)
    expect((await compared(before.directory, after.directory)).lines[0]).toMatch(/^A {2}/)
  })

  it('is quiet about a release and itself, and about files that hold no features and numbers', async () => {
    const same = await compared(before.publicFolder, before.directory)
    expect(same.error).toBeUndefined()
    expect(same.lines.at(-1)).toBe('Equal in features and numbers. (the same release)')
    const style = await compared(before.directory, await rewritten(before, 'style.json', '{}'))
    expect(style.error).toBeUndefined()
    expect(style.lines).toContain('  style.json  changed')
    expect(style.lines.at(-1)).toBe('Equal in features and numbers.')
  })

  it('reads ids that begin with a number sign as rows, and refuses a table whose rows are not those listed', async () => {
    const releaseOf = (score: number) => {
      const rows = ['#1', '#2', '3'].map((id) => ({ id, score_total: id === '3' ? 1 : score }))
      return smallRelease({ zones: [{ feature_id: 1, zone_id: 'Z1', at: [104.44, 0.93] }], scores: rows })
    }
    const [a, b] = [await releaseOf(40), await releaseOf(41)]
    const { lines } = await compared(a.directory, b.directory, { json: true })
    expect(JSON.parse(lines[0]!).tables).toEqual([
      expect.objectContaining({ key: ['id'], rows_a: 3, rows_b: 3, changed: 2 }),
    ])
    const manifest = join(b.directory, 'manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/("text\/csv","rows":)3/, '$12'))
    expect((await compared(a.directory, b.directory)).error).toMatchObject({
      exitCode: 21,
      fault: { where: { file: expect.stringMatching(/score_totals\.csv$/) }, got: '3 rows read, 2 listed' },
    })
  })

  it('is not equal where GeoJSON tells what the layer does not; names tiles and what the manifests say otherwise', async () => {
    const zones = readFileSync(before.file('geojson/zones.geojson'), 'utf8')
    const geojson = await rewritten(before, 'geojson/zones.geojson', zones.replace('18.92', '81.92'))
    const { lines, error } = await compared(before.directory, geojson)
    expect(lines).toContain('  geojson/zones.geojson  changed')
    expect(lines.at(-1)).toBe('Not equal.')
    expect(error).toMatchObject({
      exitCode: 22,
      fault: {
        got: expect.stringContaining('files that differ 1'),
        next: expect.stringContaining('petakumuh verify'),
      },
    })
    const tiles = JSON.parse(readFileSync(before.file('manifest.json'), 'utf8')).files.find(
      ({ path }: { path: string }) => path.startsWith('tiles/'),
    ).path as string
    const cut = await rewritten(before, tiles, 'PMTiles', (manifest) => {
      manifest.city.privacy.k = 3
      manifest.files.find(({ path }: { path: string }) => path === 'style.json').licence = 'CC0-1.0'
    })
    const other = await compared(before.directory, cut)
    expect(other.error).toBeUndefined()
    expect(other.lines).toEqual(
      expect.arrayContaining([
        `  ${tiles}  changed`,
        'the manifests say otherwise',
        '  city.privacy.k: 5 -> 3',
        '  files.style.json.licence: null -> "CC0-1.0"',
      ]),
    )
    writeFileSync(join(cut, tiles), 'cut short')
    expect((await compared(before.directory, cut)).error).toMatchObject({ exitCode: 21 })
  })

  it('names features that have another id, by which links name them', async () => {
    const zone = { zone_id: 'Z1', at: [104.44, 0.93] as [number, number] }
    const [a, b] = [
      await smallRelease({ zones: [{ feature_id: 1, ...zone }] }),
      await smallRelease({ zones: [{ feature_id: 7, ...zone }] }),
    ]
    const { lines } = await compared(a.directory, b.directory)
    expect(lines).toContain('  zones Z1  feature_id: "1" -> "7"  (+6)')
  })

  it('writes every change as CSV that no spreadsheet runs, and as GeoJSON with both places of what moved', async () => {
    const output = join(temporaryFolder(), 'new/changes')
    const { error } = await compared(before.directory, after.directory, { output, json: true })
    expect(error.fault.next).toContain('changes.csv')
    expect(readFileSync(join(output, 'changes.csv'), 'utf8').split('\r\n')).toEqual([
      'kind,name,id,change,field,old,new,difference',
      'layer,zones,Z9,added,,,,',
      'layer,zones,Z1,changed,area_ha_utm,18.92,4.66,-14.26',
      'layer,zones,Z1,changed,geometry,,,',
      'layer,zones,Z4,changed,area_ha_utm,-0.000059025,0.00002,0.000079025',
      'layer,zones,Z2,removed,,,,',
      'table,score_totals,Z9,added,,,,',
      'table,score_totals,Z1,changed,score_total,40.5,15.25,-25.25',
      'table,score_totals,Z1,changed,score_class,sedang,tidak kumuh,',
      'table,score_totals,Z2,removed,,,,',
      '',
    ])
    expect(readdirSync(output).sort()).toEqual(['changes.csv', 'changes.geojson'])
    const { features, bbox } = JSON.parse(
      readFileSync(join(output, 'changes.geojson'), 'utf8'),
    ) as FeatureCollection
    const places = features.map(({ id, properties, geometry }) => [
      ...[id, properties!.id, properties!.change, properties!.fields, properties!.release],
      geometry.type === 'Polygon' && geometry.coordinates[0]![0],
    ])
    expect(places).toEqual([
      [1, 'Z9', 'added', null, 'B', [104.4, 0.9]],
      [2, 'Z1', 'changed', 'area_ha_utm, geometry', 'A', [104.44, 0.93]],
      [3, 'Z1', 'changed', 'area_ha_utm, geometry', 'B', [104.441, 0.93]],
      [4, 'Z4', 'changed', 'area_ha_utm', 'B', [104.5, 0.91]],
      [5, 'Z2', 'removed', null, 'A', [104.46, 0.91]],
    ])
    expect(bbox).toEqual([104.4, 0.9, 104.51, 0.94])
  })

  it('names a column of another type as that, and its values changed only where they are', async () => {
    const store = await sharedStore()
    const wholeNumbers = await smallRelease({
      zones: [
        { feature_id: 1, zone_id: '7', area_ha_utm: 5, at: [104.44, 0.93] },
        { feature_id: 2, zone_id: '8', area_ha_utm: 12.5, at: [104.46, 0.91] },
      ],
      scores: [{ level: 'zone', id: '7', score_total: 40.5 }],
    })
    const copy = join(temporaryFolder(), 'tipe')
    cpSync(wholeNumbers.directory, copy, { recursive: true })
    const original = parquet(join(wholeNumbers.directory, 'parquet/zones.parquet'))
    const changed = join(copy, 'parquet/zones.parquet')
    const places = `zone_id::INTEGER AS zone_id, area_ha_utm::DECIMAL(9, 2) AS area_ha_utm,
      CASE zone_id WHEN '8' THEN 3 ELSE NULL END AS name`
    await store.run(
      `COPY (SELECT * REPLACE (${places}) FROM ${original}) TO ${sqlPath(changed)} (FORMAT parquet)`,
    )
    for (const [folder, type] of [
      [wholeNumbers.directory, 'number'],
      [copy, 'string'],
    ] as const)
      writeFileSync(
        join(folder, 'tables/data_dictionary.csv'),
        `kind,name,column,type\ntable,score_totals,score_total,${type}\ntable,score_totals,id,string\n`,
      )
    for (const folder of [wholeNumbers.directory, copy]) {
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
      manifest.files.push({ path: 'tables/data_dictionary.csv', bytes: 0, media_type: 'text/csv', rows: 2 })
      for (const file of manifest.files) file.sha256 = await sha256File(join(folder, file.path))
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    }
    const output = join(temporaryFolder(), 'changes')
    const { lines, error } = await compared(wholeNumbers.directory, copy, { output })
    expect(lines).toEqual(
      expect.arrayContaining([
        'columns changed',
        '  zones: column zone_id has another type: VARCHAR in A, INTEGER in B',
        '  zones: column area_ha_utm has another type: DOUBLE in A, DECIMAL(9,2) in B',
        '  score_totals: column score_total has another type: number in A, string in B',
        '  zones.name  1 rows',
      ]),
    )
    expect(
      lines
        .find((line) => line.startsWith('zones '))!
        .split(/\s+/)
        .slice(1),
    ).toEqual([...['2', '2', '0', '0', '1', '3', '0']])
    expect(error.exitCode).toBe(22)
    expect(error.fault.got).toContain('features 0 added, 0 removed, 1 changed')
    expect(error.fault.got).toMatch(/; columns 0 in one only, 4 of another type$/)
    expect(readFileSync(join(output, 'changes.csv'), 'utf8')).toContain(
      'layer,zones,,type,zone_id,VARCHAR,INTEGER,\r\n',
    )
    const id = await compared(wholeNumbers.directory, copy, { lang: 'id' })
    expect(id.lines).toContain('  zones: kolom zone_id bertipe lain: VARCHAR di A, INTEGER di B')
  })

  it('writes the changes into a folder of another program that has a manifest of its own', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'manifest.json'), '{"name":"peta","start_url":"."}')
    const output = join(folder, 'changes')
    expect((await compared(before.directory, after.directory, { output })).error).toMatchObject({
      exitCode: 22,
    })
    expect(readdirSync(output).sort()).toEqual(['changes.csv', 'changes.geojson'])
  })

  it('takes the workspace that lies in the working folder before one of its name below data/', async () => {
    const folder = temporaryFolder()
    cpSync(smallCity(CITY_YAML.replace('kota-uji', 'kota-di-sini')), join(folder, 'tanjungpinang'), {
      recursive: true,
    })
    const before_folder = process.cwd()
    process.chdir(folder)
    try {
      const { error } = await compared('tanjungpinang', after.directory)
      expect(error).toMatchObject({ fault: { where: { file: expect.stringMatching(/kota-di-sini$/) } } })
    } finally {
      process.chdir(before_folder)
    }
  })

  it('takes a city for its output, as verify and export do', async () => {
    const workspace = smallCity(CITY_YAML.replace('kota-uji', 'kota-tanpa-keluaran'))
    const { error } = await compared(workspace, after.directory)
    expect(error).toMatchObject({
      exitCode: 21,
      fault: { where: { file: expect.stringMatching(/output\/kota-tanpa-keluaran$/) } },
    })
  })

  it('looks at the layers and tables that are named alone', async () => {
    const { lines } = await compared(before.directory, after.directory, {
      layer: ['score_totals'],
      json: true,
    })
    expect(JSON.parse(lines[0]!)).toMatchObject({ layers: [], tables: [{ name: 'score_totals' }] })
    const { error } = await compared(before.directory, after.directory, { layer: ['rt'] })
    expect(error).toMatchObject({ exitCode: 2, fault: { expected: 'zones, score_totals' } })
  })

  it('counts a table that one of them has not', async () => {
    const none = await smallRelease({
      zones: [{ feature_id: 1, zone_id: 'Z1', at: [104.44, 0.93] }],
    })
    const { lines } = await compared(none.directory, before.directory, {
      layer: ['score_totals'],
      json: true,
    })
    expect(JSON.parse(lines[0]!).tables).toEqual([
      expect.objectContaining({ rows_a: null, rows_b: 3, added: 3, removed: 0, changed: 0 }),
    ])
    const back = await compared(before.directory, none.directory, { layer: ['score_totals'], json: true })
    expect(JSON.parse(back.lines[0]!).tables).toEqual([
      expect.objectContaining({ rows_a: 3, rows_b: null, added: 0, removed: 3, changed: 0 }),
    ])
    expect(back.error.exitCode).toBe(22)
  })

  it('refuses a damaged release, one beside an archive, and options of the others', async () => {
    const copy = join(temporaryFolder(), 'rilis')
    cpSync(before.directory, copy, { recursive: true })
    writeFileSync(join(copy, 'parquet/zones.parquet'), 'PAR1')
    const damaged = await compared(copy, after.directory)
    expect(damaged.error).toMatchObject({
      exitCode: 21,
      fault: { next: expect.stringContaining('petakumuh verify') },
    })
    const twin = join(temporaryFolder(), 'kembar')
    cpSync(copy, twin, { recursive: true })
    expect((await compared(copy, twin)).error).toMatchObject({
      exitCode: 21,
      fault: { where: { file: expect.stringMatching(/zones\.parquet$/) } },
    })
    const archive = JSON.parse(readFileSync(join(before.publicFolder, 'latest.json'), 'utf8')).tiles[0]
    const path = join(before.publicFolder, archive)
    expect((await compared(before.directory, path)).error).toMatchObject({ exitCode: 2 })
    expect((await compared(before.directory, after.directory, { zoom: '3' })).error).toMatchObject({
      exitCode: 2,
    })
    const inside = join(after.directory, 'tables/changes')
    expect((await compared(before.directory, after.directory, { output: inside })).error).toMatchObject({
      exitCode: 2,
      fault: { where: { key: '--output' } },
    })
    expect(existsSync(inside)).toBe(false)
    const link = join(temporaryFolder(), 'tautan')
    symlinkSync(join(after.directory, 'tables'), link)
    const linked = await compared(before.directory, after.directory, { output: join(link, 'changes') })
    expect(linked.error).toMatchObject({ exitCode: 2, fault: { where: { key: '--output' } } })
    expect(existsSync(inside)).toBe(false)
    const output = join(temporaryFolder(), 'of-archives')
    expect((await compared(path, path, { output })).error).toMatchObject({ exitCode: 2 })
    expect(existsSync(output)).toBe(false)
  })
})

describe('a table of a release', () => {
  it('has cells longer than the database takes by itself, quoted line ends and empty cells', async () => {
    const store = await sharedStore()
    const path = join(temporaryFolder(), 'sel.csv')
    writeFileSync(path, `id,"a ""b"""\r\n#1,"${'x'.repeat(3_000_000)}\r\ny"\r\n2,\r\n`)
    const from = await csvRows(path)
    const { columns, rows } = await sideOf(store, from)
    expect([[...columns.keys()], rows]).toEqual([['id', 'a "b"'], 2])
    expect(await store.rows(`SELECT id, length("a ""b""") AS letters FROM ${from}`)).toEqual([
      { id: '#1', letters: 3_000_003 },
      { id: '2', letters: null },
    ])
  })
})

describe('the key of a table', () => {
  async function keyOf(a: string, b: string = a): Promise<string[]> {
    const store = await sharedStore()
    const side = (values: string) =>
      sideOf(store, `(SELECT * FROM (VALUES ${values}) t(level, id, name, area_ha, note))`)
    return tableKey(store, await side(a), await side(b))
  }

  it('is made of the first columns that tell rows apart on both sides, measured ones last', async () => {
    expect(await keyOf(`('rt', '1', 'A', '0.5', 'x'), ('zone', '1', 'B', '0.6', 'x')`)).toEqual(['level'])
    expect(
      await keyOf(
        `('rt', '1', 'A', '0.5', 'x'), ('rt', '2', 'A', '0.6', 'x'), ('zone', '1', 'A', '0.6', 'x')`,
      ),
    ).toEqual(['level', 'id'])
    const other = `('rt', '1', 'A', '0.5', 'x'), ('rt', '1', 'B', '0.5', 'x')`
    expect(await keyOf(`('rt', '1', 'A', '0.5', 'x'), ('rt', '2', 'A', '0.6', 'x')`, other)).toEqual([
      'id',
      'name',
    ])
    expect(await keyOf(`('rt', '1', 'A', '0.5', 'x'), ('rt', '1', 'A', '0.6', 'x')`)).toEqual(['area_ha'])
  })

  it('is what there is where rows are equal', async () => {
    expect(await keyOf(`('rt', '1', 'A', '0.5', 'x'), ('rt', '1', 'A', '0.5', 'x')`)).toEqual(['level'])
  })
})
