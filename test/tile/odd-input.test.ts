import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ArchiveFile, decodeMvt } from '../../pipeline/archive/index.ts'
import { UserError } from '../../pipeline/errors.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { Store, sqlText } from '../../pipeline/store/index.ts'
import { type TileRun, tile } from '../../pipeline/tile/index.ts'
import type { TileOptions } from '../../pipeline/tile/options.ts'
import { jsonReport, reportLines } from '../../pipeline/tile/report.ts'
import { writeShapefile } from '../support/shapefile-writer.ts'
import { temporaryFolder } from '../support/small-city.ts'

const POINT = '{"type":"Point","coordinates":[104.45,0.92]}'
const feature = (id: number, properties = '{}', geometry = POINT) =>
  `{"type":"Feature","id":${id},"properties":${properties},"geometry":${geometry}}`
const lines = (features: readonly string[]) => `${features.join('\n')}\n`
const collection = (features: readonly string[]) =>
  `{"type":"FeatureCollection","features":[${features.join(',')}]}`

function folderWith(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'tmp'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const run = (folder: string, file: string, options: Partial<TileOptions> = {}): Promise<TileRun> =>
  tile(
    [join(folder, file)],
    {
      output: join(folder, 'out.pmtiles'),
      temporaryDirectory: join(folder, 'tmp'),
      threads: 1,
      maximumZoom: 0,
      layer: 'x',
      name: 'x',
      force: true,
      ...options,
    },
    createProgress('quiet'),
  )

async function faultOf(made: Promise<unknown>) {
  const error = await made.then(
    () => null,
    (thrown) => thrown,
  )
  if (!(error instanceof UserError)) throw error ?? new Error('nothing was refused')
  for (const part of ['what', 'got', 'expected', 'next'] as const)
    expect(error.fault[part], part).toMatch(/\S/)
  return { exitCode: error.exitCode, ...error.fault }
}

async function attributesIn(folder: string) {
  const file = await ArchiveFile.open(join(folder, 'out.pmtiles'))
  try {
    const [layer] = decodeMvt(new Uint8Array((await file.reference().getZxy(0, 0, 0))!.data))
    return layer!.features.map(({ properties }) => properties)
  } finally {
    await file.close()
  }
}

const ODD_VALUES = [
  feature(1, '{"a":"","b":"  ","c":null,"d":"\\u0041"}'),
  feature(2, '{"n":9007199254740993,"u":18446744073709551615,"h":1e400,"s":1e22,"i":-7,"f":1.50}'),
  feature(3, '{"list":[ 1.0, 18446744073709551615, {"k":""} ],"__proto__":"p"}'),
]

describe('values', () => {
  it('are the same from lines, a collection, one that is spread over lines, and gzip, and are proven', async () => {
    const folder = folderWith({
      'a.geojsonl': lines(ODD_VALUES),
      'b.geojson': collection(ODD_VALUES),
      'c.geojson': JSON.stringify(JSON.parse(collection(ODD_VALUES.slice(0, 1))), null, 2).replace(
        /\n {2}\]\n\}$/,
        `,${ODD_VALUES.slice(1).join(',\n')}]}`,
      ),
      'd.geojsonl.gz': gzipSync(lines(ODD_VALUES)),
    })
    const archives: Buffer[] = []
    for (const file of ['a.geojsonl', 'b.geojson', 'c.geojson', 'd.geojsonl.gz']) {
      expect((await run(folder, file)).proof!.loss_count, file).toBe(0)
      archives.push(readFileSync(join(folder, 'out.pmtiles')))
    }
    expect(archives.map((bytes) => bytes.equals(archives[0]!))).toEqual([true, true, true, true])
    const [texts, numbers, lists] = await attributesIn(folder)
    expect(texts).toEqual({ a: '', b: '  ', d: 'A' })
    expect(numbers).toEqual({
      n: '9007199254740993',
      u: '18446744073709551615',
      h: '1e400',
      s: 1e22,
      i: -7,
      f: 1.5,
    })
    expect(lists!.list).toBe('[1,"18446744073709551615",{"k":""}]')
  })

  it('have U+FFFD for half of a surrogate pair, from lines and a collection', async () => {
    const cut = [feature(1, '{"a":"Jl. Melati \\ud83d"}')]
    const folder = folderWith({ 'a.geojsonl': lines(cut), 'b.geojson': collection(cut) })
    for (const file of ['a.geojsonl', 'b.geojson']) {
      expect((await run(folder, file)).proof!.loss_count, file).toBe(0)
      expect(await attributesIn(folder)).toEqual([{ a: 'Jl. Melati \ufffd' }])
    }
  })

  it('that are not UTF-8 are told: the guess for a collection, the lines for lines', async () => {
    const text = feature(1, '{"a":"Jalan \u00e9"}')
    const folder = folderWith({
      'a.geojsonl': Buffer.from(`${feature(2)}\n${text}\n`, 'latin1'),
      'b.geojson': Buffer.from(collection([text]), 'latin1'),
    })
    const ofLines = await run(folder, 'a.geojsonl')
    expect(ofLines.layers[0]!.lines_not_utf8).toBe(1)
    expect(reportLines(ofLines, 'en').join('\n')).toContain('  1 line not in UTF-8')
    expect((await attributesIn(folder))[0]).toEqual({ a: 'Jalan \ufffd' })
    const guessed = await run(folder, 'b.geojson')
    expect(jsonReport(guessed).encodings_guessed).toMatchObject([{ encoding: 'windows-1252' }])
    expect(reportLines(guessed, 'id')[0]).toContain('dibaca sebagai windows-1252')
    expect(await attributesIn(folder)).toEqual([{ a: 'Jalan \u00e9' }])
  })
})

