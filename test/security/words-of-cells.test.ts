import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logLines } from '../../pipeline/nightly/fault.ts'
import { flatGeobuf, value } from '../readers/flatgeobuf/flatgeobuf-writer.ts'
import { gpkgBlob, writeGeoPackage } from '../readers/geopackage/geopackage-writer.ts'
import { rows, workbookMembers } from '../readers/xlsx/xlsx-writing.ts'
import { inProcess } from '../support/command-line.ts'
import { sharedStore } from '../support/shared-store.ts'
import { type Content, refusalOf, type SourceSpec, workspace } from '../support/workspace.ts'
import { zipBytes } from '../support/zip-writer.ts'

/** Of nobody: the district of the number is 00. */
const WORDS = ['Melati Contoh', '7300000000000001', '0812-3456-7890']
const [NAME, NIK, TELEPHONE] = WORDS as [string, string, string]
const RECORD = { nomor: '1/2014', tanggal: `${NAME} ${NIK}`, judul: TELEPHONE, tahun: '2014', jenis: NAME }
const NAMES = Object.keys(RECORD)
const CELLS = Object.values(RECORD)
const COLUMNS = {
  decree_number: 'nomor',
  decree_date: 'tanggal',
  title: 'judul',
  vintage: 'tahun',
  kind: 'jenis',
}
const POINT = { type: 'Point' as const, coordinates: [106.5, -6.5] }

/** Bytes of a file that something else writes at a path. */
async function written(write: (path: string) => unknown): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-words-'))
  try {
    await write(join(folder, 'file'))
    return readFileSync(join(folder, 'file'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const KML = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><ExtendedData>${NAMES.map(
  (name, i) => `<Data name="${name}"><value>${CELLS[i]}</value></Data>`,
).join('')}</ExtendedData><Point><coordinates>106.5,-6.5</coordinates></Point></Placemark></Document></kml>`

const FORMATS: [format: string, content: () => Promise<Content> | Content][] = [
  ['CSV', () => ({ csv: `${NAMES.join(',')}\n${CELLS.join(',')}\n` })],
  ['GeoJSON', () => ({ features: [{ properties: RECORD, geometry: POINT }] })],
  ['KML', () => ({ bytes: KML, extension: 'kml' })],
  [
    'XLSX',
    () => ({
      bytes: zipBytes(workbookMembers({ sheets: [{ rows: rows(NAMES, CELLS) }] })),
      extension: 'xlsx',
    }),
  ],
  [
    'shapefile',
    () => ({
      shapefile: {
        shapeType: 1,
        shapes: [{ point: POINT.coordinates }],
        fields: NAMES.map((name) => ({ name, type: 'C', length: 80 })),
        rows: [CELLS],
      },
    }),
  ],
  [
    'FlatGeobuf',
    () => ({
      bytes: flatGeobuf({
        geometryType: 1,
        columns: NAMES.map((name) => [name, 'string']),
        crs: { org: 'EPSG', code: 4326 },
        features: [
          {
            geometry: { xy: POINT.coordinates },
            properties: CELLS.map((cell, i) => [i, value.text(cell)]),
          },
        ],
      }),
      extension: 'fgb',
    }),
  ],
  [
    'GeoPackage',
    async () => ({
      bytes: await written((path) =>
        writeGeoPackage(path, [
          {
            name: 'sk',
            columns: `geom BLOB, ${NAMES.map((name) => `${name} TEXT`).join(', ')}`,
            rows: [[gpkgBlob(POINT), ...CELLS]],
          },
        ]),
      ),
      extension: 'gpkg',
    }),
  ],
  [
    'Parquet',
    async () => {
      const store = await sharedStore()
      const columns = NAMES.map((name, i) => `'${CELLS[i]}' AS ${name}`).join(', ')
      return {
        bytes: await written((path) => store.run(`COPY (SELECT ${columns}) TO '${path}' (FORMAT parquet)`)),
        extension: 'parquet',
      }
    },
  ],
]

const reason = { id: 'Jenis harus benar', en: 'The kind must be right' }
const WRONG_KIND = { code: 'VALUE_DOMAIN', severity: 'fail' as const, reason, until: '2999-12-31' }

async function city(content: Content, rest: Partial<SourceSpec> = {}) {
  return await workspace({
    city: { quality: [WRONG_KIND] },
    sources: [{ table: 'decrees', content, columns: COLUMNS, ...rest }],
  })
}

/** No word, nor half of one. */
function expectNoWords(text: string): void {
  for (const word of WORDS) expect(text).not.toContain(word.slice(0, 6))
}

describe('a name, a NIK and a telephone number in the wrong cell', () => {
  it.each(FORMATS)('of a source in %s are in no log and in no line for a program', async (_, content) => {
    const made = await city(await content())
    const { message, fault, onTerminal } = await refusalOf(made.run('2-validate'))
    expect(fault.where?.field).toBe('kind')
    expect(JSON.stringify(onTerminal)).toContain(NAME)
    const log = logLines({ error: 'contract', exit: 22, ...fault }, 'x')
    expectNoWords([message, JSON.stringify(fault), ...log, ...made.said, ...made.facts].join('\n'))
  })

  it.each(FORMATS)(
    'of a record in %s that an example quotes otherwise are in none either',
    async (_, content) => {
      const examples = [
        { record: 1, raw: { tanggal: '2014-05-02' }, canonical: { decree_date: '2014-05-02' } },
      ]
      const made = await city(await content(), { examples })
      const { message, fault, onTerminal } = await refusalOf(made.run('1-ingest'))
      expect([fault.where?.record, fault.where?.field]).toEqual([1, 'tanggal'])
      expect(onTerminal.got).toContain(NIK)
      expectNoWords([message, JSON.stringify(fault), ...made.said, ...made.facts].join('\n'))
    },
  )

  it('are in nothing that a build or a night says, keeps or shows', async () => {
    const { directory, output } = await city(await FORMATS[0]![1]())
    const build = await inProcess(['build', directory, '--output', output, '--json'])
    expect(build.code).toBe(22)
    expect(build.err).toContain('VALUE_DOMAIN')
    const nights = join(output, '../nights')
    const night = await inProcess(['nightly', directory, '--output', nights, '--jobs', '1', '--json'])
    expect(night.code).toBe(22)
    const state = join(nights, '_nightly')
    const kept = readdirSync(state).map((name) => readFileSync(join(state, name), 'utf8'))
    expect(kept.join('\n')).toContain('VALUE_DOMAIN')
    expectNoWords([build.out, build.err, night.out, night.err, ...kept].join('\n'))
  })
})
