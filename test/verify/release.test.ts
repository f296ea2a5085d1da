import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { sha256 } from '../../pipeline/freshness.ts'
import { pageCopyName } from '../../pipeline/release/page-parts.ts'
import { releaseId } from '../../pipeline/release/release-id.ts'
import { parquet, sqlText } from '../../pipeline/store/index.ts'
import { runVerify, type VerifyOptions } from '../../pipeline/verify/index.ts'
import type { ReleaseReport } from '../../pipeline/verify/release/verify-release.ts'
import { zipArchive } from '../../pipeline/zip.ts'
import { sharedStore } from '../support/shared-store.ts'
import { CITY_YAML, smallCity, temporaryFolder } from '../support/small-city.ts'
import { type Made, smallRelease, writeChecksums } from '../support/small-release.ts'

let made: Made
beforeAll(async () => {
  made = await smallRelease({
    zones: [
      { feature_id: 1, zone_id: 'Z1', name: 'Kampung "Bugis"', area_ha_utm: 4.66, at: [104.44, 0.93] },
      { feature_id: 2, zone_id: 'Z2', area_ha_utm: 12.6, at: [104.46, 0.91] },
    ],
    scores: [
      { level: 'zone', id: 'Z1', score_total: 40 },
      { level: 'zone', id: 'Z2', score_total: -1.5 },
    ],
  })
})

interface Ended {
  lines: string[]
  error: unknown
}

async function verified(path: string, options: VerifyOptions = {}): Promise<Ended> {
  const lines: string[] = []
  const error = await runVerify(path, { quiet: !options.json, ...options }, (line) => lines.push(line)).catch(
    (thrown) => thrown,
  )
  return { lines, error }
}

/** The report of a copy of the public folder that was changed, and what verifying it ended with. */
async function changed(
  change: (release: string, publicFolder: string) => void | Promise<void>,
): Promise<{ report: ReleaseReport; error: UserError | undefined }> {
  const folder = join(temporaryFolder(), 'public')
  cpSync(made.publicFolder, folder, { recursive: true })
  await change(join(folder, 'releases', made.release), folder)
  const { lines, error } = await verified(folder, { json: true })
  return { report: JSON.parse(lines[0]!), error: error as UserError }
}

/** The faults in English; none may have English words in its Indonesian line, but for what a program is quoted with. */
function faultsOf({ report }: { report: ReleaseReport }): string[] {
  const told = report.faults.map(({ detail }) => detail.id.replaceAll(/kata program: ".*"$/gs, ''))
  expect(told.filter((text) => ENGLISH.test(text))).toEqual([])
  return report.faults.map(({ check, file, detail }) => `${check}: ${file} ${detail.en}`)
}

const ENGLISH = /\b(?:the|is|are|has|of|not|no|must|cannot|with|too)\b/i

/** Puts another content in the place of a file as somebody would who publishes it: manifest, id, folder and pointer follow. */
function replaced(path: string, content: (before: string) => string | Buffer, rows?: number) {
  return changed(async (release, folder) => {
    const file = join(release, path)
    writeFileSync(file, content(readFileSync(file, 'utf8')))
    const { release: id, ...manifest } = JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8'))
    const entry = manifest.files.find((one: { path: string }) => one.path === path)
    const bytes = readFileSync(file)
    Object.assign(entry, {
      bytes: bytes.length,
      sha256: sha256(bytes),
      ...(rows === undefined ? {} : { rows }),
    })
    const now = releaseId(manifest.files, manifest)
    const { format, ...rest } = manifest
    writeFileSync(join(release, 'manifest.json'), JSON.stringify({ format, release: now, ...rest }))
    await writeChecksums(release, manifest.files)
    cpSync(release, join(folder, 'releases', now), { recursive: true })
    rmSync(release, { recursive: true })
    const pointer = readFileSync(join(folder, 'latest.json'), 'utf8')
    writeFileSync(join(folder, 'latest.json'), pointer.replaceAll(id, now))
  })
}

