import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { zipBytes } from '../support/zip-writer.ts'

export const POINT = '{"type":"Point","coordinates":[106.5,-6.5]}'
export const feature = (properties: string, geometry = POINT): string =>
  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":${properties},"geometry":${geometry}}]}`
export const kml = (body: string, head = ''): string =>
  `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${body}</Document></kml>`
export const placemark = (inside: string): string =>
  kml(`<Placemark>${inside}<Point><coordinates>106.5,-6.5</coordinates></Point></Placemark>`)
export const FOREIGN = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
export const LAUGHS = `<!DOCTYPE r [<!ENTITY a "lol">${'bcdefghij'
  .split('')
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i]};`.repeat(10)}">`)
  .join('')}]>`
export const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const text = (value: string): string => `t="inlineStr"><is><t>${value}</t></is></c>`

export function workbook(sheet: string, strings = '<sst/>'): Buffer {
  const parts: Record<string, string> = {
    '[Content_Types].xml':
      '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${REL}"><sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="s1" Type="${REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
    'xl/sharedStrings.xml': strings,
  }
  return zipBytes(Object.entries(parts).map(([name, part]) => ({ name, bytes: Buffer.from(part) })))
}
export const sheet = (rows: string, after = ''): string =>
  `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`

/** A .shp whose first record says what is given: words of 32 bits, little end first, from its shape type on. */
export function shapefile(statedWords: number, words: number[]): Buffer {
  const bytes = Buffer.alloc(108 + words.length * 4)
  bytes.writeInt32BE(9994, 0)
  bytes.writeInt32BE(bytes.length / 2, 24)
  bytes.writeInt32LE(1000, 28)
  bytes.writeInt32LE(5, 32)
  bytes.writeInt32BE(1, 100)
  bytes.writeInt32BE(statedWords, 104)
  words.forEach((word, i) => {
    bytes.writeInt32LE(word, 108 + i * 4)
  })
  return bytes
}

export const FGB = Buffer.from([0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0])
export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A PMTiles v3 archive of nothing but a header with these offsets and lengths. */
export function pmtiles(lengths: Record<number, bigint>, after: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  for (const [at, value] of Object.entries(lengths)) header.writeBigUInt64LE(value, Number(at))
  Buffer.from([1, 2, 2, 1, 0, 0]).copy(header, 96)
  return Buffer.concat([header, after])
}

/** What a bomb becomes: more than a process may take. */
export const SWOLLEN_BYTES = 2e9
const PART_BYTES = 1e7

/** 2 GB of one text as gzip of some 2 MB: two hundred members one after the other, which readers take for one. */
export function swelling(text: string): Buffer {
  return repeated(gzipSync(Buffer.alloc(PART_BYTES, text)))
}

/** The same as one stream of deflate, as in a zip archive. */
export function deflated(text: string): Buffer {
  const part = deflateRawSync(Buffer.alloc(PART_BYTES, text), { finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat([repeated(part), Buffer.from([3, 0])])
}

function repeated(part: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: SWOLLEN_BYTES / PART_BYTES }, () => part))
}

/** A shapefile without a record, whose .dbf says how many it has. */
export function countedTable(records: number): Buffer {
  const index = Buffer.alloc(100)
  index.writeInt32BE(9994, 0)
  index.writeInt32BE(50, 24)
  index.writeInt32LE(1000, 28)
  index.writeInt32LE(5, 32)
  const table = Buffer.alloc(32 + 32 + 1)
  table[0] = 3
  table.writeUInt32LE(records, 4)
  table.writeUInt16LE(65, 8)
  table.writeUInt16LE(11, 10)
  table.write('NAMA', 32, 'latin1')
  table.write('C', 43, 'latin1')
  table[48] = 10
  table[64] = 13
  const parts = { shp: index, shx: index, dbf: table }
  return zipBytes(Object.entries(parts).map(([part, bytes]) => ({ name: `x.${part}`, bytes })))
}
