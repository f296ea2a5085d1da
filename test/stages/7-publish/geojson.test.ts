import type { Geometry } from 'geojson'
import { afterEach, describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { UserError } from '../../../pipeline/errors.ts'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import type { LayerProfile } from '../../../pipeline/layers/profiles.ts'
import { layerGeoJson } from '../../../pipeline/stages/7-publish/geojson.ts'
import { publish } from '../../../pipeline/stages/7-publish/index.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { madeUpCity, stageContext, type TestStageContext } from '../../support/stage-context.ts'

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

const profile: LayerProfile = {
  name: 'zones',
  title: { id: 'Lokasi', en: 'Zones' },
  tables: ['zones'],
  geometry: 'polygon',
  zooms: [0, 16],
  key: ['zone_id'],
  attributes: [
    { name: 'zone_id', type: 'string', title: { id: 'Kode', en: 'Code' } },
    { name: 'area_ha_utm', type: 'number', unit: 'ha', title: { id: 'Luas', en: 'Area' } },
    { name: 'synthetic', type: 'boolean', title: { id: 'Sintetis', en: 'Synthetic' } },
  ],
}

const square = (west: number, south: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + 1, south],
      [west + 1, south + 1],
      [west, south + 1],
      [west, south],
    ],
  ],
})

interface Made extends Row {
  feature_id: number
}

async function layer(features: (Made & { of: string })[], city: Partial<City> = {}) {
  const context = await stageContext(publish, {
    tables: {
      '6-tiles': {
        zones: {
          columns: {
            feature_id: 'BIGINT',
            zone_id: 'VARCHAR',
            area_ha_utm: 'DOUBLE',
            synthetic: 'BOOLEAN',
            hidden: 'VARCHAR',
            geometry: 'GEOMETRY',
          },
          rows: features.map(({ of, ...row }) => ({ ...row, geometry: encodeWkb(JSON.parse(of)) })),
        },
      },
    },
  })
  open.push(context)
  return layerGeoJson(context.store, context.table('6-tiles', 'zones')!, profile, madeUpCity(city))
}

const feature = (id: number, geometry: Geometry, more: Row = {}) => ({
  feature_id: id,
  zone_id: `Z${id}`,
  area_ha_utm: 1.5,
  synthetic: true,
  hidden: 'not an attribute',
  of: JSON.stringify(geometry),
  ...more,
})

describe('a layer as GeoJSON', () => {
  it('is a feature collection with ids, declared attributes and a box', async () => {
    const { text, rows, bounds } = await layer([feature(2, square(106, -7)), feature(9, square(108, -6))])
    const json = JSON.parse(text)
    expect(json).toMatchObject({
      type: 'FeatureCollection',
      name: 'zones',
      title: { id: 'Lokasi', en: 'Zones' },
    })
    expect(json.bbox).toEqual([106, -7, 109, -5])
    expect([rows, bounds]).toEqual([2, [106, -7, 109, -5]])
    expect(json.features[0]).toEqual({
      type: 'Feature',
      id: 2,
      properties: { zone_id: 'Z2', area_ha_utm: 1.5, synthetic: true },
      geometry: square(106, -7),
    })
  })

  it('has no member `crs`, which RFC 7946 took away, and nothing that is no attribute', async () => {
    const { text } = await layer([feature(1, square(106, -7))])
    expect(text).not.toContain('"crs"')
    expect(text).not.toContain('hidden')
  })

  it('keeps attributes that are not known as null', async () => {
    const { text } = await layer([feature(1, square(106, -7), { area_ha_utm: null, synthetic: null })])
    expect(JSON.parse(text).features[0].properties).toEqual({
      zone_id: 'Z1',
      area_ha_utm: null,
      synthetic: null,
    })
  })

  it('has one feature a line, so that two releases can be compared', async () => {
    const { text } = await layer([feature(1, square(106, -7)), feature(2, square(107, -7))])
    const lines = text.split('\n')
    expect(lines.filter((line) => line.startsWith('{"type":"Feature",'))).toHaveLength(2)
    expect(text.endsWith('\n]}\n')).toBe(true)
  })

  it('says in the file itself that data is synthetic, and whose it is', async () => {
    const synthetic = { id: 'Data sintetis', en: 'Synthetic data' }
    const attribution = { id: '© Kota', en: '© City' }
    const { text } = await layer([feature(1, square(106, -7))], { synthetic, attribution })
    expect(JSON.parse(text)).toMatchObject({ notice: synthetic, attribution })
    const plain = await layer([feature(1, square(106, -7))])
    expect(JSON.parse(plain.text)).not.toHaveProperty('notice')
  })

  it('is valid without a feature', async () => {
    const { text, rows, bounds } = await layer([])
    expect(JSON.parse(text)).toMatchObject({ type: 'FeatureCollection', features: [] })
    expect([rows, bounds]).toEqual([0, null])
  })

  it('keeps every digit of a coordinate', async () => {
    const point: Geometry = { type: 'Point', coordinates: [104.45678901234567, 0.9123456789012345] }
    expect(JSON.parse((await layer([feature(1, point)])).text).features[0].geometry).toEqual(point)
  })

  it('holds more features than one batch of the store', async () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      feature(i + 1, { type: 'Point', coordinates: [106, -7] }),
    )
    expect((await layer(many)).rows).toBe(5000)
  })
})

describe('a feature that is not GeoJSON stops the publication with 50', () => {
  it.each<[string, Geometry, string]>([
    [
      'a ring that is open',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
      'must be equivalent',
    ],
    [
      'a ring of three positions',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [0, 0],
          ],
        ],
      },
      '',
    ],
    [
      'a clockwise shell',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [0, 1],
            [1, 1],
            [1, 0],
            [0, 0],
          ],
        ],
      },
      'right-hand rule',
    ],
    ['a position that is no number', { type: 'Point', coordinates: [Number.NaN, 1] }, 'not-finite'],
  ])('%s', async (_, geometry, got) => {
    const rows = [feature(7, square(0, 0)), feature(8, geometry)]
    if (geometry.type === 'Point') rows[1]!.of = '{"type":"Point","coordinates":[1e999,1]}'
    const error = await layer(rows).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).exitCode).toBe(50)
    expect((error as UserError).fault).toMatchObject({
      what: 'a feature is not valid GeoJSON',
      where: { layer: 'zones', field: 'feature 8' },
    })
    expect((error as UserError).fault.got).toContain(got)
  })
})