/** The Parquet of the release with other metadata under `geo`, of the file or its column, or another western side of the last box. */
async function geoParquet(change: Record<string, unknown> | null): Promise<Buffer> {
  const store = await sharedStore()
  const { version = '1.1.0', box, ...column } = change ?? {}
  const from = made.file('parquet/zones.parquet')
  const [row] = await store.rows<{ geo: string }>(
    `SELECT decode(value) AS geo FROM parquet_kv_metadata(${sqlText(from)}) WHERE decode(key) = 'geo'`,
  )
  const geo = { ...JSON.parse(row!.geo), version }
  Object.assign(geo.columns.geometry, column)
  const west = box === undefined ? 'bbox.xmin' : `CASE feature_id WHEN 2 THEN ${box} ELSE bbox.xmin END`
  const key = change === null ? '' : `, KV_METADATA {geo: ${sqlText(JSON.stringify(geo))}}`
  const path = join(temporaryFolder(), 'zones.parquet')
  await store.run(`COPY (SELECT * REPLACE (ST_AsWKB(geometry)::BLOB AS geometry,
      {xmin: ${west}, ymin: bbox.ymin, xmax: bbox.xmax, ymax: bbox.ymax} AS bbox) FROM ${parquet(from)})
    TO ${sqlText(path)} (FORMAT parquet, GEOPARQUET_VERSION 'NONE'${key})`)
  return readFileSync(path)
}

