import { existsSync } from 'node:fs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { KmlWalk } from '../../../pipeline/readers/kml/kml-walk.ts'
import { zipBytes } from '../../support/zip-writer.ts'
import { data, kml, kmlFile, kmz, layersOf, POINT, placemark, readKml, refusal } from './kml-reading.ts'

const folder = (name: string, content: string) => `<Folder><name>${name}</name>${content}</Folder>`
const doc = (content: string) => `<kml><Document>${content}</Document></kml>`

describe('attributes of a Placemark', () => {
  it('are its name, its data, what else its description says, and its folders', async () => {
    const source = folder(
      'Kota',
      folder(
        'RT &amp; RW',
        placemark(
          POINT,
          `<name> RT 01 </name><Snippet>x</Snippet><styleUrl>#a</styleUrl><description>rawan</description>${data({ kk: '020', kosong: '  ' })}`,
        ) + placemark(POINT, data({ kk: '3' })),
      ),
    )
    const { layer, records } = await readKml(kml(`<Document>${source}</Document>`))
    expect(layer.fields).toEqual(['name', 'kk', 'kosong', 'description', 'folder'])
    expect(records.map(({ cells }) => ({ ...cells }))).toEqual([
      { name: 'RT 01', kk: '020', kosong: null, description: 'rawan', folder: 'Kota/RT & RW' },
      { name: null, kk: '3', kosong: null, description: null, folder: 'Kota/RT & RW' },
    ])
    expect(records.map(({ record }) => record)).toEqual([1, 2])
  })

  it('of a typed schema stay text, and the numeric ones are known', async () => {
    const schema =
      '<Schema name="S" id="s1"><SimpleField type="string" name="kode"/><SimpleField type="double" name="luas"><displayName>x</displayName></SimpleField><SimpleField type="int" name="kk"/></Schema>'
    const values =
      '<ExtendedData><SchemaData schemaUrl="#s1"><SimpleData name="kode">004</SimpleData><SimpleData name="luas">12.60</SimpleData></SchemaData></ExtendedData>'
    const { layer, records } = await readKml(kml(`<Document>${schema}${placemark(POINT, values)}</Document>`))
    expect(layer.fields).toEqual(['kode', 'luas', 'kk'])
    expect(layer.numericFields).toEqual(new Set(['luas', 'kk']))
    expect({ ...records[0]!.cells }).toEqual({ kode: '004', luas: '12.60', kk: null })
  })

  it('of a table in the description, escaped or in CDATA or as elements, are columns', async () => {
    const html = '<table><tr><td>Kelurahan</td><td>Degayu</td></tr></table>'
    const escaped = html.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const source = [`<![CDATA[${html}]]>`, escaped, html].map((text) =>
      placemark(POINT, `<description>${text}</description>`),
    )
    const { layer, records } = await readKml(kml(`<Document>${source.join('')}</Document>`))
    expect(layer.fields).toEqual(['Kelurahan'])
    expect(records.map(({ cells }) => cells.Kelurahan)).toEqual(['Degayu', 'Degayu', 'Degayu'])
  })

  it('of a table go behind those of the data', async () => {
    const html = '<![CDATA[<table><tr><td>RT</td><td>1.0</td></tr><tr><td>RW</td><td>2</td></tr></table>]]>'
    const source = placemark(POINT, `<description>${html}</description>${data({ RT: '1' })}`)
    const { layer, records } = await readKml(kml(`<Document>${source}</Document>`))
    expect({ ...records[0]!.cells }).toEqual({ RT: '1', RW: '2' })
    expect(layer.findings).toEqual([])
  })

  it.each([
    ['another number', '1', '99', true],
    ['another text', 'Degayu', 'Tirto', true],
    ['a value where the data has none', '', '2', true],
    ['the number with other digits', '1.50', '1,5', false],
    ['the number rounded', '1.53333', '1.53', false],
    ['the text with other blanks', 'Jl.  A', ' Jl. A', false],
    ['no value', '1', '', false],
  ])('of a table that give %s', async (_, ofData, ofTable, isSaid) => {
    const html = `<![CDATA[<table><tr><td>LUAS</td><td>${ofTable}</td></tr></table>]]>`
    const source = placemark(POINT, `<description>${html}</description>${data({ LUAS: ofData })}`)
    const { layer, records } = await readKml(kml(`<Document>${source}</Document>`))
    expect(records[0]!.cells.LUAS).toBe(ofData.trim() || null)
    expect(layer.findings.map(({ code, record, field, got }) => [code, record, field, got])).toEqual(
      isSaid ? [['KML_VALUES_DIFFER', 1, 'LUAS', ofTable]] : [],
    )
  })

  it('are its times and its address, and never its telephone number', async () => {
    const span = '<TimeSpan><begin>2019</begin><end>2020-02</end></TimeSpan>'
    const view = '<LookAt><gx:TimeStamp><when>1999</when></gx:TimeStamp></LookAt>'
    const source =
      placemark(
        POINT,
        `<TimeStamp><when>2023-05-01</when></TimeStamp>${view}<address>Jl. X</address><phoneNumber>tel:081234567890</phoneNumber>`,
      ) + placemark(POINT, `${span}${data({ address: 'a' })}<phoneNumber/>`)
    const { layer, records } = await readKml(kml(`<Document>${source}</Document>`))
    expect(layer.fields).toEqual(['address', 'time', 'time_begin', 'time_end', 'kml_address'])
    expect(records.map(({ cells }) => Object.values(cells))).toEqual([
      [null, '2023-05-01', null, null, 'Jl. X'],
      ['a', null, '2019', '2020-02', null],
    ])
    expect(layer.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['COLUMN_RENAMED', 'kml_address', 'address'],
      ['KML_PHONE_UNREAD', null, '1'],
    ])
    expect(JSON.stringify([records, layer.findings])).not.toContain('0812')
  })

  it('are columns whatever their names, twice the same ones too', async () => {
    const values =
      '<ExtendedData><Data name="__proto__"><value>a</value></Data><Data name="name"><value>b</value></Data><Data name="x"><value>1</value></Data><Data name="x"><value>2</value></Data><camp:number>14</camp:number></ExtendedData>'
    const { layer, records } = await readKml(
      kml(`<Document>${placemark(POINT, `<name>N</name>${values}`)}</Document>`),
    )
    expect(layer.fields).toEqual(['kml_name', '__proto__', 'name', 'x', 'x (2)', 'number'])
    expect(Object.entries(records[0]!.cells)).toEqual([
      ['kml_name', 'N'],
      ['__proto__', 'a'],
      ['name', 'b'],
      ['x', '1'],
      ['x (2)', '2'],
      ['number', '14'],
    ])
    expect(layer.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['COLUMN_RENAMED', 'kml_name', 'name'],
      ['COLUMN_RENAMED', 'x (2)', 'x'],
    ])
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })

  it('keep every value where a name is already that of a doubled one', async () => {
    const values = ['x', 'x', 'x (2)', '', 'x'].map(
      (name, i) => `<Data name="${name}"><value>${i}</value></Data>`,
    )
    const source = placemark(POINT, `<ExtendedData>${values.join('')}</ExtendedData>`)
    const { layer, records } = await readKml(kml(`<Document>${source}</Document>`))
    expect(Object.entries(records[0]!.cells)).toEqual([
      ['x', '0'],
      ['x (2)', '1'],
      ['x (2) (2)', '2'],
      ['value', '3'],
      ['x (3)', '4'],
    ])
    expect(layer.findings.map(({ field, got }) => [field, got])).toEqual([
      ['x (2)', 'x'],
      ['x (2) (2)', 'x (2)'],
      ['value', ''],
      ['x (3)', 'x'],
    ])
  })

  it('are not those of an author within, and prefixes do not matter', async () => {
    const source =
      '<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2"><kml:Document><kml:Placemark><atom:author><atom:name>Budi</atom:name></atom:author><kml:name>RT 1</kml:name><kml:Point><kml:coordinates>1,2</kml:coordinates></kml:Point></kml:Placemark></kml:Document></kml:kml>'
    const { records } = await readKml(kmlFile(source))
    expect({ ...records[0]!.cells }).toEqual({ name: 'RT 1' })
    expect(records[0]!.geometry).toEqual({ type: 'Point', coordinates: [1, 2] })
  })
})