describe('formats with types of their own', () => {
  it('keep empty texts, and give numbers as numbers or with all their digits', async () => {
    const folder = folderWith({})
    const file = join(folder, 'p.parquet')
    const geo = JSON.stringify({
      version: '1.1.0',
      primary_column: 'geometry',
      columns: { geometry: { encoding: 'WKB', geometry_types: ['Point'] } },
    })
    const store = await Store.open({ threads: 1 })
    try {
      const wkb = `'\\x01\\x01\\x00\\x00\\x00${'\\x00'.repeat(16)}'::BLOB`
      await store.run(
        `COPY (SELECT '' AS a, NULL::VARCHAR AS b, 12.50::DECIMAL(6, 2) AS d, 9007199254740993 AS n, ${wkb} AS geometry)
         TO ${sqlText(file)} (FORMAT parquet, KV_METADATA {geo: ${sqlText(geo)}})`,
      )
    } finally {
      store.close()
    }
    expect((await run(folder, 'p.parquet')).proof!.loss_count).toBe(0)
    expect(await attributesIn(folder)).toEqual([{ a: '', d: 12.5, n: '9007199254740993' }])
  })

  it('read columns of numbers in shapefiles as such', async () => {
    const folder = folderWith({})
    writeShapefile(folder, 's', {
      shapeType: 1,
      shapes: [{ point: [104.45, 0.92] }],
      fields: [
        { name: 'name', type: 'C', length: 4 },
        { name: 'people', type: 'N', length: 6 },
        { name: 'share', type: 'N', length: 6, decimals: 2 },
        { name: 'id_long', type: 'N', length: 18 },
      ],
      rows: [['007', '12', '0.50', '123456789012345678']],
    })
    expect((await run(folder, 's.shp')).proof!.loss_count).toBe(0)
    expect(await attributesIn(folder)).toEqual([
      { name: '007', people: 12, share: 0.5, id_long: '123456789012345678' },
    ])
  })
})

const GOOD = [1, 2, 3].map((id) => feature(id))
const BAD = [
  feature(4, '{}', '{"type":"Point","coordinates":[104.45,95]}'),
  feature(5, '{}', '{"type":"GeometryCollection","geometries":[]}'),
  feature(6, 'null', '{"type":"GeometryCollection"}'),
  feature(7, '{}', '{"type":"Point","coordinates":["104.45","0.92"]}'),
  feature(8, 'null', '{"type":"LineString","coordinates":5}'),
  feature(9, '{}', 'null'),
]
const REFUSED = { position_outside: 1, kind_not_drawn: 2, position_not_a_number: 2, no_geometry: 1 }

