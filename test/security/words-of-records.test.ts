import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { openLayer } from '../../pipeline/readers/formats.ts'
import type { ReadOptions } from '../../pipeline/readers/types.ts'
import { contentOfLine } from '../../pipeline/tiler/input/odd-line.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

/** A name and a number that no office has handed out: the district is 00. */
const NAME = 'Melati Contoh'
const NIK = '7300000000000001'
const WORDS = [NAME, NIK]

async function refusal(name: string, content: string | Buffer, options: Partial<ReadOptions> = {}) {
  const folder = temporaryFolder()
  writeFiles(folder, { [name]: content as string })
  try {
    const layer = await openLayer(join(folder, name), { label: name, ...options } as ReadOptions)
    for await (const _ of layer.records());
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error(`${name} was read`)
}

const FEATURE = '{"type":"Feature","properties":{},"geometry":null}'

describe('a file that a reader refuses in the middle of a record', () => {
  it.each([
    ['a line that is a text', 'a.geojsonl', `${FEATURE}\n"${NAME} ${NIK}"\n`],
    ['a line that is no JSON', 'a.geojsonl', `${FEATURE}\n{"nama":${NAME}, "nik": ${NIK}}\n`],
    [
      'words after the collection',
      'a.geojson',
      `{"type":"FeatureCollection","features":[${FEATURE}]} ${NAME} ${NIK}`,
    ],
    ['a list of texts', 'a.json', `[{"a":1}, {"a": ${NAME} ${NIK}}]`],
    ['words after the list', 'a.json', `[{"a":1}] ${NAME} ${NIK}`],
    ['objects, then a text', 'a.jsonl', `{"a":1}\n"${NAME} ${NIK}"\n`],
    ['two members of one name', 'a.json', `[{"${NAME} ${NIK}":1,"${NAME} ${NIK}":2}]`],
    ['two lists of one name', 'a.json', `{"${NAME} ${NIK}":[{"a":1}],"${NAME} ${NIK}":[{"a":2}]}`],
    ['a table without a header', 'a.csv', `${NAME},${NIK},${NAME}\n1,2,3\n`],
    ['a line with two kinds of mark', 'a.csv', `${NAME};${NIK},1\n1;2,3\n`],
    ['a table under the name of a workbook', 'a.xlsx', `${NIK} ${NAME}\n`],
    ['an element that is not closed', 'a.kml', `<kml><Document><${NIK}>${NAME}</Document></kml>`],
    ['an element named by a record', 'a.kml', `<${NAME.replace(' ', '')}-${NIK}/>`],
    ['a table in an archive', 'a.geojsonl.gz', gzipSync(`${FEATURE}\n"${NAME} ${NIK}"\n`)],
  ])('tells no log of it: %s', async (_, name, content) => {
    const error = await refusal(name, content)
    const log = `${error.message}\n${JSON.stringify(error.fault)}`
    for (const word of [...WORDS, ...WORDS.map((one) => one.slice(0, 6))]) expect(log).not.toContain(word)
    expect(log).toContain(name)
  })

  it('tells who builds at a terminal what was met', async () => {
    const before = process.stderr.isTTY
    process.stderr.isTTY = true
    try {
      const { message, fault } = await refusal('a.geojsonl', `${FEATURE}\n"${NAME} ${NIK}"\n`)
      expect(message).toMatch(/where {5}a\.geojsonl:2, record 2\n {2}got/)
      expect(`${message}\n${(await refusal('a.json', `[{"a":1}] ${NAME}`)).message}`).toContain(NAME)
      expect(JSON.stringify(fault)).not.toContain(NIK)
    } finally {
      process.stderr.isTTY = before
    }
  })
})

it('a line that is cut into no tile is said to be no JSON in words of ours', () => {
  for (const line of [`{"nama":${NAME}}`, `${NAME} ${NIK}`, `{"nama":"${NAME}" ${NIK}}`]) {
    const { fault } = contentOfLine(line)
    expect(fault).toMatch(/^not JSON: /)
    for (const word of WORDS) expect(fault).not.toContain(word.slice(0, 6))
  }
})

it('an error of a record keeps its words from a log, whoever throws it, unless they are counts', () => {
  const fault = { what: 'no', where: { file: 'a', record: 2 }, got: NIK, expected: NAME, next: 'mend it' }
  const error = new UserError('source', fault)
  expect(`${error.message} ${JSON.stringify(error.fault)}`).not.toMatch(/7300|Melati/)
  expect(error.fault).toMatchObject({ what: 'no', where: fault.where, next: 'mend it' })
  expect(error.onTerminal).toEqual(fault)
  expect(new UserError('source', fault, { quotesRecord: false }).fault).toEqual(fault)
})