describe('layers of a document', () => {
  const rt = (name: string) => folder(name, placemark(POINT, data({ RT: '1', luas: '2' })))

  it('are folders of the same columns, wherever they lie, called after the folder around them', async () => {
    const path = kml(
      folder(
        'KOTA',
        folder('Admin', placemark(POINT, data({ Kelurahan: 'Degayu' }))) +
          rt('DEGAYU') +
          folder('x', rt('TIRTO')),
      ),
    )
    expect(await layersOf(path)).toEqual(['Admin', 'KOTA'])
    const { layer, records } = await readKml(path, { layer: 'kota' })
    expect(layer.layer).toBe('KOTA')
    expect(records.map(({ cells }) => cells.folder)).toEqual(['KOTA/DEGAYU', 'KOTA/x/TIRTO'])
    const error = await refusal(path)
    expect(error.kind).toBe('config')
    expect(error.fault.got).toBe('Admin (1), KOTA (2)')
    expect((await refusal(path, { layer: 'RT' })).kind).toBe('config')
  })

  it('without columns are the first folders in which they differ', async () => {
    const drawn = placemark(POINT, '<name>a</name>')
    const path = kml(
      `<Document><name>Peta</name>${folder('Kumuh', folder('RW 1', drawn) + folder('RW 2', drawn))}${folder('Batas', drawn)}</Document>`,
    )
    expect(await layersOf(path)).toEqual(['Kumuh', 'Batas'])
    expect((await readKml(path, { layer: 'Kumuh' })).records).toHaveLength(2)
  })

  it('of one name are told apart', async () => {
    const drawn = placemark(POINT)
    const path = kml(`<Document>${folder('RT', drawn)}${folder('RT', drawn)}</Document>`)
    expect(await layersOf(path)).toEqual(['RT', 'RT (2)'])
    expect((await readKml(path, { layer: 'RT (2)' })).records).toHaveLength(1)
    const two = kmz({ 'doc.kml': doc(folder('RT', drawn)), 'lain.kml': doc(folder('RT', drawn)) })
    expect(await layersOf(two)).toEqual(['doc/RT', 'lain/RT'])
  })

  it('without a name are called after the file', async () => {
    expect(await layersOf(kmlFile(`<kml>${placemark(POINT)}</kml>`, 'RT 2020.kml'))).toEqual(['RT 2020'])
  })

  it('may be read again, and left early', async () => {
    const path = kml(`<Document>${placemark(POINT).repeat(3)}</Document>`)
    const { layer } = await readKml(path)
    for await (const record of layer.records()) if (record.record === 1) break
    let count = 0
    for await (const _ of layer.records()) count++
    expect(count).toBe(3)
  })
})

