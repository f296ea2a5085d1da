import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../../../pipeline/city.ts'
import { demoCity } from '../../../support/demo-city.ts'
import { temporaryFolder } from '../../../support/small-city.ts'

const GUIDE = readFileSync(join(PROJECT_ROOT, 'docs/qgis.md'), 'utf8')
const BLOCK = GUIDE.split('## GDAL')[1]!.split('```sh\n')[1]!.split('```')[0]!
const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0

describe('the commands of docs/qgis.md', () => {
  it('hold for every city: none names a CRS of its own', () => {
    expect(GUIDE).not.toMatch(/EPSG:\d/)
  })

  it.skipIf(!hasGdal)('work in the folder of a release', { timeout: 60_000 }, async () => {
    const city = await demoCity()
    const folder = temporaryFolder()
    symlinkSync(city.released('geojson'), join(folder, 'geojson'))
    copyFileSync(city.released('manifest.json'), join(folder, 'manifest.json'))
    // Nothing is fetched in a test.
    const commands = BLOCK.split('\n').filter((line) => !line.includes('/vsicurl/'))
    const ran = spawnSync('sh', ['-e', '-c', commands.join('\n')], { cwd: folder, encoding: 'utf8' })
    expect([ran.status, ran.stderr.match(/ERROR.*/)]).toEqual([0, null])
    expect(existsSync(join(folder, 'atlas.gpkg'))).toBe(true)
    expect(readFileSync(join(folder, 'zones.prj'), 'utf8')).toContain('UTM_Zone_48N')
  })
})
