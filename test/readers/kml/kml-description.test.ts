import { describe, expect, it } from 'vitest'
import { readDescription } from '../../../pipeline/readers/kml/kml-description.ts'

const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`

describe('attributes in a description', () => {
  it.each([
    [
      'rows of two cells',
      `<table>${row('Kelurahan', 'Degayu')}${row('Luas&nbsp;(Ha):', ' 1,5 ')}</table>`,
      { Kelurahan: 'Degayu', 'Luas (Ha)': '1,5' },
    ],
    [
      'a head and a value',
      '<table><tr><th>RT</th><td>01</td></tr><tr><th>RW</th><td>02</td></tr></table>',
      { RT: '01', RW: '02' },
    ],
    [
      'a row of heads above a row of values',
      '<table><tr><th>RT</th><th>RW</th><th>KK</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>',
      { RT: '1', RW: '2', KK: '3' },
    ],
    [
      'a row that says Field and Value',
      '<table><tr><th>Field</th><th>Value</th></tr><tr><td>RT</td><td>1</td></tr></table>',
      { RT: '1' },
    ],
    [
      'colons in cells of their own',
      `<table>${row('RT', ':', '01')}${row('RW', ':', '02')}</table>`,
      { RT: '01', RW: '02' },
    ],
    [
      'bold names',
      '<b>Nama</b>: Budi<br/><b>Luas:</b> 2 Ha<br><strong>RT</strong> = 3',
      { Nama: 'Budi', Luas: '2 Ha', RT: '3' },
    ],
    [
      'no values',
      `<table>${row('A', '&lt;Null&gt;')}${row('B', '<Null>')}${row('C', '')}</table>`,
      { A: null, B: null, C: null },
    ],
    ['rows without an end', '<table><tr><td>RT<td>01<tr><td>RW<td>02', { RT: '01', RW: '02' }],
    ['a row outside any', '<table><td>RT</td><td>01</td></table>', { RT: '01' }],
    [
      'formatted cells',
      `<table>${row('<font color="red"><b>RT</b></font>', '<p>0<i>1</i></p>')}</table>`,
      { RT: '01' },
    ],
  ])('%s', (_, html, expected) => {
    const { pairs, text } = readDescription(html)
    expect(Object.fromEntries(pairs)).toEqual(expected)
    expect(text).toBeNull()
  })

  it('the tables of ArcGIS: a title, and the attributes in a table within', () => {
    const html = `<html><head><title>x</title><style>td {}</style></head><body>
      <table border="1"><tr style="x"><td>RT 01</td></tr><tr><td><table>${row('FID', '0')}${row('Kelurahan', 'Degayu')}</table></td></tr></table></body></html>`
    const { pairs } = readDescription(html)
    expect(pairs).toEqual([
      ['FID', '0'],
      ['Kelurahan', 'Degayu'],
    ])
  })

  it.each([
    ['plain text', 'Rawan banjir\n setiap tahun', 'Rawan banjir\nsetiap tahun'],
    ['paragraphs', '<p>Rawan &amp; padat</p><div>banjir</div>', 'Rawan & padat\nbanjir'],
    [
      'a table of several columns',
      `<table>${row('RT', 'KK', 'Luas')}${row('1', '20', '3')}</table>`,
      'RT | KK | Luas\n1 | 20 | 3',
    ],
    ['blanks', '  <br/> ', null],
    ['scripts', '<script>alert(1)</script>aman', 'aman'],
  ])('%s stays text', (_, html, expected) => {
    expect(readDescription(html)).toEqual({ pairs: [], text: expected })
  })

  it('keeps text beside a table', () => {
    const { pairs, text } = readDescription(
      `Survei 2020<table>${row('RT', '1')}${row('a', 'b', 'c')}</table>akhir`,
    )
    expect(pairs).toEqual([['RT', '1']])
    expect(text).toBe('Survei 2020\na | b | c\nakhir')
  })

  it('keeps what no pair of a table holds as text', () => {
    const rest = '<tr><td></td><td>catatan penting</td></tr><tr><td>Diukur ulang 2019</td></tr>'
    const { pairs, text } = readDescription(
      `<table><caption>Survei</caption>${row('LUAS', '2')}${rest}${row('x'.repeat(130), 'y')}</table>`,
    )
    expect(pairs).toEqual([['LUAS', '2']])
    expect(text).toBe(`Survei\ncatatan penting\nDiukur ulang 2019\n${'x'.repeat(130)} | y`)
    const within = readDescription(
      `<table>${row('RT', '1')}<tr><td>ket</td><td>lihat <table>${row('a', 'b')}</table></td></tr></table>`,
    )
    expect(within).toEqual({
      pairs: [
        ['a', 'b'],
        ['RT', '1'],
      ],
      text: 'ket | lihat',
    })
    const heads = `<table><tr><th>RT</th><th>KK</th></tr>${row('01', '20')}${row('02', '30')}</table>`
    expect(readDescription(heads)).toEqual({
      pairs: [
        ['01', '20'],
        ['02', '30'],
      ],
      text: 'RT | KK',
    })
  })

  it('reads endless nesting as text, as it stands', () => {
    const html = `${'<b>'.repeat(300)}RT`
    expect(readDescription(html)).toEqual({ pairs: [], text: html })
    expect(readDescription('<table><tr><td>'.repeat(50_000)).pairs).toEqual([])
  })
})
