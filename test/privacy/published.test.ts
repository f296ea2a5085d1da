import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeArchive } from '../../pipeline/archive/index.ts'
import { loadCity } from '../../pipeline/city.ts'
import { tableSchemas } from '../../pipeline/store/index.ts'
import { zipArchive } from '../../pipeline/zip.ts'
import { META, packedTile } from '../archive/archives.ts'
import { DEMO_CITY, demoCity } from '../support/demo-city.ts'
import { encodeMvt } from '../support/encode-mvt.ts'
import { sharedStore } from '../support/shared-store.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { readingsOf } from './readings.ts'
import { Secrets } from './secrets.ts'

const HIDDEN = ['secret', 'internal']

/** What stands in the columns of the demo's sources that no release may show. */
function demoSecrets(): { secrets: Secrets; columns: Set<string> } {
  const city = loadCity(DEMO_CITY)
  const secrets = new Secrets()
  const columns = new Set<string>()
  for (const source of city.sources) {
    const hidden = tableSchemas()
      .get(source.table)!
      .columns.filter(({ privacy }) => HIDDEN.includes(privacy))
      .flatMap(({ name }) => {
        const from = source.columns[name]
        return typeof from === 'string' ? [{ name, from }] : []
      })
    if (hidden.length === 0) continue
    const text = readFileSync(join(city.directory, source.path))
    const rows = parse(text, { columns: true, delimiter: source.delimiter ?? ',' }) as Record<
      string,
      string
    >[]
    for (const { name, from } of hidden) {
      columns.add(`${source.table}.${name}`)
      for (const row of rows) {
        const value = row[from]!.trim()
        if (/name/.test(name)) secrets.addName(value)
        else if (/-.*-/.test(value) && /[a-f]/.test(value)) secrets.addId(value)
        else secrets.addNumber(value)
      }
    }
  }
  return { secrets, columns }
}

async function leaksIn(folder: string, secrets: Secrets): Promise<string[]> {
  const leaks: string[] = []
  for await (const reading of readingsOf(folder, await sharedStore())) leaks.push(...secrets.in(reading))
  return leaks
}

describe('the published files of the demo city', () => {
  it('hold no name, number or record of the survey, in no way to pack or write them', async () => {
    const { secrets, columns } = demoSecrets()
    // Every secret column there is has something planted in the demo.
    const all = [...tableSchemas().values()].flatMap((schema) =>
      schema.columns
        .filter(({ privacy }) => privacy === 'secret')
        .map(({ name }) => `${schema.name}.${name}`),
    )
    expect([...columns]).toEqual(expect.arrayContaining(all))
    expect(secrets.size).toBeGreaterThan(15_000)
    const { publicFolder } = await demoCity()
    expect(await leaksIn(publicFolder, secrets)).toEqual([])
  })
})

describe('the search', () => {
  const NAME = 'Siti Rahasia'
  const NIK = '9971011005900001'
  const PHONE = '081234567890'
  const secrets = new Secrets()
  let folder: string
  beforeAll(() => {
    secrets.addName(NAME)
    secrets.addNumber(NIK)
    secrets.addNumber(PHONE)
    folder = temporaryFolder()
  })

  const escaped = (text: string) =>
    [...text].map((letter) => `\\u${letter.codePointAt(0)!.toString(16).padStart(4, '0')}`).join('')
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')
  const tile = (value: string) => ({
    tile_id: 0,
    gzip: gzipSync(
      encodeMvt(
        [{ name: 'titik', features: [{ id: 1, type: 1, geometry: [[1, 1]], tags: { catatan: value } }] }],
        4096,
      ),
    ),
  })
  const write = (path: string, bytes: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  const table = async (path: string, select: string, options = '') => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    await (await sharedStore()).run(
      `COPY (SELECT ${select}) TO '${join(folder, path)}' (FORMAT parquet, COMPRESSION zstd${options})`,
    )
  }

  const PLANTED: Record<string, (path: string) => unknown> = {
    'name.csv': (path) => write(path, `a;${NAME}\n`),
    'capitals.html': (path) => write(path, '<p>SITI  RAHASIA</p>'),
    'nik.geojson': (path) => write(path, `{"a":"${NIK}"}`),
    'spaced.txt': (path) => write(path, 'NIK 9971 0110 0590 0001'),
    'dialled.txt': (path) => write(path, 'hubungi +62 812-3456-7890'),
    'escaped.json': (path) => write(path, `{"a":"${escaped(NAME)}"}`),
    'entities.html': (path) => write(path, [...NIK].map((digit) => `&#${digit.charCodeAt(0)};`).join('')),
    'percent.html': (path) => write(path, '<a href="?q=Siti%20Rahasia">'),
    'utf16le.txt': (path) => write(path, utf16(`x ${NAME}`)),
    'utf16be.txt': (path) => write(path, utf16(`x ${NIK}`).swap16()),
    'packed.json.gz': (path) => write(path, gzipSync(JSON.stringify({ a: PHONE }))),
    'book.xlsx': (path) =>
      write(path, zipArchive([{ path: 'xl/sharedStrings.xml', content: Buffer.from(`<t>${NAME}</t>`) }])),
    'project.qgz': (path) =>
      write(path, zipArchive([{ path: `${NIK}.qgs`, content: Buffer.from('<qgis/>') }])),
    'twice.zip.gz': (path) => write(path, gzipSync(zipArchive([{ path: 'a', content: gzipSync(NAME) }]))),
    'image.svg': (path) =>
      write(path, `href="data:text/plain;base64,${Buffer.from(NAME).toString('base64')}"`),
    'tile.pmtiles': (path) => writeArchive(join(folder, path), [tile(NAME)], META),
    'about.pmtiles': (path) =>
      writeArchive(join(folder, path), [packedTile(0, 0, 0, 1)], { ...META, description: NIK }),
    'tile.mbtiles': (path) => writeArchive(join(folder, path), [tile(PHONE)], META),
    'text.parquet': (path) => table(path, `'${NAME}' AS a FROM range(100)`),
    'list.parquet': (path) => table(path, `[{'b': '${NIK}'}] AS a FROM range(100)`),
    'number.parquet': (path) => table(path, `${NIK}::BIGINT AS a FROM range(100)`),
    'about.parquet': (path) => table(path, '1 AS a', `, KV_METADATA {catatan: '${PHONE}'}`),
    [`${NAME}.csv`]: (path) => write(path, 'a\n'),
    [`${NIK}/kosong.csv`]: (path) => write(path, 'a\n'),
  }

  it('finds what is planted in each kind of file, and in its path', async () => {
    for (const [path, plant] of Object.entries(PLANTED)) await plant(path)
    const leaks = await leaksIn(folder, secrets)
    const found = Object.keys(PLANTED).map((path) => [path, leaks.some((leak) => leak.includes(path))])
    expect(found.filter(([, isFound]) => !isFound)).toEqual([])
  })

  it('takes nothing else for a secret', async () => {
    const clean = temporaryFolder()
    writeFileSync(
      join(clean, 'a.json'),
      `{"a":"Siti Nurbaya","b":9971011005900002,"c":"0812345678","d":"rahasia siti"}`,
    )
    expect(await leaksIn(clean, secrets)).toEqual([])
  })
})