describe('petakumuh verify, of a release', () => {
  it('takes a city for its output, by its name or its folder', async () => {
    const workspace = smallCity(CITY_YAML.replace('kota-uji', 'kota-tanpa-keluaran'))
    const { error } = await verified(workspace)
    expect((error as UserError).fault.where?.file).toMatch(/output\/kota-tanpa-keluaran$/)
    // Whether the demo city is built here or not: what is refused is its release, not its name.
    const named = (await verified('tanjungpinang', { source: 'rt.geojson' })).error as UserError
    expect([named.fault.where?.file, named.fault.where?.key]).toContainEqual(
      named.exitCode === 2 ? '--source' : expect.stringMatching(/output\/tanjungpinang$/),
    )
  })

  it('finds it by its folder, the public folder, the output of the city and their files, and proves its tiles', async () => {
    const output = join(temporaryFolder(), 'kota')
    mkdirSync(output)
    cpSync(made.publicFolder, join(output, 'public'), { recursive: true })
    const paths = [
      made.directory,
      made.publicFolder,
      output,
      join(made.publicFolder, 'latest.json'),
      made.file('manifest.json'),
    ]
    for (const path of paths) {
      const { lines, error } = await verified(path, { json: true })
      expect([path, error]).toEqual([path, undefined])
      const report = JSON.parse(lines[0]!) as ReleaseReport
      expect(report).toMatchObject({
        format: 'petakumuh-verify-release/1',
        release: made.release,
        sound: true,
        faults: [],
      })
      expect(report.proofs).toEqual([expect.objectContaining({ layers: 1, losses: 0 })])
      const looked = Object.fromEntries(report.checks.map(({ check, looked }) => [check, looked]))
      expect(looked).toMatchObject({ geojson: 3, parquet: 2, csv: 2, id: 1, links: 7 })
      expect('pointer' in looked).toBe(basename(path) !== made.release && basename(path) !== 'manifest.json')
    }
  })

  it('prints a table in both languages', async () => {
    const { lines } = await verified(made.publicFolder, { quiet: false })
    expect(lines.find((line) => line.startsWith('files'))).toMatch(/^files +10 +0 {2}files of the manifest/)
    expect(lines.at(-1)).toBe('Sound: the release is what it says of itself.')
    const id = await verified(made.publicFolder, { quiet: false, lang: 'id' })
    expect(id.lines.at(-1)).toBe('Utuh: rilis sesuai dengan pernyataannya.')
  })

  it('finds files that are gone, cut, changed, or in no manifest, and an id that is not made from the content', async () => {
    const found = await changed((release) => {
      rmSync(join(release, 'style.json'))
      writeFileSync(join(release, 'tables/score_totals.csv'), 'level,id\r\n')
      const layer = join(release, 'geojson/zones.geojson')
      writeFileSync(layer, readFileSync(layer, 'utf8').replace('Bugis', 'Bagus'))
      writeFileSync(join(release, 'tables/nama.csv'), 'nama\r\n')
      const manifest = join(release, 'manifest.json')
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"1/2014"', '"2/2014"'))
    })
    expect(faultsOf(found)).toEqual([
      'files: geojson/zones.geojson is not what its sha256 says',
      'files: style.json is not there',
      expect.stringMatching(/^files: tables\/score_totals.csv has 10 bytes, listed \d+$/),
      'unlisted: tables/nama.csv is in no manifest',
      'checksums: manifest.json has another sum in SHA256SUMS',
      expect.stringMatching(
        new RegExp(`^id: manifest.json says ${made.release}, the content makes [0-9a-f]{16}$`),
      ),
      'links: dcat.jsonld refers to style.json, which is not there',
      'links: stac/item.json refers to ../style.json, which is not there',
      expect.stringMatching(/^pointer: latest.json leads to releases\/\w+\/style.json, which is no file/),
      expect.stringMatching(
        /^tiles: tiles\/.*layer zones is not proven: geojson\/zones.geojson is missing or wrong$/,
      ),
    ])
    expect(found.error).toMatchObject({ exitCode: 22, fault: { code: 'RELEASE_NOT_SOUND' } })
    for (const part of ['what', 'got', 'expected', 'next'] as const)
      expect(found.error!.fault[part]).toMatch(/\S/)
  })

  it('holds SHA256SUMS to the manifest and to the files it names', async () => {
    const changedSums = (change: (lines: string[]) => string[]) =>
      changed((release) => {
        const place = join(release, 'SHA256SUMS')
        writeFileSync(place, change(readFileSync(place, 'utf8').split('\n')).join('\n'))
      })
    const right = await changedSums((lines) => lines.reverse())
    expect(faultsOf(right)).toEqual([])
    expect(right.report.checks.find(({ check }) => check === 'checksums')).toMatchObject({
      looked: 11,
      faults: 0,
    })
    const wrong = await changedSums((lines) =>
      lines
        .filter((line) => !line.endsWith('/style.json') && !line.endsWith('  style.json'))
        .map((line) => (/manifest|tilejson/.test(line) ? line.replace(/^.{8}/, '00000000') : line))
        .concat('nothing'),
    )
    expect(faultsOf(wrong).sort()).toEqual([
      'checksums: SHA256SUMS cannot be read: nothing',
      'checksums: manifest.json has another sum in SHA256SUMS',
      'checksums: style.json is not in SHA256SUMS',
      'checksums: tilejson.json has another sum in SHA256SUMS',
    ])
    const unnamed = await changedSums((lines) => lines.filter((line) => !line.endsWith('manifest.json')))
    expect(faultsOf(unnamed)).toEqual(['checksums: manifest.json is not in SHA256SUMS'])
    const none = await changed((release) => rmSync(join(release, 'SHA256SUMS')))
    expect(faultsOf(none)).toEqual(['checksums: SHA256SUMS is not there'])
    expect(none.error!.exitCode).toBe(22)
  })

  it.each([
    [
      'turned rings',
      (text: string) =>
        text.replace(
          /\[\[\[(.*?)\]\]\]/,
          (_, ring: string) => `[[[${ring.split('],[').reverse().join('],[')}]]]`,
        ),
      /right-hand rule/,
    ],
    [
      'a ring that is open',
      (text: string) => text.replace(/,\[104\.44,0\.93\]\]\]/, ']]'),
      /not GeoJSON|at least four/,
    ],
    ['eight decimals', (text: string) => text.replaceAll('104.44,', '104.44000001,'), /more than 7 decimals/],
    ['one id twice', (text: string) => text.replace('"id":2', '"id":1'), /feature 1 is there twice/],
    [
      'an id that is a text',
      (text: string) => text.replace('"id":2', '"id":"dua"'),
      /feature dua has an id that is no whole number/,
    ],
    ['another bbox', (text: string) => text.replace('"bbox":[104.44', '"bbox":[104.4'), /bbox is \[104.4,/],
    ['a text that ends early', (text: string) => text.slice(0, -20), /cannot be read as GeoJSON/],
    [
      'no collection',
      (text: string) => text.replace('FeatureCollection', 'Collection'),
      /is no FeatureCollection/,
    ],
  ])('finds %s in GeoJSON, though the manifest agrees', async (_, content, fault) => {
    const found = await replaced('geojson/zones.geojson', content)
    const faults = faultsOf(found).filter((line) => line.startsWith('geojson:'))
    expect(faults.join('\n')).toMatch(fault)
    expect(found.error!.exitCode).toBe(22)
  })

  it('finds rows that are more than listed, and a value that only one format has', async () => {
    const rows = await replaced('geojson/zones.geojson', (text) => text, 3)
    expect(faultsOf(rows)[0]).toBe('geojson: geojson/zones.geojson has 2 features, listed 3')
    const value = await replaced('geojson/zones.geojson', (text) => text.replace('12.6', '12.7'))
    expect(faultsOf(value).slice(0, 2)).toEqual([
      'parquet: parquet/zones.parquet feature 2 is another than in its GeoJSON',
      expect.stringMatching(/^tiles: .*attribute: layer zones, .*feature 2/),
    ])
    const id = await replaced('geojson/zones.geojson', (text) => text.replace('"id":2', '"id":3'))
    expect(faultsOf(id)).toEqual(
      expect.arrayContaining([
        'parquet: parquet/zones.parquet feature 2 is not in its GeoJSON',
        'parquet: parquet/zones.parquet feature 3 of its GeoJSON is missing',
      ]),
    )
  })

  it('finds cells of CSV that run, rows of another length and number, and leaves negative numbers alone', async () => {
    const found = await replaced(
      'tables/score_totals.csv',
      () => "level,id,score_total\r\nzone,=1+1,-1.5\r\nzone,@x,-1e-9\r\nzone,'=2,\r\n",
    )
    expect(faultsOf(found)).toEqual([
      'csv: tables/score_totals.csv row 1, column id: a spreadsheet would run =1+1',
      'csv: tables/score_totals.csv row 2, column id: a spreadsheet would run @x',
      'csv: tables/score_totals.csv has 3 rows, listed 2',
    ])
    const short = await replaced('tables/score_totals.csv', (text) => `${text}zone\r\n`)
    expect(faultsOf(short)).toEqual([
      expect.stringMatching(/^csv: tables\/score_totals.csv cannot be read: /),
    ])
  })

  it('holds a file of one feature to RFC 7946 and its box', async () => {
    const item = (text: string, bbox: number[]) =>
      `${text.trim().slice(0, -1)},"bbox":${JSON.stringify(bbox)}}`
    const box = await replaced('stac/item.json', (text) => item(text, [0, 0, 1, 1]))
    expect(faultsOf(box)).toEqual(['geojson: stac/item.json bbox is not [104.4,0.9,104.4,0.9]'])
    const right = await replaced('stac/item.json', (text) => item(text, [104.4, 0.9, 104.4, 0.9]))
    expect(faultsOf(right)).toEqual([])
    const none = await replaced('stac/item.json', (text) => text.replace('"Point"', '"Titik"'))
    expect(faultsOf(none)).toEqual([expect.stringMatching(/^geojson: stac\/item.json is not GeoJSON: /)])
  })

  it('finds Parquet that is none', async () => {
    const found = await replaced('parquet/zones.parquet', () => 'PAR1 no')
    expect(faultsOf(found)).toEqual([
      expect.stringMatching(/^parquet: parquet\/zones.parquet cannot be read as Parquet: /),
    ])
  })

  it.each([
    ['another version', { version: '1.0.0' }, /^geo metadata: version is 1.0.0, expected 1.1.0$/],
    ['another CRS', { crs: { id: { authority: 'EPSG', code: 32748 } } }, /^geo metadata: crs is EPSG:32748,/],
    ['no CRS that anybody knows', { crs: null }, /^geo metadata: crs is null,/],
    ['another encoding', { encoding: 'point' }, /^geo metadata: encoding is point, expected WKB$/],
    ['another box', { bbox: [0, 0, 1, 1] }, /^geo metadata: bbox is \[0,0,1,1\], expected \[104.44,0.91,/],
    ['other types', { geometry_types: ['Point'] }, /^geo metadata: geometry_types is \["Point"\],/],
    ['no box of each row', { covering: {} }, /^geo metadata name no box of each row$/],
    [
      'a wrong box of a row',
      { box: 105 },
      /^feature 2 has the box \[105,0.91,.*\], its geometry lies in \[104.46,/,
    ],
    ['no geo metadata', null, /^has no column of geometries by GeoParquet$/],
  ] as [string, Record<string, unknown> | null, RegExp][])(
    'finds GeoParquet with %s',
    async (_, change, fault) => {
      const written = await geoParquet(change)
      const faults = faultsOf(await replaced('parquet/zones.parquet', () => written))
      expect(faults).toHaveLength(1)
      expect(faults[0]!.replace('parquet: parquet/zones.parquet ', '')).toMatch(fault)
    },
  )

  it('finds what styles, TileJSON and catalogues refer to and is not there', async () => {
    const style = await replaced('style.json', (text) =>
      text.replace('kota-uji', 'kota').replace('"source-layer":"zones"', '"source-layer":"zone"'),
    )
    expect(faultsOf(style)).toEqual([
      expect.stringMatching(
        /^style: style.json refers to pmtiles:\/\/tiles\/kota-\w+.pmtiles, which is not there$/,
      ),
      'style: style.json layer lokasi draws zone, which is no layer of the release',
    ])
    const tiles = await replaced('tilejson.json', (text) => text.replace('"maxzoom":8', '"maxzoom":9'))
    expect(faultsOf(tiles)).toEqual(['style: tilejson.json does not say that layer zones has zooms 0 to 8'])
    const stac = await replaced('stac/item.json', (text) => text.replace('../style.json', 'style.json'))
    expect(faultsOf(stac)).toEqual(['links: stac/item.json refers to style.json, which is not there'])
    const elsewhere = await replaced('stac/item.json', (text) =>
      text.replace('../style.json', 'https://example.org/a'),
    )
    expect(faultsOf(elsewhere)).toEqual([])
  })

  it.each([
    ['100%.json', 'refers to 100%.json, which is no address'],
    ['../../../../etc/hostname', 'refers to ../../../../etc/hostname, out of the release'],
    ['/style.json', 'refers to /style.json, out of the release'],
    ['file:///etc/hostname', 'refers to file:///etc/hostname, out of the release'],
    ['..\\\\style.json', 'refers to ..\\style.json, out of the release'],
    ['%2e%2e/%2e%2e/latest.json', 'refers to %2e%2e/%2e%2e/latest.json, out of the release'],
    ['..', 'refers to .., which is not there'],
    [`../${'a'.repeat(300)}`, `refers to ../${'a'.repeat(300)}, which is not there`],
  ])('tells of a link that is none or leads out of the release: %s', async (link, fault) => {
    const found = await replaced('stac/item.json', (text) => text.replace('../style.json', link))
    expect(faultsOf(found)).toEqual([`links: stac/item.json ${fault}`])
    expect(found.error!.exitCode).toBe(22)
  })

  it('tells of styles and pointers whose parts are of another kind', async () => {
    const style = await replaced(
      'style.json',
      () =>
        '{"version":8,"sources":{"atlas":null,"b":[1]},"layers":[null,{"id":{"toString":1},"source":"c"}]}',
    )
    expect(faultsOf(style)).toEqual(['style: style.json layer {"toString":1} draws source c, which is none'])
    const pointer = await changed((_, folder) => {
      const path = join(folder, 'latest.json')
      const { style, ...rest } = JSON.parse(readFileSync(path, 'utf8'))
      writeFileSync(path, JSON.stringify({ ...rest, manifest: { toString: 1 }, style }))
    })
    expect(faultsOf(pointer)).toEqual([
      'pointer: latest.json leads to {"toString":1}, which is no file of the release',
    ])
  })

  it('follows the addresses of DCAT, wherever they stand', async () => {
    const found = await replaced('dcat.jsonld', (text) =>
      text.replace('tables/score_totals.csv', 'tables/nilai.csv').replace('style.json', 'silsilah.md'),
    )
    expect(faultsOf(found).sort()).toEqual([
      'links: dcat.jsonld refers to silsilah.md, which is not there',
      'links: dcat.jsonld refers to tables/nilai.csv, which is not there',
    ])
  })

  it('follows the sources of the QGIS project and layer definition, and reads them', async () => {
    const project = (text: string) =>
      replaced('petakumuh.qgz', () => zipArchive([{ path: 'petakumuh.qgs', content: Buffer.from(text) }]))
    const layers = (...sources: string[]) =>
      `<qgis>${sources.map((source) => `<maplayer><datasource>${source}</datasource></maplayer>`).join('')}</qgis>`
    const found = await project(
      layers(
        ...['./geojson/zones.geojson|layername=zones', './geojson/rt &amp; rw.geojson', '/data/rt.geojson'],
        ...[
          '../x.geojson',
          'C:\\data\\rt.geojson',
          'type=xyz&amp;url=https://example.org',
          'https://example.org/a',
        ],
      ),
    )
    expect(faultsOf(found)).toEqual([
      'links: petakumuh.qgz refers to ./geojson/rt & rw.geojson, which is not there',
      'links: petakumuh.qgz refers to /data/rt.geojson, out of the release',
      'links: petakumuh.qgz refers to ../x.geojson, out of the release',
      'links: petakumuh.qgz refers to C:\\data\\rt.geojson, out of the release',
    ])
    const definition = (text: string) => replaced('petakumuh.qlr', () => text)
    const qlr = '<!DOCTYPE qgis-layer-definition>\n<qlr><maplayers><maplayer><datasource>'
    expect(
      faultsOf(await definition(`${qlr}./geojson/lama.geojson</datasource></maplayer></maplayers></qlr>`)),
    ).toEqual(['links: petakumuh.qlr refers to ./geojson/lama.geojson, which is not there'])
    expect(faultsOf(await definition(qlr))).toEqual([
      expect.stringMatching(/^links: petakumuh.qlr cannot be read: /),
    ])
    expect(faultsOf(await project('<qgis><maplayer>'))).toEqual([
      expect.stringMatching(/^links: petakumuh.qgz cannot be read: /),
    ])
    expect(faultsOf(await replaced('petakumuh.qgz', () => 'PK'))).toEqual([
      expect.stringMatching(/^links: petakumuh.qgz cannot be read: /),
    ])
    const none = await replaced('petakumuh.qgz', () =>
      zipArchive([{ path: 'a.txt', content: Buffer.from('') }]),
    )
    expect(faultsOf(none)).toEqual(['links: petakumuh.qgz holds no project'])
  })

  it('finds a layer of the manifest whose GeoJSON is not there', async () => {
    const found = await changed((release) => {
      const path = join(release, 'manifest.json')
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('"path":"geojson/zones.geojson"}]', '"path":"../a"}]'),
      )
    })
    expect(faultsOf(found)).toContain('links: manifest.json refers to ../a, out of the release')
  })

  it("ends with 41 where the tiles alone are at fault: another release's, damaged ones, and none", async () => {
    const other = await smallRelease({
      zones: [
        { feature_id: 1, zone_id: 'Z1', name: 'Kampung "Bugis"', area_ha_utm: 4.66, at: [104.44, 0.93] },
        { feature_id: 2, zone_id: 'Z2', area_ha_utm: 12.6, at: [104.46, 0.92] },
      ],
    })
    const tiles = ({ directory }: Made) => join('tiles', readdirSync(join(directory, 'tiles'))[0]!)
    const archive = readFileSync(other.file(tiles(other)))
    const cases: [Buffer, RegExp][] = [
      [archive, /^tiles: .* geometry: layer zones, zoom 8, feature 2/],
      [archive.subarray(0, -200), /^tiles: .* section: /],
      [Buffer.from('PMTiles'), /^tiles: /],
      [Buffer.from('none'), /^tiles: .* the file is no archive of tiles: another kind of file$/],
    ]
    for (const [bytes, fault] of cases) {
      const found = await replaced(tiles(made), () => bytes)
      expect(faultsOf(found)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]))
      expect(faultsOf(found).filter((line) => !line.startsWith('tiles:'))).toEqual([])
      expect(found.error).toMatchObject({ exitCode: 41, fault: { code: 'TILES_NOT_PROVEN' } })
    }
  })

  it('finds a page and a pointer that lead nowhere', async () => {
    const part = readdirSync(join(made.publicFolder, 'assets')).find((name) => name.startsWith('main-'))
    const found = await changed((_, folder) => {
      rmSync(join(folder, 'assets', part!))
      const pointer = JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8'))
      pointer.style = pointer.style.replace('/style.json', '/../style.json')
      pointer.tiles = [`releases/${made.release}/style.json`]
      writeFileSync(join(folder, 'latest.json'), JSON.stringify(pointer))
    })
    expect(faultsOf(found)).toEqual([
      expect.stringMatching(
        /^pointer: latest.json leads to releases\/\w+\/..\/style.json, which is no file of the release$/,
      ),
      expect.stringMatching(
        /^pointer: latest.json names the tiles \["releases\/\w+\/style.json"\], the manifest has \["releases\/\w+\/tiles\//,
      ),
      `page: index.html refers to assets/${part}, which is not there`,
    ])
  })

  it('finds parts of the page that were changed, scripts that are not its own, and files that are not of the atlas', async () => {
    const part = readdirSync(join(made.publicFolder, 'assets')).find((name) => name.startsWith('main-'))
    const found = await changed((release, folder) => {
      writeFileSync(join(folder, 'assets', part!), 'export {}\nfetch("//example.org")\n')
      const page = readFileSync(join(folder, 'index.html'), 'utf8')
      writeFileSync(
        join(folder, 'index.html'),
        `${page}<SCRIPT src="//example.org/a.js"></SCRIPT><p onclick="a()">`,
      )
      writeFileSync(join(folder, 'households.csv'), 'nama\n')
      writeFileSync(join(folder, 'robots.txt'), '')
      mkdirSync(join(folder, 'releases/.0123456789abcdef.gone'))
      mkdirSync(join(release, 'kosong'))
    })
    expect(faultsOf(found)).toEqual([
      'unlisted: kosong is in no manifest',
      'page: households.csv is nothing of the atlas',
      'page: releases/.0123456789abcdef.gone is nothing of the atlas',
      `page: assets/${part} is not what the digits of its SHA-256 in its name say`,
      expect.stringMatching(
        /^page: index\.html is not the page that was published: there is no assets\/page-[0-9a-f]{12}\.txt of its bytes$/,
      ),
      'page: index.html runs what is no part of the atlas: <SCRIPT src="//example.org/a.js">',
      'page: index.html runs what is no part of the atlas: <p onclick="a()">',
    ])
    expect(found.error).toMatchObject({ exitCode: 22, fault: { code: 'RELEASE_NOT_SOUND' } })
  })

  it('finds words of the page that were changed, and lets hosts add their own files', async () => {
    const untouched = await changed((_, folder) => {
      for (const name of ['.htaccess', 'web.config', 'favicon.ico']) writeFileSync(join(folder, name), '')
    })
    expect(faultsOf(untouched)).toEqual([])
    const found = await changed((_, folder) => appendFileSync(join(folder, 'index.html'), '<p>sah</p>'))
    expect(faultsOf(found)).toEqual([expect.stringMatching(/^page: index\.html is not the page/)])
    // A copy of another page proves nothing, nor one whose name says what it is not.
    const forged = await changed((_, folder) => {
      const page = Buffer.from('<p>sah</p>')
      writeFileSync(join(folder, 'index.html'), page)
      writeFileSync(join(folder, 'assets', pageCopyName(page)), 'other words')
    })
    expect(faultsOf(forged)).toEqual([
      expect.stringMatching(/^page: assets\/page-\w+\.txt is not what the digits/),
    ])
  })

  it('takes no link for a file: what copies and serves a release follows none', async () => {
    const found = await changed((release, folder) => {
      for (const path of [join(release, 'tables/score_totals.csv'), join(folder, 'latest.json')]) {
        const elsewhere = join(temporaryFolder(), 'elsewhere')
        renameSync(path, elsewhere)
        symlinkSync(elsewhere, path)
      }
    })
    expect(faultsOf(found)).toEqual(
      expect.arrayContaining(['files: tables/score_totals.csv is a link', 'page: latest.json is a link']),
    )
  })

  it.each([
    ['{', /cannot be read: /],
    ['{"format":"other/1"}', /format is "other\/1"/],
    [
      JSON.stringify({
        format: 'petakumuh-release/1',
        release: 'a',
        files: [{ path: '../x', bytes: 1, sha256: '', media_type: '', rows: null }],
        layers: [],
      }),
      /files\[0\] has no path/,
    ],
  ])('looks no further than a manifest that says nothing: %s', async (manifest, fault) => {
    const found = await changed((release) => writeFileSync(join(release, 'manifest.json'), manifest))
    expect(faultsOf(found)).toEqual([expect.stringMatching(fault)])
    expect(found.report.release).toBeNull()
    expect(found.error!.exitCode).toBe(22)
  })

  it('refuses folders without a release, pointers that name none, and options of archives', async () => {
    const empty = temporaryFolder()
    const lost = temporaryFolder()
    writeFileSync(join(lost, 'latest.json'), '{"release":"../.."}')
    for (const path of [empty, lost, join(empty, 'nothing')])
      expect((await verified(path)).error).toMatchObject({
        exitCode: 21,
        fault: { next: expect.any(String) },
      })
    const option = await verified(made.directory, { source: 'a.geojson' })
    expect(option.error).toBeInstanceOf(UserError)
    expect(option.error).toMatchObject({ exitCode: 2, fault: { where: { key: '--source' } } })
  })
})
