import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StyleSpecification, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { boundsOf } from '../../../../pipeline/geo/bounds.ts'
import { parquet, sqlText } from '../../../../pipeline/store/index.ts'
import type { BuiltCity } from '../../../support/built-city.ts'
import { demoCity } from '../../../support/demo-city.ts'
import { sharedStore } from '../../../support/shared-store.ts'
import { stacFaults } from './stac-rules.ts'

type Json = ReturnType<typeof JSON.parse>

describe('the catalogue of the demo release', () => {
  let city: Omit<BuiltCity, 'remove'>
  const json = (path: string): Json => JSON.parse(readFileSync(city.released(path), 'utf8'))
  beforeAll(async () => {
    city = await demoCity()
  })

  it('has STAC without a fault, whose assets are the files of the manifest', () => {
    const names = readdirSync(city.released('stac'))
    const files = new Map(city.manifest().files.map((file) => [file.path, file]))
    const layers = readdirSync(city.released('geojson')).map((name) => name.replace('.geojson', '.json'))
    expect([...names].sort()).toEqual(['collection.json', ...layers].sort())
    const listed = new Set<string>()
    for (const name of names) {
      const object = json(`stac/${name}`)
      expect([name, stacFaults(object, names)]).toEqual([name, []])
      for (const asset of Object.values(object.assets as Json) as Json[]) {
        const path = asset.href.slice('../'.length)
        const { bytes, sha256 } = files.get(path)!
        expect([path, asset['file:size'], asset['file:checksum']]).toEqual([path, bytes, `1220${sha256}`])
        expect([path, asset.title === path]).toEqual([path, false])
        listed.add(path)
      }
    }
    expect([...listed].filter((path) => path.startsWith('traces/'))).toEqual([])
    const unlisted = [...files.keys()].filter((path) => !listed.has(path))
    expect(unlisted.filter((path) => !/^(stac|traces|tables\/(zones|rt))\//.test(path))).toEqual([])
    expect(json('stac/collection.json').extent.temporal.interval).toEqual([
      ['2014-01-01T00:00:00Z', '2018-12-31T23:59:59Z'],
    ])
  })

  it('names for the tiles the sources of the layers that are in them', () => {
    const { files } = city.manifest()
    const sourcesOf = (isOne: (path: string) => boolean) =>
      [...new Set(files.filter(({ path }) => isOne(path)).flatMap(({ sources }) => sources))].sort()
    const ofTiles = sourcesOf((path) => path.endsWith('.pmtiles'))
    expect(ofTiles).toEqual(sourcesOf((path) => path.startsWith('geojson/')))
    expect(ofTiles.length).toBeLessThan(city.manifest().sources.length)
  })

  it('says in both languages in every table that data are synthetic', () => {
    const { synthetic } = city.manifest().city as { synthetic: { id: string; en: string } }
    for (const { path } of city.manifest().files.filter(({ path }) => path === 'tables/decrees.csv'))
      expect(readFileSync(city.released(path), 'utf8')).toContain(`${synthetic.id} / ${synthetic.en}`)
  })

  it('has DCAT whose addresses are files of the release', () => {
    const dcat = json('dcat.jsonld')
    const paths = [...dcat['dcat:distribution'], ...dcat['foaf:page']].map(
      (node: Json) => node['dcat:downloadURL']?.['@id'] ?? node['@id'],
    )
    expect(paths.length).toBeGreaterThan(40)
    expect(paths.filter((path) => path.startsWith('traces/'))).toEqual([])
    for (const path of paths) expect([path, existsSync(city.released(path))]).toEqual([path, true])
    expect(dcat['dct:source']).toHaveLength(19)
  })

  it('has sums that sha256sum accepts, of every file but themselves', () => {
    const folder = city.released('')
    const check = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([check.status, check.stderr]).toEqual([0, ''])
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(check.stdout.trimEnd().split('\n')).toHaveLength(files.length - 1)
  })

  it('tells every source and every stage in the lineage, in both languages', () => {
    const lineage = readFileSync(city.released('lineage.md'), 'utf8')
    for (const { sha256 } of json('manifest.json').sources)
      expect(lineage.split(sha256).length - 1).toBeGreaterThanOrEqual(2)
    for (const stage of ['1-ingest', '5-indicators', '7-publish'])
      expect(lineage.match(new RegExp(`^### ${stage}: `, 'gm'))).toHaveLength(2)
  })

  it('has layers as GeoParquet 1.1, each box around its own feature and within that of the file', async () => {
    const store = await sharedStore()
    for (const file of readdirSync(city.released('parquet'))) {
      const path = city.released(join('parquet', file))
      const [row] = await store.rows<{ geo: string }>(
        `SELECT decode(value) AS geo FROM parquet_kv_metadata(${sqlText(path)}) WHERE decode(key) = 'geo'`,
      )
      const geo = JSON.parse(row!.geo)
      expect([file, geo.version, geo.columns.geometry.crs.id]).toEqual([
        file,
        '1.1.0',
        { authority: 'OGC', code: 'CRS84' },
      ])
      const [bounds] = await store.rows<{ box: number[] }>(
        `SELECT [min(bbox.xmin), min(bbox.ymin), max(bbox.xmax), max(bbox.ymax)] AS box FROM ${parquet(path)}`,
      )
      expect([file, bounds!.box]).toEqual([file, geo.columns.geometry.bbox])
      const layer = city.layer(file.replace('.parquet', ''))
      const boxes = await store.rows<{ id: number; box: number[] }>(
        `SELECT feature_id AS id, [bbox.xmin, bbox.ymin, bbox.xmax, bbox.ymax] AS box FROM ${parquet(path)}`,
      )
      expect(boxes.map(({ id, box }) => [id, box])).toEqual(
        layer.features.map(({ id, geometry }) => [id, boundsOf(geometry)]),
      )
      expect([file, geo.columns.geometry.geometry_types]).toEqual([
        file,
        [...new Set(layer.features.map(({ geometry }) => geometry.type))].sort(),
      ])
    }
  })

  it('has a style and a TileJSON by their specifications', () => {
    expect(validateStyleMin(json('style.json') as StyleSpecification)).toEqual([])
    const tilejson = json('tilejson.json')
    expect(tilejson.tilejson).toBe('3.0.0')
    expect(tilejson.scheme).toBe('xyz')
    for (const url of tilejson.tiles) expect(url).toMatch(/\{z\}\/\{x\}\/\{y\}/)
    const { minzoom, maxzoom, bounds, center, vector_layers: layers } = tilejson
    expect(0 <= minzoom && minzoom <= maxzoom && maxzoom <= 30).toBe(true)
    expect(bounds[0] <= center[0] && center[0] <= bounds[2] && minzoom <= center[2]).toBe(true)
    for (const { id, fields, minzoom: from, maxzoom: to } of layers) {
      expect([id, minzoom <= from && to <= maxzoom, Object.keys(fields).length > 0]).toEqual([id, true, true])
      expect(Object.values(fields).every((text) => typeof text === 'string' && text !== '')).toBe(true)
    }
  })
})
