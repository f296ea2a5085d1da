import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gridX, gridY } from '../../../pipeline/tiler/grid.ts'
import { mergeTallies } from '../../../pipeline/tiler/input/read-tally.ts'
import { parsed, scanned } from './scanned-text.ts'

const point = (lon: number, lat: number) => ['P', gridX(lon), gridY(lat)]
const feature = (geometry: string, rest = '"properties":{}') =>
  `{"type":"Feature",${rest},"geometry":${geometry}}`
const POINT = '{"type":"Point","coordinates":[104.5,0.9]}'

describe('lines of GeoJSON', () => {
  it('become features of their kind, with roles, ids and values', () => {
    const { features, tally } = scanned(
      [
        '{"type":"Feature","id":7,"properties":{"name":"Senggarang","rt":3,"area":1.50,"slum":true,"note":null},"geometry":{"type":"Point","coordinates":[104.5,0.9]}}',
        '{ "type": "Feature", "id": "12", "properties": null, "geometry": { "type": "MultiPoint", "coordinates": [ [ 1, 2 ], [ 3, 4, 5, 6 ] ] } }',
        '{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}',
        '{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}}',
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}}',
        '{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],[[[5,5],[6,5],[6,6],[5,5]]]]}}',
      ].join('\n'),
    )
    expect(tally).toMatchObject({ lines: 6, read: 6, taken: 6, refused: {}, ids_left_out: 0, faults: [] })
    expect(features.map(({ kind, id, chains }) => [kind, id, chains.map(([role]) => role).join('')])).toEqual(
      [
        [1, 7, 'P'],
        [1, 12, 'P'],
        [2, -1, 'P'],
        [2, -1, 'PP'],
        [3, -1, 'PH'],
        [3, -1, 'PHP'],
      ],
    )
    expect(features[0]!.chains).toEqual([point(104.5, 0.9)])
    expect(features[0]!.attributes).toEqual({ name: 'Senggarang', rt: 3, area: 1.5, slum: true })
    expect(features[1]!.chains).toEqual([['P', gridX(1), gridY(2), gridX(3), gridY(4)]])
  })

  it('are read in any order of members and with whatever else they hold', () => {
    const usual = scanned(feature(POINT, '"id":5,"properties":{"a":"é/x","b":[1,{"c":2}]}')).features
    expect(usual[0]!.attributes).toEqual({ a: 'é/x', b: '[1,{"c":2}]' })
    for (const line of [
      `{"geometry":{"coordinates":[104.5,0.9],"type":"Point"},"id":5,"properties":{"a":"\\u00e9\\/x","b":[ 1, {"c":2.0} ]},"type":"Feature"}`,
      `{"type":"Feature","bbox":[1,2,3,4],"crs":{"type":"name","x":{"y":["]"]}},"id":"5","properties":{"b":[1,{"\\u0063":2}],"a":"é/x"},"geometry":${POINT}}`,
      `{"type":"Feature","id":5.0,"properties":{"a":1,"b":[1,{"c":2}],"a":"é/x"},"geometry":{"type":"Point","coordinates":[1.045e2,9e-1,1e9]},"note":"\\"}"}`,
      `{"\\u0074ype":"Feature","id":5,"properties":{"\\u0061":"é/x","b":[1,{"c":2}]},"geometry":{"type":"Point","bbox":[1,2,3,4],"coordinates":[104.5,0.9]}}`,
      `\t{"type" : "Feature" ,"id" :5,"properties" :{ "a" : "é/x" , "b" :[1,{"c":2}]} ,"geometry" : ${POINT} } , \r`,
      `\x1e{"type":"Feature","id":5,"properties":{"a":"é/x","b":[1,{"c":2}],"n":null},"geometry":${POINT}}\r`,
      `\ufeff{"type":"Feature","id":5,"properties":{"a":"é/x","b":[1,{"c":2}]},"geometry":{"type":"Point","coordinates":[104.5000000000000000000001,0.9]}}`,
      `{"type":"Feature","id":4,"properties":{},"id":5,"geometry":null,"properties":{"a":"é/x","b":"[1,{\\"c\\":2}]"},"geometry":${POINT}}`,
    ]) {
      expect(scanned(line).features, line).toEqual(usual)
      expect(parsed(line).features, line).toEqual(usual)
    }
  })

  it('may be a geometry without attributes', () => {
    expect(scanned(POINT).features).toEqual([
      { kind: 1, id: -1, chains: [point(104.5, 0.9)], attributes: {} },
    ])
  })

  it('are told apart from what wraps them', () => {
    const f = (n: number) => feature(POINT, `"id":${n},"properties":{}`)
    const ids = (text: string) => {
      const { features, tally } = scanned(text)
      expect(tally.faults, text).toEqual([])
      expect(tally.read).toBe(features.length)
      return features.map(({ id }) => id)
    }
    const crs = '"crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },'
    const gdal = ['{', '"type": "FeatureCollection",', '"name": "rt",', crs, '"features": [']
    expect(ids([...gdal, `${f(1)},`, f(2), ']', '}', ''].join('\n'))).toEqual([1, 2])
    expect(ids(`{"type":"FeatureCollection",${crs}"features":[\r\n${f(1)},\r\n${f(2)}\r\n]}\r\n`)).toEqual([
      1, 2,
    ])
    expect(ids(`{"type":"FeatureCollection",\n"features":[\n${f(1)}\n,${''}\n${f(2)}]}`)).toEqual([1, 2])
    expect(
      ids(`{"type":"FeatureCollection","features":[${f(1)},\n${f(2)},\n${f(3)}],\n${crs}\n"bbox":[1,2,3,4]}`),
    ).toEqual([1, 2, 3])
    expect(ids(`{"type":"FeatureCollection","features":[${f(1)},${f(2)}]}`)).toEqual([1, 2])
    expect(ids(`\n\n \r\n\x1e${f(1)}\n\x1e\n\x1e${f(2)}\n\n`)).toEqual([1, 2])
    expect(ids('')).toEqual([])
  })

  it('count as no feature where they are none, with the line and the reason', () => {
    const bad = [
      'hello',
      feature(POINT).slice(0, -1),
      feature(POINT).slice(0, 60),
      `${feature(POINT)}${feature(POINT)}`,
      feature('{"type":"Point","coordinates":[104.5,NaN]}'),
      feature('{"type":"Point","coordinates":[0104.5,1]}'),
      feature(POINT, '"properties":{"a":"\t"}'),
      feature(POINT, '"properties":{"a":01}'),
      feature(POINT, '"properties":{"a":1,}'),
      feature(POINT, '"properties":{"a":[1}]}'),
      feature(POINT, '"properties":{"a":tru}'),
      feature(POINT, '"properties":{"a":"\\x"}'),
      '"geometry": {"type":"Point","coordinates":[1,2]},',
      '"type": "Feature",',
      '{"type":"Topology"}',
      '[1,2]',
      '12',
      'null',
      feature('"here"'),
      feature('{"coordinates":[1,2]}'),
    ]
    for (const line of bad) {
      const { features, tally } = scanned(`${feature(POINT)}\n${line}\n${feature(POINT)}`)
      expect(features.length, line).toBe(2)
      expect(tally, line).toMatchObject({ lines: 3, read: 3, taken: 2, refused: { not_a_feature: 1 } })
      expect(tally.faults.map((fault) => fault.place)).toEqual([2])
      expect(tally.faults[0]!.why).not.toBe('')
    }
    const many = scanned(`${feature(POINT)}\n`.repeat(3) + 'no\n'.repeat(50)).tally
    expect(many.refused).toEqual({ not_a_feature: 50 })
    expect(many.faults.map(({ place }) => place)).toEqual([4, 5, 6])
  })

  it.each([
    ['no_geometry', 'null'],
    ['no_geometry', '{"type":"Point","coordinates":[]}'],
    ['no_geometry', '{"type":"MultiPolygon","coordinates":[[]]}'],
    ['position_not_a_number', '{"type":"Point","coordinates":[1]}'],
    ['position_not_a_number', '{"type":"Point","coordinates":[null,1]}'],
    ['position_not_a_number', '{"type":"Point","coordinates":["1","2"]}'],
    ['position_not_a_number', '{"type":"Point","coordinates":[1e999,2]}'],
    ['position_not_a_number', '{"type":"LineString","coordinates":[1,2]}'],
    ['position_not_a_number', '{"type":"Polygon","coordinates":[[1,2],[3,4]]}'],
    ['position_not_a_number', '{"type":"MultiPolygon","coordinates":[1]}'],
    ['position_not_a_number', '{"type":"Point","coordinates":"104.5,0.9"}'],
    ['position_not_a_number', '{"type":"Point"}'],
    ['position_outside', '{"type":"Point","coordinates":[450123.5,10023.25]}'],
    ['position_outside', '{"type":"MultiPoint","coordinates":[[1,2],[1,90.01]]}'],
    ['too_few_positions', '{"type":"LineString","coordinates":[[1,2]]}'],
    ['too_few_positions', '{"type":"Polygon","coordinates":[[]]}'],
    ['too_few_positions', '{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}'],
    ['kind_not_drawn', '{"type":"GeometryCollection","geometries":[]}'],
    ['kind_not_drawn', '{"type":"Circle","coordinates":[1,2]}'],
  ])('are refused as %s: %s', (refusal, geometry) => {
    const { features, tally } = scanned(feature(geometry, '"properties":{"a":1}'))
    expect(features).toEqual([])
    expect(tally).toMatchObject({ read: 1, taken: 0, refused: { [refusal]: 1 } })
    const why = refusal === 'position_outside' ? { why: expect.stringMatching(/^[\d.]+, [\d.]+$/) } : {}
    expect(tally.faults).toEqual([{ refusal, place: 1, ...why }])
    expect(parsed(feature(geometry)).tally.refused).toEqual(tally.refused)
  })

  it('keep numbers that a double would change as their text, and empty texts', () => {
    const text =
      '"properties":{"a":9007199254740991,"b":9007199254740993,"c":-18446744073709551615,"d":1e400,"e":1e22,"f":0.12345678901234567890,"g":[1e400,1],"h":""}'
    const kept = {
      ...{ a: 2 ** 53 - 1, b: '9007199254740993', c: '-18446744073709551615', d: '1e400', e: 1e22 },
      ...{ f: 0.12345678901234568, g: '["1e400",1]', h: '' },
    }
    expect(scanned(feature(POINT, text)).features[0]!.attributes).toEqual(kept)
    expect(parsed(feature(POINT, text)).features[0]!.attributes).toEqual(kept)
    const odd = `{"geometry":${POINT},${text},"type":"Feature","note":"\\"12345678901234567890"}`
    expect(scanned(odd).features[0]!.attributes).toEqual(kept)
  })

  it('keep only the attributes asked for', () => {
    const line = feature(
      POINT,
      '"properties":{"nik":"\\u0031","roof":"seng","list":[1],"deep":{"a":"}"},"n":1}',
    )
    const { features, keys } = scanned(line, { include: ['roof', 'n'] })
    expect(features[0]!.attributes).toEqual({ roof: 'seng', n: 1 })
    expect(keys).toEqual(['roof', 'n'])
  })

  it('tell how many ids could not be kept', () => {
    const ids = [
      '"a7"',
      '1.5',
      '-1',
      '9007199254740992',
      '"012"',
      '9007199254740991',
      '"9007199254740991"',
      'null',
      '0',
    ]
    const { features, tally } = scanned(
      ids.map((id) => feature(POINT, `"id":${id},"properties":{}`)).join('\n'),
    )
    expect(features.map(({ id }) => id)).toEqual([-1, -1, -1, -1, -1, 2 ** 53 - 1, 2 ** 53 - 1, -1, 0])
    expect([tally.ids_left_out, tally.id_example]).toEqual([5, 'a7'])
    const long = scanned(feature(POINT, '"id":9007199254740993,"properties":{}')).tally
    expect([long.ids_left_out, long.id_example]).toEqual([1, '9007199254740993'])
  })

  it('keep texts that are no UTF-8 as texts that are', () => {
    const line = Buffer.concat([
      Buffer.from(feature(POINT, '"properties":{"a":"x').slice(0, 38)),
      Buffer.of(0xff),
    ])
    const whole = Buffer.concat([line, Buffer.from(`"},"geometry":${POINT}}`)])
    const { features, tally } = scanned(whole)
    expect(features[0]!.attributes).toEqual({ a: 'x\ufffd' })
    expect(tally.lines_not_utf8).toBe(1)
  })

  it('give the same as JSON.parse, whatever they hold', () => {
    const number = fc.oneof(
      fc.double({ min: -181, max: 181, noNaN: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(180, -180, 90, -90, 85.0511287798066, 0, -0),
    )
    const position = fc.array(number, { minLength: 2, maxLength: 3 })
    const chain = fc
      .array(position, { maxLength: 6 })
      .map((positions) => [...positions, ...positions.slice(0, 1)])
    const geometry = fc.oneof(
      fc.record({ type: fc.constant('Point'), coordinates: position }),
      fc.record({ type: fc.constantFrom('MultiPoint', 'LineString'), coordinates: chain }),
      fc.record({
        type: fc.constantFrom('Polygon', 'MultiLineString'),
        coordinates: fc.array(chain, { maxLength: 3 }),
      }),
      fc.record({
        type: fc.constant('MultiPolygon'),
        coordinates: fc.array(fc.array(chain, { maxLength: 3 }), { maxLength: 3 }),
      }),
      fc.constantFrom(null, { type: 'GeometryCollection', geometries: [] }, { type: 'Point' }),
    )
    const one = fc.record(
      {
        type: fc.constant('Feature'),
        id: fc.oneof(fc.nat(), fc.string(), fc.double()),
        properties: fc.oneof(
          fc.constant(null),
          fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 })),
        ),
        geometry,
        bbox: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: ['type', 'properties', 'geometry'] },
    )
    /** The same line with a byte or two changed, cut short, or pretty. */
    const damaged = fc
      .tuple(one, fc.nat(), fc.constantFrom('', ' ', '"', '\\', ',', ']', '}', '0', '-', 'e', '\x01'))
      .map(([value, place, other]) => {
        const text = JSON.stringify(value)
        const at = place % text.length
        return text.slice(0, at) + other + text.slice(at + 1)
      })
    const line = fc.oneof(
      { weight: 3, arbitrary: one.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: one.map((value) => JSON.stringify(value, null, 1).replaceAll('\n', ' ')) },
      { weight: 2, arbitrary: damaged },
    )
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', ',\n', '\n\n'),
        (lines, end) => {
          const text = lines.join(end)
          const fast = scanned(text)
          const slow = parsed(text)
          expect(fast.features).toEqual(slow.features)
          const { read, taken, refused, ids_left_out } = fast.tally
          expect({ read, taken, refused, ids_left_out }).toEqual({
            read: slow.tally.read,
            taken: slow.tally.taken,
            refused: slow.tally.refused,
            ids_left_out: slow.tally.ids_left_out,
          })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of several ranges are counted together', () => {
    const first = scanned(`${feature(POINT)}\n\nno\n`).tally
    const second = scanned(`${feature('null')}\nno`).tally
    expect(mergeTallies([first, second])).toMatchObject({
      lines: 5,
      read: 4,
      taken: 1,
      refused: { not_a_feature: 2, no_geometry: 1 },
      faults: [{ place: 3 }, { refusal: 'no_geometry', place: 4 }, { place: 5 }],
    })
  })
})
