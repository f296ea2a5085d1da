import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeWkb } from '../../../../pipeline/geo/wkb.ts'
import { STAC_EXTENSIONS, stacFiles } from '../../../../pipeline/stages/7-publish/catalogue/stac.ts'
import { GeoParquetFacts } from '../../../../pipeline/store/geoparquet.ts'
import { sqlText } from '../../../../pipeline/store/index.ts'
import type { BuiltCity } from '../../../support/built-city.ts'
import { demoCity } from '../../../support/demo-city.ts'
import { sharedStore } from '../../../support/shared-store.ts'
import { madeUpRelease } from './made-up-release.ts'
import {
  FOLDER_VARIABLE,
  OfficialSchemas,
  officialSchemasFolder,
  pathOfSchema,
  ROOT_ADDRESSES,
  SCHEMAS,
  schemasFrom,
} from './official-schemas.ts'

type Json = ReturnType<typeof JSON.parse>

const folder = officialSchemasFolder()
if (folder === null)
  console.log(
    `skipped: the official schemas are not here ('npm run official-schemas' fetches them, ${FOLDER_VARIABLE} names a folder)`,
  )

/** The PROJJSON schema of an installed PROJ: an older version than that of the files, of which they keep to all. */
const INSTALLED_PROJJSON = '/usr/share/proj/projjson.schema.json'
if (!existsSync(INSTALLED_PROJJSON)) console.log(`skipped: ${INSTALLED_PROJJSON} (PROJ) is absent`)

const GEOJSON = 'https://geojson.org/schema/FeatureCollection.json'

function geoParquet(): Json {
  const facts = new GeoParquetFacts()
  facts.add(encodeWkb({ type: 'Point', coordinates: [104.4, 0.9] }), [104.4, 0.9, 104.4, 0.9])
  const ring = [
    [104.4, 0.9],
    [104.5, 0.9],
    [104.5, 1],
    [104.4, 0.9],
  ]
  facts.add(encodeWkb({ type: 'Polygon', coordinates: [ring] }), [104.4, 0.9, 104.5, 1])
  return JSON.parse(facts.metadata('geometry', 'bbox'))
}

const crs = (): Json => geoParquet().columns.geometry.crs

/** Schemas that a STAC object says it keeps to: that of its kind and those of its extensions. */
const schemasOf = (object: Json): string[] => [
  object.type === 'Collection' ? SCHEMAS.collection : SCHEMAS.item,
  ...object.stac_extensions,
]

describe('the schemas of a specification', () => {
  it('are fetched with all that they name, but for those that are here already', async () => {
    const texts: Record<string, Json> = {
      'https://a.example/v1/item.json': {
        allOf: [{ $ref: '#/definitions/x' }, { $ref: '../common.json#/y' }],
        properties: { $ref: { $ref: 'https://b.example/z.json' } },
      },
      'https://a.example/common.json': { $ref: 'v1/item.json', other: ['https://c.example/no.json'] },
      'https://b.example/z.json': {
        anyOf: [
          { $ref: 'https://geojson.org/schema/Feature.json' },
          { $ref: 'http://json-schema.org/draft-07/schema' },
        ],
      },
    }
    const read = async (address: string) => JSON.stringify(texts[address])
    const found = await schemasFrom(['https://a.example/v1/item.json'], read)
    expect([...found.keys()].sort()).toEqual(Object.keys(texts).sort())
  })
})

describe('a release by schemas that come in a package or with a program', () => {
  const schemas = new OfficialSchemas(null)

  it('has layers that are GeoJSON', async () => {
    const city = await demoCity()
    for (const name of readdirSync(city.released('geojson'))) {
      const layer = JSON.parse(readFileSync(city.released(join('geojson', name)), 'utf8'))
      expect([name, await schemas.faults(GEOJSON, layer)]).toEqual([name, []])
    }
    const wrong = city.layer('facilities') as Json
    wrong.features[0].geometry.coordinates = [104.4]
    expect(await schemas.faults(GEOJSON, wrong)).not.toEqual([])
  })

  it.skipIf(!existsSync(INSTALLED_PROJJSON))('has a CRS that is PROJJSON', () => {
    const isProjjson = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(INSTALLED_PROJJSON, 'utf8')),
    )
    expect([isProjjson(crs()), isProjjson.errors]).toEqual([true, null])
    expect(isProjjson({ ...crs(), name: undefined })).toBe(false)
  })
})

