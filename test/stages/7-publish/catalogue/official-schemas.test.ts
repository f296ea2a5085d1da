import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeWkb } from '../../../../pipeline/geo/wkb.ts'
import { STAC_EXTENSIONS, stacFiles } from '../../../../pipeline/stages/7-publish/catalogue/stac.ts'
import { GeoParquetFacts } from '../../../../pipeline/store/geoparquet.ts'
import { sqlText } from '../../../../pipeline/store/index.ts'
import type { BuiltCity } from '../../../support/built-city.ts'
import { demoCity } from '../../../support/demo-city.ts'
import { sharedStore } from '../../../support/shared-store.ts'
import { temporaryFolder } from '../../../support/small-city.ts'
import { madeUpRelease } from './made-up-release.ts'
import {
  FOLDER_VARIABLE,
  missingSchemas,
  OfficialSchemas,
  officialSchemasFolder,
  pathOfSchema,
  ROOT_ADDRESSES,
  SCHEMAS,
  schemasFrom,
} from './official-schemas.ts'

type Json = ReturnType<typeof JSON.parse>

const folder = officialSchemasFolder()
const missing = new Map(
  await Promise.all(
    ROOT_ADDRESSES.map(async (address) => [address, await missingSchemas(address, folder)] as const),
  ),
)
/** Whether a schema is here with all that it names. */
const isHere = (schema: string): boolean => missing.get(schema)!.length === 0

const nowhere = [...new Set([...missing.values()].flat())].sort()
if (nowhere.length > 0)
  console.log(
    `skipped, for want of official schemas: ${nowhere.join(', ')} ('npm run official-schemas' fetches all from the ` +
      `web, 'npm run official-schemas:debian' those of STAC and PROJJSON from Debian; ${FOLDER_VARIABLE} names a folder)`,
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

  it('can be held to where all that they name are here', async () => {
    const folder = temporaryFolder()
    const write = (address: string, schema: Json) => {
      const path = join(folder, pathOfSchema(address))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, JSON.stringify(schema))
    }
    const item = 'https://a.example/v1/item.json'
    const common = 'https://a.example/common.json'
    const feature = { $ref: 'https://geojson.org/schema/Feature.json' }
    expect(await missingSchemas(item, folder)).toEqual([item])
    write(item, { allOf: [{ $ref: '../common.json#/y' }, feature] })
    expect(await missingSchemas(item, folder)).toEqual([common])
    write(common, { y: {} })
    expect(await missingSchemas(item, folder)).toEqual([])
    expect(await missingSchemas(item, null)).toEqual([item])
    expect(await missingSchemas(SCHEMAS.tilejson, null)).toEqual([])
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

describe('a release by the official schemas', () => {
  let city: Omit<BuiltCity, 'remove'>
  const schemas = new OfficialSchemas(folder)
  const json = (path: string): Json => JSON.parse(readFileSync(city.released(path), 'utf8'))
  beforeAll(async () => {
    city = await demoCity()
  })

  /** STAC of the demo city, and of releases where nothing is dated, a publisher is named, nothing is licensed. */
  const stacDocuments = (): { name: string; content: Json }[] => {
    const undated = { time: null, layers: madeUpRelease().layers.map((layer) => ({ ...layer, time: null })) }
    const publisher = { name: { id: 'Dinas Perkim', en: 'Housing office' }, url: 'https://perkim.example' }
    return [
      ...readdirSync(city.released('stac')).map((name) => ({ name, content: json(`stac/${name}`) })),
      ...[
        madeUpRelease(),
        madeUpRelease({ ...undated, decree: null }),
        madeUpRelease({}, { publish: { csv_bom: false, keep: 5, publisher } }),
        madeUpRelease({}, { sources: [] }),
      ].flatMap((release) => stacFiles(release)),
    ]
  }
  const stacSchemas = [SCHEMAS.item, SCHEMAS.collection, ...Object.values(STAC_EXTENSIONS)]

  it('has STAC of no other schemas', () => {
    const named = stacDocuments().flatMap(({ content }) => schemasOf(content))
    expect([...new Set(named)].sort()).toEqual([...stacSchemas].sort())
  })

  for (const schema of stacSchemas)
    it.skipIf(!isHere(schema))(`has STAC by ${schema}`, async () => {
      const documents = stacDocuments().filter(({ content }) => schemasOf(content).includes(schema))
      expect(documents).not.toEqual([])
      for (const { name, content } of documents)
        expect([name, await schemas.faults(schema, content)]).toEqual([name, []])
    })

  it('has TileJSON', async () => {
    expect(await schemas.faults(SCHEMAS.tilejson, json('tilejson.json'))).toEqual([])
  })

  /** The metadata of each GeoParquet of the release. */
  const geoParquets = async (): Promise<{ file: string; geo: Json }[]> => {
    const store = await sharedStore()
    const rows = await store.rows<{ file: string; geo: string }>(
      `SELECT file_name AS file, decode(value) AS geo
       FROM parquet_kv_metadata(${sqlText(city.released('parquet/*.parquet'))}) WHERE decode(key) = 'geo'`,
    )
    expect(rows.length).toBe(readdirSync(city.released('parquet')).length)
    return rows.map(({ file, geo }) => ({ file, geo: JSON.parse(geo) }))
  }

  it.skipIf(!isHere(SCHEMAS.geoparquet))('has GeoParquet', async () => {
    for (const { file, geo } of await geoParquets())
      expect([file, await schemas.faults(SCHEMAS.geoparquet, geo)]).toEqual([file, []])
  })

  it.skipIf(!isHere(SCHEMAS.projjson))('has GeoParquet with a CRS of its PROJJSON', async () => {
    for (const { file, geo } of await geoParquets()) {
      const { crs } = geo.columns.geometry
      const faults = await schemas.faults(SCHEMAS.projjson, crs)
      expect([file, crs.$schema, faults]).toEqual([file, SCHEMAS.projjson, []])
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

  type Wrong = [fault: string, schema: string, document: () => Json, change: (document: Json) => unknown]
  const wrong: Wrong[] = [
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
  ]
  for (const [fault, schema, document, change] of wrong)
    it.skipIf(!isHere(schema))(`refuses ${fault}`, async () => {
      const changed = document()
      expect(await schemas.faults(schema, changed)).toEqual([])
      change(changed)
      expect(await schemas.faults(schema, changed)).not.toEqual([])
    })
})