describe('features that cannot be drawn', () => {
  it('are counted by reason whatever the file and the options, and the others are proven', async () => {
    const features = [...GOOD, ...BAD]
    const folder = folderWith({ 'a.geojsonl': lines(features), 'b.geojson': collection(features) })
    const asked: [string, Partial<TileOptions>][] = [
      ['a.geojsonl', {}],
      ['a.geojsonl', { generateIds: true, include: [] }],
      ['a.geojsonl', { crs: 'EPSG:4326', maximumZoom: undefined }],
      ['b.geojson', {}],
    ]
    for (const [file, options] of asked) {
      const { layers, proof } = await run(folder, file, options)
      expect(layers[0], file).toMatchObject({ features_read: 9, features_taken: 3, refused: REFUSED })
      expect(proof!.loss_count).toBe(0)
    }
  })

  it('are told with the file and the line or record of the first of each reason', async () => {
    const damaged = [...GOOD, ...BAD, '{"type":"Feature","prop', ...Array(5).fill('no')]
    const folder = folderWith({ 'a.geojsonl': lines(damaged), 'b.geojson': collection([...GOOD, ...BAD]) })
    const made = await run(folder, 'a.geojsonl')
    const file = made.inputs[0]!.label
    const text = reportLines(made, 'en').join('\n')
    expect(text).toContain(
      `  1 refused: a position off the globe\n    ${file}:4: 104.45, 95\n  2 refused: a kind of geometry that is not drawn`,
    )
    expect(text).toMatch(
      /6 refused: not a GeoJSON feature\n.*a\.geojsonl:10: not JSON.*\n.*:11.*\n.*:12.*\n {2}zoom/,
    )
    expect(reportLines(made, 'id').join('\n')).toContain('ditolak: tanpa geometri')
    const [layer] = jsonReport(made).layers as { faults: object[] }[]
    expect(layer!.faults).toContainEqual({ refusal: 'no_geometry', file, line: 9 })
    const records = jsonReport(await run(folder, 'b.geojson')).layers as { faults: object[] }[]
    expect(records[0]!.faults).toContainEqual({
      refusal: 'position_outside',
      file: file.replace('a.geojsonl', 'b.geojson'),
      record: 4,
      why: '104.45, 95',
    })
    expect(readFileSync(join(folder, 'out.pmtiles')).includes('b.geojson')).toBe(false)
  })

  it('are told by their lines also where ids are given anew', async () => {
    const many = Array.from({ length: 400 }, (_, i) => (i === 333 ? 'no' : feature(i)))
    const folder = folderWith({ 'a.geojsonl': lines(many) })
    for (const options of [{ generateIds: true }, {}]) {
      const { layers } = await run(folder, 'a.geojsonl', options)
      expect(layers[0]!.faults).toMatchObject([{ refusal: 'not_a_feature', place: 334, input: 0 }])
    }
  })
})