describe('a KMZ', () => {
  it('is read from doc.kml, those at the root, then the others', async () => {
    const one = (name: string) => doc(folder(name, placemark(POINT)))
    const path = kmz({ 'files/c.kml': one('c'), 'b.kml': one('b'), 'doc.kml': one('a'), 'gambar.png': 'x' })
    expect(await layersOf(path)).toEqual(['a', 'b', 'c'])
    expect((await readKml(path, { layer: 'b' })).records).toHaveLength(1)
  })

  it('that points elsewhere says so, and nothing is fetched', async () => {
    const link = (href: string) =>
      `<NetworkLink><name>L</name><Link><href>${href}</href></Link></NetworkLink>`
    const path = kmz({
      'doc.kml': doc(
        link('files/a.kml') + link('http://127.0.0.1:9/a.kml?key=rahasia') + folder('RT', placemark(POINT)),
      ),
      'files/a.kml': doc(''),
    })
    const { layer } = await readKml(path)
    expect(layer.findings.map(({ code, got }) => [code, got])).toEqual([
      ['KML_LINK_UNREAD', 'http://127.0.0.1:9/a.kml'],
    ])
    const only = await refusal(kmz({ 'doc.kml': doc(link('http://127.0.0.1:9/a.kml')) }))
    expect(only.fault.what).toBe('the file holds no Placemark')
    expect(only.fault.next).toContain('the data lies elsewhere')
  })

  it.each([
    ['no KML', kmlFileOf({ 'a.txt': 'x' }), 'the archive holds no KML'],
    ['a password', () => kmz({ 'doc.kml': doc('') }, { encrypted: true }), 'the archive is encrypted'],
    ['a name that leads out', kmlFileOf({ '../doc.kml': doc('') }), 'the archive cannot be read'],
    [
      'a stated size that is a lie',
      () => kmz({ 'doc.kml': doc('') }, { statedSize: 3 }),
      'the archive cannot be read',
    ],
    ['nothing but a beginning', () => kmlFile('PK\x03\x04', 'a.kmz'), 'the archive cannot be read'],
  ])('with %s is refused', async (_, make, what) => {
    expect((await refusal(make())).fault.what).toBe(what)
  })

  it('that inflates out of all proportion is refused before it is read', async () => {
    const path = kmlFile(zipBytes([{ name: 'doc.kml', bytes: Buffer.alloc(70 << 20, ' ') }]), 'a.kmz')
    expect((await refusal(path)).fault.what).toBe('the archive is larger inside than is safe to open')
  })
})

