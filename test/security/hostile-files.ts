import { gzipSync } from 'node:zlib'
import { type ZipEntry, zipBytes } from '../support/zip-writer.ts'

/** A file that someone else wrote, and the verb that it is given to. */
export interface HostileFile {
  name: string
  verb: 'inspect' | 'init' | 'plan' | 'tile' | 'verify'
  bytes(): Buffer | string
}

const POINT = '{"type":"Point","coordinates":[106.5,-6.5]}'
const feature = (properties: string, geometry = POINT): string =>
  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":${properties},"geometry":${geometry}}]}`
const kml = (body: string, head = ''): string =>
  `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${body}</Document></kml>`
const placemark = (inside: string): string =>
  kml(`<Placemark>${inside}<Point><coordinates>106.5,-6.5</coordinates></Point></Placemark>`)
const FOREIGN = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
const LAUGHS = `<!DOCTYPE r [<!ENTITY a "lol">${'bcdefghij'
  .split('')
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i]};`.repeat(10)}">`)
  .join('')}]>`
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const text = (value: string): string => `t="inlineStr"><is><t>${value}</t></is></c>`

function workbook(sheet: string, strings = '<sst/>'): Buffer {
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
const sheet = (rows: string, after = ''): string =>
  `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`

/** A .shp whose first record says what is given: words of 32 bits, little end first, from its shape type on. */
function shapefile(statedWords: number, words: number[]): Buffer {
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

const FGB = Buffer.from([0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0])
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A PMTiles v3 archive of nothing but a header with these offsets and lengths. */
function pmtiles(lengths: Record<number, bigint>, after: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  for (const [at, value] of Object.entries(lengths)) header.writeBigUInt64LE(value, Number(at))
  Buffer.from([1, 2, 2, 1, 0, 0]).copy(header, 96)
  return Buffer.concat([header, after])
}

/** 300 MB of one text as gzip of some 300 kB: thirty members one after the other, which readers take for one. */
function swelling(text: string): Buffer {
  const member = gzipSync(Buffer.alloc(10_000_000, text))
  return Buffer.concat(Array.from({ length: 30 }, () => member))
}

const zip = (name: string, entries: ZipEntry[]): HostileFile => ({
  name,
  verb: 'inspect',
  bytes: () => zipBytes(entries),
})
const X = Buffer.from('x')
const KEYS = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}'
const inspected = (name: string, bytes: HostileFile['bytes']): HostileFile => ({
  name,
  verb: 'inspect',
  bytes,
})
const planned = (name: string, bytes: HostileFile['bytes']): HostileFile => ({
  name: `${name}.yaml`,
  verb: 'plan',
  bytes,
})

/** Each is small: what it would become is not. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  // XML: entities, foreign files, depth, names and attributes without end.
  inspected('laughs.kml', () => kml('<name>&j;</name>', LAUGHS)),
  inspected('foreign-entity.kml', () => kml('<name>&x;</name>', FOREIGN)),
  inspected('foreign-entity-utf16.kml', () =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(kml('<name>&x;</name>', FOREIGN), 'utf16le')]),
  ),
  inspected('foreign-dtd.kml', () => kml('', '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">')),
  inspected('xinclude.kml', () =>
    placemark(
      '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
    ),
  ),
  inspected('network-link.kml', () =>
    kml('<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>'),
  ),
  inspected('deep.kml', () => kml('<Folder>'.repeat(100_000))),
  inspected('attributes.kml', () =>
    kml(`<Placemark ${Array.from({ length: 50_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
  ),
  inspected('long-element.kml', () => kml(`<${'a'.repeat(3_000_000)}/>`)),
  inspected('long-text.kml', () => placemark(`<name>${'a'.repeat(2_000_000)}</name>`)),
  inspected('script.kml', () =>
    placemark(
      '<description><![CDATA[<table><tr><td>a</td><td><script>x()</script></td></tr></table>]]></description>',
    ),
  ),
  inspected('deep-html.kml', () =>
    placemark(`<description><![CDATA[${'<table><tr><td>'.repeat(20_000)}]]></description>`),
  ),
  inspected('digits.kml', () =>
    kml(`<Placemark><Point><coordinates>${'1'.repeat(60_000)}x</coordinates></Point></Placemark>`),
  ),
  inspected('open.gml', () => `${FOREIGN}<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>`),
  // Archives.
  zip('way-up.zip', [{ name: '../../x.shp', bytes: X }]),
  zip('absolute.zip', [{ name: '/etc/x.shp', bytes: X }]),
  zip('drive.zip', [{ name: 'C:\\x.shp', bytes: X }]),
  zip('way-up-of-windows.zip', [{ name: '..\\..\\x.shp', bytes: X }]),
  zip('link.zip', [{ name: 'x.shp', bytes: Buffer.from('/etc/passwd'), unixMode: 0o120777 }]),
  zip('twice.zip', [
    { name: 'x.shp', bytes: X },
    { name: 'x.shp', bytes: X },
  ]),
  zip('overlapping.zip', [
    { name: 'x.shp', bytes: X },
    { name: 'x.dbf', bytes: X, sharesContentOf: 0 },
  ]),
  zip('lying.zip', [{ name: 'x.shp', bytes: Buffer.alloc(3_000_000), statedSize: 10 }]),
  zip('encrypted.zip', [{ name: 'x.shp', bytes: X, encrypted: true }]),
  zip('nested.zip', [{ name: 'x.zip', bytes: zipBytes([{ name: 'y.zip', bytes: Buffer.alloc(100_000) }]) }]),
  zip(
    'many.zip',
    Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.txt`, bytes: X, stored: X })),
  ),
  zip('bomb.kmz', [{ name: 'doc.kml', bytes: Buffer.from('<kml/>'), statedSize: 2 ** 31 }]),
  inspected('bomb.csv.gz', () => swelling('a,b\n')),
  // Workbooks.
  inspected('foreign-entity.xlsx', () =>
    workbook(`${FOREIGN}${sheet(`<row r="1"><c r="A1" ${text('&x;')}</row>`)}`),
  ),
  inspected('far-cells.xlsx', () =>
    workbook(
      sheet(
        `<row r="1"><c r="A1" ${text('a')}<c r="XFD1" ${text('b')}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`,
      ),
    ),
  ),
  inspected('beyond-cells.xlsx', () =>
    workbook(sheet('<row r="999999999999"><c r="ZZZZZZZ1"><v>1</v></c></row>')),
  ),
  inspected('merged-all.xlsx', () =>
    workbook(
      sheet(
        `<row r="1"><c r="A1" ${text('a')}</row><row r="2"><c r="A2"><v>1</v></c></row>`,
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
      ),
    ),
  ),
  inspected('string-counts.xlsx', () =>
    workbook(
      sheet('<row r="1"><c r="A1" t="s"><v>99999999999</v></c></row>'),
      '<sst count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>',
    ),
  ),
  inspected('names.xlsx', () =>
    workbook(sheet(`<row r="1"><c r="A1" ${text('__proto__')}<c r="B1" ${text('constructor')}</row>`)),
  ),
  // Counts in headers that nothing stands behind.
  inspected('record-length.shp', () => shapefile(0x7fffffff, [5])),
  inspected('part-counts.shp', () => shapefile(46, [5, ...Array(8).fill(0), 0x7fffffff, 0x7fffffff])),
  inspected('negative-counts.shp', () => shapefile(46, [5, ...Array(8).fill(0), -1, -2147483648])),
  inspected('header-length.fgb', () => Buffer.concat([FGB, uint32(0x7fffffff), Buffer.alloc(100, 0xff)])),
  inspected('offsets.fgb', () => Buffer.concat([FGB, uint32(96), Buffer.alloc(96, 0xff)])),
  inspected('footer-length.parquet', () =>
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 0xff), uint32(0x7fffffff), Buffer.from('PAR1')]),
  ),
  inspected('footer.parquet', () =>
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 0x19), uint32(100), Buffer.from('PAR1')]),
  ),
  inspected('pages.gpkg', () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xff)])),
  // JSON and text.
  inspected('deep-list.geojson', () => `{"type":"FeatureCollection","features":${'['.repeat(200_000)}`),
  inspected('deep-value.geojson', () => feature(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)),
  inspected('deep-position.geojson', () =>
    feature('{}', `{"type":"Polygon","coordinates":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ),
  inspected('deep-collection.geojson', () =>
    feature(
      '{}',
      `${'{"type":"GeometryCollection","geometries":['.repeat(20_000)}${POINT}${']}'.repeat(20_000)}`,
    ),
  ),
  inspected('keys.geojson', () => feature(KEYS)),
  inspected('keys-within.geojson', () => feature(`{"a":${KEYS}}`)),
  inspected('keys-of-file.geojson', () => feature('{}').replace('{', `{${KEYS.slice(1, -1)},`)),
  inspected('numbers.geojson', () => feature('{"a":1e400}', '{"type":"Point","coordinates":[1e400,-1e400]}')),
  inspected('keys.csv', () => '__proto__,constructor\n1,2\n'),
  inspected('statement.csv', () => `"a""; DROP TABLE x; --","b'"\n1,2\n'); DROP TABLE x; --,3\n`),
  inspected('formulas.csv', () => '=1+1,@SUM(A1)\n=cmd|x,-2+3\n'),
  inspected('terminal.csv', () => '\u001b[2J\u001b]0;x\u0007nama,b\n\u001b[31mmerah,2\n'),
  inspected('open-quote.csv', () => `a,b\n"${'x'.repeat(2_000_000)}`),
  inspected('columns.csv', () => `${Array.from({ length: 300_000 }, (_, i) => `c${i}`).join(',')}\n`),
  inspected('long-cells.csv', () =>
    [
      'a,b',
      `${'1'.repeat(300_000)}x,2`,
      `${' '.repeat(300_000)}x,3`,
      `${'0812-'.repeat(60_000)}x,4`,
      '',
    ].join('\n'),
  ),
  // Configuration from someone else.
  planned('aliases', () =>
    [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdef'[i]},`.repeat(9)}x]`),
    ].join('\n'),
  ),
  planned('many-aliases', () => Array.from({ length: 1500 }, (_, i) => `- &a${i} x\n- *a${i}`).join('\n')),
  planned('many-keys', () => Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join('\n')),
  planned('in-itself', () => 'a: &a [*a]\n'),
  planned('deep-list', () => '['.repeat(5000)),
  planned('deep-map', () => '{a: '.repeat(3000)),
  planned('keys', () => '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n'),
  planned('merged-keys', () => 'a: &a {__proto__: {polluted: 1}}\nb: {<<: *a}\n'),
  planned('program', () => 'name: !!js/function "function(){}"\n'),
  planned('two-documents', () => 'name: a\n---\nname: b\n'),
  planned('zero-bytes', () => '\0\0\0'),
  // Names that become those of sources and of folders.
  ...[
    `'; touch x; # [a]*.csv`,
    '$(touch x).csv',
    '..%2f..%2fx.csv',
    'con.csv',
    '__proto__.csv',
    '"}]: !!js .csv',
  ].map(
    (name): HostileFile => ({
      name,
      verb: 'init',
      bytes: () => 'nomor_sk,tanggal_sk,judul,tahun\n"1/2014: {a: [","2014-05-02","# x\n- y: !!js",2014\n',
    }),
  ),
  // Archives of tiles.
  { name: 'directory-length.pmtiles', verb: 'verify', bytes: () => pmtiles({ 8: 127n, 16: 2n ** 62n }) },
  {
    name: 'tile-length.pmtiles',
    verb: 'verify',
    bytes: () => pmtiles({ 56: 2n ** 53n, 64: 2n ** 53n, 72: 2n ** 60n }),
  },
  {
    name: 'directory-bomb.pmtiles',
    verb: 'verify',
    bytes: () => {
      const bomb = swelling('\0')
      return pmtiles({ 8: 127n, 16: BigInt(bomb.length) }, bomb)
    },
  },
  {
    name: 'metadata-bomb.pmtiles',
    verb: 'verify',
    bytes: () => {
      const [root, bomb] = [gzipSync(Buffer.from([0])), swelling(' ')]
      return pmtiles(
        { 8: 127n, 16: BigInt(root.length), 24: BigInt(127 + root.length), 32: BigInt(bomb.length) },
        Buffer.concat([root, bomb]),
      )
    },
  },
  {
    name: 'pages.mbtiles',
    verb: 'verify',
    bytes: () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xff)]),
  },
  // Features to be cut.
  { name: 'keys.geojson', verb: 'tile', bytes: () => feature(KEYS) },
  {
    name: 'deep-value.geojson',
    verb: 'tile',
    bytes: () => feature(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  },
  {
    name: 'numbers.geojson',
    verb: 'tile',
    bytes: () => feature('{"a":1e400}', '{"type":"Point","coordinates":[1e400,0]}'),
  },
  { name: 'foreign-entity.kml', verb: 'tile', bytes: () => kml('<name>&x;</name>', FOREIGN) },
  { name: '"; DROP TABLE x; --.geojson', verb: 'tile', bytes: () => feature(`{"'; --":"</script>\\u2028"}`) },
]