describe.skipIf(folder === null)('a release by the official schemas', () => {
  let city: Omit<BuiltCity, 'remove'>
  const schemas = new OfficialSchemas(folder)
  const json = (path: string): Json => JSON.parse(readFileSync(city.released(path), 'utf8'))
  beforeAll(async () => {
    city = await demoCity()
  })

  it('has a folder with every schema that they name', async () => {
    const read = async (address: string) => readFileSync(join(folder!, pathOfSchema(address)), 'utf8')
    const found = await schemasFrom(ROOT_ADDRESSES, read)
    expect([...found.keys()]).toEqual(expect.arrayContaining([...ROOT_ADDRESSES]))
  })

  it('has STAC', async () => {
    const names = readdirSync(city.released('stac'))
    expect(names).toContain('collection.json')
    const used = new Set<string>()
    for (const name of names)
      for (const schema of schemasOf(json(`stac/${name}`))) {
        used.add(schema)
        const faults = await schemas.faults(schema, json(`stac/${name}`))
        expect([name, schema, faults]).toEqual([name, schema, []])
      }
    expect([...used].sort()).toEqual(
      [SCHEMAS.item, SCHEMAS.collection, ...Object.values(STAC_EXTENSIONS)].sort(),
    )
  })

  it('has STAC also where nothing is dated, where a city names its publisher and where nothing is licensed', async () => {
    const undated = { time: null, layers: madeUpRelease().layers.map((layer) => ({ ...layer, time: null })) }
    const publisher = { name: { id: 'Dinas Perkim', en: 'Housing office' }, url: 'https://perkim.example' }
    for (const release of [
      madeUpRelease(),
      madeUpRelease({ ...undated, decree: null }),
      madeUpRelease({}, { publish: { csv_bom: false, keep: 5, publisher } }),
      madeUpRelease({}, { sources: [] }),
    ])
      for (const { name, content } of stacFiles(release))
        for (const schema of schemasOf(content))
          expect([name, schema, await schemas.faults(schema, content)]).toEqual([name, schema, []])
  })

  it('has TileJSON', async () => {
    expect(await schemas.faults(SCHEMAS.tilejson, json('tilejson.json'))).toEqual([])
  })

  it('has GeoParquet, with a CRS of the PROJJSON that it names', async () => {
    const store = await sharedStore()
    for (const file of readdirSync(city.released('parquet'))) {
      const [row] = await store.rows<{ geo: string }>(
        `SELECT decode(value) AS geo FROM parquet_kv_metadata(${sqlText(city.released(join('parquet', file)))})
         WHERE decode(key) = 'geo'`,
      )
      const geo = JSON.parse(row!.geo)
      expect([file, await schemas.faults(SCHEMAS.geoparquet, geo)]).toEqual([file, []])
      const { crs } = geo.columns.geometry
      expect([file, crs.$schema, await schemas.faults(crs.$schema, crs)]).toEqual([
        file,
        SCHEMAS.projjson,
        [],
      ])
    }
  })

  const stac = Object.fromEntries(
    stacFiles(madeUpRelease()).map(({ name, content }) => [name, content as Json]),
  )
  const item = () => structuredClone(stac['zones.json'])
  const collection = () => structuredClone(stac['collection.json'])
  const tilejson = () => ({
    ...{ tilejson: '3.0.0', tiles: ['pmtiles://x/{z}/{x}/{y}'], minzoom: 0 },
    vector_layers: [{ id: 'zones', fields: { name: 'Nama' } }] as Json[],
  })
  const pmtilesLink = ({ links }: Json): Json => links.find(({ rel }: Json) => rel === 'pmtiles')

  it.each<[fault: string, schema: string, document: () => Json, change: (document: Json) => unknown]>([
    ['an item without a time', SCHEMAS.item, item, ({ properties }) => delete properties.datetime],
    ['no time and no span', SCHEMAS.item, item, ({ properties }) => (properties.datetime = null)],
    ['a day for a time', SCHEMAS.item, item, ({ properties }) => (properties.datetime = '2014-05-02')],
    ['an asset without address', SCHEMAS.item, item, ({ assets }) => delete assets.geojson.href],
    ['an item of no collection', SCHEMAS.item, item, (it) => delete it.collection],
    ['a box of three', SCHEMAS.item, item, ({ bbox }) => bbox.pop()],
    ['a geometry of no type', SCHEMAS.item, item, ({ geometry }) => (geometry.type = 'Square')],
    [
      'a sum in capitals',
      STAC_EXTENSIONS.file,
      item,
      ({ assets }) => (assets.geojson['file:checksum'] = 'AB'),
    ],
    [
      'a size of less than nothing',
      STAC_EXTENSIONS.file,
      item,
      ({ assets }) => (assets.geojson['file:size'] = -1),
    ],
    [
      'a CRS by its number',
      STAC_EXTENSIONS.projection,
      item,
      ({ properties }) => (properties['proj:code'] = 4326),
    ],
    [
      'rows below nothing',
      STAC_EXTENSIONS.table,
      item,
      ({ properties }) => (properties['table:row_count'] = -1),
    ],
    ['a field unknown', STAC_EXTENSIONS.table, item, ({ properties }) => (properties['table:rows'] = 3)],
    ['an extension unsaid', STAC_EXTENSIONS.table, item, (it) => it.stac_extensions.pop()],
    ['a licence of words', SCHEMAS.collection, collection, (it) => (it.license = 'izin tertulis')],
    ['no time of the whole', SCHEMAS.collection, collection, ({ extent }) => delete extent.temporal],
    [
      'a role unknown',
      SCHEMAS.collection,
      collection,
      (it) => (it.providers = [{ name: 'x', roles: ['owner'] }]),
    ],
    [
      'a layer of no name',
      STAC_EXTENSIONS.mapLinks,
      collection,
      (it) => (pmtilesLink(it)['pmtiles:layers'] = ['']),
    ],
    ['no link to a map', STAC_EXTENSIONS.mapLinks, collection, (it) => (pmtilesLink(it).rel = 'item')],
    ['no layers', SCHEMAS.tilejson, tilejson, (it) => delete it.vector_layers],
    ['a layer without fields', SCHEMAS.tilejson, tilejson, (it) => delete it.vector_layers[0].fields],
    ['a zoom beyond the last', SCHEMAS.tilejson, tilejson, (it) => (it.minzoom = 31)],
    ['another version', SCHEMAS.geoparquet, geoParquet, (it) => (it.version = '1.0.0')],
    ['another encoding', SCHEMAS.geoparquet, geoParquet, (it) => (it.columns.geometry.encoding = 'WKT')],
    [
      'the other winding',
      SCHEMAS.geoparquet,
      geoParquet,
      (it) => (it.columns.geometry.orientation = 'clockwise'),
    ],
    [
      'half a covering',
      SCHEMAS.geoparquet,
      geoParquet,
      (it) => delete it.columns.geometry.covering.bbox.xmin,
    ],
    ['a CRS in a GeoParquet', SCHEMAS.geoparquet, geoParquet, (it) => delete it.columns.geometry.crs.name],
    [
      'a CRS of an unknown unit',
      SCHEMAS.projjson,
      crs,
      (it) => (it.coordinate_system.axis[0].unit = 'derajat'),
    ],
    ['a CRS with more', SCHEMAS.projjson, crs, (it) => (it.epsg = 4326)],
  ])('refuses %s', async (_, schema, document, change) => {
    const changed = document()
    expect(await schemas.faults(schema, changed)).toEqual([])
    change(changed)
    expect(await schemas.faults(schema, changed)).not.toEqual([])
  })
})