function kmlFileOf(members: Record<string, string>): () => string {
  return () => kmz(members)
}

describe('KML that is not to be trusted', () => {
  it.each([
    ['cut off', '<kml><Document>\n<Placemark><Point>', 2],
    ['another kind of XML', '<?xml version="1.0"?>\n<gpx/>', 2],
    ['a document type', '<!DOCTYPE kml [<!ENTITY a "b">]>\n<kml/>', 1],
    ['a Placemark in a Placemark', '<kml><Placemark><Placemark/></Placemark></kml>', 1],
    ['a schema of before 2007', '<kml><Document><Schema parent="Placemark" name="RT"/></Document></kml>', 1],
    ['a column name without end', `<kml>${placemark(POINT, data({ ['x'.repeat(2000)]: '1' }))}</kml>`, 1],
  ])('%s is refused with its line', async (_, source, line) => {
    const error = await refusal(kmlFile(source))
    expect(error.kind).toBe('source')
    expect(error.fault.where?.line).toBe(line)
  })

  it('columns, folders and levels without end are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}`, '1']))
    expect((await refusal(kml(placemark(POINT, data(many))))).fault.got).toContain('columns')
    const walk = new KmlWalk({ file: 'a.kml' }, false)
    expect(() => {
      for (let i = 0; i < 100_001; i++) {
        walk.open('Folder', {})
        walk.close('Folder')
      }
    }).toThrow('the file has too many folders')
    expect((await refusal(kml('<Folder>'.repeat(1000)))).fault.what).toContain('beyond what is safe')
    const changing = Array.from({ length: 5000 }, (_, i) => placemark(POINT, data({ [`c${i}`]: '1' })))
    expect((await refusal(kml(folder('a', changing.join(''))))).fault.got).toContain('columns')
  })

  it('is refused when it is missing, empty or blank', async () => {
    expect((await refusal('/nowhere/a.kml')).kind).toBe('source')
    expect((await refusal(kmlFile(''))).fault.what).toBe('the source file is empty')
    expect((await refusal(kml('<Document/>'))).fault.what).toBe('the file holds no Placemark')
  })

  it('in UTF-16 is read like any other, and the encoding is said', async () => {
    const source = `<?xml version="1.0" encoding="UTF-16"?><kml>${placemark(POINT, '<name>Café</name>')}</kml>`
    const { layer, records } = await readKml(kmlFile(iconv.encode(source, 'utf-16le', { addBOM: true })))
    expect(records[0]!.cells.name).toBe('Café')
    expect(layer.encoding).toEqual({ name: 'utf-16le', how: 'bom' })
  })

  it('with any byte changed ends in records or in a refusal', async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?><kml><Document><Schema id="s"><SimpleField type="int" name="a"/></Schema>${folder('F', placemark(POINT, `<name>é</name><description><![CDATA[<table><tr><td>a</td><td>b</td></tr></table>]]></description>${data({ x: '1' })}`))}</Document></kml>`
    const files = [Buffer.from(text), zipBytes([{ name: 'doc.kml', bytes: Buffer.from(text) }])]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, at, flip) => {
          const bytes = Buffer.from(file)
          bytes[at % bytes.length]! ^= flip
          try {
            for (const layer of await layersOf(kmlFile(bytes))) expect(layer).toBeTypeOf('string')
            await readKml(kmlFile(bytes))
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

const SK2020 = '../shared/data/pekalongan/sk2020.kmz'

describe.skipIf(!existsSync(SK2020))(
  'the decree of Pekalongan of 2020 (skipped where the file is absent)',
  () => {
    it('has one layer of 438 RT polygons and one of 27 kelurahan', async () => {
      expect(await layersOf(SK2020)).toEqual(['Admin_Kota Pekalongan', 'KOTA PEKALONGAN'])
      const { layer, records } = await readKml(SK2020, { layer: 'KOTA PEKALONGAN' })
      expect(records).toHaveLength(438)
      expect(layer.fields).toHaveLength(53)
      expect(layer.numericFields!.has('skor_awal')).toBe(true)
      expect(records.filter(({ geometry }) => geometry?.type === 'MultiPolygon')).toHaveLength(12)
      expect(records[0]!.cells).toMatchObject({
        Kode_RTRW: 'RT003-RW002',
        luas_awal: '1.09',
        k4_c_p: null,
        kum_awal: 'KUMUH RINGAN',
      })
      expect((await readKml(SK2020, { layer: 'Admin_Kota Pekalongan' })).records).toHaveLength(27)
    })
  },
)
