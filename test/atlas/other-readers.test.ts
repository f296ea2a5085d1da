import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoCity } from '../support/demo-city.ts'
import { gdalCountsOfGeoJson } from '../support/gdal-counts.ts'

/** What tippecanoe-decode prints of an archive: a collection of each tile, in it one of each layer. */
interface Decoded {
  features: { features: { properties: { layer: string }; features: { id: number }[] }[] }[]
}

function has(program: string, args: string[] = ['--version']): boolean {
  return spawnSync(program, args, { encoding: 'utf8' }).error === undefined
}

const decode = has('tippecanoe-decode', ['-v'])
const ogrinfo = has('ogrinfo')
const formats = ogrinfo ? spawnSync('ogrinfo', ['--formats'], { encoding: 'utf8' }).stdout : ''
if (!decode) console.log('skipped: tippecanoe-decode is not installed')
if (!ogrinfo) console.log('skipped: ogrinfo is not installed')
else if (!formats.includes('PMTiles'))
  console.log('skipped: this ogrinfo has no PMTiles driver (it came with GDAL 3.8)')

describe.skipIf(!decode && !ogrinfo)('the demo release in the programs of others', () => {
  let city: Awaited<ReturnType<typeof demoCity>>
  beforeAll(async () => {
    city = await demoCity()
  })

  const archive = () => city.released(city.pointer().tiles[0]!.split('/').slice(2).join('/'))
  const ids = (name: string) =>
    city
      .layer(name)
      .features.map((feature) => feature.id as number)
      .sort((a, b) => a - b)

  it.skipIf(!decode)(
    'tippecanoe-decode finds the feature ids of the GeoJSON at the deepest zoom',
    () => {
      const run = spawnSync('tippecanoe-decode', ['-z16', '-Z16', archive()], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
      expect(run.status).toBe(0)
      const found = new Map<string, Set<number>>()
      for (const tile of (JSON.parse(run.stdout) as Decoded).features) {
        for (const { properties, features } of tile.features) {
          const layer = found.get(properties.layer) ?? new Set()
          for (const { id } of features) layer.add(id)
          found.set(properties.layer, layer)
        }
      }
      for (const name of [
        'zones',
        'zone_labels',
        'rt',
        'grid',
        'buildings',
        'zone_changes',
        'interventions',
        'facilities',
      ]) {
        expect(
          [...(found.get(name) ?? [])].sort((a, b) => a - b),
          name,
        ).toEqual(ids(name))
      }
    },
    60_000,
  )

  it.skipIf(!ogrinfo)('ogrinfo counts the features of every GeoJSON layer', () => {
    const layers = city.manifest().files.filter((file) => file.path.startsWith('geojson/'))
    const counts = gdalCountsOfGeoJson(layers.map(({ path }) => city.released(path)))
    for (const { path, rows } of layers) expect(counts.get(city.released(path)), path).toBe(rows)
    expect(layers.length).toBeGreaterThan(8)
  })

  it.skipIf(!formats.includes('PMTiles'))('ogrinfo lists the layers of the archive', () => {
    const run = spawnSync('ogrinfo', [archive()], { encoding: 'utf8' })
    for (const name of ['zones', 'rt', 'buildings']) expect(run.stdout).toContain(name)
  })
})