describe('files of which nothing can be drawn', () => {
  it('are refused, saying what they hold and what to do', async () => {
    const folder = folderWith({
      'none.geojson': collection([]),
      'bad.geojsonl': lines(BAD.slice(1)),
      'swapped.geojsonl': lines([feature(1, '{}', '{"type":"Point","coordinates":[0.92,104.45]}')]),
      'good.geojsonl': lines(GOOD),
    })
    const none = await faultOf(run(folder, 'none.geojson'))
    expect(none).toMatchObject({ exitCode: 23, what: 'there is nothing to draw', got: 'no features' })
    const bad = await faultOf(run(folder, 'bad.geojsonl'))
    expect(bad).toMatchObject({ exitCode: 23, what: 'there is nothing to draw' })
    expect(bad.got).toMatch(/^5 features\n2 refused: a kind of geometry.*\n.*bad\.geojsonl:1\n/)
    expect(await faultOf(run(folder, 'swapped.geojsonl'))).toMatchObject({
      exitCode: 24,
      code: 'CRS_AXIS_ORDER',
    })
    expect(await faultOf(run(folder, 'good.geojsonl', { crs: 'EPSG:32748' }))).toMatchObject({
      exitCode: 24,
      code: 'CRS_DEGREES_AS_METRES',
    })
  })

  it('say so of text in a gzip file', async () => {
    const folder = folderWith({ 'text.gz': gzipSync('a text\n') })
    const { exitCode, got } = await faultOf(run(folder, 'text.gz'))
    expect([exitCode, got]).toEqual([21, 'text that is neither GeoJSON nor KML'])
  })

  it('call the standard input by its name', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(PROJECT_ROOT, 'pipeline/petakumuh.js'), 'tile', '-', '-o', 'out.pmtiles'],
      { cwd: folderWith({}), encoding: 'utf8', input: '{"type":"FeatureCollection","features":[' },
    )
    expect([status, /where +(.*)/.exec(stderr)?.[1]]).toEqual([21, 'standard input:1, record 1'])
  })
})

describe('ids that tiles cannot hold', () => {
  it('are counted with the first of them, whatever the file, and ids that are numbered anew are not', async () => {
    const features = ['7', '"abc"', '-7', '1.5', '9007199254740993', 'null'].map((id) =>
      feature(1).replace('"id":1', `"id":${id}`),
    )
    const folder = folderWith({ 'a.geojsonl': lines(features), 'b.geojson': collection(features) })
    const told = { layer: 'x', attribute: null, features: 4, example: 'abc' }
    for (const file of ['a.geojsonl', 'b.geojson']) {
      const made = await run(folder, file)
      expect([file, jsonReport(made).ids_left_out]).toEqual([file, [told]])
      expect(reportLines(made, 'en').join('\n')).toContain('x: 4 features without an id: that of the file')
      expect(reportLines(made, 'id').join('\n')).toContain('x: 4 fitur tanpa id: id di berkas')
    }
    expect((await run(folder, 'a.geojsonl', { generateIds: true })).ids_left_out).toEqual([])
  })
})

describe('positions beyond the latitudes of the map', () => {
  it('are moved to its edge, which is told, and are refused beyond the poles', async () => {
    const at = (lat: number) => feature(lat, '{}', `{"type":"Point","coordinates":[104,${lat}]}`)
    const folder = folderWith({ 'a.geojsonl': lines([at(85), at(86), at(90), at(91)]) })
    const made = await run(folder, 'a.geojsonl')
    expect(made.proof!.loss_count).toBe(0)
    expect(made.layers[0]).toMatchObject({ features_taken: 3, features_beyond_map: 2 })
    expect(reportLines(made, 'en').join('\n')).toContain('  2 features beyond the end of the map, 85.0511')
    expect(reportLines(made, 'id').join('\n')).toContain('  2 fitur melewati batas peta')
    expect((jsonReport(made).layers as object[])[0]).toMatchObject({ features_beyond_map: 2 })
  })
})

describe('a file of lines that is cut off', () => {
  it('is refused with its last line, which may lack its end where it is whole', async () => {
    const whole = lines([...GOOD, 'no']) + feature(4)
    const folder = folderWith({
      'cut.geojsonl': whole.slice(0, -20),
      'whole.geojsonl': whole,
      'wrapped.geojson': `{"type":"FeatureCollection","features":[\n${GOOD.join(',\n')}\n]}`,
    })
    const cut = await faultOf(run(folder, 'cut.geojsonl'))
    expect([cut.exitCode, cut.where?.line, cut.where?.file]).toEqual([
      21,
      5,
      expect.stringContaining('cut.geojsonl'),
    ])
    const { layers } = await run(folder, 'whole.geojsonl')
    expect(layers[0]).toMatchObject({ features_taken: 4, refused: { not_a_feature: 1 } })
    expect((await run(folder, 'wrapped.geojson')).layers[0]!.features_taken).toBe(3)
  })
})
