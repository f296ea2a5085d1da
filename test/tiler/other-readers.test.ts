import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FeatureCollection } from 'geojson'
import { PMTiles, type Source } from 'pmtiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePmtiles } from '../../pipeline/archive/index.ts'
import { boundsOf, cutTiles, describeLayers } from './oracle/index.ts'
import { boxAt, layerOf, polygon, ringAt, starAt } from './shapes.ts'

const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0
const hasTippecanoe = spawnSync('tippecanoe-decode', ['--version']).error === undefined
const readsArchives =
  hasGdal && spawnSync('ogrinfo', ['--formats'], { encoding: 'utf8' }).stdout.includes('PMTiles')
if (!hasGdal) console.log('skipped: ogr2ogr (GDAL) is not installed')
else if (!readsArchives) console.log('skipped: this GDAL has no PMTiles driver (it came with 3.8)')
if (!hasTippecanoe) console.log('skipped: tippecanoe-decode is not installed')

const folder = mkdtempSync(path.join(tmpdir(), 'petakumuh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const zones = Array.from({ length: 9 }, (_, i) =>
  polygon(ringAt(starAt(i * 700, i * 500, 600, 24, () => 0.7)), boxAt(i * 700 - 20, i * 500 - 20, 40, 40)),
)
const layer = layerOf('polygon', zones, { minzoom: 12, maxzoom: 14 })
const ids = layer.features.map((feature) => feature.id)

describe.skipIf(!hasGdal)('GDAL', () => {
  beforeAll(() => {
    for (const { z, x, y, data } of cutTiles([layer])) {
      const column = path.join(folder, String(z), String(x))
      mkdirSync(column, { recursive: true })
      writeFileSync(path.join(column, `${y}.pbf`), data)
    }
  })

  it.each([12, 14])('reads every feature with its id, attributes and place at zoom %i', (zoom) => {
    const args = [
      '-f',
      'GeoJSON',
      '/vsistdout/',
      path.join(folder, String(zoom)),
      'zona',
      '-t_srs',
      'EPSG:4326',
    ]
    const text = execFileSync('ogr2ogr', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const { features } = JSON.parse(text) as FeatureCollection
    expect([...new Set(features.map((f) => f.properties!.mvt_id))].sort()).toEqual([...ids].sort())
    const [west, south, east, north] = boundsOf([layer])!
    for (const { properties, geometry } of features) {
      const source = layer.features.find((f) => f.id === properties!.mvt_id)!
      expect(properties).toMatchObject(source.properties)
      if (geometry.type !== 'Polygon') continue
      for (const [lon, lat] of geometry.coordinates.flat()) {
        expect(lon! > west - 1e-4 && lon! < east + 1e-4 && lat! > south - 1e-4 && lat! < north + 1e-4).toBe(
          true,
        )
      }
    }
  })
})

const archive = path.join(folder, 'zona.pmtiles')
beforeAll(async () => {
  await writePmtiles(archive, cutTiles([layer]), {
    name: 'uji',
    description: '',
    attribution: '',
    bounds: boundsOf([layer])!,
    layers: describeLayers([layer]),
  })
})

describe('the pmtiles package', () => {
  it('reads the header, the metadata and every tile, and nothing beside them', async () => {
    const blob = await openAsBlob(archive)
    const source: Source = {
      getKey: () => archive,
      getBytes: async (offset, length) => ({ data: await blob.slice(offset, offset + length).arrayBuffer() }),
    }
    const reader = new PMTiles(source)
    const header = await reader.getHeader()
    expect([header.minZoom, header.maxZoom, header.clustered]).toEqual([12, 14, true])
    const bounds = [header.minLon, header.minLat, header.maxLon, header.maxLat]
    bounds.forEach((degrees, i) => {
      expect(degrees).toBeCloseTo(boundsOf([layer])![i]!, 6)
    })
    expect(await reader.getMetadata()).toMatchObject({
      vector_layers: [{ id: 'zona', minzoom: 12, maxzoom: 14 }],
    })
    let tiles = 0
    for (const { z, x, y, data } of cutTiles([layer])) {
      const tile = await reader.getZxy(z, x, y)
      expect(Buffer.from(tile!.data).equals(data), `${z}/${x}/${y}`).toBe(true)
      tiles++
    }
    expect(header.numAddressedTiles).toBe(tiles)
    expect(await reader.getZxy(14, 0, 0)).toBeUndefined()
    expect(await reader.getZxy(11, 1616, 1018)).toBeUndefined()
  })
})

describe.skipIf(!readsArchives)('GDAL and the archive itself', () => {
  it('reads every feature with its id', () => {
    const args = ['-f', 'GeoJSON', '/vsistdout/', archive, 'zona']
    const text = execFileSync('ogr2ogr', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const { features } = JSON.parse(text) as FeatureCollection
    expect([...new Set(features.map((f) => f.properties!.mvt_id))].sort()).toEqual([...ids].sort())
  })
})

describe.skipIf(!hasTippecanoe)('tippecanoe-decode', () => {
  it('reads every feature of the archive at the deepest zoom', () => {
    const text = execFileSync('tippecanoe-decode', ['-c', '-Z14', '-z14', archive], { encoding: 'utf8' })
    const found = new Set([...text.matchAll(/"id":\s*(\d+)/g)].map((match) => Number(match[1])))
    expect([...found].sort()).toEqual([...ids].sort())
  })
})
