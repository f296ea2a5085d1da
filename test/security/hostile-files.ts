import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { EXIT } from '../../pipeline/errors.ts'
import { zipBytes } from '../support/zip-writer.ts'
import {
  countedTable,
  deflated,
  FGB,
  FOREIGN,
  feature,
  kml,
  LAUGHS,
  POINT,
  placemark,
  pmtiles,
  SWOLLEN_BYTES,
  shapefile,
  sheet,
  swelling,
  text,
  uint32,
  workbook,
} from './hostile-bytes.ts'
import {
  broken,
  config,
  type HostileFile,
  hostile,
  inspected,
  planned,
  read,
  refused,
  source,
  tiled,
  verified,
  zip,
} from './hostile-file.ts'

const X = Buffer.from('x')
const ROW = 'a,b\n1,2\n'
const KEYS = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}'
/** Each is small: what it would become is not. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  // XML: entities, foreign files, depth, names and attributes without end.
  inspected('laughs.kml', source('the document has a document type'), () => kml('<name>&j;</name>', LAUGHS)),
  inspected('foreign-entity.kml', source('the document has a document type'), () =>
    kml('<name>&x;</name>', FOREIGN),
  ),
  inspected('foreign-entity-utf16.kml', source('the document has a document type'), () =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(kml('<name>&x;</name>', FOREIGN), 'utf16le')]),
  ),
  inspected('foreign-dtd.kml', source('the document has a document type'), () =>
    kml('', '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">'),
  ),
  inspected('xinclude.kml', read(1, '1 point in EPSG:4326'), () =>
    placemark(
      '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
    ),
  ),
  inspected('network-link.kml', source('no Placemark', 'a link to http://127.0.0.1:9/'), () =>
    kml('<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>'),
  ),
  inspected('deep.kml', source('nested or attributed beyond what is safe'), () =>
    kml('<Folder>'.repeat(100_000)),
  ),
  inspected('attributes.kml', source('nested or attributed beyond what is safe'), () =>
    kml(`<Placemark ${Array.from({ length: 50_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
  ),
  inspected('long-element.kml', source('not well-formed XML'), () => kml(`<${'a'.repeat(3_000_000)}/>`)),
  inspected('long-text.kml', read(1, '1 point in EPSG:4326'), () =>
    placemark(`<name>${'a'.repeat(2_000_000)}</name>`),
  ),
  inspected('script.kml', read(1, '1 point in EPSG:4326'), () =>
    placemark(
      '<description><![CDATA[<table><tr><td>a</td><td><script>x()</script></td></tr></table>]]></description>',
    ),
  ),
  inspected('deep-html.kml', read(1, '1 point in EPSG:4326'), () =>
    placemark(`<description><![CDATA[${'<table><tr><td>'.repeat(20_000)}]]></description>`),
  ),
  inspected('digits.kml', read(1, 'GEOM_UNREADABLE'), () =>
    kml(`<Placemark><Point><coordinates>${'1'.repeat(60_000)}x</coordinates></Point></Placemark>`),
  ),
  inspected(
    'open.gml',
    source('of a kind that is not read'),
    () => `${FOREIGN}<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>`,
  ),
  // Archives.
  zip('way-up.zip', source('invalid relative path'), [{ name: '../../x.shp', bytes: X }]),
  zip('absolute.zip', source('absolute path'), [{ name: '/etc/x.shp', bytes: X }]),
  zip('drive.zip', source('absolute path'), [{ name: 'C:\\x.shp', bytes: X }]),
  zip('way-up-of-windows.zip', source('invalid relative path'), [{ name: '..\\..\\x.shp', bytes: X }]),
  zip('link.zip', source('a link in place of a file'), [
    { name: 'x.shp', bytes: Buffer.from('/etc/passwd'), unixMode: 0o120777 },
  ]),
  zip('twice.zip', source('the same file twice'), [
    { name: 'x.shp', bytes: X },
    { name: 'x.shp', bytes: X },
  ]),
  zip('overlapping.zip', source('lie over each other'), [
    { name: 'x.shp', bytes: X },
    { name: 'x.dbf', bytes: X, sharesContentOf: 0 },
  ]),
  zip('lying.zip', source('too many bytes in the stream'), [
    { name: 'x.shp', bytes: Buffer.alloc(3_000_000), statedSize: 10 },
  ]),
  zip('encrypted.zip', source('the archive is encrypted'), [{ name: 'x.shp', bytes: X, encrypted: true }]),
  zip('nested.zip', source('the archive holds no shapefile'), [
    { name: 'x.zip', bytes: zipBytes([{ name: 'y.zip', bytes: Buffer.alloc(100_000) }]) },
  ]),
  zip(
    'many.zip',
    source('more than 10000 files'),
    Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.txt`, bytes: X, stored: X })),
  ),
  zip('bomb.kmz', source('larger inside than is safe to open'), [
    { name: 'doc.kml', bytes: Buffer.from('<kml/>'), statedSize: 2 ** 31 },
  ]),
  inspected('bomb.csv.gz', source('larger inside than is safe to read'), () => swelling('a,b\n')),
  zip('lying-bomb.zip', source('too many bytes in the stream'), [
    { name: 'x.shp', bytes: X, stored: deflated('\0'), statedSize: 1000 },
  ]),
  zip('bomb.xlsx', source('larger inside than is safe to open'), [
    { name: 'xl/worksheets/sheet1.xml', bytes: X, stored: deflated(' '), statedSize: SWOLLEN_BYTES },
  ]),
  inspected('long-line.geojsonl.gz', source('larger inside than is safe to read'), () => swelling(' ')),
  // Workbooks.
  inspected('foreign-entity.xlsx', source('the document has a document type'), () =>
    workbook(`${FOREIGN}${sheet(`<row r="1"><c r="A1" ${text('&x;')}</row>`)}`),
  ),
  inspected('far-cells.xlsx', read(1), () =>
    workbook(
      sheet(
        `<row r="1"><c r="A1" ${text('a')}<c r="XFD1" ${text('b')}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`,
      ),
    ),
  ),
  inspected('beyond-cells.xlsx', source('the rows of the sheet are out of order'), () =>
    workbook(sheet('<row r="999999999999"><c r="ZZZZZZZ1"><v>1</v></c></row>')),
  ),
  inspected('merged-all.xlsx', source('no row of the sheet looks like column names'), () =>
    workbook(
      sheet(
        `<row r="1"><c r="A1" ${text('a')}</row><row r="2"><c r="A2"><v>1</v></c></row>`,
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
      ),
    ),
  ),
  inspected('string-counts.xlsx', source('a text that is not in the workbook'), () =>
    workbook(
      sheet('<row r="1"><c r="A1" t="s"><v>99999999999</v></c></row>'),
      '<sst count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>',
    ),
  ),
  inspected('names.xlsx', source('a column name cannot be used'), () =>
    workbook(sheet(`<row r="1"><c r="A1" ${text('__proto__')}<c r="B1" ${text('constructor')}</row>`)),
  ),
  // Counts in headers that nothing stands behind.
  inspected('record-length.shp', source('gaps or damage'), () => shapefile(0x7fffffff, [5])),
  inspected('part-counts.shp', source('the .shp is damaged', 'at least 42949672984 bytes'), () =>
    shapefile(22, [5, ...Array(8).fill(0), 0x7fffffff, 0x7fffffff]),
  ),
  inspected('negative-counts.shp', source('the .shp is damaged', 'at least 51539607592 bytes'), () =>
    shapefile(22, [5, ...Array(8).fill(0), -1, -2147483648]),
  ),
  inspected('table-count.zip', read(0, 'SHP_INDEX_STALE'), () => countedTable(0xffffffff)),
  inspected('header-length.fgb', source('a header of 2147483647 bytes'), () =>
    Buffer.concat([FGB, uint32(0x7fffffff), Buffer.alloc(100, 0xff)]),
  ),
  inspected('offsets.fgb', source('a table that leads outside the buffer'), () =>
    Buffer.concat([FGB, uint32(96), Buffer.alloc(96, 0xff)]),
  ),
  inspected('footer-length.parquet', source('a footer of 2147483647 bytes in a file of 112'), () =>
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 0xff), uint32(0x7fffffff), Buffer.from('PAR1')]),
  ),
  inspected('footer.parquet', source('the Parquet file is damaged'), () =>
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 0x19), uint32(100), Buffer.from('PAR1')]),
  ),
  inspected('pages.gpkg', source('the GeoPackage is cut off'), () =>
    Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xff)]),
  ),
  // JSON and text.
  inspected(
    'deep-list.geojson',
    source('the file is not GeoJSON'),
    () => `{"type":"FeatureCollection","features":${'['.repeat(200_000)}`,
  ),
  inspected('deep-value.geojson', read(1, '1 point'), () =>
    feature(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  ),
  inspected('deep-position.geojson', read(1, 'GEOM_UNREADABLE'), () =>
    feature('{}', `{"type":"Polygon","coordinates":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ),
  inspected('deep-collection.geojson', read(1, 'GEOM_TYPE'), () =>
    feature(
      '{}',
      `${'{"type":"GeometryCollection","geometries":['.repeat(20_000)}${POINT}${']}'.repeat(20_000)}`,
    ),
  ),
  inspected('keys.geojson', read(1, '1 point'), () => feature(KEYS)),
  inspected('keys-within.geojson', read(1, '1 point'), () => feature(`{"a":${KEYS}}`)),
  inspected('keys-of-file.geojson', read(1, '1 point'), () =>
    feature('{}').replace('{', `{${KEYS.slice(1, -1)},`),
  ),
  inspected('numbers.geojson', read(1, 'GEOM_UNREADABLE'), () =>
    feature('{"a":1e400}', '{"type":"Point","coordinates":[1e400,-1e400]}'),
  ),
  inspected('keys.csv', source('a column name cannot be used'), () => '__proto__,constructor\n1,2\n'),
  inspected(
    'statement.csv',
    read(2, 'DROP TABLE x'),
    () => `"a""; DROP TABLE x; --","b'"\n1,2\n'); DROP TABLE x; --,3\n`,
  ),
  inspected('formulas.csv', read(1, '=cmd|x'), () => '=1+1,@SUM(A1)\n=cmd|x,-2+3\n'),
  inspected('terminal.csv', read(1, 'merah'), () => '"\u001b[2J\u001b]0;x\u0007nama",b\n\u001b[31mmerah,2\n'),
  inspected(
    'open-quote.csv',
    source('a quote that is opened and never closed'),
    () => `a,b\n"${'x'.repeat(2_000_000)}`,
  ),
  inspected(
    'columns.csv',
    source('the header line does not end'),
    () => `${Array.from({ length: 300_000 }, (_, i) => `c${i}`).join(',')}\n`,
  ),
  inspected('long-cells.csv', read(3, 'personal: not shown'), () =>
    [
      'a,b',
      `${'1'.repeat(300_000)}x,2`,
      `${' '.repeat(300_000)}x,3`,
      `${'0812-'.repeat(60_000)}x,4`,
      '',
    ].join('\n'),
  ),
  // Configuration from someone else.
  planned('aliases', config('not valid YAML', 'Excessive alias count'), () =>
    [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdef'[i]},`.repeat(9)}x]`),
    ].join('\n'),
  ),
  planned('many-aliases', config('not valid YAML', 'more than 1000 aliases'), () =>
    Array.from({ length: 1500 }, (_, i) => `- &a${i} x\n- *a${i}`).join('\n'),
  ),
  planned('many-keys', config('unknown key'), () =>
    Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join('\n'),
  ),
  planned('in-itself', config('unknown key'), () => 'a: &a [*a]\n'),
  planned('deep-list', config('not valid YAML'), () => '['.repeat(5000)),
  planned('deep-map', config('not valid YAML'), () => '{a: '.repeat(3000)),
  planned(
    'keys',
    config('unknown key'),
    () => '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n',
  ),
  planned('merged-keys', config('unknown key'), () => 'a: &a {__proto__: {polluted: 1}}\nb: {<<: *a}\n'),
  planned('program', config('a value is not as expected'), () => 'name: !!js/function "function(){}"\n'),
  planned('two-documents', config('not valid YAML', 'multiple documents'), () => 'name: a\n---\nname: b\n'),
  planned('zero-bytes', config('a value is not as expected'), () => '\0\0\0'),
  // Names that become those of sources and of folders.
  ...[
    `'; touch x; # [a]*.csv`,
    '$(touch x).csv',
    '..%2f..%2fx.csv',
    'con.csv',
    '__proto__.csv',
    '"}]: !!js .csv',
  ].map((name) =>
    hostile('init')(
      name,
      read(1),
      () =>
        'nomor_sk,tanggal_sk,judul,tahun,kind\n"1/2014: {a: [","2014-05-02","# x\n- y: !!js",2014,baseline\n',
    ),
  ),
  // Archives of tiles.
  verified('directory-length.pmtiles', broken('section: root directory at 127..4611686018427388000'), () =>
    pmtiles({ 8: 127n, 16: 2n ** 62n }),
  ),
  verified('tile-length.pmtiles', broken('section: tile data at 9007199254740992..'), () =>
    pmtiles({ 56: 2n ** 53n, 64: 2n ** 53n, 72: 2n ** 60n }),
  ),
  verified('directory-bomb.pmtiles', broken('root-size: the root directory ends at byte'), () => {
    const bomb = swelling('\0')
    return pmtiles({ 8: 127n, 16: BigInt(bomb.length) }, bomb)
  }),
  verified('metadata-bomb.pmtiles', broken('metadata        1'), () => {
    const [root, bomb] = [gzipSync(Buffer.from([0])), swelling(' ')]
    return pmtiles(
      { 8: 127n, 16: BigInt(root.length), 24: BigInt(127 + root.length), 32: BigInt(bomb.length) },
      Buffer.concat([root, bomb]),
    )
  }),
  verified('pages.mbtiles', broken('database: the file ends at byte 5016'), () =>
    Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xff)]),
  ),
  // Features to be cut.
  tiled('keys.geojson', read(1), () => feature(KEYS)),
  tiled('deep-value.geojson', source('a value is nested deeper than is safe to read'), () =>
    feature(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  ),
  tiled('numbers.geojson', refused(EXIT.geometry, 'TILES_EMPTY', 'a position that is no number'), () =>
    feature('{"a":1e400}', '{"type":"Point","coordinates":[1e400,0]}'),
  ),
  tiled('foreign-entity.kml', source('the document has a document type'), () =>
    kml('<name>&x;</name>', FOREIGN),
  ),
  tiled('"; DROP TABLE x; --.geojson', read(1), () => feature(`{"'; --":"</script>\\u2028"}`)),
]

/**
 * What no file may do, so that it is known to be seen: one that has no end, one that fills the memory, two that become others,
 * and one that ends the process before it is asked again. The first does nothing.
 */
export const PLANTED_FILES: readonly HostileFile[] = [
  inspected('nothing.csv', read(1), () => ROW),
  inspected('hang.csv', read(0), () => {
    for (;;);
  }),
  inspected('swell.csv', read(0), () => {
    for (const kept: string[][] = []; ; ) kept.push(Array.from({ length: 1e5 }, (_, i) => `${i}`))
  }),
  inspected('touch.csv', read(1), () => {
    writeFileSync('x', '')
    return ROW
  }),
  inspected('way-up.csv', read(1), () => {
    writeFileSync('../../x', '')
    return ROW
  }),
  inspected('late.csv', read(1), () => {
    process.prependOnceListener('message', () => process.exit(3))
    return ROW
  }),
]
