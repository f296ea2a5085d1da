import { describe, expect, it } from 'vitest'
import { loadCity } from '../pipeline/city.ts'
import { refusal, refused } from './support/city-refusal.ts'
import { CITY_YAML, smallCity } from './support/small-city.ts'

describe('a mistake in city.yaml ends with 20 and says file:line, key, got and expected', () => {
  it.each<
    [
      string,
      string,
      string,
      { line: number; key?: string; what: string; got: string; expected: string | RegExp },
    ]
  >([
    [
      'an unknown key',
      'size_class: sedang',
      'size_class: sedang\nsize: 3',
      {
        line: 5,
        key: 'size',
        what: 'unknown key',
        got: 'size',
        expected: /^one of name, title, code, size_class/,
      },
    ],
    [
      'a missing key',
      'code: "99.71"\n',
      '',
      {
        line: 1,
        key: 'code',
        what: 'a key is missing',
        got: 'nothing',
        expected: /^code: text \(Kemendagri code/,
      },
    ],
    [
      'a number where text belongs',
      '"99.71"',
      '99.71',
      {
        line: 3,
        key: 'code',
        what: 'a value is not as expected',
        got: '99.71',
        expected: /^text: Kemendagri code/,
      },
    ],
    [
      'text where a list belongs',
      '[106, -7, 107, -6]',
      '"106,-7,107,-6"',
      {
        line: 6,
        key: 'envelope',
        what: 'a value is not as expected',
        got: '"106,-7,107,-6"',
        expected: /^a list: West/,
      },
    ],
    [
      'text where a number belongs',
      '[106, -7, 107, -6]',
      '[106, -7, 107, "6 S"]',
      { line: 6, key: 'envelope[3]', what: 'a value is not as expected', got: '"6 S"', expected: 'a number' },
    ],
    [
      'too few numbers',
      '[106, -7, 107, -6]',
      '[106, -7]',
      {
        line: 6,
        key: 'envelope',
        what: 'a value is not as expected',
        got: '[106,-7]',
        expected: /^at least 4 items: West/,
      },
    ],
    [
      'a word that is none of those allowed',
      'size_class: sedang',
      'size_class: raya',
      {
        line: 4,
        key: 'size_class',
        what: 'a value is not as expected',
        got: '"raya"',
        expected: 'one of kecil, sedang, besar, metropolitan',
      },
    ],
    [
      'a name that could not be a folder',
      'name: kota-uji',
      'name: ../../etc',
      {
        line: 1,
        key: 'name',
        what: 'a value is not as expected',
        got: '"../../etc"',
        expected: /^text of the form .*: Short name/,
      },
    ],
    [
      'an override until a day that no calendar has',
      'size_class: sedang',
      'size_class: sedang\nquality: [{ code: AREA_SHARE, severity: info, reason: Sengaja diuji saja., until: 2099-99-99 }]',
      {
        line: 5,
        key: 'quality[0].until',
        what: 'a value is not as expected',
        got: '"2099-99-99"',
        expected: 'a date of the calendar such as 2024-05-31',
      },
    ],
    [
      'a privacy threshold that hides nothing',
      'size_class: sedang',
      'size_class: sedang\nprivacy: { k: 1 }',
      {
        line: 5,
        key: 'privacy.k',
        what: 'a value is not as expected',
        got: '1',
        expected: /^>= 3: Smallest number/,
      },
    ],
    [
      'an envelope with west and east exchanged',
      '[106, -7, 107, -6]',
      '[107, -7, 106, -6]',
      {
        line: 6,
        key: 'envelope',
        what: 'the envelope holds no place',
        got: '107, -7, 106, -6',
        expected: /^west, south, east, north in degrees/,
      },
    ],
    [
      'an envelope in metres',
      '[106, -7, 107, -6]',
      '[700000, 9200000, 710000, 9300000]',
      {
        line: 6,
        key: 'envelope',
        what: 'the envelope holds no place',
        got: '700000, 9200000, 710000, 9300000',
        expected: /^west, south, east, north in degrees/,
      },
    ],
    [
      'an unknown methodology beside the scores',
      'methodology: permen-pupr-14-2018\n',
      'methodology: permen-pupr-14-2018\nindicators: { methodologies: [hunian-layak, hunian-mewah] }\n',
      {
        line: 8,
        key: 'indicators.methodologies[1]',
        what: 'there is no such methodology beside the scores',
        got: 'hunian-mewah',
        expected: /^some of bps-rumah-tangga-kumuh, hunian-layak, /,
      },
    ],
    [
      'an unknown methodology',
      'permen-pupr-14-2018',
      'permen-pupr-14-2081',
      {
        line: 7,
        key: 'methodology',
        what: 'there is no such methodology of scores',
        got: 'permen-pupr-14-2081',
        expected: /^one of .*permen-pupr-14-2018/,
      },
    ],
    [
      'a reason that says nothing',
      'size_class: sedang',
      'size_class: sedang\nquality: [{ code: AREA_SHARE, severity: info, reason: x, until: 2099-12-31 }]',
      {
        line: 5,
        key: 'quality[0].reason',
        what: 'a value is not as expected',
        got: '"x"',
        expected: /at least 10 characters/,
      },
    ],
  ])('%s', (_, before, after, { line, key, what, got, expected }) => {
    const error = refused(before, after)
    expect(error.exitCode).toBe(20)
    expect(error.fault.where?.file).toMatch(/city\.yaml$/)
    expect(error.fault).toMatchObject({ what, where: { line, key }, got })
    if (typeof expected === 'string') expect(error.fault.expected).toBe(expected)
    else expect(error.fault.expected).toMatch(expected)
  })

  it('a placeholder for the decree number where another place has the number, and none where no place has', () => {
    const open = (decree: string, number: string) =>
      smallCity(
        CITY_YAML.replace('sources:', `decree: ${decree}\nsources:`)
          .replace('decree_number: nomor', `decree_number: ${number}`)
          .replace('canonical: { decree_number: 1/2014 }', 'canonical: { title: Penetapan }'),
      )
    expect(loadCity(open('belum-diisi', '{ value: belum-diisi }')).decree).toBe('belum-diisi')
    expect(refusal(open('1/2014', '{ value: belum-diisi }'))).toMatchObject({
      exitCode: 20,
      fault: { where: { line: 16, key: 'sources[0].columns.decree_number' }, got: 'belum-diisi' },
    })
    expect(refusal(open('belum-diisi', 'nomor')).fault.where).toMatchObject({ line: 8, key: 'decree' })
  })

  it('says how many other places there are to correct', () => {
    const error = refused('size_class: sedang\nutm_crs: EPSG:32748', 'size_class: raya\nutm_crs: 32748')
    expect(error.fault.next).toBe('1 other place of the file to correct as well')
  })

  it('names the UTM zone that would hold the city', () => {
    // The small city lies at 106 to 107 degrees east, south of the equator.
    const error = refused('utm_crs: EPSG:32748', 'utm_crs: EPSG:32751')
    expect(error.fault.what).toBe('the city lies outside the zone of its CRS')
    expect(error.fault.expected).toContain('such as EPSG:32748')
    expect(refused('utm_crs: EPSG:32748', 'utm_crs: EPSG:3857').fault.expected).toContain(
      'such as EPSG:32748',
    )
  })

  it('reads as a person would say it', () => {
    const error = refused('size_class: sedang', 'size_class: raya')
    expect(error.message.replace(/where {5}.*city/, 'where     city')).toBe(
      [
        'a value is not as expected',
        '  where     city.yaml:4, key size_class',
        '  got       "raya"',
        '  expected  one of kecil, sedang, besar, metropolitan',
      ].join('\n'),
    )
  })
})

describe('a file that is not YAML ends with 20 and says file:line', () => {
  it.each([
    ['a broken line', 'title: { id: Kota Uji, en: Test City', 3, /./],
    ['a key that stands twice', 'name: kota-uji\nname: kota-lain', 2, /Map keys must be unique/],
    ['a tab for indentation', 'title:\n\tid: Kota', 2, /Tabs/],
    ['an alias of nothing', 'name: *kota', undefined, /[Uu]nresolved alias/],
  ])('%s', (_, text, line, got) => {
    const error = refusal(smallCity(text))
    expect(error.exitCode).toBe(20)
    expect(error.fault.what).toBe('the file is not valid YAML')
    expect(error.fault.got).toMatch(got)
    expect(error.fault.got).not.toContain('\n')
    if (line !== undefined) expect(error.fault.where?.line).toBeLessThanOrEqual(line)
  })

  it('an alias bomb', () => {
    const lists = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed'])
      lists.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
    expect(refusal(smallCity(lists.join('\n'))).exitCode).toBe(20)
  })

  it.each([
    ['empty', ''],
    ['a list', '- name'],
    ['a word', 'kota'],
  ])('a file that is %s', (_, text) => {
    const error = refusal(smallCity(text))
    expect(error.fault).toMatchObject({
      what: 'a value is not as expected',
      where: { line: 1 },
      expected: /^keys with values: What petakumuh must know/,
    })
    expect(error.message).not.toContain('key ,')
  })
})
