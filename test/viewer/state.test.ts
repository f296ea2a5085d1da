import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST_STATE, firstLang, formatHash, parseHash } from '../../pipeline/viewer/state.ts'

describe('the address of the page', () => {
  it('is empty in the first state and reads back as it', () => {
    expect(formatHash(FIRST_STATE)).toBe('')
    expect(parseHash('')).toEqual(FIRST_STATE)
  })

  it('carries view, zone, theme, year, layers and language there and back', () => {
    const state = fc.record({
      lang: fc.constantFrom('id' as const, 'en' as const),
      theme: fc.constantFrom('score_class', 'score_total', 'change', 'criterion:4b', 'grid_buildings'),
      year: fc.option(fc.constantFrom('2014', '2024p')),
      compare: fc.option(
        fc.record({
          left: fc.string({ minLength: 1, unit: 'grapheme' }),
          right: fc.constantFrom('2014', '2024p', 'sk:337/2014', 'sk:1~2%7E & #3'),
          at: fc.integer({ min: 0, max: 100 }),
        }),
      ),
      hidden: fc
        .uniqueArray(fc.constantFrom('rt', 'buildings', 'zone_labels'))
        .map((layers) => layers.sort()),
      opacity: fc.dictionary(
        fc.constantFrom('zones', 'rt', 'zone_labels'),
        fc.integer({ min: 10, max: 95 }),
        {
          noNullPrototype: true,
        },
      ),
      zone: fc.option(fc.string({ minLength: 1, unit: 'grapheme' })),
      found: fc.option(
        fc
          .tuple(
            fc.constantFrom('rt', 'kelurahan', 'kecamatan'),
            fc.string({ minLength: 1, unit: 'grapheme' }),
          )
          .map((parts) => parts.join(':')),
      ),
      view: fc.option(
        fc.record({
          zoom: fc.integer({ min: 0, max: 2400 }).map((n) => n / 100),
          lat: fc.integer({ min: -8_500_000, max: 8_500_000 }).map((n) => n / 100_000 + 0),
          lon: fc.integer({ min: -18_000_000, max: 18_000_000 }).map((n) => n / 100_000 + 0),
        }),
      ),
    })
    fc.assert(
      fc.property(state, fc.constantFrom('id' as const, 'en' as const), (given, first) => {
        expect(parseHash(formatHash(given, first), first)).toEqual(given)
      }),
    )
  })

  it('is in the language of `?lang=` where its hash names none', () => {
    expect(['', '?lang=en', '?x=1&lang=id', '?lang=fr', '?lang='].map(firstLang)).toEqual([
      ...['id', 'en', 'id', 'id', 'id'],
    ])
    expect(parseHash('#zone=a', 'en').lang).toBe('en')
    expect(parseHash('#lang=id', 'en').lang).toBe('id')
    expect(formatHash(FIRST_STATE, 'en')).toBe('#lang=id')
  })

  it.each([
    ['#map=nonsense', null],
    ['#map=14/0.9', null],
    ['#map=14/0.9/', null],
    ['#map=14/95/104', null],
    ['#map=99/0.9/104', null],
    ['#map=14/0.9/104', { zoom: 14, lat: 0.9, lon: 104 }],
  ])('reads the view of %s as %j', (hash, view) => {
    expect(parseHash(hash).view).toEqual(view)
  })

  it.each(['2014', '2014~2018', '2014~2018~101', '2014~2018~x', '~2018~50', '2014~%~50', '1~2~3~4'])(
    'reads no comparison from %s',
    (text) => {
      expect(parseHash(`#compare=${encodeURIComponent(text)}`).compare).toBeNull()
    },
  )

  it('takes the first value where a link is damaged', () => {
    expect(parseHash('#lang=fr&theme=__proto__&zone=&map=')).toEqual(FIRST_STATE)
    expect(parseHash('#year=14&off=,<b>,__proto__&opacity=rt:x,rt:100,:5,zones')).toEqual(FIRST_STATE)
  })
})
