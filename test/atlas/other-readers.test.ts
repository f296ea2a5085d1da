import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltCity, buildCity } from '../support/built-city.ts'

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
  let city: BuiltCity
  beforeAll(async () => {
    city = await buildCity('tanjungpinang')
  })
  afterAll(() => city?.remove())

  const archive = () => city.released(city.pointer().tiles[0]!.split('/').slice(2).join('/'))
  const ids = (name: string) =>
    city
      .layer(name)
      .features.map((feature) => feature.id as number)
      .sort((a, b) => a - b)

  it.skipIf(!decode)(
    'tippecanoe-decode finds the feature ids of the GeoJSON at the deepest zoom',
    () => {
      for (const name of [
        'zones',
        'zone_labels',
        'rt',
        'buildings',
        'zone_changes',
        'interventions',
        'facilities',
      ]) {
        const run = spawnSync('tippecanoe-decode', ['-z16', '-Z16', '-l', name, archive()], {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        })
        expect(run.status).toBe(0)
        const found = new Set(
          [...run.stdout.matchAll(/"type": "Feature", "id": (\d+)/g)].map((match) => Number(match[1])),
        )
        expect(
          [...found].sort((a, b) => a - b),
          name,
        ).toEqual(ids(name))
      }
    },
    60_000,
  )

  it.skipIf(!ogrinfo)('ogrinfo counts the features of every GeoJSON layer', () => {
    for (const { path, rows } of city.manifest().files.filter((file) => file.path.startsWith('geojson/'))) {
      const run = spawnSync('ogrinfo', ['-so', '-al', city.released(path)], { encoding: 'utf8' })
      expect(run.stdout, path).toContain(`Feature Count: ${rows}`)
    }
  })

  it.skipIf(!formats.includes('PMTiles'))('ogrinfo lists the layers of the archive', () => {
    const run = spawnSync('ogrinfo', [archive()], { encoding: 'utf8' })
    for (const name of ['zones', 'rt', 'buildings']) expect(run.stdout).toContain(name)
  })
})
